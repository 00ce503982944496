/** A zip file on disk, whole or not at all. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import JSZip from 'jszip';

/** A text, or bytes that are fetched one after the other. */
export type Packed = { name: string } & ({ text: string } | { bytes(): Promise<Buffer> });

/** Entries carry no time of their own, so that the same content gives the same file. */
const DATE = new Date(Date.UTC(1980, 0, 1));

/** @param file replaced only by a complete archive; readable by its owner alone */
export async function writeZip(file: string, entries: Packed[]): Promise<void> {
  const zip = new JSZip();
  for (const entry of entries) {
    const content = 'text' in entry ? entry.text : await entry.bytes();
    zip.file(entry.name, content, { date: DATE, compression: 'DEFLATE', createFolders: false });
  }
  const half = `${file}.part`;
  try {
    await pipeline(
      zip.generateNodeStream({ streamFiles: true }),
      createWriteStream(half, { mode: 0o600 }),
    );
    await rename(half, file);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
}
