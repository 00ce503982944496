/** The local drive as pages: a folder is a table, a file its details, without any script. */

import { html } from '../page.ts';
import { isShown } from '../send-file.ts';
import type { DriveAccess, DriveFile } from '../server-ports.ts';
import { accessMarkup } from './access.ts';
import { address, crumbs, entries, moment, table, trashNotice, waysAround } from './parts.ts';
import { kindInWords, sizeInWords } from './words.ts';

type Markup = ReturnType<typeof html>;

/**
 * @param folder null for the top folder
 * @param above folders from the first below the top down to the one this lies in
 */
export function folderMarkup(
  folder: DriveFile | null,
  above: DriveFile[],
  children: DriveFile[],
  access: DriveAccess[],
): Markup {
  const live = children.filter((file) => !file.trashed || folder?.trashed);
  const gone = children.length - live.length;
  return html`${crumbs(above, folder)}${waysAround('')}${trashNotice(folder, above)}${
    live.length === 0 ? html`<p>This folder is empty.</p>` : table(live, entries(live.length))
  }${gone === 0 ? '' : html`<p class="note">${gone === 1 ? 'One entry' : `${gone} entries`} of this folder ${gone === 1 ? 'is' : 'are'} <a href="/drive/trash">in the trash</a>.</p>`}${
    folder === null ? '' : accessMarkup(access)
  }`;
}

/** @param formLink last part of the address of a form, where the file is one. */
export function fileMarkup(
  above: DriveFile[],
  file: DriveFile,
  formLink: string | null,
  access: DriveAccess[],
): Markup {
  return html`${crumbs(above, file)}${waysAround('')}${trashNotice(file, above)}${preview(file)}
<dl>
<dt>Kind</dt><dd>${kindInWords(file)}</dd>
${file.bytes === null ? '' : html`<dt>Size</dt><dd>${sizeInWords(file.bytes)}</dd>`}
<dt>Created</dt><dd>${moment(file.created_at)} (UTC)</dd>
<dt>Modified</dt><dd>${moment(file.modified_at)} (UTC)</dd>
</dl>
${ways(file, formLink)}${accessMarkup(access)}`;
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
