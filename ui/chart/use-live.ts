/** What the chart of a running workflow reads besides what its page knows: timers, children's past. */
import { useEffect, useState } from 'preact/hooks';
import { getJson } from '../wire/api.ts';
import type { Deadline, Standing } from './standing.ts';

/** Long enough for a turn and its children's to be told together. */
const SETTLE_MS = 150;

/** The standing with its timers, read anew whenever something moved. */
export function useLive(standing: Standing | null, workflow: string | null): Standing | null {
  const [deadlines, setDeadlines] = useState<Deadline[]>([]);
  const stamp = standing && JSON.stringify([standing.value, standing.children]);
  useEffect(() => {
    if (workflow === null || stamp === null) return;
    let isGone = false;
    const timer = window.setTimeout(() => {
      getJson<{ items: Deadline[] }>(
        `/api/workflows/${encodeURIComponent(workflow)}/deadlines`,
      ).then(
        ({ items }) => !isGone && setDeadlines(items),
        // A countdown less; the page's feed says that the connection is gone.
        () => undefined,
      );
    }, SETTLE_MS);
    return () => {
      isGone = true;
      window.clearTimeout(timer);
    };
  }, [workflow, stamp]);
  return standing && { deadlines, ...standing };
}

/** Every state value a child has had so far; empty until it is read. */
export function useValues(workflow: string | null, address: string): unknown[] {
  const [values, setValues] = useState<{ address: string; values: unknown[] }>({
    address: '',
    values: [],
  });
  useEffect(() => {
    if (workflow === null) return;
    let isGone = false;
    const path = `/api/workflows/${encodeURIComponent(workflow)}/events?actor=${encodeURIComponent(address)}`;
    getJson<{ items: { value: unknown }[] }>(path).then(
      ({ items }) => {
        const known = items.flatMap(({ value }) => (value === null ? [] : [value]));
        if (!isGone) setValues({ address, values: known });
      },
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [workflow, address]);
  return values.address === address ? values.values : [];
}
