/** Looks at pixels: whether what a chart draws can be told from what lies beneath it. */
import type { Page } from 'playwright-core';

export interface Ink {
  id: string;
  classes: string;
  /** WCAG contrast to the ground just beside it, at every point that was looked at. */
  samples: number[];
  /** What a third of the points reach: a dotted line has gaps, but is no single dot. */
  contrast: number;
}

/** Side of the squares that a picture is looked at in. */
const TILE = 1800;

/** Every edge, start dot and box border of the whole picture at full size, piece by piece. */
export async function inkOf(page: Page): Promise<Ink[]> {
  const { x, y, width, height } = await page.evaluate(async () => {
    const frame = document.querySelector('.chart-frame') as HTMLElement;
    const svg = document.querySelector('svg.statechart') as SVGSVGElement;
    const view = svg.viewBox.baseVal;
    (document.activeElement as HTMLElement | null)?.blur();
    // A frame of its own above everything else, as large as the picture.
    Object.assign(frame.style, { position: 'absolute', left: '0', top: '0', zIndex: '99' });
    Object.assign(frame.style, {
      maxHeight: 'none',
      overflow: 'visible',
      padding: '0',
      border: '0',
    });
    frame.style.width = `${view.width}px`;
    document.body.append(frame);
    // The page fits the picture to the frame's new size first, and would undo what is set now.
    for (let turn = 0; turn < 3; turn += 1)
      await new Promise((drawn) => requestAnimationFrame(drawn));
    svg.setAttribute('width', String(view.width));
    svg.setAttribute('height', String(view.height));
    window.scrollTo(0, 0);
    const box = svg.getBoundingClientRect();
    return { x: box.x, y: box.y, width: view.width, height: view.height };
  });
  const seen = new Map<string, Ink>();
  for (let left = 0; left < width; left += TILE)
    for (let top = 0; top < height; top += TILE) {
      const piece = {
        x: x + left,
        y: y + top,
        width: Math.min(TILE, width - left),
        height: Math.min(TILE, height - top),
      };
      const image = await page.screenshot({ clip: piece, fullPage: true, animations: 'disabled' });
      for (const ink of await page.evaluate(probe, [image.toString('base64'), left, top] as const))
        seen.set(ink.id, {
          ...ink,
          samples: [...(seen.get(ink.id)?.samples ?? []), ...ink.samples],
        });
    }
  return [...seen.values()].map((ink) => {
    const falling = ink.samples.toSorted((a, b) => b - a);
    return { ...ink, contrast: falling[Math.floor(falling.length / 3)] ?? 0 };
  });
}

/** Runs in the page; what lies outside of the piece is not looked at. */
async function probe([image, left, top]: readonly [string, number, number]): Promise<Ink[]> {
  const bytes = Uint8Array.from(atob(image), (sign) => sign.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return [];
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const isWithin = (x: number, y: number): boolean =>
    x - left >= 6 && y - top >= 6 && x - left < bitmap.width - 6 && y - top < bitmap.height - 6;
  const shade = (x: number, y: number): number => {
    const at = (Math.floor(y - top) * bitmap.width + Math.floor(x - left)) * 4;
    const parts = [0, 1, 2].map((index) => {
      const share = (data[at + index] ?? 0) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * (parts[0] ?? 0) + 0.7152 * (parts[1] ?? 0) + 0.0722 * (parts[2] ?? 0);
  };
  const contrast = (one: number, other: number): number =>
    (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  /** The strongest contrast of a pixel near a point to the ground beside it, on every side. */
  const around = (x: number, y: number): number[] => {
    if (!isWithin(x, y)) return [];
    const near = [-1, 0, 1];
    const here = near.flatMap((dx) => near.map((dy) => shade(x + dx, y + dy)));
    const grounds = [-5, 5].flatMap((dx) => [-5, 5].map((dy) => shade(x + dx, y + dy)));
    return [
      Math.max(...here.map((each) => Math.min(...grounds.map((one) => contrast(each, one))))),
    ];
  };
  const svg = document.querySelector('svg.statechart') as SVGSVGElement;
  const labels = [...svg.querySelectorAll('.sc-label rect')].map((each) =>
    (each as SVGRectElement).getBBox(),
  );
  /** Words on a line would be taken for the line. */
  const isBare = (x: number, y: number): boolean =>
    labels.every(
      (box) =>
        x < box.x - 1 || x > box.x + box.width + 1 || y < box.y - 1 || y > box.y + box.height + 1,
    );
  const edges = [...svg.querySelectorAll('.sc-edge')].map((edge) => {
    const path = edge.querySelector('.line') as SVGPathElement;
    const length = path.getTotalLength();
    // Away from the boxes at its ends, whose borders would be taken for the line.
    const [from, to] = length > 32 ? [12, length - 12] : [length * 0.4, length * 0.6];
    const samples = Array.from({ length: 40 }, (_, index) => {
      const { x, y } = path.getPointAtLength(from + ((to - from) * index) / 39);
      return isBare(x, y) ? around(x, y) : [];
    });
    return {
      id: `edge ${edge.getAttribute('data-edge')}`,
      classes: edge.getAttribute('class') ?? '',
      samples: samples.flat(),
      contrast: 0,
    };
  });
  const closed = '.sc-node.leaf, .sc-node.final, .sc-node.now.compound:not(.root)';
  const boxes = [...svg.querySelectorAll(closed)].map((node) => {
    const { x, y, width, height } = (node.querySelector('.box') as SVGRectElement).getBBox();
    const samples = [0.3, 0.4, 0.5, 0.6, 0.7].flatMap((share) => [
      ...around(x, y + height * share),
      ...around(x + width, y + height * share),
      ...around(x + width * share, y + height),
    ]);
    return {
      id: node.getAttribute('data-state') ?? '',
      classes: node.getAttribute('class') ?? '',
      samples,
      contrast: 0,
    };
  });
  const dots = [...svg.querySelectorAll('.sc-start')].map((dot, index) => {
    const { x, y, width, height } = (dot as SVGCircleElement).getBBox();
    const middle = [x + width / 2, y + height / 2] as const;
    const samples = isWithin(...middle) ? [contrast(shade(...middle), shade(x - 5, y - 3))] : [];
    return { id: `dot ${index}`, classes: 'start', samples, contrast: 0 };
  });
  return [...edges, ...boxes, ...dots];
}
