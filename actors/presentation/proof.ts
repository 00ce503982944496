/**
 * Looks at a deck as its audience will: LibreOffice sets the pages, then words and pixels are
 * judged. A machine that lacks the programs says so; it never fails a deck.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../avatar/child-process.ts';
import { type DeckCheck, openDeck } from './check.ts';
import { faintWords, pictureOf } from './rendered-contrast.ts';
import { misplaced } from './rendered-fit.ts';
import { pagesOf, type RenderedPage } from './rendered-words.ts';

/** What looking takes; null where the machine has no LibreOffice. */
export interface ProofTools {
  toPdf: ((pptx: Uint8Array) => Promise<Uint8Array>) | null;
  /** Absolute path of a program, or null. */
  find(name: string): Promise<string | null>;
}

/** What was seen, or why nobody looked. */
export type Proof = { ran: true; pages: number; checks: DeckCheck[] } | { ran: false; why: string };

const TOOL_MS = 60_000;
const DOTS_PER_INCH = 100;

/** Never rejects but with the signal's reason. */
export async function proofDeck(
  pptx: Uint8Array,
  tools: ProofTools,
  signal: AbortSignal,
): Promise<Proof> {
  const words = await tools.find('pdftotext');
  const pixels = await tools.find('pdftoppm');
  if (tools.toPdf === null) return { ran: false, why: 'LibreOffice is not installed' };
  if (words === null || pixels === null)
    return { ran: false, why: 'pdftotext and pdftoppm (poppler) are not installed' };
  const folder = await mkdtemp(join(tmpdir(), 'presgen-proof-'));
  try {
    const pdf = join(folder, 'deck.pdf');
    await writeFile(pdf, await tools.toPdf(pptx));
    const run = { signal, timeoutMs: TOOL_MS };
    const listing = join(folder, 'words.html');
    await runTool(words, ['-bbox', pdf, listing], run);
    await runTool(pixels, ['-r', String(DOTS_PER_INCH), pdf, join(folder, 'page')], run);
    return await judge(pptx, pagesOf(await readFile(listing, 'utf8')), folder);
  } catch (error) {
    signal.throwIfAborted();
    return { ran: false, why: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function judge(pptx: Uint8Array, pages: RenderedPage[], folder: string): Promise<Proof> {
  const { slides } = await openDeck(pptx);
  const pictures = (await readdir(folder)).filter((name) => name.endsWith('.ppm')).sort();
  const strays: string[] = [];
  const faint: string[] = [];
  for (const [index, slide] of slides.entries()) {
    const [page, picture] = [pages[index], pictures[index]];
    if (page === undefined || picture === undefined) break;
    strays.push(...misplaced(page, slide));
    faint.push(...faintWords(page, pictureOf(await readFile(join(folder, picture))), slide.label));
  }
  const missing =
    pages.length === slides.length ? [] : [`${pages.length} pages for ${slides.length} slides`];
  const checks = [
    checked('deck_rendered_pages', missing, pages.length),
    checked('deck_rendered_fits', strays, pages.length),
    checked('deck_rendered_contrast', faint, pages.length),
  ];
  return { ran: true, pages: pages.length, checks };
}

function checked(id: string, faults: string[], pages: number): DeckCheck {
  const evidence = faults.length === 0 ? `${pages} rendered pages` : faults.slice(0, 5).join('; ');
  return { id, severity: 'hard', passed: faults.length === 0, evidence };
}
