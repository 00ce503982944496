/**
 * A workflow's journals folded into bars: for each step, and for each part that worked for it, one
 * bar an attempt, its time told apart into queueing, work, waiting for people and backing off. Pure.
 */
import { type BarPart, partAt, startedPart } from './bar-parts.ts';
import { failureFrom } from './failure.ts';
import { leavesOf } from './state-path.ts';
import { isIn, stepsIn } from './step-updates.ts';
import { type CheckpointKind, STEP_NAMES, type StepName } from './vocabulary.ts';

export type { BarPart, PartKind, PartReason } from './bar-parts.ts';

export type Outcome = 'succeeded' | 'failed' | 'refused' | 'stopped';

/** One attempt, or one stay in a step. Times in ms since 1970; `to` is null while it lasts. */
export interface Bar {
  /** Address of the actor whose attempt it is; the workflow's own for a step. */
  actor: string;
  /** Its first position in that actor's journal. */
  seq: number;
  attempt: number;
  from: number;
  to: number | null;
  outcome: Outcome | null;
  failure: { code: string; message: string } | null;
  /** Correlation id of the effect that it ran, as the logs have it; null where it ran none. */
  key: string | null;
  trace: string | null;
  parts: BarPart[];
}

export type RowKind = 'step' | 'call' | 'checkpoint' | 'collection' | 'rendering' | 'part';

export interface GanttRow {
  id: string;
  /** The row it is a part of; null for a step. */
  parent: string | null;
  kind: RowKind;
  step: StepName | null;
  /** The step, the call, the kind of checkpoint, the number of the topic. */
  what: string;
  bars: Bar[];
}

/** What the fold reads of a journal entry; `value` is null where the state did not change. */
export interface GanttEntry {
  seq: number;
  at: number;
  event: { type: string; [key: string]: unknown };
  value: unknown;
  trace?: string | null;
}

/** One actor's journal from its first entry on. */
export interface GanttActor {
  address: string;
  parent: string | null;
  entries: GanttEntry[];
}

/** Steps in their order, each followed by what worked for it. The workflow's own journal comes first. */
export function ganttOf([root, ...others]: GanttActor[]): GanttRow[] {
  if (!root) return [];
  const journals = new Map([root, ...others].map((actor) => [actor.address, actor]));
  const born = others.filter(({ entries }) => entries.length > 0);
  const groups = Map.groupBy(born, rowIdOf);
  const rows = [...groups.values()].map((group) => rowOf(group, journals));
  const inside = (parent: GanttRow): GanttRow[] =>
    rows
      .filter((row) => row.parent === parent.id)
      .flatMap((row) => [row, ...(row.id === parent.id ? [] : inside(row))]);
  const placed = stepRows(root).flatMap((row) => [row, ...inside(row)]);
  // What belongs to no step we know of is still shown, behind them.
  return [...placed, ...rows.filter((row) => !placed.includes(row))];
}

function stepRows(root: GanttActor): GanttRow[] {
  return STEP_NAMES.flatMap((step) => {
    const bars = staysIn(step, root);
    const row: GanttRow = {
      id: `step:${step}`,
      parent: null,
      kind: 'step',
      step,
      what: step,
      bars,
    };
    return bars.length > 0 ? [row] : [];
  });
}

/** A step is left and entered again when it is sent back; each stay is a bar. */
function staysIn(step: StepName, { address, entries }: GanttActor): Bar[] {
  const bars: Bar[] = [];
  for (const { at, seq, value, trace } of entries) {
    if (value === null) continue;
    const path = stepsIn(value).get(step);
    const isThere = path !== undefined && path.at(-1) !== 'completed';
    const open = bars.findLast((bar) => bar.to === null);
    if (open && isThere) goOn(open, 'certification', path, at);
    else if (open) close(open, at, isIn('compensating', value) ? 'stopped' : 'succeeded');
    else if (isThere) bars.push(begin({ address, attempt: bars.length + 1, trace }, seq, at, path));
  }
  return bars;
}

