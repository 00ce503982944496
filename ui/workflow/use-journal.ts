/** The journal a history shows: the workflow's own, which is live, or that of one of its parts. */
import { useEffect, useState } from 'preact/hooks';
import { useLoaded } from '../wire/loaded.ts';
import type { Position } from './model.ts';
import { positionsAfter } from './positions.ts';
import type { Shown } from './shown.ts';

interface Bars {
  rows: { kind: string; bars: { actor: string }[] }[];
}

/** @param part address of a part; empty for the workflow itself */
export function useJournal({ id, model, past }: Shown, part: string) {
  const path = `/api/workflows/${encodeURIComponent(id)}`;
  const bars = useLoaded<Bars>(`${path}/gantt${past === null ? '' : `?until=${past}`}`);
  const [read, setRead] = useState<{ part: string; journal: Position[]; error: unknown }>({
    part: '',
    journal: [],
    error: null,
  });
  const until = past === null ? Number.POSITIVE_INFINITY : (model.journal.at(-1)?.at ?? 0);
  useEffect(() => {
    if (part === '') return;
    let isGone = false;
    void positionsAfter(path, 0, part)
      .then((journal) => ({ part, journal, error: null as unknown }))
      .catch((error: unknown) => ({ part, journal: [], error }))
      .then((next) => {
        if (!isGone) setRead(next);
      });
    return () => {
      isGone = true;
    };
  }, [path, part, model.seq]);
  const addresses = (bars.data?.rows ?? [])
    .filter(({ kind }) => kind !== 'step')
    .flatMap((row) => row.bars.map(({ actor }) => actor));
  const isOwn = read.part === part;
  return {
    journal:
      part === '' ? model.journal : isOwn ? read.journal.filter(({ at }) => at <= until) : [],
    parts: [...new Set(addresses)],
    error: part === '' || !isOwn ? null : read.error,
  };
}
