/** PDF: text runs with their places become ordered lines, then blocks. Pictures are not read. */
import { getDocumentProxy } from 'unpdf';
import { createBlockWriter } from './block-writer.ts';
import { type Extraction, PAGES_MAX, unreadable } from './extraction.ts';
import { typographyOf, writePage } from './pdf-blocks.ts';
import { type Line, lineText, type Run, readingOrder } from './pdf-layout.ts';

/** Fewer characters a page than this is a scan with a stamp or a page number on it. */
const CHARACTERS_PER_PAGE_MIN = 20;
const MARGIN = 0.09;
/** Page numbers, and the address and date that browsers print. */
const FURNITURE =
  /^\W*(?:page\s*)?\d+(?:\s*(?:of|\/)\s*\d+)?\W*$|^(?:file|https?):\/\/\S+|^\d+\/\d+\/\d+, \d+:\d+/i;

interface Page {
  lines: Line[];
  bottom: number;
  height: number;
}

/** Reads a PDF; a password or pages without text are named reasons. */
export async function extractPdf(bytes: Uint8Array): Promise<Extraction> {
  const document = await open(bytes);
  try {
    if (document.numPages > PAGES_MAX) throw unreadable('DOCUMENT_TOO_LARGE');
    const pages: Page[] = [];
    for (let number = 1; number <= document.numPages; number += 1)
      pages.push(await readPage(document, number));
    return assemble(pages);
  } finally {
    await document.loadingTask.destroy();
  }
}

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;

async function open(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    // pdf.js takes the buffer over, so it gets a copy.
    return await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  } catch (error) {
    const locked = error instanceof Error && error.name === 'PasswordException';
    throw unreadable(locked ? 'DOCUMENT_ENCRYPTED' : 'DOCUMENT_DAMAGED', error);
  }
}

async function readPage(document: PdfDocument, number: number): Promise<Page> {
  const page = await document.getPage(number);
  const [, bottom = 0, , top = 0] = page.view;
  const content = await page.getTextContent();
  const runs: Run[] = [];
  for (const item of content.items) {
    if (!('str' in item) || item.str.trim() === '') continue;
    const [, skew = 0, , scale = 0, x = 0, y = 0] = item.transform as number[];
    const size = Math.abs(scale) || item.height || 1;
    if (Math.abs(skew) > size * 0.1) continue;
    runs.push({ text: item.str, x, y, width: item.width, size });
  }
  page.cleanup();
  return { lines: readingOrder(runs), bottom, height: top - bottom };
}

function assemble(pages: Page[]): Extraction {
  const characters = pages
    .flatMap((page) => page.lines)
    .reduce((sum, line) => sum + lineText(line).length, 0);
  if (characters < CHARACTERS_PER_PAGE_MIN * pages.length) throw unreadable('DOCUMENT_SCANNED');
  const bodies = withoutFurniture(pages);
  const typography = typographyOf(bodies);
  const writer = createBlockWriter(null);
  for (const [index, lines] of bodies.entries()) {
    writer.page(index + 1);
    writePage(writer, lines, typography);
  }
  return writer.finish();
}

/** Drops page numbers and the running heads that stand on at least half of the pages. */
function withoutFurniture(pages: Page[]): Line[][] {
  const seen = new Map<string, number>();
  const marginal = (page: Page, line: Line) => {
    const place = (line.y - page.bottom) / page.height;
    return place < MARGIN || place > 1 - MARGIN;
  };
  const signature = (line: Line) =>
    `${Math.round(line.y / 4)} ${lineText(line).replace(/\d+/g, '#')}`;
  for (const page of pages)
    for (const line of page.lines)
      if (marginal(page, line)) seen.set(signature(line), (seen.get(signature(line)) ?? 0) + 1);
  return pages.map((page) =>
    page.lines.filter((line) => {
      if (!marginal(page, line)) return true;
      if (FURNITURE.test(lineText(line))) return false;
      return pages.length < 3 || (seen.get(signature(line)) ?? 0) < pages.length / 2;
    }),
  );
}
