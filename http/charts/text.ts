/**
 * How wide a text will be. The server has no fonts, so it counts with the advances of a wide one
 * (DejaVu Sans, hundredths of the size): whatever sans serif a browser picks fits in.
 */

/** Changes whenever a size below changes, since kept layouts were made with the old ones. */
export const LABEL_METRICS = 1;

const FIRST = 32;
const UNKNOWN = 100;
const REGULAR = advances(`
  32 40 46 84 64 95 78 28 39 39 50 84 32 36 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 56
  102 68 69 72 77 67 61 78 75 29 50 67 56 86 75 79 67 79 72 68 61 73 68 99 69 67 69 39 34 39 84 56
  50 61 63 55 63 62 35 63 63 28 28 58 28 97 63 61 63 63 41 52 39 63 59 82 59 59 52 64 34 64 84`);
const BOLD = advances(`
  35 46 52 84 70 100 87 31 46 46 52 84 38 42 38 37 70 70 70 70 70 70 70 70 70 70 40 40 84 84 84 61
  100 77 76 73 83 68 68 82 84 37 56 77 64 100 84 85 73 85 77 72 68 81 77 110 77 72 73 46 37 46 84 56
  50 67 72 59 72 68 44 72 71 34 34 67 34 104 71 69 72 72 49 60 48 71 65 92 65 65 58 71 37 71 84`);

export interface Lettering {
  size: number;
  bold?: boolean;
}

/** Names of states. */
export const TITLE: Lettering = { size: 13, bold: true };
/** What stands below a name in its box. */
export const ROW: Lettering = { size: 12 };
/** What stands on an edge. */
export const LABEL: Lettering = { size: 12 };

/** In pixels, rounded up. */
export function textWidth(text: string, { size, bold = false }: Lettering): number {
  const table = bold ? BOLD : REGULAR;
  let hundredths = 0;
  for (const letter of text) hundredths += table[(letter.codePointAt(0) ?? 0) - FIRST] ?? UNKNOWN;
  return Math.ceil((hundredths * size) / 100);
}

function advances(table: string): number[] {
  return table.trim().split(/\s+/).map(Number);
}
