/** The bars of a timeline: which rows are shown, their words, their sums. Pure. */

import type { CheckpointKind } from '../../machines/vocabulary.ts';
import { lasting } from '../words/times.ts';
import { callWords, machineTitle, SUBJECTS, stepTitle } from '../words/words.ts';
import type { Bar, BarPart, GanttKind, GanttRow, PartKind } from './gantt-data.ts';

export const PART_TITLES: Record<PartKind, string> = {
  queued: 'Queued',
  working: 'Working',
  waiting: 'Waiting for people',
  backing_off: 'Backing off',
};

export const GANTT_KINDS: Record<GanttKind, string> = {
  step: 'Steps',
  call: 'Calls',
  checkpoint: 'Checkpoints',
  collection: 'Collecting answers',
  rendering: 'Videos',
  part: 'Other parts',
};

const REASONS: Record<string, string> = {
  permit: 'for the service’s permit',
  worker: 'for a free worker',
  people: 'for people to decide',
  learners: 'for learners to answer',
  uploads: 'for documents',
  attention: 'for somebody to step in',
  retry: 'before the next try',
  service: 'until the service recovers',
};

export interface GanttFilter {
  step: string;
  kind: GanttKind | '';
  /** Only what failed, was refused or was tried again. */
  troubled: boolean;
}

/** Rows that fit, each with its ancestors so that one sees what it was part of. */
export function shownRows(rows: GanttRow[], { step, kind, troubled }: GanttFilter): GanttRow[] {
  const fits = (row: GanttRow): boolean =>
    (step === '' || row.step === step) &&
    (kind === '' || row.kind === kind) &&
    (!troubled || isTroubled(row));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const kept = new Set<string>();
  for (const row of rows.filter(fits))
    for (let at: GanttRow | undefined = row; at; at = byId.get(at.parent ?? '')) kept.add(at.id);
  return rows.filter(({ id }) => kept.has(id));
}

export function isTroubled({ kind, bars }: GanttRow): boolean {
  return bars.some(
    ({ outcome, attempt }) =>
      outcome === 'failed' || outcome === 'refused' || (kind === 'call' && attempt > 1),
  );
}

/** How deep a row is nested. */
export function depthOf(row: GanttRow, rows: GanttRow[]): number {
  const parent = rows.find(({ id }) => id === row.parent);
  return parent ? depthOf(parent, rows) + 1 : 0;
}

export function rowTitle({ kind, what, step }: GanttRow): string {
  if (kind === 'step') return stepTitle(what);
  if (kind === 'checkpoint') return `Review of ${SUBJECTS[what as CheckpointKind] ?? what}`;
  if (kind === 'rendering') return `Video ${what}`;
  if (kind === 'collection') return 'Collecting answers';
  if (what === 'step.undo') return `Undoing: ${stepTitle(step).toLowerCase()}`;
  return kind === 'call' ? callWords(what) : machineTitle(what);
}

/** "waiting for people to decide"; plain work has nothing to add. */
export function partWords({ kind, reason }: Pick<BarPart, 'kind' | 'reason'>): string {
  const why = reason === null ? '' : REASONS[reason];
  if (!why) return PART_TITLES[kind].toLowerCase();
  const verb = kind === 'waiting' ? 'waiting' : PART_TITLES[kind].toLowerCase();
  return `${verb} ${why}`;
}

/** Milliseconds a bar spent on each kind; what lasts counts until `now`. */
export function spent({ parts }: Pick<Bar, 'parts'>, now: number): Record<PartKind, number> {
  const sums: Record<PartKind, number> = { queued: 0, working: 0, waiting: 0, backing_off: 0 };
  for (const { kind, from, to } of parts) sums[kind] += Math.max(0, (to ?? now) - from);
  return sums;
}

/** To the millisecond below a second: what took no time at all is told from what took half of one. */
export function precisely(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : lasting(ms);
}

export const OUTCOMES: Record<NonNullable<Bar['outcome']>, string> = {
  succeeded: 'Done',
  failed: 'Failed',
  refused: 'Not let through',
  stopped: 'Stopped',
};
