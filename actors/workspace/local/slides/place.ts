/** Where an element lies: its size and the transform that brings it there, in EMU. */
import { all, first, type Node } from '../../../presentation/xml.ts';
import type { Part } from './deck.ts';

export interface Place {
  size: object;
  transform: object;
}

/** A page and the pages it takes after, nearest first: layout, then master. */
export type Lineage = readonly Part[];

/** The element's own place, or the one its placeholder has on the layout or master. */
export function placeOf(node: Node, lineage: Lineage): Place | null {
  const frame = ownFrame(node) ?? inheritedFrame(node, lineage);
  const [off, ext] = [frame && first(frame, 'a:off'), frame && first(frame, 'a:ext')];
  if (!frame || !off || !ext) return null;
  const { width, height } = { width: Number(ext.attributes.cx), height: Number(ext.attributes.cy) };
  return {
    size: { width: emu(width), height: emu(height) },
    transform: transformOf(
      frame,
      Number(off.attributes.x),
      Number(off.attributes.y),
      width,
      height,
    ),
  };
}

export function emu(magnitude: number): object {
  return { magnitude, unit: 'EMU' };
}

function ownFrame(node: Node): Node | undefined {
  return ['p:spPr', 'p:grpSpPr'].reduce<Node | undefined>(
    (found, name) => {
      const holder = node.children.find((child) => child.name === name);
      return found ?? (holder && first(holder, 'a:xfrm'));
    },
    node.children.find((child) => child.name === 'p:xfrm'),
  );
}

function inheritedFrame(node: Node, lineage: Lineage): Node | undefined {
  for (const page of lineage) {
    const parent = placeholderLike(node, page);
    const frame = parent && ownFrame(parent);
    if (frame) return frame;
  }
  return undefined;
}

/** The placeholder of another page that this one fills: of its number, else of its type. */
export function placeholderLike(node: Node, page: Part): Node | undefined {
  const mine = first(node, 'p:ph')?.attributes;
  if (!mine) return undefined;
  const shapes = all(page.root, 'p:sp').filter((shape) => first(shape, 'p:ph'));
  const has = (test: (other: Record<string, string>) => boolean): Node | undefined =>
    shapes.find((shape) => test(first(shape, 'p:ph')?.attributes ?? {}));
  return (
    (mine.idx === undefined ? undefined : has((other) => other.idx === mine.idx)) ??
    has((other) => typeOf(other) === typeOf(mine))
  );
}

/** A centred title takes after a title; what has no type is content. */
function typeOf({ type = 'obj' }: Record<string, string>): string {
  return type === 'ctrTitle' ? 'title' : type;
}

/** Rotation and mirroring happen about the middle; the transform is told from the corner. */
function transformOf(frame: Node, x: number, y: number, width: number, height: number): object {
  const { rot = '0', flipH, flipV } = frame.attributes;
  const angle = (Number(rot) / 60_000) * (Math.PI / 180);
  const [across, down] = [isOn(flipH) ? -1 : 1, isOn(flipV) ? -1 : 1];
  const scaleX = neat(Math.cos(angle) * across);
  const shearX = neat(-Math.sin(angle) * down);
  const shearY = neat(Math.sin(angle) * across);
  const scaleY = neat(Math.cos(angle) * down);
  return {
    scaleX,
    scaleY,
    ...(shearX === 0 ? {} : { shearX }),
    ...(shearY === 0 ? {} : { shearY }),
    translateX: Math.round(x + width / 2 - (scaleX * width + shearX * height) / 2),
    translateY: Math.round(y + height / 2 - (shearY * width + scaleY * height) / 2),
    unit: 'EMU',
  };
}

function isOn(flag: string | undefined): boolean {
  return flag === '1' || flag === 'true';
}

/** Rounds away what floating point adds to a quarter turn; never a minus zero. */
function neat(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}
