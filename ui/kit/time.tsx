/** A moment, as the reader's own clock and language say it. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { clockTime, dayAndTime, relative } from '../words/times.ts';

export interface TimeProps {
  /** ISO 8601 or ms since 1970. */
  at: string | number | null | undefined;
  /** `relative` keeps itself up to date; `clock` is the time of day with seconds. */
  as?: 'day' | 'clock' | 'relative';
}

const TICK_MS = 1000;

/** The whole date stands in the tooltip, whatever is shown. */
export function Time({ at, as = 'day' }: TimeProps): JSX.Element {
  const now = useNow(as === 'relative' && at != null);
  if (at === null || at === undefined) return <span>–</span>;
  const text = as === 'day' ? dayAndTime(at) : as === 'clock' ? clockTime(at) : relative(at, now);
  return (
    <time dateTime={new Date(at).toISOString()} title={dayAndTime(at)}>
      {text}
    </time>
  );
}

/** The present, told anew every second while asked for: what counts down uses one clock. */
export function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isTicking) return;
    const tick = window.setInterval(() => setNow(Date.now()), TICK_MS);
    return () => window.clearInterval(tick);
  }, [isTicking]);
  return now;
}
