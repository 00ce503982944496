/** Bytes to text: UTF-8, UTF-16 by its mark, or what an HTML page declares; never a guess. */
import { unreadable } from './extraction.ts';

const CHARSET = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i;

/** Decodes text strictly; throws DOCUMENT_ENCODING rather than return replacement characters. */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const text = decoder(bytes, declared);
  if (text.includes('\u0000')) throw unreadable('DOCUMENT_ENCODING');
  return text;
}

/** Decodes a page by its own declaration, which older exports need. */
export function decodeHtml(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1');
  return decodeText(bytes, CHARSET.exec(head)?.[1]);
}

function decoder(bytes: Uint8Array, declared: string | undefined): string {
  const label = markOf(bytes) ?? declared ?? 'utf-8';
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadable('DOCUMENT_ENCODING', cause);
  }
}

function markOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  return null;
}
