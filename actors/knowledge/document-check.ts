/**
 * Whether a document that somebody hands in can be taken. The name says what it claims to be, its
 * bytes whether that is true, and whether opening it could do harm.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { PresGenError } from '../../runtime/errors.ts';
import type { Extract } from './extraction.ts';
import { nameFault } from './file-name.ts';
import { sniffKind } from './kind.ts';
import { LOCKED, zipFault } from './zip-check.ts';
import { zipDirectory } from './zip-directory.ts';

/** Resolves to null for a document that can be taken; else why not and what to do. */
export type DocumentCheck = (fileName: string, path: string) => Promise<string | null>;

const READABLE = new Set('pdf docx pptx md markdown mdx html htm xhtml txt text'.split(' '));
const WITH_MACROS = new Set('docm dotm pptm potm ppsm ppam xlsm xltm xlam'.split(' '));
const ARCHIVES = new Set('zip 7z rar gz tgz bz2 xz tar'.split(' '));
const LEGACY = new Set('doc dot ppt pps pot rtf odt odp'.split(' '));

/** @param extract opens PDFs that speak of encryption, apart from this process. */
export function createDocumentCheck(extract: Extract): DocumentCheck {
  let queue: Promise<unknown> = Promise.resolve();
  return (fileName, path) => {
    // One at a time: each holds a whole document in memory.
    const checked = queue.then(() => check(extract, fileName, path));
    queue = checked.catch(() => undefined);
    return checked;
  };
}

async function check(extract: Extract, fileName: string, path: string): Promise<string | null> {
  const byName = nameFault(fileName) ?? endingFault(endingOf(fileName));
  if (byName !== null) return byName;
  const file = await open(path);
  try {
    return await contentFault(extract, fileName, file);
  } finally {
    await file.close();
  }
}

function endingOf(fileName: string): string {
  return /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

function endingFault(ending: string): string | null {
  if (READABLE.has(ending)) return null;
  if (WITH_MACROS.has(ending))
    return 'is of a kind that carries macros, which are programs: save it as DOCX or PPTX';
  if (ARCHIVES.has(ending)) return 'is an archive: send the documents in it one by one';
  if (LEGACY.has(ending))
    return 'is of a kind we cannot read: save it as DOCX, PPTX or PDF and send that';
  return 'is of a kind we cannot read: send PDF, Word, PowerPoint, HTML, Markdown or text';
}

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');
/** What every archive has: a part, its line in the directory, the directory's end. */
const ZIP_MARKS = ['504b0304', '504b0102', '504b0506'].map((mark) => Buffer.from(mark, 'hex'));

async function contentFault(
  extract: Extract,
  fileName: string,
  file: FileHandle,
): Promise<string | null> {
  const ending = endingOf(fileName);
  const bytes = await file.readFile();
  if (bytes.every((byte) => byte === 0x20 || (byte >= 9 && byte <= 13))) return 'is empty';
  if (bytes.subarray(0, 8).equals(OLE))
    return bytes.includes(ENCRYPTED_PACKAGE)
      ? LOCKED
      : 'is in an old Office format inside: save it as DOCX or PPTX and send that';
  const kind = sniffKind(bytes, '', fileName);
  if (kind === 'pdf' || ending === 'pdf') return pdfFault(extract, fileName, bytes);
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004')))
    return (await zipFault(bytes)) ?? officeFault(ending, kind, bytes);
  const isText = kind === 'html' || kind === 'markdown' || kind === 'text';
  if (!isText || ending === 'docx' || ending === 'pptx') return unlike(ending);
  return isProgram(bytes) ? 'is a program inside, whatever its name says' : null;
}

function unlike(ending: string): string {
  return `does not look like a .${ending} file inside: open it, save it anew and send that`;
}

function officeFault(ending: string, kind: string, bytes: Buffer): string | null {
  if (kind === ending) return null;
  const names = zipDirectory(bytes)?.entries.map(({ name }) => name) ?? [];
  if (names.includes('xl/workbook.xml'))
    return 'is an Excel workbook inside: save what matters as PDF and send that';
  return unlike(ending);
}

/** Readers find a PDF anywhere within its first kilobyte, so something else can stand before it. */
async function pdfFault(extract: Extract, fileName: string, bytes: Buffer): Promise<string | null> {
  const at = bytes.subarray(0, 1024).indexOf('%PDF-');
  if (at < 0 || endingOf(fileName) !== 'pdf') return unlike(endingOf(fileName));
  const before = bytes
    .subarray(0, at)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  const isTwo = before.trim() !== '' || isZipToo(bytes);
  if (isTwo) return 'is two kinds of file at once: print it to a new PDF and send that';
  return bytes.includes('/Encrypt') && (await isLocked(extract, fileName, bytes)) ? LOCKED : null;
}

/** Unpackers forgive wrong offsets, so the marks alone make it one. */
function isZipToo(bytes: Buffer): boolean {
  return ZIP_MARKS.every((mark) => bytes.includes(mark));
}

/** Many PDFs are encrypted so that they cannot be changed, and open all the same. */
async function isLocked(extract: Extract, fileName: string, bytes: Buffer): Promise<boolean> {
  try {
    await extract(bytes, 'application/pdf', fileName);
    return false;
  } catch (error) {
    return error instanceof PresGenError && error.code === 'DOCUMENT_ENCRYPTED';
  }
}

function isProgram(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 4).toString('latin1');
  return head.startsWith('MZ') || head.startsWith('#!') || head === '\u007fELF';
}
