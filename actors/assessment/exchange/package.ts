/** Zip packages: written so that the same content gives the same bytes, read with an eye on bombs. */
import JSZip from 'jszip';
import { isZipBomb, zipEntries } from '../../knowledge/zip-directory.ts';
import { unreadable } from './xml.ts';

/** Entries carry no time of their own. */
const DATE = new Date(Date.UTC(1980, 0, 1));

/** Packs named texts. */
export async function pack(files: Record<string, string>): Promise<Uint8Array> {
  const zip = new JSZip();
  for (const [name, content] of Object.entries(files))
    zip.file(name, new TextEncoder().encode(content), { date: DATE, createFolders: false });
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}

/** The texts of a package by name. Rejects with terminal IMPORT_UNREADABLE. */
export async function unpack(bytes: Uint8Array): Promise<Record<string, string>> {
  const entries = zipEntries(bytes);
  if (entries === null) throw unreadable('it is not a whole zip package');
  if (isZipBomb(entries))
    throw unreadable('unpacked it would be far larger than a package of questions is');
  const zip = await JSZip.loadAsync(bytes).catch(() => {
    throw unreadable('it is not a whole zip package');
  });
  const files: Record<string, string> = {};
  for (const { name, dir } of Object.values(zip.files)) {
    if (dir || !/\.(xml|qti)$/i.test(name)) continue;
    // As bytes: jszip's own texts lose a character of four bytes where two of its pieces meet.
    const bytes = await zip.file(name)?.async('uint8array');
    files[name] = new TextDecoder().decode(bytes);
  }
  return files;
}

/** Whether these bytes begin like a zip. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}
