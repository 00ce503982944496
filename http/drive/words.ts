/** Kinds and sizes of files in people's words. */

export const FOLDER = 'application/vnd.google-apps.folder';
export const FORM = 'application/vnd.google-apps.form';
export const SLIDES = 'application/vnd.google-apps.presentation';

/** What a kind of file is called by people; the ending decides where the type says little. */
export function kindInWords({ mime, name }: { mime: string; name: string }): string {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const general = GENERAL.find(([prefix]) => mime.startsWith(prefix))?.[1];
  return KINDS[mime] ?? ENDINGS[ending] ?? general ?? 'File';
}

const KINDS: Record<string, string> = {
  [FOLDER]: 'Folder',
  [FORM]: 'Form',
  [SLIDES]: 'Presentation',
  'application/pdf': 'PDF document',
  'application/json': 'Data (JSON)',
  'text/html': 'Web page',
  'text/vtt': 'Captions',
  'text/markdown': 'Markdown text',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation':
    'Slides (PowerPoint)',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Document (Word)',
};
const ENDINGS: Record<string, string> = {
  pdf: 'PDF document',
  pptx: 'Slides (PowerPoint)',
  docx: 'Document (Word)',
  md: 'Markdown text',
  html: 'Web page',
};
const GENERAL: [string, string][] = [
  ['video/', 'Video'],
  ['image/', 'Picture'],
  ['audio/', 'Sound'],
  ['text/', 'Text'],
];

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Decimal units, as file managers count: 1 kB is 1000 bytes. */
export function sizeInWords(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit: UNITS[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** power);
}
