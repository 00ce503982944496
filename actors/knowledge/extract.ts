/** Reads any supported document into blocks; each format has a file of its own. */
import { decodeHtml, decodeText } from './decode.ts';
import { extractDocx } from './extract-docx.ts';
import { extractHtml } from './extract-html.ts';
import { extractMarkdown } from './extract-markdown.ts';
import { extractPdf } from './extract-pdf.ts';
import { extractPlain } from './extract-plain.ts';
import { extractPptx } from './extract-pptx.ts';
import { type Extraction, isUnreadable, PAGES_MAX, unreadable } from './extraction.ts';
import { type DocumentKind, sniffKind } from './kind.ts';
import { isZipBomb, zipEntries } from './zip-directory.ts';

const READERS: Record<DocumentKind, (bytes: Uint8Array) => Extraction | Promise<Extraction>> = {
  pdf: extractPdf,
  docx: extractDocx,
  pptx: extractPptx,
  html: (bytes) => extractHtml(decodeHtml(bytes)),
  markdown: (bytes) => extractMarkdown(decodeText(bytes)),
  text: (bytes) => extractPlain(decodeText(bytes)),
};

/**
 * Extracts text and blocks. Whatever a parser throws becomes a named reason: content of foreign
 * files is never a fault of ours. Heavy and hostile files belong in the pool, not here.
 */
export async function extract(
  bytes: Uint8Array,
  mime: string,
  fileName: string,
): Promise<Extraction> {
  const kind = sniffKind(bytes, mime, fileName);
  if (kind === 'empty') throw unreadable('DOCUMENT_EMPTY');
  if (kind === 'legacy') throw unreadable('DOCUMENT_LEGACY');
  if (kind === 'unknown') throw unreadable('DOCUMENT_KIND');
  if (kind === 'docx' || kind === 'pptx') refuseBomb(bytes);
  const extraction = await read(kind, bytes);
  if (extraction.blocks.length === 0) throw unreadable('DOCUMENT_EMPTY');
  if (extraction.pages > PAGES_MAX) throw unreadable('DOCUMENT_TOO_LARGE');
  return extraction;
}

async function read(kind: DocumentKind, bytes: Uint8Array): Promise<Extraction> {
  try {
    return await READERS[kind](bytes);
  } catch (error) {
    throw isUnreadable(error) ? error : unreadable('DOCUMENT_DAMAGED', error);
  }
}

function refuseBomb(bytes: Uint8Array): void {
  if (isZipBomb(zipEntries(bytes) ?? [])) throw unreadable('DOCUMENT_BOMB');
}
