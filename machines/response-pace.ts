/** When a collection looks for answers, sees to its watch, and reminds. Pure; times in ms. */
import type { WatchKind } from './vocabulary.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Whether somebody tells us of answers, and when to see to that again; null for never. */
export interface Watch {
  kind: WatchKind;
  look_at: number | null;
}

/** Bounds of the pause between two reads: a watched form is read to be safe, not to be quick. */
const PAUSES: Record<WatchKind, { min: number; max: number }> = {
  on: { min: 5 * MINUTE_MS, max: 10 * MINUTE_MS },
  off: { min: 30_000, max: 15 * MINUTE_MS },
  suspended: { min: 30_000, max: 15 * MINUTE_MS },
};

/** How long after a failed attempt to watch the next one is made. */
const WATCH_AGAIN_MS = 30 * MINUTE_MS;

/** The pause after a read that brought news. */
export function briefly({ kind }: Watch): number {
  return PAUSES[kind].min;
}

/** The pause after one that brought none. */
export function slower({ kind }: Watch, pauseMs: number): number {
  const { min, max } = PAUSES[kind];
  return Math.min(max, Math.max(min, Math.round(pauseMs * 1.5)));
}

/** After an attempt to watch that failed: answers are looked for, and later it is tried again. */
export function unwatched(at: number): Watch {
  return { kind: 'off', look_at: at + WATCH_AGAIN_MS };
}

/**
 * A watch that did not tell of an answer may have been suspended or forgotten: look at it soon.
 * It may as well be late, so this only costs one look.
 */
export function doubted(watch: Watch, at: number): Watch {
  return watch.kind === 'on' ? { ...watch, look_at: at } : watch;
}

/** When learners are reminded: at half time, and of a window of days also a day before its end. */
export function reminderMoments(openedAt: number, closesAt: number): number[] {
  const openMs = closesAt - openedAt;
  const halfTime = openedAt + Math.round(openMs / 2);
  return openMs >= 3 * DAY_MS ? [halfTime, closesAt - DAY_MS] : [halfTime];
}
