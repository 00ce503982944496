/** Colours, type sizes and the grid of a deck: one calm look, legible from the back row. */

/** sRGB hex without `#`, as OOXML wants it. */
export const COLOURS = {
  paper: 'FBFAF6',
  ink: '1C2B33',
  muted: '55636B',
  line: 'D9D8D0',
  card: 'FFFFFF',
  deep: '0F4C5C',
  deepSoft: 'CFE3E4',
  teal: '1B6B7B',
  tealSoft: 'E4EFEF',
  ochre: 'D98E2B',
  gap: 'A63D2F',
  gapSoft: 'F8E9E5',
  mastered: '2C6E4F',
  masteredSoft: 'E5F1EA',
  undetermined: '7A6420',
  /** Bars are paler than words, so that the interval lines show on them. */
  gapBar: 'C8604F',
  masteredBar: '4F9673',
  undeterminedBar: 'AB8C30',
  white: 'FFFFFF',
} as const;

/** Arial is on every machine that shows slides; Liberation Sans replaces it without a shift. */
export const FONT = 'Arial';

/** Language of every run. */
export const LANGUAGE = 'en-GB';

/** Slide and content area in inches (16:9). */
export const PAGE = { width: 13.333, height: 7.5, left: 0.8, top: 1.75, inner: 11.733, foot: 6.85 };

/** Title box of every slide but the first. */
export const TITLE_BOX = { x: PAGE.left, y: 0.62, w: PAGE.inner, h: 0.8, sizePt: 32 };

/** Title box of the first slide. */
export const COVER_BOX = { x: 1.1, y: 2.1, w: 10.6, h: 1.1, sizePt: 54 };

/** Type sizes in points, largest first where a text may step down to fit. */
export const SIZES = {
  statement: [28, 26, 24, 22, 20, 18],
  stem: [28, 26, 24, 22, 20, 18],
  option: [22, 20, 18, 16],
  quote: [22, 20, 18, 16],
  source: 14,
  label: 14,
  cell: [20, 18, 16],
  foot: 12,
};
