/** The journal as rows people read: what came, from whom, where it led, what a person changed. Pure. */

import type { CheckpointKind } from '../../machines/vocabulary.ts';
import { leavesOf } from '../words/state-value.ts';
import { callWords, inWords, SUBJECTS, sentence } from '../words/words.ts';
import type { Intervention } from '../words/workflow-view.ts';
import { shown } from './editing.ts';
import type { Position } from './model.ts';

export interface HistoryRow {
  seq: number;
  at: number;
  event: string;
  words: string;
  kind: RowKind;
  by: string | null;
  /** States left and states entered; both empty where it stayed. */
  from: string[];
  to: string[];
  /** What a person changed, field by field. */
  changes: { what: string; before: string; after: string }[];
  failure: { code: string; message: string } | null;
  /** Journalled without effect, and why. */
  ignored: string | null;
}

/** Who moved it: a person, a part of it, a timer, or the workflow itself. */
export type RowKind = 'person' | 'part' | 'timer' | 'other';

export const KIND_TITLES: Record<RowKind, string> = {
  person: 'People',
  part: 'Parts and calls',
  timer: 'Timers',
  other: 'Others',
};

export interface HistoryFilter {
  text: string;
  kind: RowKind | '';
  /** A step's name, or nothing. */
  step: string;
  /** Only positions at which the state changed. */
  moves: boolean;
}

const INTERVENTIONS = new Set(['retry', 'skip', 'edit_input', 'give_up', 'cancel']);

/** Newest first. @param interventions as the workflow remembers them, with before and after */
export function historyRows(journal: Position[], interventions: Intervention[] = []): HistoryRow[] {
  let value: unknown = null;
  const rows = journal.map((position) => {
    const before = value;
    value = position.value ?? value;
    return rowOf(position, before, interventions);
  });
  return rows.reverse();
}

function rowOf(position: Position, before: unknown, interventions: Intervention[]): HistoryRow {
  const { seq, at, event, kind, told, value } = position;
  const [left, entered] = value === null ? [[], []] : [statesIn(before), statesIn(value)];
  const from = left.filter((state) => !entered.includes(state));
  const to = entered.filter((state) => !left.includes(state));
  return {
    seq,
    at,
    event,
    words: eventWords(event),
    kind: kindOf(position),
    by: told?.by ?? null,
    from,
    to,
    changes: changesOf(position, interventions, { from, to }),
    failure: told?.failure ?? null,
    ignored: IGNORED[kind] ?? null,
  };
}

const IGNORED: Record<string, string> = {
  stale: 'came too late, so it changed nothing',
  dropped: 'had come before, so it changed nothing',
  failed: 'could not be processed',
  discarded: 'was left out by a person',
};

function changesOf(
  { event, at, told }: Position,
  interventions: Intervention[],
  { from, to }: Pick<HistoryRow, 'from' | 'to'>,
): HistoryRow['changes'] {
  if (!INTERVENTIONS.has(event)) return [];
  const noted = interventions.find((each) => each.type === event && each.at === at);
  if (event === 'edit_input') return noted ? settingChanges(noted) : patchChanges(told?.patch);
  if (from.length + to.length === 0) return [];
  return [{ what: 'Where it stands', before: from.join(', ') || '–', after: to.join(', ') || '–' }];
}

function settingChanges({ before, after }: Intervention): HistoryRow['changes'] {
  const [was, is] = [flat(before), flat(after)];
  const keys = [...new Set([...was.keys(), ...is.keys()])];
  return keys
    .filter((key) => JSON.stringify(was.get(key)) !== JSON.stringify(is.get(key)))
    .map((key) => ({
      what: sentence(inWords(key)),
      before: shown(was.get(key)),
      after: shown(is.get(key)),
    }));
}

function patchChanges(patch: unknown): HistoryRow['changes'] {
  return [...flat(patch)].map(([key, value]) => ({
    what: sentence(inWords(key)),
    before: '–',
    after: shown(value),
  }));
}

/** Settings by dotted name; a list is one value. */
function flat(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return path === '' ? new Map() : new Map([[path, value]]);
  const parts = Object.entries(value).flatMap(([key, inner]) => [
    ...flat(inner, path === '' ? key : `${path}.${key}`),
  ]);
  return new Map(parts);
}

function kindOf({ event, told }: Position): RowKind {
  if (told?.by || INTERVENTIONS.has(event)) return 'person';
  if (event.startsWith('xstate.after.')) return 'timer';
  return /^xstate\.(done|error)\./.test(event) ? 'part' : 'other';
}

/** An event in words; what is unknown stays readable. */
export function eventWords(event: string): string {
  const [, how, child] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(event) ?? [];
  if (child) return `${childWords(child)}: ${how === 'done' ? 'came to its end' : 'failed'}`;
  const [, timer] = /^xstate\.after\.([^.]+)\./.exec(event) ?? [];
  if (timer) return `Time was up: ${inWords(timer)}`;
  if (event === 'xstate.init') return 'It began';
  if (event === 'xstate.stop') return 'It was stopped';
  return WORDS[event] ?? sentence(inWords(event));
}

/** A child is named after what it is for: its call, its checkpoint. */
function childWords(child: string): string {
  const checkpoint = /^checkpoint_(.+)$/.exec(child)?.[1];
  if (checkpoint) return `Review of ${SUBJECTS[checkpoint as CheckpointKind] ?? checkpoint}`;
  return CHILDREN[child] ?? callWords(child.replace('_', '.'));
}

const CHILDREN: Record<string, string> = {
  responses: 'Collecting answers',
  avatar_topic: 'Making a video',
  activity: 'The effect itself',
};

const WORDS: Record<string, string> = {
  retry: 'A person had it tried again',
  skip: 'A person skipped a part',
  give_up: 'A person gave up',
  cancel: 'A person cancelled the workflow',
  edit_input: 'A person changed the settings',
  'documents.uploaded': 'Documents were added',
  'response.submitted': 'A learner handed in',
};

function statesIn(value: unknown): string[] {
  return leavesOf(value).map((path) => path.slice(-3).map(inWords).join(' › '));
}

export function filtered(rows: HistoryRow[], filter: HistoryFilter): HistoryRow[] {
  const text = filter.text.trim().toLowerCase();
  const step = inWords(filter.step);
  return rows.filter((row) => {
    if (filter.kind !== '' && row.kind !== filter.kind) return false;
    const states = [...row.from, ...row.to];
    if (filter.moves && states.length === 0) return false;
    if (step !== '' && !states.some((state) => state.includes(step))) return false;
    return text === '' || textOf(row).includes(text);
  });
}

function textOf({ event, words, by, from, to, failure, seq }: HistoryRow): string {
  const parts = [seq, event, words, by, ...from, ...to, failure?.code, failure?.message];
  return parts.join(' ').toLowerCase();
}
