/**
 * Small inline drawings. Words stay in HTML beside them, so that they keep their size on a phone;
 * each chart stands above a table with the same figures and is hidden from screen readers.
 */
import { html, type Markup, type Piece } from './markup.ts';

/** One row of a chart: a label, a drawing 100 wide and 10 high, a value in words. */
export interface ChartRow {
  label: string;
  drawing: Piece;
  value: string;
}

/** A chart of rows with a legend line. */
export function chart(legend: Piece, rows: readonly ChartRow[]): Markup {
  return html`<figure class="chart" aria-hidden="true"><figcaption>${legend}</figcaption>
${rows.map(
  (
    row,
  ) => html`<div class="row"><span class="label">${row.label}</span><svg viewBox="0 0 100 10" preserveAspectRatio="none" focusable="false">${row.drawing}</svg><span class="value">${row.value}</span></div>
`,
)}</figure>`;
}

/** A bar from one percentage to another. */
export function bar(from: number, to: number, kind: string): Markup {
  return html`<rect x="${round(from)}" y="1" width="${round(Math.max(0, to - from))}" height="8" class="${kind}"/>`;
}

/** The faint full width behind a bar. */
export function track(): Markup {
  return bar(0, 100, 'track');
}

/** An interval as a band with its value as a mark. */
export function interval(low: number, value: number, high: number, kind: string): Markup {
  return html`<rect x="${round(low)}" y="2.5" width="${round(Math.max(0.5, high - low))}" height="5" class="${kind} band"/><rect x="${round(Math.min(98.8, Math.max(0, value - 0.6)))}" y="1" width="1.2" height="8" class="${kind}"/>`;
}

/** A thin upright line, such as the pass mark. */
export function mark(at: number): Markup {
  return html`<line x1="${round(at)}" x2="${round(at)}" y1="0" y2="10" class="mark" vector-effect="non-scaling-stroke"/>`;
}

/** A legend entry: a swatch and its word. */
export function swatch(kind: string, text: string): Markup {
  return html`<span class="swatch"><svg viewBox="0 0 10 10" focusable="false"><rect width="10" height="10" class="${kind}"/></svg>${text}</span> `;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
