/** How well one colour is read on another (WCAG 2.2), and which colours of an organisation a deck can carry. */

/** Colours an organisation may put on its decks, as `#RRGGBB`. */
export interface Brand {
  primary: string;
  accent?: string;
}

/** What is wrong with a brand colour, in words for who chose it. */
export interface BrandFault {
  field: 'primary' | 'accent';
  message: string;
}

const TEXT_LEAST = 4.5;
const GRAPHIC_LEAST = 3;
/** The lightest ground a title in the primary colour stands on, and what is written on that colour. */
const PAPER = 'FBFAF6';
const WHITE = 'FFFFFF';

/** WCAG contrast ratio of two sRGB hex colours without `#`, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** Relative luminance, 0 to 1, of an sRGB hex colour without `#`. */
export function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Why a brand would make a deck hard to read, or null. The primary colour carries white text and is
 * itself text on light paper; the accent marks slides and needs the contrast of a graphic on either.
 */
export function brandFault(brand: Brand): BrandFault | null {
  const primary = brand.primary.replace('#', '');
  const ratio = Math.min(contrast(primary, PAPER), contrast(primary, WHITE));
  if (ratio < TEXT_LEAST) {
    const message = `${brand.primary} and white have a contrast of ${shown(ratio)} to 1, text needs ${TEXT_LEAST} to 1; take a darker colour`;
    return { field: 'primary', message };
  }
  const accent = brand.accent?.replace('#', '');
  if (accent === undefined) return null;
  const grounds = { 'the paper': PAPER, 'the primary colour': primary };
  const best = Math.max(...Object.values(grounds).map((ground) => contrast(accent, ground)));
  if (best >= GRAPHIC_LEAST) return null;
  const message = `${brand.accent} stands out from neither the paper nor the primary colour (${shown(best)} to 1, a mark needs ${GRAPHIC_LEAST} to 1); take another colour`;
  return { field: 'accent', message };
}

/** Rounded down, so that a colour just below a bar is not shown as meeting it. */
function shown(ratio: number): string {
  return (Math.floor(ratio * 10) / 10).toFixed(1);
}
