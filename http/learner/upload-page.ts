/** The page on which documents are handed in: a plain form, to which a script adds progress. */
import { html } from '../page.ts';

type Markup = ReturnType<typeof html>;

export interface Handed {
  taken: string[];
  refused: { name: string; why: string }[];
}

/** @param path address of the page; pieces of files go below it. */
export function uploadMarkup(path: string, handed: Handed | null): Markup {
  return html`${handed === null ? '' : outcome(handed)}
<p>What you hand in becomes the ground that questions and slides are made from, with its source beside every one.</p>
<form method="post" enctype="multipart/form-data" action="${path}" data-upload="${path}/parts">
<div class="drop" data-drop><label for="documents">Choose documents</label>
<p class="hint" id="kinds">PDF, Word, PowerPoint, HTML, Markdown or text; up to 100 MiB each. Files with macros or a password are not taken.</p>
<input id="documents" name="documents" type="file" multiple required aria-describedby="kinds" accept=".pdf,.docx,.pptx,.md,.markdown,.mdx,.html,.htm,.xhtml,.txt,.text"></div>
<p><button type="submit">Hand in</button></p>
</form>
<ul class="files" data-files></ul><p role="status" data-said></p>`;
}

function outcome({ taken, refused }: Handed): Markup {
  if (taken.length + refused.length === 0)
    return html`<div class="notice" role="status"><p>Choose a file first.</p></div>`;
  return html`${taken.length === 0 ? '' : html`<div class="done" role="status"><p>Received: <bdi>${taken.join(', ')}</bdi>.</p></div>`}${
    refused.length === 0
      ? ''
      : html`<div class="problems" role="alert" tabindex="-1" autofocus><h2>Not taken</h2><ul>${refused.map(
          ({ name, why }) => html`<li><bdi>${name}</bdi> ${why}.</li>`,
        )}</ul></div>`
  }`;
}
