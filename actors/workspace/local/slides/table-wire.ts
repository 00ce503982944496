/** A table as the Slides API tells it. */
import { all, first, type Node } from '../../../presentation/xml.ts';
import type { Part } from './deck.ts';
import { emu } from './place.ts';
import { textToWire } from './text-wire.ts';

export function tableToWire(frame: Node, page: Part): object {
  const rows = all(frame, 'a:tr');
  const columns = all(frame, 'a:gridCol');
  return {
    rows: rows.length,
    columns: columns.length,
    tableColumns: columns.map(({ attributes }) => ({ columnWidth: emu(Number(attributes.w)) })),
    tableRows: rows.map((row, rowIndex) => ({
      rowHeight: emu(Number(row.attributes.h ?? 0)),
      tableCells: cellsOf(row).flatMap((cell, columnIndex) =>
        isCovered(cell) ? [] : [cellToWire(cell, { rowIndex, columnIndex }, page)],
      ),
    })),
  };
}

/** Cells of a row; those that another one covers are among them. */
export function cellsOf(row: Node): Node[] {
  return row.children.filter((child) => child.name === 'a:tc');
}

/** A cell that a neighbour spans is told once, with that neighbour. */
function isCovered({ attributes }: Node): boolean {
  return [attributes.hMerge, attributes.vMerge].some((flag) => flag === '1' || flag === 'true');
}

function cellToWire(
  cell: Node,
  location: { rowIndex: number; columnIndex: number },
  page: Part,
): object {
  const text = textToWire(first(cell, 'a:txBody'), page);
  return {
    location,
    rowSpan: Number(cell.attributes.rowSpan ?? 1),
    columnSpan: Number(cell.attributes.gridSpan ?? 1),
    ...(text ? { text } : {}),
  };
}
