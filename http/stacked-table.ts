/** Tables for people: rows and columns where there is room, one block a row on a phone. */
import { html } from './page.ts';

type Markup = ReturnType<typeof html>;
type Cell = Markup | string;

export interface TableParts {
  headings: string[];
  /** The first cell of each names its row. */
  rows: Cell[][];
  caption?: string;
  /** Marks the table for its style. */
  look?: string;
}

/** The roles are spelled out, since a browser forgets them where a row is laid out as a block. */
export function stackedTable({ headings, rows, caption, look = '' }: TableParts): Markup {
  return html`<table role="table" class="stacked ${look}">${caption === undefined ? '' : html`<caption>${caption}</caption>`}
<thead role="rowgroup"><tr role="row">${headings.map((each) => html`<th scope="col" role="columnheader">${each}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
    ([name = '', ...cells]) =>
      html`<tr role="row"><th scope="row" role="rowheader">${name}</th>${cells.map((cell) => html`<td role="cell">${cell}</td>`)}</tr>`,
  )}</tbody></table>`;
}
