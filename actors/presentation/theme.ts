/** Looks, type sizes and the grid of a deck: calm, and legible from the back row. */
import type { DeckLook, DeckTheme } from '../../machines/vocabulary.ts';
import { brandFault } from '../../ops/contrast.ts';
import { terminal } from '../../runtime/errors.ts';

/** Colours by what they are for: sRGB hex without `#`, as OOXML wants it. */
export interface Palette {
  paper: string;
  ink: string;
  muted: string;
  line: string;
  card: string;
  title: string;
  /** Ground of the first slide and of table heads, and what is written on it. */
  head: string;
  onHead: string;
  onHeadSoft: string;
  numeral: string;
  stripe: string;
  accent: string;
  /** Outline of cards; null where their fill alone sets them apart. */
  edge: string | null;
  gap: string;
  gapSoft: string;
  mastered: string;
  masteredSoft: string;
  undetermined: string;
  /** Bars differ from words of the same meaning so that the interval lines show on them. */
  gapBar: string;
  masteredBar: string;
  undeterminedBar: string;
}

const PALETTES: Record<DeckTheme, Palette> = {
  light: {
    ...{ paper: 'FBFAF6', ink: '1C2B33', muted: '55636B', line: 'D9D8D0', card: 'FFFFFF' },
    ...{ title: '0F4C5C', head: '0F4C5C', onHead: 'FFFFFF', onHeadSoft: 'CFE3E4' },
    ...{ numeral: '1B6B7B', stripe: 'E4EFEF', accent: 'D98E2B', edge: null },
    ...{ gap: 'A63D2F', gapSoft: 'F8E9E5', mastered: '2C6E4F', masteredSoft: 'E5F1EA' },
    undetermined: '7A6420',
    ...{ gapBar: 'C8604F', masteredBar: '4F9673', undeterminedBar: 'AB8C30' },
  },
  dark: {
    ...{ paper: '12202A', ink: 'F2F5F3', muted: 'B4C2C8', line: '3A4A54', card: '1B2C37' },
    ...{ title: '9FD8DE', head: '17606F', onHead: 'FFFFFF', onHeadSoft: 'D5ECEE' },
    ...{ numeral: '7CC7D2', stripe: '1E3440', accent: 'E3A24A', edge: null },
    ...{ gap: 'F2A093', gapSoft: '43251F', mastered: '8FD3AE', masteredSoft: '1B3A2B' },
    undetermined: 'E2C770',
    ...{ gapBar: 'C96352', masteredBar: '4B9670', undeterminedBar: 'A58733' },
  },
  high_contrast: {
    ...{ paper: 'FFFFFF', ink: '000000', muted: '1A1A1A', line: '000000', card: 'FFFFFF' },
    ...{ title: '000000', head: '000000', onHead: 'FFFFFF', onHeadSoft: 'FFFFFF' },
    ...{ numeral: '000000', stripe: 'FFFFFF', accent: '0A3BD6', edge: '000000' },
    ...{ gap: '7A0000', gapSoft: 'FFFFFF', mastered: '00431F', masteredSoft: 'FFFFFF' },
    undetermined: '4A3B00',
    ...{ gapBar: 'D93A2B', masteredBar: '1E8449', undeterminedBar: '8F7400' },
  },
};

/**
 * The colours of a deck. An organisation's primary colour grounds the first slide and the table
 * heads, and on light paper colours titles; throws `DECK_BRAND_REFUSED` where it could not be read.
 */
export function paletteOf(look: DeckLook): Palette {
  const base = PALETTES[look.theme ?? 'light'];
  if (look.brand === undefined) return base;
  const fault = brandFault(look.brand);
  if (fault !== null)
    throw terminal('DECK_BRAND_REFUSED', `presentation.brand.${fault.field}: ${fault.message}`);
  const hex = (colour: string) => colour.slice(1).toUpperCase();
  const head = hex(look.brand.primary);
  const titled = (look.theme ?? 'light') === 'light' ? { title: head, numeral: head } : {};
  const accent = look.brand.accent === undefined ? base.accent : hex(look.brand.accent);
  return { ...base, ...titled, head, onHead: 'FFFFFF', onHeadSoft: 'FFFFFF', accent };
}

/** Arial is on every machine that shows slides; Liberation Sans replaces it without a shift. */
export const FONT = 'Arial';

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
  option: [24, 22, 20, 18, 16],
  quote: [26, 24, 22, 20, 18, 16],
  source: 14,
  label: 16,
  cell: [22, 20, 18, 16],
  axis: [16, 14],
  foot: 12,
};
