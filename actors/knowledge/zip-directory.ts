/** Reads a ZIP's central directory without unpacking anything, to refuse bombs before opening. */

export interface ZipEntry {
  name: string;
  /** Declared sizes in bytes. */
  packed: number;
  unpacked: number;
  /** Bit 0: encrypted. */
  flags: number;
  /** 0 stored, 8 deflated. */
  method: number;
  /** Offset of the part's own header. */
  at: number;
}

export interface ZipDirectory {
  entries: ZipEntry[];
  /** Whether the archive fills the file, with nothing before, between or behind that it does not list. */
  isWhole: boolean;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;
const COMMENT_MAX = 65_535;
const ENTRIES_MAX = 2_000;
const UNPACKED_MAX = 200 * 1024 * 1024;
const RATIO_MAX = 100;
/** Small files pack extremely well without harm; the ratio only counts above this. */
const RATIO_FROM = 10 * 1024 * 1024;

/** Entries as the directory declares them, or null when there is no whole directory. */
export function zipEntries(bytes: Uint8Array): ZipEntry[] | null {
  return zipDirectory(bytes)?.entries ?? null;
}

/** The same, with whether the file holds anything else. */
export function zipDirectory(bytes: Uint8Array): ZipDirectory | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === null) return null;
  const count = view.getUint16(end + 10, true);
  const entries: ZipEntry[] = [];
  const begin = view.getUint32(end + 16, true);
  let at = begin;
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_LENGTH > view.byteLength || view.getUint32(at, true) !== DIRECTORY_ENTRY)
      return null;
    const nameLength = view.getUint16(at + 28, true);
    const name = Buffer.from(bytes.subarray(at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength));
    entries.push({
      name: name.toString('utf8'),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      at: view.getUint32(at + 42, true),
    });
    at += ENTRY_LENGTH + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  const comment = view.getUint16(end + 20, true);
  const isWhole =
    at === end &&
    end + END_LENGTH + comment === view.byteLength &&
    (entries.length === 0 || Math.min(...entries.map((entry) => entry.at)) === 0);
  return { entries, isWhole };
}

/** Whether unpacking would cost far more than an honest office file does. */
export function isZipBomb(entries: ZipEntry[]): boolean {
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  const packed = entries.reduce((sum, entry) => sum + entry.packed, 0);
  if (entries.length > ENTRIES_MAX || unpacked > UNPACKED_MAX) return true;
  return unpacked > RATIO_FROM && unpacked > packed * RATIO_MAX;
}

function findEnd(view: DataView): number | null {
  const lowest = Math.max(0, view.byteLength - END_LENGTH - COMMENT_MAX);
  for (let at = view.byteLength - END_LENGTH; at >= lowest; at -= 1)
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  return null;
}
