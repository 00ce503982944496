/** Files that need not be sent, because the server would refuse them. */

const READABLE = /\.(pdf|docx|pptx|md|markdown|mdx|html|htm|xhtml|txt|text)$/i;
/** Largest document the server takes. */
export const FILE_BYTES_MAX = 100 * 1024 * 1024;
/** What a file chooser offers. */
export const ACCEPTED = '.pdf,.docx,.pptx,.md,.markdown,.mdx,.html,.htm,.xhtml,.txt,.text';
export const KINDS_IN_WORDS =
  'PDF, Word (.docx), PowerPoint (.pptx), HTML, Markdown or text, 100 MiB each';

/** Null when it is worth sending, else why not; the server looks inside as well. */
export function fileRefusal(file: { name: string; size: number }): string | null {
  if (/\.(doc|ppt)$/i.test(file.name))
    return 'is in an old Office format; save it as .docx or .pptx and choose that one';
  if (!READABLE.test(file.name))
    return 'is of a kind we cannot read; choose PDF, Word, PowerPoint, HTML, Markdown or text';
  if (file.size === 0) return 'is empty';
  return file.size > FILE_BYTES_MAX ? 'is larger than 100 MiB; split it' : null;
}

/** `1.2 MB` */
export function sizeWords(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte'] as const;
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: units[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 2 ? 1 : 0,
  }).format(bytes / 1000 ** step);
}
