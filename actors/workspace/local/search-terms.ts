/** What single terms of a search mean for a file. */
import type { LocalFile } from './store.ts';
import { invalid } from './wire.ts';

export type FileTest = (file: LocalFile) => boolean;

/** Whether some word of a name begins like this: Drive finds `Harbour quiz` by `qui`, not by `uiz`. */
export function containsWord(name: string, wanted: string): boolean {
  const haystack = name.toLowerCase();
  const needle = wanted.toLowerCase();
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(haystack[at - 1] as string)) return true;
  }
  return false;
}

/** Whether a file carries exactly this property. */
export function propertyOf(key: string, value: string): FileTest {
  return (file) => Object.hasOwn(file.properties, key) && file.properties[key] === value;
}

type Comparison = (a: number, b: number) => boolean;

const COMPARISONS: Record<string, Comparison> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Compares a moment of the file with an RFC 3339 time, UTC where it names no zone. */
export function compareTimes(
  operator: string,
  value: string,
  read: (file: LocalFile) => number,
): FileTest | null {
  const compare = COMPARISONS[operator];
  if (!compare) return null;
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/i.test(value) ? value : `${value}Z`;
  const at = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(at)) throw invalid(`Invalid Value: ${value} is no RFC 3339 time`);
  return (file) => compare(read(file), at);
}
