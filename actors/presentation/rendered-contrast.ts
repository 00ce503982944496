/** Whether words stand out on the pixels around them, whatever colours the file speaks of. */
import type { RenderedPage, Word } from './rendered-words.ts';

/** A page as pixels: binary PPM, decoded. */
export interface Picture {
  width: number;
  height: number;
  /** Red, green, blue, a byte each. */
  pixels: Uint8Array;
}

/**
 * At 100 dots an inch text of 12 points and more in a true 4.54 to 1 measures 4.54 (1,365 words,
 * LibreOffice 7.4); the rest is room for other renderers, which pale thin strokes.
 */
const LEAST = 4;
/** The ink is the strongest hundredth of a word's pixels, not a single one. */
const INK_SHARE = 0.01;

/** Reads `P6` with 255 as its maximum; throws on anything else. */
export function pictureOf(ppm: Uint8Array): Picture {
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(
    Buffer.from(ppm.subarray(0, 64)).toString('latin1'),
  );
  if (head === null) throw new Error('not a binary PPM of 8 bits');
  const [width, height] = [Number(head[1]), Number(head[2])];
  const pixels = ppm.subarray(head[0].length);
  if (pixels.length < width * height * 3) throw new Error('the picture is cut off');
  return { width, height, pixels };
}

/** Words whose strongest pixels do not stand out from what is under them; a line each. */
export function faintWords(page: RenderedPage, picture: Picture, label: string): string[] {
  return page.words
    .map((word) => ({ word, ratio: measured(word, page, picture) }))
    .filter(({ ratio }) => ratio !== null && ratio < LEAST)
    .map(({ word, ratio }) => `${label}: “${word.text}” measures ${(ratio ?? 0).toFixed(1)} to 1`);
}

/** Measured contrast of a word; null where it covers no pixel of the page. */
export function measured(word: Word, page: RenderedPage, picture: Picture): number | null {
  const [byX, byY] = [picture.width / page.width, picture.height / page.height];
  const clampX = (x: number) => Math.min(picture.width, Math.max(0, Math.round(x * byX)));
  const clampY = (y: number) => Math.min(picture.height, Math.max(0, Math.round(y * byY)));
  const { x, y, w, h } = word.frame;
  const [left, right, top, bottom] = [clampX(x), clampX(x + w), clampY(y), clampY(y + h)];
  const lights: number[] = [];
  for (let row = top; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1)
      lights.push(lightAt(picture, (row * picture.width + column) * 3));
  }
  if (lights.length === 0) return null;
  const ground = commonest(lights);
  const ratios = lights.map((light) => ratio(light, ground)).sort((a, b) => b - a);
  return ratios[Math.floor(ratios.length * INK_SHARE)] ?? null;
}

const LINEAR = Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

function lightAt({ pixels }: Picture, at: number): number {
  const channel = (offset: number) => LINEAR[pixels[at + offset] ?? 0] ?? 0;
  return 0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2);
}

function commonest(lights: number[]): number {
  const counts = new Map<number, number>();
  for (const light of lights) counts.set(light, (counts.get(light) ?? 0) + 1);
  let [best, most] = [lights[0] ?? 0, 0];
  for (const [light, count] of counts) if (count > most) [best, most] = [light, count];
  return best;
}

function ratio(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
