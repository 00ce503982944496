/** Fits a table on a slide: the largest type at which it stands, fewer words or rows where none does. */
import { BOXES } from './boxes.ts';
import type { TableSlide } from './slides.ts';
import { SIZES } from './theme.ts';
import { clip, heightOf, LINE, plain, wrap } from './typeface.ts';

/** Space inside a table cell, inches: left plus right, and top plus bottom. */
export const CELL_PADDING = { across: 0.3, down: 0.2 };
/** Between a table and what stands under it, inches. */
export const CAPTION_GAP = 0.18;
const SMALLEST = SIZES.cell.at(-1) ?? 16;
const LINES = [4, 3, 2, 1];

/** A table before it is fitted; widths of columns in inches. */
export interface Draft {
  title: string;
  header: string[];
  rows: string[][];
  columns: number[];
  caption: string | null;
}

/** The table as far as it has room; what is left out is said in the caption and kept in the notes. */
export function fitTable({ title, header, rows, columns, caption }: Draft): TableSlide {
  const texts = rows.map((row) => row.map((cell) => plain(cell) || 'none'));
  const full = BOXES.table.h + (caption === null ? BOXES.tableCaption.h : 0);
  const stands = (cells: string[][], size: number) =>
    tableHeight([header, ...cells], columns, size) <= full;
  const fitting = SIZES.cell.find((size) => stands(texts, size));
  const sizePt = fitting ?? SMALLEST;
  const lines = LINES.find((most) => stands(shortened(texts, columns, most), SMALLEST)) ?? 1;
  const cells = fitting === undefined ? shortened(texts, columns, lines) : texts;
  let room = (fitting === undefined ? BOXES.table.h : full) - rowHeight(header, columns, sizePt);
  const shown = cells.filter((row) => {
    room -= rowHeight(row, columns, sizePt);
    return room >= 0;
  });
  const left = texts.length - shown.length;
  const more = left > 0 ? `${left} more in the speaker notes.` : '';
  const under = [more, caption ?? ''].filter(Boolean).join(' ');
  const alt = plain(`Table: ${header.join(', ')}. ${shown.length} rows.`);
  const fitted = under === '' ? null : clip(under, { ...captionBox(), sizePt: SIZES.label });
  return {
    ...{ kind: 'table' as const, title, header, rows: shown, columns, sizePt, alt },
    caption: fitted,
    notes: '',
  };
}

/** Height in inches of a table row, as if all of it were bold. */
export function rowHeight(
  row: readonly string[],
  columns: readonly number[],
  sizePt: number,
): number {
  const lines = row.map((cell, index) => wrap(cell, cellBox(columns[index] ?? 1, sizePt)).length);
  return (Math.max(...lines) * sizePt * LINE) / 72 + CELL_PADDING.down;
}

/** Height in inches of rows on top of each other. */
export function tableHeight(
  rows: readonly (readonly string[])[],
  columns: readonly number[],
  sizePt: number,
): number {
  return rows.reduce((sum, row) => sum + rowHeight(row, columns, sizePt), 0);
}

/** Height in inches of what stands under a table. */
export function captionHeight(caption: string): number {
  return heightOf(caption, { widthIn: BOXES.tableCaption.w, sizePt: SIZES.label });
}

/** Cells cut to so many lines of the smallest type. */
function shortened(rows: string[][], columns: number[], lines: number): string[][] {
  const heightIn = (lines * SMALLEST * LINE) / 72;
  return rows.map((row) =>
    row.map((cell, index) => clip(cell, { ...cellBox(columns[index] ?? 1, SMALLEST), heightIn })),
  );
}

function captionBox() {
  return { widthIn: BOXES.tableCaption.w, heightIn: BOXES.tableCaption.h };
}

function cellBox(column: number, sizePt: number) {
  return { sizePt, widthIn: column - CELL_PADDING.across, bold: true };
}
