/** What the pages of the drive are made of: the way here, tables of files, notices of the trash. */

import { html } from '../page.ts';
import type { DriveFile } from '../server-ports.ts';
import { stackedTable } from '../stacked-table.ts';
import { FOLDER, kindInWords, sizeInWords } from './words.ts';

type Markup = ReturnType<typeof html>;

/** Title of the top folder. */
export const TOP = 'Drive';

export function address({ id }: Pick<DriveFile, 'id'>): string {
  return `/drive/${encodeURIComponent(id)}`;
}

/** The search, on every page of the drive. */
export function waysAround(sought: string): Markup {
  return html`<search><form action="/drive/search" class="seek">
<label for="q">Find by name</label>
<input id="q" name="q" type="text" value="${sought}" maxlength="200" required>
<button>Find</button>
</form></search>`;
}

/** Folders above, then where one is; the way to the trash beside them. At the top there is nothing above. */
export function crumbs(
  above: DriveFile[],
  here: Pick<DriveFile, 'name'> | null,
  isTrash = false,
): Markup {
  const way =
    here === null
      ? ''
      : html`<nav class="crumbs" aria-label="Folders above"><ol><li><a href="/drive">${TOP}</a></li>${above.map(
          (folder) => html`<li><a href="${address(folder)}"><bdi>${folder.name}</bdi></a></li>`,
        )}<li aria-current="page"><bdi>${here.name}</bdi></li></ol></nav>`;
  return html`<div class="place">${way}${isTrash ? '' : html`<p class="aside"><a href="/drive/trash">Trash</a></p>`}</div>`;
}

export function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

/** Files as rows. What a page adds stands in place of kind and size: a phone has no room for both. */
export function table(
  files: DriveFile[],
  caption: string,
  more?: { heading: string; cell: (file: DriveFile) => Markup | string },
): Markup {
  const headings = more
    ? ['Name', 'Modified (UTC)', more.heading]
    : ['Name', 'Kind', 'Size', 'Modified (UTC)'];
  const rows = (more ? files : [...files].sort(inOrder)).map((file) => [
    html`<a href="${address(file)}"><bdi>${file.name}</bdi></a>`,
    ...(more ? [] : [kindInWords(file), sizeOf(file)]),
    moment(file.modified_at),
    ...(more ? [more.cell(file)] : []),
  ]);
  return stackedTable({ caption, headings, rows, look: 'shelf' });
}

function sizeOf({ bytes }: DriveFile): Markup | string {
  return bytes === null ? html`<span class="none" aria-hidden="true">–</span>` : sizeInWords(bytes);
}

const NAMES = new Intl.Collator('en', { numeric: true });

/** Folders first, then the rest, each by name. */
function inOrder(a: DriveFile, b: DriveFile): number {
  const rank = (file: DriveFile) => (file.mime === FOLDER ? 0 : 1);
  return rank(a) - rank(b) || NAMES.compare(a.name, b.name);
}

const MOMENT = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

export function moment(at: number): Markup {
  return html`<time datetime="${new Date(at).toISOString()}">${MOMENT.format(at)}</time>`;
}

/** Where a file stands with the trash, and the way out of it. */
export function trashNotice(file: DriveFile | null, above: DriveFile[]): Markup | string {
  if (!file?.trashed) return '';
  const word = file.mime === FOLDER ? 'folder' : 'file';
  if (file.explicitly_trashed)
    return html`<div class="notice"><p>This ${word} is in the trash.</p>${restoreForm(file, `Restore this ${word}`)}</div>`;
  const folder = above.findLast((one) => one.explicitly_trashed);
  return html`<div class="notice"><p>This ${word} is in the trash, because it lies in ${
    folder ? html`<a href="${address(folder)}">${folder.name}</a>` : 'a folder'
  } that is. Restore that folder to have it back.</p></div>`;
}

/** A button that takes a file out of the trash; its words say which, for whoever cannot see the row. */
export function restoreForm(file: DriveFile, words: Markup | string): Markup {
  return html`<form method="post" action="${address(file)}/restore"><button class="small">${words}</button></form>`;
}
