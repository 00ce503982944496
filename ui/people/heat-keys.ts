/** Moving through the heatmap with the keyboard: one stop, arrows within. */

export interface Cell {
  row: number;
  column: number;
}

/** Where a key leads from a cell of a grid of that size; null for a key that leads nowhere. */
export function nextCell(key: string, at: Cell, rows: number, columns: number): Cell | null {
  const moves: Record<string, Cell> = {
    ArrowDown: { row: at.row + 1, column: at.column },
    ArrowUp: { row: at.row - 1, column: at.column },
    ArrowRight: { row: at.row, column: at.column + 1 },
    ArrowLeft: { row: at.row, column: at.column - 1 },
    Home: { row: at.row, column: 0 },
    End: { row: at.row, column: columns - 1 },
    PageDown: { row: Math.min(rows - 1, at.row + 10), column: at.column },
    PageUp: { row: Math.max(0, at.row - 10), column: at.column },
  };
  const next = moves[key];
  if (!next) return null;
  const isInside = next.row >= 0 && next.row < rows && next.column >= 0 && next.column < columns;
  return isInside ? next : at;
}
