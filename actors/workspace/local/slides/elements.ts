/** What lies on a page, with the ids by which the Slides API speaks of it. */
import { first, type Node } from '../../../presentation/xml.ts';
import type { Deck, Part } from './deck.ts';

export interface Element {
  id: string;
  kind: 'shape' | 'image' | 'video' | 'table' | 'line' | 'group';
  node: Node;
  /** The node that holds this one. */
  holder: Node;
  children: Element[];
}

const KINDS: Record<string, Element['kind']> = {
  'p:sp': 'shape',
  'p:pic': 'image',
  'p:cxnSp': 'line',
  'p:grpSp': 'group',
};

/** Elements of a page from the back to the front; an id used twice in the file gets a number. */
export function elementsOf(page: Part, pageId: string): Element[] {
  const taken = new Set<string>();
  const tree = first(page.root, 'p:spTree');
  return tree ? elementsIn(tree, pageId, taken) : [];
}

function elementsIn(holder: Node, pageId: string, taken: Set<string>): Element[] {
  return holder.children.flatMap((node) => {
    const kind = kindOf(node);
    if (kind === null) return [];
    const id = freeId(`${pageId}_e${first(node, 'p:cNvPr')?.attributes.id ?? ''}`, taken);
    const children = kind === 'group' ? elementsIn(node, pageId, taken) : [];
    return [{ id, kind, node, holder, children }];
  });
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted}_${number}`;
  taken.add(id);
  return id;
}

function kindOf(node: Node): Element['kind'] | null {
  if (node.name === 'p:pic' && first(node, 'a:videoFile')) return 'video';
  if (node.name !== 'p:graphicFrame') return KINDS[node.name] ?? null;
  // A chart is kept as a picture of itself, which is what an import makes of it.
  return first(node, 'a:tbl') ? 'table' : 'image';
}

/** Id of a slide: the one it was created with, else the number of its part. */
export function slideId(deck: Deck, slide: Part): string {
  const given = givenId(slide);
  const same = deck.slides.filter((other) => givenId(other) === given);
  return given !== null && same.length === 1 ? given : partId(slide);
}

/** What `createSlide` wrote, where a file keeps the name of a slide; other names have blanks. */
function givenId(slide: Part): string | null {
  const name = first(slide.root, 'p:cSld')?.attributes.name ?? '';
  return OBJECT_ID.test(name) ? name : null;
}

/** What the Slides API takes for an id. */
export const OBJECT_ID = /^[A-Za-z0-9_][A-Za-z0-9_:-]{4,49}$/;

/** `ppt/slideLayouts/slideLayout2.xml` is `slideLayout_2`. */
export function partId(part: Part): string {
  return part.path.replace(/^.*\/([A-Za-z]+)(\d+)\.xml$/, '$1_$2');
}
