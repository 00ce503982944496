/**
 * What the workflow page knows, kept by applying live messages in order of their seq. Pure: a
 * message already seen changes nothing, and one from beyond the next position says that some are
 * missing.
 */
import type { Child, DeadLetter, WorkflowView } from '../words/workflow-view.ts';

export type { Child, DeadLetter, WorkflowView };

export interface TimelineItem {
  seq: number;
  timestamp: string;
  event: string;
  step_name: string;
  status: string;
  progress_percentage: number;
  state: string;
  metadata: Record<string, unknown>;
}

/** What a journal entry tells beside its type; what is not shown is not kept. */
export interface Told {
  by?: string;
  step?: string;
  verdict?: string;
  failure?: { code: string; message: string };
  patch?: unknown;
}

/** One journal position. `value` is null where the state did not change. */
export interface Position {
  seq: number;
  at: number;
  kind: string;
  event: string;
  value: unknown;
  /** Null for one that came live: its details are fetched when somebody wants to see them. */
  told: Told | null;
}

export interface Running {
  fraction: number;
  note: string | null;
}

export interface Model {
  view: WorkflowView;
  timeline: TimelineItem[];
  journal: Position[];
  /** Last journal position applied. */
  seq: number;
  /** Fraction and note of running activities, by the child's address. */
  progress: Record<string, Running>;
}

/** A frame of `/ws/workflow/:id`. */
export type Message = { event_type: string } & Record<string, unknown>;

export type Applied = 'changed' | 'known' | 'gap';

type Step = { model: Model; applied: Applied };

/** Where the page starts: the three answers of the API put together. */
export function modelOf(view: WorkflowView, timeline: TimelineItem[], journal: Position[]): Model {
  return { view, timeline, journal, seq: journal.at(-1)?.seq ?? view.seq, progress: {} };
}

/** Frames in order; `gap` when one of them was beyond the next position. */
export function applyAll(model: Model, messages: Message[]): Step {
  let applied: Applied = 'known';
  let now = model;
  for (const message of messages) {
    const step = apply(now, message);
    now = step.model;
    if (applied !== 'gap' && step.applied !== 'known') applied = step.applied;
  }
  return { model: now, applied };
}

/** One frame. `gap` means: fetch what lies between, then go on. */
export function apply(model: Model, message: Message): Step {
  switch (message.event_type) {
    case 'timeline_sync':
      return changed(sync(model, message));
    case 'state_transition':
      return transition(model, message);
    case 'workflow_step_update':
      return addLines(model, [message as unknown as TimelineItem]);
    case 'children':
      return changed({ ...model, view: { ...model.view, children: message.children as Child[] } });
    case 'child_transition':
      return changed(childMoved(model, message));
    case 'progress':
      return changed(progressed(model, message));
    default:
      return { model, applied: 'known' };
  }
}

/** Journal positions fetched to close a gap. */
export function catchUp(model: Model, positions: Position[]): Model {
  return positions.reduce(
    (now, position) => (position.seq === now.seq + 1 ? movedTo(now, position) : now),
    model,
  );
}

/** The same positions with what was fetched of them. */
export function detailed(journal: Position[], fetched: Position[]): Position[] {
  const bySeq = new Map(fetched.map((position) => [position.seq, position]));
  return journal.map((position) =>
    position.told ? position : (bySeq.get(position.seq) ?? position),
  );
}

function changed(model: Model): Step {
  return { model, applied: 'changed' };
}

function sync(model: Model, message: Message): Model {
  const { status, step_name, progress_percentage, value, children, timeline } =
    message as unknown as WorkflowView & { timeline: TimelineItem[] };
  const view = { ...model.view, status, step_name, progress_percentage, value, children };
  return addLines({ ...model, view }, timeline).model;
}

function transition(model: Model, message: Message): Step {
  const seq = Number(message.seq);
  if (seq <= model.seq) return { model, applied: 'known' };
  if (seq > model.seq + 1) return { model, applied: 'gap' };
  const moved = movedTo(model, {
    seq,
    at: Date.parse(String(message.timestamp)),
    kind: 'event',
    event: String(message.event),
    value: message.value ?? null,
    told: null,
  });
  const { status, step_name, progress_percentage } = message as Partial<WorkflowView>;
  const standing = status === undefined ? {} : { status, step_name, progress_percentage };
  const view = { ...moved.view, ...standing, updated_at: String(message.timestamp) };
  return changed({ ...moved, view: view as WorkflowView });
}

function movedTo(model: Model, position: Position): Model {
  const { view } = model;
  return {
    ...model,
    seq: position.seq,
    journal: [...model.journal, position],
    view: position.value === null ? view : { ...view, value: position.value },
  };
}

function addLines(model: Model, lines: TimelineItem[]): Step {
  const known = new Set(model.timeline.map(keyOf));
  const fresh = lines.filter((line) => !known.has(keyOf(line)));
  if (fresh.length === 0) return { model, applied: 'known' };
  const timeline = [...model.timeline, ...fresh].sort((a, b) => a.seq - b.seq);
  return changed({ ...model, timeline });
}

function keyOf({ seq, step_name, status, state }: TimelineItem): string {
  return `${seq} ${step_name} ${status} ${state}`;
}

function progressed(model: Model, message: Message): Model {
  const { child, fraction, note } = message as unknown as Running & { child: string };
  return { ...model, progress: { ...model.progress, [child]: { fraction, note } } };
}

function childMoved(model: Model, message: Message): Model {
  const address = String(message.child);
  const { children } = model.view;
  const withChildren = (next: Child[]): Model => ({
    ...model,
    view: { ...model.view, children: next },
  });
  if (message.status !== 'active') {
    const { [address]: _ended, ...progress } = model.progress;
    return { ...withChildren(children.filter((each) => each.address !== address)), progress };
  }
  if (children.some((each) => each.address === address))
    return withChildren(
      children.map((each) => (each.address === address ? { ...each, value: message.value } : each)),
    );
  const child: Child = {
    id: childId(address),
    address,
    machine: String(message.machine),
    value: message.value,
    status: 'active',
    activity: null,
    attempt: null,
  };
  return withChildren([...children, child]);
}

/** `workflow/child.2/grandchild.1` → `grandchild`. */
export function childId(address: string): string {
  return (address.split('/').at(-1) ?? address).replace(/\.\d+$/, '');
}
