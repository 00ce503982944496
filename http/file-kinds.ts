/**
 * Kinds of documents the knowledge base reads. The name says what a file claims to be, its first
 * bytes whether that can be true; the content is read and checked where it is processed.
 */
const PDF = 'pdf';
const ZIPPED = new Set(['docx', 'pptx']);
const TEXT = new Set(['md', 'markdown', 'mdx', 'html', 'htm', 'xhtml', 'txt', 'text']);

/** Bytes looked at: enough for any signature and for a fair guess at text. */
const HEAD_BYTES = 4096;

/** Null when the file can be taken, else why not, in words for whoever sent it. */
export function refusalOf(fileName: string, bytes: Uint8Array): string | null {
  const extension = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  const isKnown = extension === PDF || ZIPPED.has(extension) || TEXT.has(extension);
  if (!isKnown)
    return 'is of a kind we cannot read: send PDF, Word, PowerPoint, HTML, Markdown or text';
  if (bytes.length === 0) return 'is empty';
  return looksLike(extension, bytes) ? null : `does not look like a .${extension} file inside`;
}

function looksLike(extension: string, bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  if (extension === PDF) return head.slice(0, 1024).includes('%PDF-');
  if (ZIPPED.has(extension)) return head.startsWith('PK\u0003\u0004');
  const isWide = head.startsWith('\u00ff\u00fe') || head.startsWith('\u00fe\u00ff');
  return isWide || !head.includes('\u0000');
}
