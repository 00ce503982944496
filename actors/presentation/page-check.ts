/** The two checks that need geometry: does every text stay in its box, and stand out from what is under it. */
import { contrast } from '../../ops/contrast.ts';
import type { Frame } from './rendered-words.ts';
import { LINE, wrap } from './typeface.ts';
import { all, first, type Node, textOf } from './xml.ts';

/** One slide's tree with the layout under it. */
export interface SlidePart {
  /** `slide 3`, for evidence. */
  label: string;
  tree: Node;
  layout: Node | null;
}

const EMU = 914_400;
const LEAST_CONTRAST = 4.5;
/** Half a line of tolerance would hide a lost line; this only absorbs rounding. */
const TOLERANCE_IN = 0.02;

/** Texts that need more height than their box or cell has, or boxes that leave the slide. */
export function overflowFaults(slide: SlidePart): string[] {
  const boxes = all(slide.tree, 'p:sp').flatMap((shape) => {
    const frame = frameOf(shape);
    const body = first(shape, 'p:txBody');
    if (frame === null || body === undefined || textOf(body).trim() === '') return [];
    const spill = textHeight(body, frame.w) - frame.h;
    const outside =
      frame.x < 0 || frame.y < 0 || frame.x + frame.w > 13.34 || frame.y + frame.h > 7.51;
    return spill > TOLERANCE_IN || outside ? [`${slide.label}: ${nameOf(shape)} overflows`] : [];
  });
  return [
    ...boxes,
    ...all(slide.tree, 'p:graphicFrame').flatMap((frame) => tableFaults(slide, frame)),
  ];
}

/** Texts whose contrast with what lies under them is below 4.5. */
export function contrastFaults(slide: SlidePart): string[] {
  const painted: { frame: Frame; color: string }[] = [];
  const ground = groundOf(slide);
  const faults: string[] = [];
  for (const shape of [...layoutShapes(slide), ...all(slide.tree, 'p:sp')]) {
    const frame = frameOf(shape);
    const fill = fillOf(first(shape, 'p:spPr'));
    if (frame !== null && fill !== null) painted.push({ frame, color: fill });
    const under =
      frame === null
        ? ground
        : (painted.findLast((each) => covers(each.frame, frame))?.color ?? ground);
    faults.push(
      ...faintRuns(shape, fill ?? under).map((text) => `${slide.label}: “${text}” is faint`),
    );
  }
  for (const cell of all(slide.tree, 'a:tc')) {
    const under = fillOf(first(cell, 'a:tcPr')) ?? ground;
    faults.push(...faintRuns(cell, under).map((text) => `${slide.label}: “${text}” is faint`));
  }
  return faults;
}

function tableFaults(slide: SlidePart, graphic: Node): string[] {
  const table = first(graphic, 'a:tbl');
  const frame = frameOf(graphic);
  if (table === undefined || frame === null) return [];
  const widths = all(table, 'a:gridCol').map((column) => Number(column.attributes.w) / EMU);
  const faults: string[] = [];
  let height = 0;
  for (const [number, row] of all(table, 'a:tr').entries()) {
    const room = Number(row.attributes.h) / EMU;
    height += room;
    for (const [column, cell] of all(row, 'a:tc').entries()) {
      const margins = first(cell, 'a:tcPr')?.attributes ?? {};
      const across = (Number(margins.marL ?? 91_440) + Number(margins.marR ?? 91_440)) / EMU;
      const down = (Number(margins.marT ?? 45_720) + Number(margins.marB ?? 45_720)) / EMU;
      const needs = textHeight(cell, (widths[column] ?? 0) - across) + down;
      if (needs > room + TOLERANCE_IN)
        faults.push(`${slide.label}: table row ${number + 1} overflows`);
    }
  }
  if (frame.y + height > 7.51) faults.push(`${slide.label}: table leaves the slide`);
  return faults;
}

function textHeight(body: Node, widthIn: number): number {
  return all(body, 'a:p').reduce((sum, paragraph) => {
    const run = first(paragraph, 'a:rPr') ?? first(paragraph, 'a:endParaRPr');
    const sizePt = Number(run?.attributes.sz ?? 1800) / 100;
    const bold = run?.attributes.b === '1';
    const text = textOf(paragraph).trim();
    const lines = text === '' ? 1 : wrap(text, { sizePt, widthIn, bold }).length;
    return sum + (lines * sizePt * LINE) / 72;
  }, 0);
}

function faintRuns(node: Node, under: string): string[] {
  return all(node, 'a:r')
    .filter((run) => textOf(run).trim() !== '')
    .filter((run) => contrast(fillOf(first(run, 'a:rPr')) ?? '000000', under) < LEAST_CONTRAST)
    .map((run) => textOf(run).slice(0, 30));
}

function layoutShapes(slide: SlidePart): Node[] {
  if (slide.layout === null) return [];
  return all(slide.layout, 'p:sp').filter((shape) => first(shape, 'p:ph') === undefined);
}

function groundOf(slide: SlidePart): string {
  const own = first(slide.tree, 'p:bg');
  const below = slide.layout === null ? undefined : first(slide.layout, 'p:bg');
  const background = own ?? below;
  return (background && first(background, 'a:srgbClr')?.attributes.val) ?? 'FFFFFF';
}

/** The fill that is a direct child, so that an outline's colour is not taken for it. */
function fillOf(properties: Node | undefined): string | null {
  const fill = properties?.children.find((child) => child.name === 'a:solidFill');
  return (fill && first(fill, 'a:srgbClr')?.attributes.val) ?? null;
}

/** Where a shape stands, in inches; null where its layout says it. */
export function frameOf(shape: Node): Frame | null {
  const transform = first(shape, 'a:xfrm') ?? first(shape, 'p:xfrm');
  const offset = transform && first(transform, 'a:off')?.attributes;
  const extent = transform && first(transform, 'a:ext')?.attributes;
  if (offset === undefined || extent === undefined) return null;
  const inches = (value: string | undefined) => Number(value ?? 0) / EMU;
  return {
    x: inches(offset.x),
    y: inches(offset.y),
    w: inches(extent.cx),
    h: inches(extent.cy),
  };
}

function covers(under: Frame, over: Frame): boolean {
  const x = over.x + over.w / 2;
  const y = over.y + over.h / 2;
  return x >= under.x && x <= under.x + under.w && y >= under.y && y <= under.y + under.h;
}

function nameOf(shape: Node): string {
  return first(shape, 'p:cNvPr')?.attributes.name ?? 'a text';
}
