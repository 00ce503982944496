/** What became of each letter, in a small file beside it: so that one that is out is not sent again. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface DeliveryMark {
  state: 'sent' | 'failed';
  /** ms since 1970, of the last attempt. */
  at: number;
  attempts: number;
  /** Code of docs/errors.md where it failed. */
  code?: string;
  /** Times somebody sent it again on purpose. */
  resent: number;
}

/** @param name of the letter, without its ending. */
export async function readMark(folder: string, name: string): Promise<DeliveryMark | null> {
  const text = await readFile(pathOf(folder, name), 'utf8').catch(() => null);
  try {
    return text === null ? null : (JSON.parse(text) as DeliveryMark);
  } catch {
    // Half a file says nothing: the letter counts as not sent, and carries the same Message-ID again.
    return null;
  }
}

export async function writeMark(folder: string, name: string, mark: DeliveryMark): Promise<void> {
  const path = pathOf(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, JSON.stringify(mark), { mode: 0o600 });
  await rename(`${path}.part`, path);
}

function pathOf(folder: string, name: string): string {
  return join(folder, `${name}.mark.json`);
}
