/** A page and what lies on it, as the Slides API tells it. */
import { first, type Node } from '../../../presentation/xml.ts';
import type { Part } from './deck.ts';
import { type Element, elementsOf } from './elements.ts';
import { type Lineage, placeholderLike, placeOf } from './place.ts';
import { tableToWire } from './table-wire.ts';
import { textToWire } from './text-wire.ts';

export interface Page {
  id: string;
  part: Part;
  /** Pages it takes after, nearest first, with their ids. */
  above: readonly Page[];
}

/** Everything on a page, from the back to the front. */
export function pageElements(page: Page): object[] {
  return elementsOf(page.part, page.id).map((element) => elementToWire(element, page));
}

function elementToWire(element: Element, page: Page): object {
  const lineage: Lineage = page.above.map(({ part }) => part);
  const { title, descr } = first(element.node, 'p:cNvPr')?.attributes ?? {};
  return {
    objectId: element.id,
    ...(placeOf(element.node, lineage) ?? {}),
    ...(title ? { title } : {}),
    ...(descr ? { description: descr } : {}),
    ...contentOf(element, page),
  };
}

function contentOf(element: Element, page: Page): object {
  const { node } = element;
  switch (element.kind) {
    case 'group':
      return {
        elementGroup: { children: element.children.map((child) => elementToWire(child, page)) },
      };
    case 'table':
      return { table: tableToWire(node, page.part) };
    case 'line':
      return { line: { lineCategory: lineCategory(node) } };
    case 'video':
      return { video: {} };
    // Where its picture lies is not told: an address on the wire would have to be public.
    case 'image':
      return { image: { ...placeholderOf(node, page) } };
    case 'shape':
      return { shape: shapeOf(node, page) };
  }
}

function shapeOf(node: Node, page: Page): object {
  const text = textToWire(first(node, 'p:txBody'), page.part);
  return {
    shapeType: shapeType(node),
    ...placeholderOf(node, page),
    ...(text ? { text } : {}),
  };
}

const PLACEHOLDERS: Record<string, string> = {
  title: 'TITLE',
  ctrTitle: 'CENTERED_TITLE',
  subTitle: 'SUBTITLE',
  body: 'BODY',
  obj: 'OBJECT',
  pic: 'PICTURE',
  tbl: 'TABLE',
  chart: 'CHART',
  media: 'MEDIA',
  dgm: 'DIAGRAM',
  clipArt: 'CLIP_ART',
  dt: 'DATE_AND_TIME',
  ftr: 'FOOTER',
  hdr: 'HEADER',
  sldNum: 'SLIDE_NUMBER',
  sldImg: 'SLIDE_IMAGE',
};

function placeholderOf(node: Node, page: Page): object {
  const mine = first(node, 'p:ph')?.attributes;
  if (!mine) return {};
  const parentObjectId = page.above.map((above) => parentIn(node, above)).find(Boolean);
  const index = Number(mine.idx ?? 0);
  return {
    placeholder: {
      type: PLACEHOLDERS[mine.type ?? 'obj'] ?? 'NONE',
      ...(index > 0 ? { index } : {}),
      ...(parentObjectId ? { parentObjectId } : {}),
    },
  };
}

function parentIn(node: Node, above: Page): string | undefined {
  const parent = placeholderLike(node, above.part);
  if (!parent) return undefined;
  return elementsOf(above.part, above.id).find((element) => element.node === parent)?.id;
}

/** Shapes of both vocabularies whose names say the same; the rest is drawn freely. */
const SHAPES: Record<string, string> = {
  rect: 'RECTANGLE',
  roundRect: 'ROUND_RECTANGLE',
  ellipse: 'ELLIPSE',
  triangle: 'TRIANGLE',
  rtTriangle: 'RIGHT_TRIANGLE',
  parallelogram: 'PARALLELOGRAM',
  trapezoid: 'TRAPEZOID',
  diamond: 'DIAMOND',
  pentagon: 'PENTAGON',
  hexagon: 'HEXAGON',
  octagon: 'OCTAGON',
  homePlate: 'HOME_PLATE',
  chevron: 'CHEVRON',
  plus: 'PLUS',
  donut: 'DONUT',
  arc: 'ARC',
  rightArrow: 'RIGHT_ARROW',
  leftArrow: 'LEFT_ARROW',
  upArrow: 'UP_ARROW',
  downArrow: 'DOWN_ARROW',
  star5: 'STAR_5',
};

function shapeType(node: Node): string {
  if (first(node, 'p:cNvSpPr')?.attributes.txBox === '1') return 'TEXT_BOX';
  const preset = first(node, 'a:prstGeom')?.attributes.prst;
  if (preset === undefined) return first(node, 'p:ph') ? 'TEXT_BOX' : 'CUSTOM';
  return SHAPES[preset] ?? 'CUSTOM';
}

function lineCategory(node: Node): string {
  const preset = first(node, 'a:prstGeom')?.attributes.prst ?? '';
  if (preset.startsWith('bent')) return 'BENT';
  return preset.startsWith('curved') ? 'CURVED' : 'STRAIGHT';
}
