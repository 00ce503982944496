/** What reading a document yields, and the named reasons why one cannot be read. */
import { PresGenError, terminal } from '../../runtime/errors.ts';
import type { Block } from './ports.ts';

/** A document as one normalised text with structural blocks pointing into it. */
export interface Extraction {
  /** Title the document gives itself, or null; never taken from the file name. */
  title: string | null;
  /** `text.slice(block.start, block.end) === block.text` for every block. */
  text: string;
  blocks: Block[];
  /** Real pages or slides where the format has them, else one per 500 words. */
  pages: number;
}

/** Reads one document. Rejects with a terminal PresGenError whose message names the reason. */
export type Extract = (
  bytes: Uint8Array,
  mime: string,
  fileName: string,
  signal?: AbortSignal,
) => Promise<Extraction>;

/** More are not read, so that one file cannot hold up the rest. */
export const PAGES_MAX = 3_000;

/** Why a document was set aside, in words for the person who uploaded it. */
export const UNREADABLE = {
  DOCUMENT_EMPTY: 'The file is empty or holds no text.',
  DOCUMENT_KIND: 'The kind of file is unknown; PDF, DOCX, PPTX, HTML, Markdown and text are read.',
  DOCUMENT_TOO_LARGE: `The file has more than ${PAGES_MAX.toLocaleString('en')} pages (500 words of text count as one); split it and upload the parts.`,
  DOCUMENT_ENCRYPTED: 'The file is protected by a password; save it without one and upload again.',
  DOCUMENT_LEGACY:
    'The file is in an old or protected Office format; save it as DOCX, PPTX or PDF without a password.',
  DOCUMENT_SCANNED: 'The pages are pictures without text; run text recognition on them first.',
  DOCUMENT_ENCODING: 'The text is in an unknown encoding; save it as UTF-8 and upload again.',
  DOCUMENT_DAMAGED: 'The file is damaged or cut short and cannot be opened.',
  DOCUMENT_BOMB: 'The file unpacks to far more than it should and was not opened.',
  DOCUMENT_TIMEOUT: 'Reading the file took too long and was stopped.',
} as const;
export type UnreadableCode = keyof typeof UNREADABLE;

/** The error that sets a document aside. */
export function unreadable(code: UnreadableCode, cause?: unknown): PresGenError {
  return terminal(code, UNREADABLE[code], cause);
}

/** Whether an error means "this document cannot be read" rather than a fault of ours. */
export function isUnreadable(error: unknown): error is PresGenError {
  return error instanceof PresGenError && error.code in UNREADABLE;
}

/** One warning for each reason, naming every document it befell; a folder may hold many alike. */
export function warningsOf(
  code: string,
  documents: { title: string; reason: string }[],
): { code: string; message: string }[] {
  const titles = new Map<string, string[]>();
  for (const { title, reason } of documents)
    titles.set(reason, [...(titles.get(reason) ?? []), title]);
  return [...titles].map(([reason, names]) => ({
    code,
    message: `${names.join(', ')}: ${reason}`,
  }));
}
