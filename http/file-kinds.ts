/** Kinds of documents the knowledge base reads, by file name; the content is checked when it is read. */
const READABLE = /\.(md|markdown|html?|pdf|docx|pptx|txt)$/i;

export function sniffable(fileName: string): boolean {
  return READABLE.test(fileName);
}
