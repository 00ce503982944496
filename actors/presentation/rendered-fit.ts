/** Whether a deck's words stay where they belong once a real program has set them. */
import { frameOf, type SlidePart } from './page-check.ts';
import type { Frame, RenderedPage, Word } from './rendered-words.ts';
import { all, first, textOf } from './xml.ts';

/** Renderers set lines a little apart from our figures; half a line more is a fault. */
const TOLERANCE_IN = 0.1;
/** Share of the smaller word that has to lie under the other before they collide. */
const COLLISION = 0.35;

/** A box of the slide and all it says. */
interface Owner {
  text: string;
  frame: Frame;
}

/** Words off the page, out of every box that says them, or on top of each other; a line each. */
export function misplaced(page: RenderedPage, slide: SlidePart): string[] {
  const owners = ownersOf(slide);
  const charts = chartsOf(slide);
  const said = (what: string, word: Word) => `${slide.label}: “${word.text}” ${what}`;
  const strays = page.words.flatMap((word) => {
    if (isOff(word.frame, page)) return [said('leaves the page', word)];
    const own = owners.filter(({ text }) => text.includes(word.text));
    const homes = own.length === 0 ? [] : [...own.map(({ frame }) => frame), ...charts];
    const isHome = homes.length === 0 || homes.some((frame) => holds(frame, word.frame));
    return isHome ? [] : [said('stands outside its box', word)];
  });
  return [...strays, ...collisions(page.words).map((word) => said('lies over another word', word))];
}

function ownersOf(slide: SlidePart): Owner[] {
  const nodes = [
    ...all(slide.tree, 'p:sp'),
    ...all(slide.tree, 'p:graphicFrame').filter((frame) => first(frame, 'a:tbl') !== undefined),
    ...(slide.layout === null ? [] : all(slide.layout, 'p:sp')),
  ];
  return nodes.flatMap((node) => {
    const placeholder = first(node, 'p:ph')?.attributes.type;
    const frame = frameOf(node) ?? placeholderFrame(slide, placeholder);
    const text = textOf(first(node, 'p:txBody') ?? first(node, 'a:tbl') ?? node);
    if (frame === null || text.trim() === '') return [];
    // A table's rows grow downwards; the page's edge and collisions bound them.
    return [{ text, frame: first(node, 'a:tbl') ? { ...frame, h: Number.MAX_VALUE } : frame }];
  });
}

/** A chart's names and figures stand in a part of their own, so whatever is inside it is at home. */
function chartsOf({ tree }: SlidePart): Frame[] {
  return all(tree, 'p:graphicFrame')
    .filter((frame) => first(frame, 'a:tbl') === undefined)
    .flatMap((frame) => frameOf(frame) ?? []);
}

function placeholderFrame({ layout }: SlidePart, type: string | undefined): Frame | null {
  if (layout === null || type === undefined) return null;
  const own = all(layout, 'p:sp').find((each) => first(each, 'p:ph')?.attributes.type === type);
  return own === undefined ? null : frameOf(own);
}

function isOff({ x, y, w, h }: Frame, page: RenderedPage): boolean {
  const slack = 0.01;
  return x < -slack || y < -slack || x + w > page.width + slack || y + h > page.height + slack;
}

function holds(box: Frame, { x, y, w, h }: Frame): boolean {
  const slack = TOLERANCE_IN;
  const across = x >= box.x - slack && x + w <= box.x + box.w + slack;
  return across && y >= box.y - slack && y + h <= box.y + box.h + slack;
}

function collisions(words: Word[]): Word[] {
  return words.filter((word, at) =>
    words.slice(at + 1).some((other) => {
      const [a, b] = [word.frame, other.frame];
      const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
      const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
      return w > 0 && h > 0 && w * h > COLLISION * Math.min(a.w * a.h, b.w * b.h);
    }),
  );
}
