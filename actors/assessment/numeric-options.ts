/** Wrong numbers: the right one doubled, halved, and so on, written the way the right one is. */

const FACTORS = [0.1, 0.25, 0.5, 2, 4, 10];

/** Up to six wrong values, smallest first; none of those that stand nearby in the text. */
export function numericOptions(value: string, nearby: readonly string[]): string[] {
  const number = Number(value.replaceAll(',', ''));
  if (!(number > 0)) return [];
  const decimals = value.split('.')[1]?.length ?? 0;
  const taken = new Set([value, ...nearby.map((other) => other.replaceAll(',', ''))]);
  const options: string[] = [];
  for (const factor of FACTORS) {
    const wrong = number * factor;
    if (decimals === 0 && !Number.isInteger(wrong)) continue;
    const written = write(wrong, decimals, value.includes(','));
    if (taken.has(written) || taken.has(written.replaceAll(',', ''))) continue;
    taken.add(written);
    options.push(written);
  }
  return options;
}

/**
 * Three wrong values around the right one so that, sorted by size, the right one stands as near as
 * it can to the place wanted (0 to 3).
 */
export function aroundKey(value: string, wrong: readonly string[], wanted: number): string[] {
  const size = (text: string): number => Number(text.replaceAll(',', ''));
  const smaller = wrong.filter((option) => size(option) < size(value));
  const larger = wrong.filter((option) => size(option) > size(value));
  const below = Math.min(Math.max(wanted, 3 - larger.length), smaller.length);
  // The nearest values are the most tempting ones, on either side.
  return [...smaller.slice(smaller.length - below), value, ...larger.slice(0, 3 - below)];
}

function write(number: number, decimals: number, grouped: boolean): string {
  const places = decimals === 0 ? 0 : Math.max(decimals, 2);
  const plain = String(Number(number.toFixed(places)));
  return grouped ? plain.replace(/\B(?=(\d{3})+(?!\d))/g, ',') : plain;
}
