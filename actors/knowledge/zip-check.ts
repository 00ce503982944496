/**
 * What makes an office file dangerous before anybody opens it: bombs that lie about their size, parts
 * hidden before or behind the archive, names that leave their folder, macros, archives within.
 */
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { nameFault } from './file-name.ts';
import { isZipBomb, type ZipEntry, zipDirectory } from './zip-directory.ts';

const inflate = promisify(inflateRaw);

const LOCAL_HEADER = 0x04034b50;
const LOCAL_LENGTH = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

const MACROS = /(^|\/)(vbaproject\.bin|vbadata\.xml|vbaprojectsignature\w*\.bin)$|(^|\/)activex\//i;
const ARCHIVE = /\.(zip|7z|rar|gz|tgz|bz2|xz|tar|jar|cab|iso|docm|pptm|xlsm)$/i;
/** Office files keep their embedded tables here, as files that nobody unpacks. */
const EMBEDDED = /^(word|ppt|xl)\/embeddings\//;

/** Null when the archive is as harmless as an office file is; else why it is not taken. */
export async function zipFault(bytes: Buffer): Promise<string | null> {
  const directory = zipDirectory(bytes);
  if (directory === null) return 'is damaged or cut off: send it again, or save it anew';
  const { entries, isWhole } = directory;
  if (isZipBomb(entries)) return 'unpacks to far more than a document holds (an archive bomb)';
  if (!isWhole)
    return 'has something hidden before or behind its content: save it anew and send that';
  return faultOfNames(entries) ?? faultOfParts(entries) ?? (await faultOfSizes(bytes, entries));
}

function faultOfNames(entries: ZipEntry[]): string | null {
  const isEvil = entries.some(({ name }) => {
    const parts = name.replace(/\/$/, '').split('/');
    return name.includes('\\') || parts.some((part) => part === '..' || nameFault(part) !== null);
  });
  return isEvil
    ? 'has parts whose names lead out of their folder or hide something: save it anew and send that'
    : null;
}

function faultOfParts(entries: ZipEntry[]): string | null {
  if (entries.some(({ flags }) => (flags & ENCRYPTED) !== 0)) return LOCKED;
  if (entries.some(({ name }) => MACROS.test(name)))
    return 'contains macros, which are programs: save it as DOCX or PPTX without macros';
  if (entries.some(({ name }) => ARCHIVE.test(name) && !EMBEDDED.test(name)))
    return 'has another archive inside: take it out, and send its documents one by one';
  if (new Set(entries.map(({ name }) => name.toLowerCase())).size < entries.length)
    return 'has two parts of the same name: save it anew and send that';
  return null;
}

/** A directory can say anything, so every part is unpacked once, and never beyond what it says. */
async function faultOfSizes(bytes: Buffer, entries: ZipEntry[]): Promise<string | null> {
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.at - b.at)) {
    const start = startOf(bytes, entry);
    // Parts that share their bytes make a small file unpack into a huge one.
    if (start === null || entry.at < end) return LYING;
    end = start + entry.packed;
    if (!(await isAsLong(bytes.subarray(start, end), entry))) return LYING;
  }
  return null;
}

const LYING = 'does not hold what it says it holds: save it anew and send that';
export const LOCKED = 'is protected by a password: save it without one and send that';

function startOf(bytes: Buffer, { at, packed }: ZipEntry): number | null {
  if (at + LOCAL_LENGTH > bytes.length || bytes.readUInt32LE(at) !== LOCAL_HEADER) return null;
  const start = at + LOCAL_LENGTH + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  return start + packed <= bytes.length ? start : null;
}

async function isAsLong(part: Buffer, { method, unpacked }: ZipEntry): Promise<boolean> {
  if (method === STORED) return part.length === unpacked;
  if (method !== DEFLATED) return false;
  const whole = await inflate(part, { maxOutputLength: Math.max(1, unpacked) }).catch(() => null);
  return whole?.length === unpacked;
}
