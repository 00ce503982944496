/** PDFs of PowerPoint files, made by LibreOffice where this machine has it. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

export type ToPdf = (pptx: Uint8Array) => Promise<Uint8Array>;

/** A deck takes seconds; what takes longer hangs. */
const PATIENCE_MS = 120_000;

/** The way to make PDFs; null where no folder of this PATH holds LibreOffice. */
export function pdfMaker(path: string): ToPdf | null {
  const office = path
    .split(delimiter)
    .map((folder) => join(folder, 'soffice'))
    .find(isExecutable);
  return office === undefined ? null : (pptx) => convert(office, pptx);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function convert(office: string, pptx: Uint8Array): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'presgen-pdf-'));
  try {
    const source = join(folder, 'deck.pptx');
    await writeFile(source, pptx);
    // A profile of its own: LibreOffice lets nobody in beside a run that uses the same one.
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    const wanted = ['--headless', '--convert-to', 'pdf', '--outdir', folder, source];
    await promisify(execFile)(office, [profile, ...wanted], { timeout: PATIENCE_MS });
    return await readFile(join(folder, 'deck.pdf'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
