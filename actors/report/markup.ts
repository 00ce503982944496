/** HTML that cannot be injected into: every value in a template is escaped unless it is markup itself. */

/** Finished markup. */
export interface Markup {
  readonly markup: string;
}

export type Piece = Markup | string | number | null | readonly Piece[];

/** Tagged template: `` html`<p>${text}</p>` `` escapes `text`. */
export function html(fixed: TemplateStringsArray, ...pieces: Piece[]): Markup {
  return {
    markup: fixed.map((text, index) => text + render(pieces[index] ?? null)).join(''),
  };
}

/** A table with a caption and header cells; the first cell of each row heads it. */
export function table(
  caption: string,
  header: readonly string[],
  rows: readonly Piece[][],
): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, index) =>
        index === 0
          ? html`<th scope="row"${wide(cell)}>${cell}</th>`
          : html`<td${wide(cell)}>${cell}</td>`,
      )}</tr>
`,
  )}</tbody></table></div>`;
}

/** Cells with small print under their text need room. */
function wide(cell: Piece): Markup {
  const holds = cell !== null && typeof cell === 'object' && 'markup' in cell;
  return { markup: holds && cell.markup.includes('class="small"') ? ' class="wide"' : '' };
}

/** Escapes text for element content and quoted attributes. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function render(piece: Piece): string {
  if (piece === null) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return escaped(String(piece));
  return 'markup' in piece ? piece.markup : piece.map(render).join('');
}