function begin(
  of: { address: string; attempt: number; trace?: string | null | undefined },
  seq: number,
  at: number,
  path: string[],
  machine = 'certification',
): Bar {
  return {
    actor: of.address,
    seq,
    attempt: of.attempt,
    from: at,
    to: null,
    outcome: null,
    failure: null,
    key: null,
    trace: of.trace ?? null,
    parts: [partAt(machine, path, at)],
  };
}

function goOn(bar: Bar, machine: string, path: string[], at: number): void {
  const last = bar.parts.at(-1);
  if (!last || last.state === path.join('.')) return;
  last.to = at;
  bar.parts.push(partAt(machine, path, at));
}

function close(bar: Bar, at: number, outcome: Outcome): void {
  const last = bar.parts.at(-1);
  if (last) last.to = at;
  Object.assign(bar, { to: at, outcome });
}

/** Attempts of one thing; the pause after one that failed is its last part. */
function rowOf(group: GanttActor[], journals: Map<string, GanttActor>): GanttRow {
  const [first] = group as [GanttActor];
  const { machine, step, what } = factsOf(first);
  const owner = journals.get(first.parent ?? '');
  const isDirect = owner === undefined || owner.parent === null;
  const bars = group.map((actor, index) => {
    const bar = attemptOf(actor, index + 1);
    const nextAt = group[index + 1]?.entries[0]?.at ?? null;
    if (owner) pauseAfter(bar, { owner, step, nextAt });
    return bar;
  });
  return {
    id: rowIdOf(first),
    parent: isDirect ? (step ? `step:${step}` : null) : rowIdOf(owner),
    kind: KINDS[machine] ?? 'part',
    step,
    what,
    bars,
  };
}

function attemptOf({ address, entries }: GanttActor, index: number): Bar {
  const [first] = entries as [GanttEntry];
  const { machine } = factsOf({ entries });
  const attempt = Number(inputOf(first).attempt ?? index) || index;
  const [path = []] = leavesOf(first.value);
  const bar = begin({ address, attempt, trace: first.trace }, first.seq, first.at, path, machine);
  const begun = new Set<BarPart>();
  for (const { at, event, value } of entries.slice(1)) {
    const [now = null] = value === null ? [] : leavesOf(value);
    learn(bar, event, begun);
    if (event.type === 'xstate.stop') close(bar, at, 'stopped');
    else if (now && isEnd(machine, now)) {
      close(bar, at, ended(bar, machine, now, event));
      // What was got over on the way is in its parts.
      if (bar.outcome === 'succeeded') bar.failure = null;
    } else if (now) goOn(bar, machine, now, at);
  }
  return bar;
}

/** What the end of an activity tells: which effect it was, when it really began, how it failed. */
function learn(bar: Bar, event: GanttEntry['event'], begun: Set<BarPart>): void {
  if (!/^xstate\.(done|error)\.actor\./.test(event.type)) return;
  if (event.actorId === 'activity') {
    bar.key = `${bar.actor}/activity.${event.inc}`;
    const last = bar.parts.at(-1);
    // Of several effects in one stay only the first tells when the stay's work began.
    if (last && !begun.has(last) && typeof event.started_at === 'number') {
      bar.parts.splice(-1, 1, ...startedPart(last, event.started_at));
      begun.add(bar.parts.at(-1) ?? last);
    }
  }
  const output = event.output as { ok?: unknown; failure?: unknown } | null | undefined;
  const failure = event.type.startsWith('xstate.error.') ? event.error : output?.failure;
  if (!failure) return;
  const { code, message } = failureFrom(failure);
  bar.failure = { code, message };
}

function isEnd(machine: string, path: string[]): boolean {
  return path.length === 1 && (ENDS[machine]?.includes(path[0] ?? '') ?? false);
}

const ENDS: Record<string, string[]> = {
  integrationCall: ['done'],
  checkpoint: ['approved', 'changesRequested', 'rejected'],
  responseCollection: ['collected', 'failed'],
  avatarRender: ['rendered', 'failed'],
};

function ended(bar: Bar, machine: string, path: string[], event: GanttEntry['event']): Outcome {
  if (event.type === 'permit.refused') return 'refused';
  if (machine === 'integrationCall')
    return bar.failure !== null || event.type.startsWith('xstate.after.') ? 'failed' : 'succeeded';
  return path[0] === 'failed' || path[0] === 'rejected' ? 'failed' : 'succeeded';
}

