/** Words of a rendered deck where they really stand, as `pdftotext -bbox` tells. */
import { all, parseXml, textOf } from './xml.ts';

/** A rectangle in inches from the page's upper left corner. */
export interface Frame {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** One word on a page. */
export interface Word {
  text: string;
  frame: Frame;
}

/** A rendered page; sizes in inches. */
export interface RenderedPage {
  width: number;
  height: number;
  words: Word[];
}

const POINTS = 72;

/** Pages in order. Throws on text that is no such listing. */
export function pagesOf(listing: string): RenderedPage[] {
  return all(parseXml(listing), 'page').map((page) => ({
    width: inches(page.attributes.width),
    height: inches(page.attributes.height),
    words: all(page, 'word').map((word) => {
      const { xMin, yMin, xMax, yMax } = word.attributes;
      const frame = {
        x: inches(xMin),
        y: inches(yMin),
        w: inches(xMax) - inches(xMin),
        h: inches(yMax) - inches(yMin),
      };
      return { text: textOf(word), frame };
    }),
  }));
}

function inches(points: string | undefined): number {
  return Number(points ?? 0) / POINTS;
}
