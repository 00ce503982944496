/** How large a file is, in the reader's own way of writing it. */

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Decimal units, as file managers count: 1 kB is 1000 bytes. */
export function sizeInWords(bytes: number, locale = document.documentElement.lang): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const unitDisplay = power === 0 ? 'long' : 'short';
  const style = { style: 'unit', unit: UNITS[power] ?? 'byte', unitDisplay } as const;
  const words = new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: 1 });
  return words.format(bytes / 1000 ** power);
}
