/**
 * The text of a shape or cell as paragraphs of characters, each with the look of its run: what the
 * Slides API counts in, and what can be cut and filled without losing the look of the rest.
 */
import { first, make, type Node, textOf, word } from '../../../presentation/xml.ts';

export interface Character {
  /** One UTF-16 unit, or the whole text of a field such as the slide number. */
  text: string;
  properties: Node | undefined;
  /** The field this is; its text is not typed but computed. */
  field: Node | undefined;
}

export interface Paragraph {
  properties: Node | undefined;
  end: Node | undefined;
  characters: Character[];
}

/** A line break inside a paragraph, as the Slides API writes it. */
export const BREAK = '\u000b';

/** Paragraphs of a `p:txBody` or `a:txBody`. */
export function readBody(body: Node | undefined): Paragraph[] {
  const paragraphs = (body?.children ?? []).filter((child) => child.name === 'a:p');
  return paragraphs.map((paragraph) => ({
    properties: paragraph.children.find((child) => child.name === 'a:pPr'),
    end: paragraph.children.find((child) => child.name === 'a:endParaRPr'),
    characters: paragraph.children.flatMap(charactersOf),
  }));
}

function charactersOf(node: Node): Character[] {
  const properties = first(node, 'a:rPr');
  if (node.name === 'a:br') return [{ text: BREAK, properties, field: undefined }];
  if (node.name === 'a:fld') {
    const text = textOf(first(node, 'a:t') ?? node);
    return [{ text, properties, field: node }];
  }
  if (node.name !== 'a:r') return [];
  const text = textOf(first(node, 'a:t') ?? make('a:t'));
  return text.split('').map((unit) => ({ text: unit, properties, field: undefined }));
}

/** Writes paragraphs back; what else the body holds, its own properties and list styles, stays. */
export function writeBody(body: Node, paragraphs: readonly Paragraph[]): void {
  const rest = body.children.filter((child) => child.name !== 'a:p');
  body.children = [...rest, ...paragraphs.map(paragraphNode)];
}

function paragraphNode({ properties, end, characters }: Paragraph): Node {
  const runs = stretches(characters).map(runNode);
  return make('a:p', {}, [...(properties ? [properties] : []), ...runs, ...(end ? [end] : [])]);
}

/** Neighbours of the same look, in one piece each. */
export function stretches(characters: readonly Character[]): Character[] {
  const found: Character[] = [];
  for (const one of characters) {
    const last = found.at(-1);
    const joins =
      last?.properties === one.properties &&
      !last?.field &&
      !one.field &&
      last?.text !== BREAK &&
      one.text !== BREAK;
    if (last && joins) found[found.length - 1] = { ...last, text: last.text + one.text };
    else found.push(one);
  }
  return found;
}

function runNode({ text, properties, field }: Character): Node {
  if (field) return field;
  const look = properties ? [properties] : [];
  if (text === BREAK) return make('a:br', {}, look);
  return make('a:r', {}, [...look, make('a:t', {}, [word(text)])]);
}

/** How many units a body counts: every paragraph ends with a line feed. */
export function lengthOf(paragraphs: readonly Paragraph[]): number {
  return paragraphs.reduce((sum, { characters }) => sum + widthOf(characters) + 1, 0);
}

function widthOf(characters: readonly Character[]): number {
  return characters.reduce((sum, { text }) => sum + text.length, 0);
}

/** Everything in one line, paragraph ends as line feeds; the way back is `fold`. */
export function unfold(paragraphs: readonly Paragraph[]): (Character | Paragraph)[] {
  return paragraphs.flatMap((paragraph) => [...paragraph.characters, paragraph]);
}

/** Paragraphs of a line; one that has lost its end takes the look of the next end. */
export function fold(line: readonly (Character | Paragraph)[]): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let characters: Character[] = [];
  for (const one of line) {
    if ('characters' in one) {
      paragraphs.push({ ...one, characters });
      characters = [];
    } else characters.push(one);
  }
  return paragraphs;
}
