/** Times in the reader's own words; no date library. */

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const HOUR = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

type Moment = string | number | null | undefined;

/** Date and time, or a dash when there is none. */
export function dayAndTime(at: Moment): string {
  return at === null || at === undefined ? '–' : DAY.format(new Date(at));
}

/** Time of day with seconds. */
export function clockTime(at: Moment): string {
  return at === null || at === undefined ? '–' : CLOCK.format(new Date(at));
}

/** Time of day, to the minute. */
export function hourAndMinute(at: Moment): string {
  return at === null || at === undefined ? '–' : HOUR.format(new Date(at));
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** "in 3 hours", "2 minutes ago"; within a minute "now". */
export function relative(at: Moment, now = Date.now()): string {
  if (at === null || at === undefined) return '';
  const away = new Date(at).getTime() - now;
  for (const [unit, size] of UNITS)
    if (Math.abs(away) >= size) return RELATIVE.format(Math.trunc(away / size), unit);
  return away < -5000 ? RELATIVE.format(Math.trunc(away / 1000), 'second') : 'just now';
}

/** "1 min 20 s" from milliseconds. */
export function lasting(ms: number): string {
  if (ms < 1000) return 'under a second';
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "3.4 MB" from bytes. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
