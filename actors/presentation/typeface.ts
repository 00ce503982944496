/**
 * How much room text takes, from the advance widths of the deck's typeface (Arial; Liberation
 * Sans is metric-compatible), so that a plan can promise and a checker can prove that nothing
 * overflows, on a machine without any font.
 */

/** Where text is set: size in points, width and height in inches. */
export interface TextBox {
  sizePt: number;
  widthIn: number;
  heightIn: number;
  bold?: boolean;
}

/** Line height as a multiple of the type size. */
export const LINE = 1.2;

// Advance widths in thousandths of an em for U+0020 to U+007E.
const WIDTHS = (
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 ' +
  '556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 ' +
  '667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 ' +
  '556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584'
)
  .split(' ')
  .map(Number);
// Bold runs wider by at most this much on average text; 2 % more covers rounding of renderers.
const BOLD = 1.09;
const CAUTION = 1.02;

const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
  /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g;
/** Zero-width and direction marks: they could turn a line round without being seen. */
const UNSEEN = /[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text without control characters or lone surrogates, white space collapsed: safe in XML. */
export function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(FORBIDDEN, ' ')
    .replace(UNSEEN, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Width in inches of text on one line. */
export function widthOf(text: string, sizePt: number, bold = false): number {
  let thousandths = 0;
  for (const letter of text) thousandths += advance(letter.codePointAt(0) ?? 32);
  return (thousandths / 1000) * (sizePt / 72) * (bold ? BOLD : 1) * CAUTION;
}

/** Lines the text breaks into; a word wider than the box is broken inside. */
export function wrap(text: string, box: Pick<TextBox, 'sizePt' | 'widthIn' | 'bold'>): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    for (const piece of breakWord(word, box)) {
      const longer = line === '' ? piece : `${line} ${piece}`;
      if (line === '' || widthOf(longer, box.sizePt, box.bold) <= box.widthIn) line = longer;
      else {
        lines.push(line);
        line = piece;
      }
    }
  }
  lines.push(line);
  return lines;
}

/** Height in inches of wrapped text. */
export function heightOf(text: string, box: Pick<TextBox, 'sizePt' | 'widthIn' | 'bold'>): number {
  return (wrap(text, box).length * box.sizePt * LINE) / 72;
}

/** Whether the text stays inside its box. */
export function fits(text: string, box: TextBox): boolean {
  return heightOf(text, box) <= box.heightIn + 1e-6;
}

/** The text, or as many whole words as fit with an ellipsis; never more than the box holds. */
export function clip(text: string, box: TextBox): string {
  if (fits(text, box)) return text;
  const words = text.split(' ');
  let low = 0;
  let high = words.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(`${words.slice(0, middle).join(' ')} …`, box)) low = middle;
    else high = middle - 1;
  }
  return low > 0 ? `${words.slice(0, low).join(' ')} …` : clipLetters(words[0] ?? '', box);
}

/** The largest of some sizes at which the text fits, or null. */
export function sizeFor(
  text: string,
  sizes: number[],
  box: Omit<TextBox, 'sizePt'>,
): number | null {
  return sizes.find((sizePt) => fits(text, { ...box, sizePt })) ?? null;
}

function clipLetters(word: string, box: TextBox): string {
  const letters = Array.from(word);
  while (letters.length > 0 && !fits(`${letters.join('')}…`, box)) letters.pop();
  return `${letters.join('')}…`;
}

function breakWord(word: string, box: Pick<TextBox, 'sizePt' | 'widthIn' | 'bold'>): string[] {
  if (widthOf(word, box.sizePt, box.bold) <= box.widthIn) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const letter of word) {
    if (piece !== '' && widthOf(piece + letter, box.sizePt, box.bold) > box.widthIn) {
      pieces.push(piece);
      piece = '';
    }
    piece += letter;
  }
  pieces.push(piece);
  return pieces;
}

function advance(code: number): number {
  const known = WIDTHS[code - 32];
  if (known !== undefined) return known;
  // Outside ASCII: Latin, Greek and Cyrillic are at most about 0.95 em, everything else at most 1.1.
  return code < 0x530 ? 780 : code === 0x2026 ? 1000 : 1100;
}
