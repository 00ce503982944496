/** The local drive as pages: a folder is a table, a file its details, without any script. */
import { html } from './page.ts';
import { isShown } from './send-file.ts';
import type { DriveFile } from './server-ports.ts';

type Markup = ReturnType<typeof html>;

export const FOLDER = 'application/vnd.google-apps.folder';
export const FORM = 'application/vnd.google-apps.form';

/**
 * @param folder null for the top folder
 * @param above folders from the first below the top down to the one this lies in
 */
export function folderMarkup(
  folder: DriveFile | null,
  above: DriveFile[],
  children: DriveFile[],
): Markup {
  return html`${crumbs(above, folder)}
${folder?.trashed ? html`<p class="notice">This folder is in the trash.</p>` : ''}${
  children.length === 0
    ? html`<p>This folder is empty.</p>`
    : html`<table>
<caption>${children.length === 1 ? '1 entry' : `${children.length} entries`}</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Kind</th><th scope="col">Size</th><th scope="col">Modified (UTC)</th></tr></thead>
<tbody>${[...children].sort(inOrder).map(row)}</tbody>
</table>`
}`;
}

/** @param formLink last part of the address of a form, where the file is one. */
export function fileMarkup(above: DriveFile[], file: DriveFile, formLink: string | null): Markup {
  return html`${crumbs(above, file)}
${file.trashed ? html`<p class="notice">This file is in the trash.</p>` : ''}${preview(file)}
<dl>
<dt>Kind</dt><dd>${kindInWords(file)}</dd>
${file.bytes === null ? '' : html`<dt>Size</dt><dd>${sizeInWords(file.bytes)}</dd>`}
<dt>Created</dt><dd>${moment(file.created_at)} (UTC)</dd>
<dt>Modified</dt><dd>${moment(file.modified_at)} (UTC)</dd>
</dl>
${ways(file, formLink)}`;
}

/** What a kind of file is called by people; the ending decides where the type says little. */
export function kindInWords({ mime, name }: { mime: string; name: string }): string {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const general = GENERAL.find(([prefix]) => mime.startsWith(prefix))?.[1];
  return KINDS[mime] ?? ENDINGS[ending] ?? general ?? 'File';
}

const KINDS: Record<string, string> = {
  [FOLDER]: 'Folder',
  [FORM]: 'Form',
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

const MOMENT = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

function moment(at: number): Markup {
  return html`<time datetime="${new Date(at).toISOString()}">${MOMENT.format(at)}</time>`;
}

function crumbs(above: DriveFile[], here: DriveFile | null): Markup {
  return html`<nav class="crumbs" aria-label="Folders above"><ol>${
    here === null ? '' : html`<li><a href="/drive">${TOP}</a></li>`
  }${above.map(
    (folder) => html`<li><a href="${address(folder)}">${folder.name}</a></li>`,
  )}<li aria-current="page">${here?.name ?? TOP}</li></ol></nav>`;
}

/** Title of the top folder. */
export const TOP = 'Drive';

function row(file: DriveFile): Markup {
  return html`<tr${file.trashed ? html` class="trashed"` : ''}>
<th scope="row"><a href="${address(file)}">${file.name}</a>${file.trashed ? html` <span class="note">(in the trash)</span>` : ''}</th>
<td>${kindInWords(file)}</td>
<td>${file.bytes === null ? html`<span aria-hidden="true">–</span>` : sizeInWords(file.bytes)}</td>
<td>${moment(file.modified_at)}</td>
</tr>`;
}

const NAMES = new Intl.Collator('en', { numeric: true });

/** What is trashed comes last; before it folders, then the rest by name. */
function inOrder(a: DriveFile, b: DriveFile): number {
  const rank = (file: DriveFile) => (file.trashed ? 2 : file.mime === FOLDER ? 0 : 1);
  return rank(a) - rank(b) || NAMES.compare(a.name, b.name);
}

function address({ id }: DriveFile): string {
  return `/drive/${encodeURIComponent(id)}`;
}

function preview(file: DriveFile): Markup | string {
  const source = `${address(file)}/content`;
  if (file.sha256 === null) return '';
  if (file.mime.startsWith('video/'))
    return html`<video controls preload="metadata"><source src="${source}" type="${file.mime}"></video>`;
  if (file.mime.startsWith('image/')) return html`<p><img src="${source}" alt="${file.name}"></p>`;
  return '';
}

function ways(file: DriveFile, formLink: string | null): Markup {
  if (formLink !== null)
    return html`<p><a class="button" href="/f/${encodeURIComponent(formLink)}">Go to the form</a></p>`;
  if (file.sha256 === null) return html`<p>This file has no content of its own.</p>`;
  const source = `${address(file)}/content`;
  return html`<p>${isShown(file.mime) ? html`<a class="button" href="${source}">Open</a> ` : ''}<a class="button" href="${source}?download=1">Download</a></p>`;
}
