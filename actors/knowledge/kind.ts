/** Tells what a file is from its first bytes and its name; the declared type alone is not believed. */
import { zipEntries } from './zip-directory.ts';

export type DocumentKind = 'pdf' | 'docx' | 'pptx' | 'html' | 'markdown' | 'text';
/** `legacy` is an old or encrypted Office container, which is named but not read. */
export type SniffedKind = DocumentKind | 'legacy' | 'empty' | 'unknown';

/** Media type of each kind that is read. */
export const MIMES: Record<DocumentKind, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  html: 'text/html',
  markdown: 'text/markdown',
  text: 'text/plain',
};

const OLE = [0xd0, 0xcf, 0x11, 0xe0];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const BY_EXTENSION: Record<string, DocumentKind> = {
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  txt: 'text',
  text: 'text',
};

/** The kind of a file; `mime` and `fileName` only settle what the bytes leave open. */
export function sniffKind(bytes: Uint8Array, mime: string, fileName: string): SniffedKind {
  if (bytes.length === 0) return 'empty';
  const head = latin(bytes.subarray(0, 1024));
  if (head.includes('%PDF-')) return 'pdf';
  if (startsWith(bytes, OLE)) return 'legacy';
  if (startsWith(bytes, ZIP)) return zipKind(bytes);
  const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  const named = BY_EXTENSION[extension];
  if (isBinary(bytes)) return 'unknown';
  if (named !== undefined) return named;
  if (extension !== '' && !mime.startsWith('text/')) return 'unknown';
  if (/^\s*<(!doctype html|html)/i.test(head) || mime.startsWith('text/html')) return 'html';
  if (mime.startsWith('text/markdown')) return 'markdown';
  return extension === '' || mime.startsWith('text/plain') ? 'text' : 'unknown';
}

function zipKind(bytes: Uint8Array): SniffedKind {
  const names = new Set(zipEntries(bytes)?.map((entry) => entry.name));
  if (names.has('word/document.xml')) return 'docx';
  if (names.has('ppt/presentation.xml')) return 'pptx';
  return 'unknown';
}

/** Pictures, programs and archives carry many control bytes; UTF-16 text is left to the decoder. */
function isBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 4096);
  let odd = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 27) || byte === 127) odd += 1;
  return odd > sample.length / 50 && !isUtf16(sample);
}

/** Western text in UTF-16 has a zero in nearly every second byte, and nowhere else. */
function isUtf16(sample: Uint8Array): boolean {
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  return Math.max(even, odd) > sample.length * 0.3 && Math.min(even, odd) < sample.length * 0.02;
}

function startsWith(bytes: Uint8Array, signature: number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
