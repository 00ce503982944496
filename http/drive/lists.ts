/** What was found on the drive, and what lies in its trash. */

import { html } from '../page.ts';
import type { DriveFile } from '../server-ports.ts';
import { crumbs, entries, restoreForm, table, waysAround } from './parts.ts';

type Markup = ReturnType<typeof html>;

/** @param limit how many at most were looked for */
export function foundMarkup(sought: string, found: DriveFile[], limit: number): Markup {
  const caption =
    found.length < limit ? entries(found.length) : `The newest ${limit} of more entries`;
  return html`${crumbs([], { name: `“${sought}”` })}${waysAround(sought)}${
    found.length === 0
      ? html`<p>No file or folder has a word in its name that begins like this.</p>`
      : table(found, caption)
  }`;
}

export function trashMarkup(files: DriveFile[]): Markup {
  return html`${crumbs([], { name: 'Trash' }, true)}${waysAround('')}${
    files.length === 0
      ? html`<p>The trash is empty.</p>`
      : html`<p>What is restored comes back to where it was, a folder with all it held.</p>${table(
          files,
          entries(files.length),
          {
            heading: 'Way back',
            cell: (file) =>
              restoreForm(file, html`Restore<span class="unseen"> ${file.name}</span>`),
          },
        )}`
  }`;
}
