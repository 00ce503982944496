/** Where things stand on a slide, in inches: one set of boxes for the plan, which fits text into them, and the renderer, which draws them. */
import { PAGE } from './theme.ts';

/** A rectangle on a slide. */
export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Boxes by slide kind. */
export const BOXES = {
  cover: {
    certification: { x: 1.1, y: 3.35, w: 10.6, h: 0.95 },
    areas: { x: 1.1, y: 4.55, w: 10.6, h: 0.95 },
    person: { x: 1.1, y: 6.1, w: 10.6, h: 0.45 },
  },
  chart: {
    plot: { x: PAGE.left, y: 1.55, w: PAGE.inner, h: 4.5 },
    caption: { x: PAGE.left, y: 6.08, w: PAGE.inner, h: 0.7 },
  },
  table: { x: PAGE.left, y: 1.65, w: PAGE.inner, h: 4.35 },
  tableCaption: { x: PAGE.left, w: PAGE.inner, h: 0.62 },
  statements: { x: 1.65, y: 1.75, w: 10.88, h: 4.85 },
  revisit: {
    stem: { x: PAGE.left, y: 1.6, w: PAGE.inner, h: 1.3 },
    left: { x: 1.0, y: 3.47, w: 5.35, h: 1.1 },
    right: { x: 6.98, y: 3.47, w: 5.35, h: 1.1 },
    wide: { x: 1.0, y: 3.47, w: 11.33, h: 1.1 },
    quoteLabel: { x: 1.1, y: 4.9, w: 11.2, h: 0.3 },
    quote: { x: 1.1, y: 5.24, w: 11.2, h: 1.12 },
    source: { x: 1.1, w: 11.2, h: 0.3 },
  },
  practice: {
    stem: { x: PAGE.left, y: 1.6, w: PAGE.inner, h: 1.3 },
    option: { x: 1.75, w: 10.4, h: 0.74 },
    optionsFrom: 3.0,
    optionStep: 0.83,
    source: { x: PAGE.left, y: 6.42, w: PAGE.inner, h: 0.3 },
  },
} as const;

/** Space between a statement and its citation, and between two statements. */
export const STATEMENT_GAPS = { citation: 0.06, between: 0.34 };
