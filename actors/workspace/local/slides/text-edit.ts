/** Putting text into a body and taking it out, in the units the Slides API counts. */
import { invalid } from '../wire.ts';
import { type Character, fold, lengthOf, type Paragraph, unfold } from './text-body.ts';

const EMPTY: Paragraph = { properties: undefined, end: undefined, characters: [] };

/** Inserts text; it takes the look of what it is put behind, a line feed begins a paragraph. */
export function insertText(paragraphs: Paragraph[], at: number, text: string): Paragraph[] {
  const own = paragraphs.length > 0 ? paragraphs : [EMPTY];
  if (at < 0 || at >= lengthOf(own)) throw invalid('insertText.insertionIndex is out of range.');
  const line = unfold(own);
  const place = placeOf(line, at);
  const before = line[place - 1];
  const after = line.slice(place).find((one) => 'characters' in one) as Paragraph;
  const look = before && !('characters' in before) ? before.properties : lookOf(after);
  const added = text
    .split('')
    .map((unit): Character | Paragraph =>
      unit === '\n' ? after : { text: unit, properties: look, field: undefined },
    );
  return fold([...line.slice(0, place), ...added, ...line.slice(place)]);
}

function lookOf(paragraph: Paragraph): Character['properties'] {
  return paragraph.characters.find((one) => !one.field)?.properties;
}

/** Deletes from one unit up to another; the last line feed of a body stays. */
export function deleteText(paragraphs: Paragraph[], from: number, to: number): Paragraph[] {
  const length = lengthOf(paragraphs);
  if (from < 0 || to < from || to > length) throw invalid('deleteText.textRange is out of range.');
  const line = unfold(paragraphs);
  const last = Math.min(to, length - 1);
  if (last <= from) return paragraphs;
  return fold([...line.slice(0, placeOf(line, from)), ...line.slice(placeOf(line, last))]);
}

/** Index in the line of what begins at a unit; a field counts as it is long. */
function placeOf(line: readonly (Character | Paragraph)[], unit: number): number {
  let passed = 0;
  for (const [index, one] of line.entries()) {
    if (passed >= unit) return index;
    passed += 'characters' in one ? 1 : one.text.length;
  }
  return line.length;
}

/** Replaces every occurrence within a paragraph, across runs; the look of its first unit stays. */
export function replaceText(
  paragraphs: Paragraph[],
  wanted: { text: string; matchCase: boolean },
  replacement: string,
): { paragraphs: Paragraph[]; count: number } {
  let count = 0;
  const fit = (text: string): string => (wanted.matchCase ? text : text.toLowerCase());
  const needle = fit(wanted.text);
  const replaced = paragraphs.map((paragraph) => {
    const typed = paragraph.characters.map((one) =>
      one.field ? '\uffff' : (fit(one.text)[0] ?? ''),
    );
    const text = typed.join('');
    const characters: Character[] = [];
    let at = 0;
    for (let hit = text.indexOf(needle); hit >= 0; hit = text.indexOf(needle, at)) {
      count += 1;
      const properties = paragraph.characters[hit]?.properties;
      characters.push(...paragraph.characters.slice(at, hit));
      const units = replacement.split('');
      characters.push(...units.map((unit) => ({ text: unit, properties, field: undefined })));
      at = hit + needle.length;
    }
    return { ...paragraph, characters: [...characters, ...paragraph.characters.slice(at)] };
  });
  return { paragraphs: replaced, count };
}
