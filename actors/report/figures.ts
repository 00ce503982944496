/** Numbers in words a reader understands; what could not be computed says so and is never 0. */

/** What stands where a statistic has too few answers behind it. */
export const TOO_FEW = 'not enough responses';

/** A proportion as percent. */
export function percent(share: number | null): string {
  return share === null ? TOO_FEW : `${Math.round(share * 100)} %`;
}

/** An interval of proportions. */
export function span(interval: readonly [number, number] | null): string {
  return interval === null ? TOO_FEW : `${percent(interval[0])} to ${percent(interval[1])}`;
}

/** A statistic with two decimals. */
export function decimal(value: number | null): string {
  return value === null ? TOO_FEW : value.toFixed(2);
}

/** A length of time. */
export function duration(ms: number | null): string {
  if (ms === null) return 'not finished';
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A moment in UTC, to the minute. */
export function moment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A count with its noun. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A snake_case word as people write it. */
export function spaced(word: string): string {
  const words = word.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Size of a file. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${Math.round(count / 1000)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}
