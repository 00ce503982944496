/** Breaks text into lines that fit, by the letter widths of Arial-like faces. */

/** Advance widths in thousandths of an em, regular weight, of the printable ASCII from space on. */
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
  556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
  611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
  667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
  222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const BOLD = 1.07;

/** Width of a line in pixels, within about 2 %. */
export function lineWidth(text: string, size: number, bold = false): number {
  let sum = 0;
  for (const letter of text) sum += WIDTHS[(letter.codePointAt(0) ?? 0) - 32] ?? 600;
  return (sum / 1000) * size * (bold ? BOLD : 1);
}

/** Lines no wider than `width` pixels; a single word that is wider stands alone. */
export function wrap(text: string, size: number, width: number, bold = false): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && lineWidth(`${last} ${word}`, size, bold) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** The largest of `sizes` (largest first) at which the text needs at most `most` lines. */
export function fitLines(
  text: string,
  sizes: number[],
  width: number,
  most: number,
  bold = false,
): { size: number; lines: string[] } {
  for (const size of sizes) {
    const lines = wrap(text, size, width, bold);
    if (lines.length <= most && lines.every((line) => lineWidth(line, size, bold) <= width)) {
      return { size, lines };
    }
  }
  const size = sizes.at(-1) ?? 20;
  return { size, lines: wrap(text, size, width, bold).slice(0, most) };
}

/** Text made safe inside SVG, XML and HTML. */
export function escapeMarkup(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
