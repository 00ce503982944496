/** Text as the Slides API tells it: markers and runs, counted from the beginning of the body. */
import { first, type Node } from '../../../presentation/xml.ts';
import type { Part } from './deck.ts';
import { type Paragraph, readBody, stretches } from './text-body.ts';

/** The text of a body; undefined where it holds none, as the API leaves it out. */
export function textToWire(body: Node | undefined, page: Part): object | undefined {
  const paragraphs = readBody(body);
  if (paragraphs.every(({ characters }) => characters.length === 0)) return undefined;
  const textElements: object[] = [];
  let at = 0;
  for (const paragraph of paragraphs) {
    const elements = elementsOf(paragraph, at, page);
    at = elements.end;
    textElements.push(...elements.made);
  }
  const lists = paragraphs.some(isListed) ? { lists: { [LIST]: { listId: LIST } } } : {};
  return { textElements, ...lists };
}

const LIST = 'list_1';

function isListed({ properties }: Paragraph): boolean {
  return ['a:buChar', 'a:buAutoNum'].some((name) => properties && first(properties, name));
}

function elementsOf(
  paragraph: Paragraph,
  start: number,
  page: Part,
): { made: object[]; end: number } {
  const runs: object[] = [];
  let at = start;
  const pieces = stretches(paragraph.characters);
  for (const [index, { text, properties, field }] of pieces.entries()) {
    const style = styleOf(properties, page);
    // The last run of a paragraph carries its end.
    const isLast = index === pieces.length - 1 && !field;
    const content = isLast ? `${text}\n` : text;
    const span = spanOf(at, at + content.length);
    at += content.length;
    runs.push(
      isNumber(field)
        ? { ...span, autoText: { type: 'SLIDE_NUMBER', content: text, style } }
        : { ...span, textRun: { content, style } },
    );
  }
  if (pieces.length === 0 || pieces.at(-1)?.field) {
    runs.push({ ...spanOf(at, at + 1), textRun: { content: '\n', style: {} } });
    at += 1;
  }
  const marker = { ...spanOf(start, at), paragraphMarker: markerOf(paragraph) };
  return { made: [marker, ...runs], end: at };
}

/** A zero is left out on the wire, as everywhere in Google's JSON. */
function spanOf(startIndex: number, endIndex: number): object {
  return startIndex === 0 ? { endIndex } : { startIndex, endIndex };
}

function isNumber(field: Node | undefined): boolean {
  return field?.attributes.type === 'slidenum';
}

const ALIGNMENTS: Record<string, string> = {
  l: 'START',
  ctr: 'CENTER',
  r: 'END',
  just: 'JUSTIFIED',
};

function markerOf(paragraph: Paragraph): object {
  const { algn = '', lvl = '0', rtl } = paragraph.properties?.attributes ?? {};
  const alignment = ALIGNMENTS[algn];
  const nestingLevel = Number(lvl);
  const glyph = paragraph.properties && first(paragraph.properties, 'a:buChar')?.attributes.char;
  return {
    style: {
      direction: rtl === '1' ? 'RIGHT_TO_LEFT' : 'LEFT_TO_RIGHT',
      ...(alignment ? { alignment } : {}),
    },
    ...(isListed(paragraph)
      ? {
          bullet: {
            listId: LIST,
            ...(nestingLevel > 0 ? { nestingLevel } : {}),
            ...(glyph ? { glyph } : {}),
          },
        }
      : {}),
  };
}

function styleOf(properties: Node | undefined, page: Part): object {
  if (!properties) return {};
  const { b, i, u, strike, sz } = properties.attributes;
  const family = first(properties, 'a:latin')?.attributes.typeface;
  const fill = properties.children.find((child) => child.name === 'a:solidFill');
  const colour = fill && colourOf(fill);
  const link = linkOf(properties, page);
  return {
    ...(isOn(b) ? { bold: true } : {}),
    ...(isOn(i) ? { italic: true } : {}),
    ...(u !== undefined && u !== 'none' ? { underline: true } : {}),
    ...(strike !== undefined && strike !== 'noStrike' ? { strikethrough: true } : {}),
    ...(sz === undefined ? {} : { fontSize: { magnitude: Number(sz) / 100, unit: 'PT' } }),
    // `+mj-lt` and the like stand for a font of the theme.
    ...(family && !family.startsWith('+') ? { fontFamily: family } : {}),
    ...(colour ? { foregroundColor: { opaqueColor: colour } } : {}),
    ...(link ? { link } : {}),
  };
}

function isOn(flag: string | undefined): boolean {
  return flag === '1' || flag === 'true';
}

function linkOf(properties: Node, page: Part): object | null {
  const id = first(properties, 'a:hlinkClick')?.attributes['r:id'] ?? '';
  const relation = page.relations.get(id);
  return relation?.kind === 'hyperlink' ? { url: relation.target } : null;
}

const THEME_COLOURS: Record<string, string> = {
  tx1: 'TEXT1',
  tx2: 'TEXT2',
  bg1: 'BACKGROUND1',
  bg2: 'BACKGROUND2',
  dk1: 'DARK1',
  dk2: 'DARK2',
  lt1: 'LIGHT1',
  lt2: 'LIGHT2',
  hlink: 'HYPERLINK',
  folHlink: 'FOLLOWED_HYPERLINK',
};

function colourOf(fill: Node): object | null {
  const rgb = first(fill, 'a:srgbClr')?.attributes.val;
  if (rgb && /^[0-9a-f]{6}$/i.test(rgb)) {
    const part = (from: number): number => Number.parseInt(rgb.slice(from, from + 2), 16) / 255;
    return { rgbColor: { red: part(0), green: part(2), blue: part(4) } };
  }
  const name = first(fill, 'a:schemeClr')?.attributes.val ?? '';
  const theme = THEME_COLOURS[name] ?? (/^accent[1-6]$/.test(name) ? name.toUpperCase() : null);
  return theme ? { themeColor: theme } : null;
}