/** What the owner did from the end of an attempt to the next: it backed off, or asked a person. */
function pauseAfter(
  bar: Bar,
  { owner, step, nextAt }: { owner: GanttActor; step: StepName | null; nextAt: number | null },
): void {
  if (bar.outcome !== 'failed' && bar.outcome !== 'refused') return;
  const index = owner.entries.findIndex((entry) => tellsEnd(entry, bar.actor));
  const told = owner.entries[index];
  const place = told ? pausePlace(told.value, step) : null;
  if (place === null) return;
  for (const { at, value } of owner.entries.slice(index)) {
    if (value === null) continue;
    const path = leavesOf(value).find((each) => each.slice(0, -1).join('.') === place);
    const last = bar.parts.at(-1);
    if (last?.to === null) last.to = at;
    if (!isPause(path) || (nextAt !== null && at >= nextAt)) break;
    bar.parts.push(partAt('call', path, at));
  }
  bar.to = bar.parts.at(-1)?.to ?? null;
}

/** Where in the owner's state the pause of this step is; null where it went on at once. */
function pausePlace(value: unknown, step: StepName | null): string | null {
  const paths = leavesOf(value).filter(isPause);
  const path = paths.find((each) => step !== null && each.includes(step)) ?? paths[0];
  return path?.slice(0, -1).join('.') ?? null;
}

function isPause(path: string[] | undefined): path is string[] {
  return PAUSES.has(path?.at(-1) ?? '');
}

function tellsEnd({ event }: GanttEntry, child: string): boolean {
  const [, id] = /^xstate\.(?:done|error)\.actor\.(.+)$/.exec(event.type) ?? [];
  return id !== undefined && child.endsWith(`/${id}.${event.inc}`);
}

const PAUSES = new Set(['backingOff', 'circuitOpen', 'needsAttention']);

const KINDS: Record<string, RowKind> = {
  integrationCall: 'call',
  checkpoint: 'checkpoint',
  responseCollection: 'collection',
  avatarRender: 'rendering',
};

const STEP_OF_CHECKPOINT: Record<CheckpointKind, StepName> = {
  questions: 'assessment_generation',
  gaps: 'gap_analysis',
  scripts: 'avatar_creation',
  release: 'drive_organization',
};

/** What an actor is for, as its birth says. */
function factsOf({ entries }: Pick<GanttActor, 'entries'>): {
  machine: string;
  step: StepName | null;
  what: string;
} {
  const [first] = entries;
  const machine = String(first?.event.machine ?? 'unknown');
  const input = first ? inputOf(first) : {};
  const inner = (input.input ?? {}) as Record<string, unknown>;
  const step = STEP_NAMES.find((name) => name === inner.step) ?? stepFor(machine, input);
  return { machine, step, what: whatOf(machine, input) };
}

function stepFor(machine: string, { kind }: Record<string, unknown>): StepName | null {
  if (machine === 'checkpoint') return STEP_OF_CHECKPOINT[kind as CheckpointKind] ?? null;
  if (machine === 'responseCollection') return 'response_collection';
  return machine === 'avatarRender' ? 'avatar_creation' : null;
}

function whatOf(machine: string, { activity, kind, index }: Record<string, unknown>): string {
  if (machine === 'integrationCall') return String(activity);
  if (machine === 'checkpoint') return String(kind);
  return machine === 'avatarRender' ? String(Number(index) + 1) : machine;
}

/** One child id serves several things: each topic in turn, the undoing of each step. */
function rowIdOf(actor: GanttActor): string {
  const { machine, step, what } = factsOf(actor);
  const place = actor.address.replaceAll(/\.\d+(?=\/|$)/g, (inc, at) =>
    at + inc.length === actor.address.length ? '' : inc,
  );
  const isShared = machine === 'avatarRender' || what === 'step.undo';
  return isShared ? `${place}:${machine === 'avatarRender' ? what : step}` : place;
}

function inputOf({ event }: GanttEntry): Record<string, unknown> {
  return (event.input ?? {}) as Record<string, unknown>;
}
