/**
 * What the workflow page knows, kept by applying live messages in order of their seq. Pure: a
 * message already seen changes nothing, and one from beyond the next position says that some are
 * missing.
 */

export interface Child {
  id: string;
  address: string;
  machine: string;
  value: unknown;
  status: string;
  activity: string | null;
  attempt: number | null;
}

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

/** One journal position. `value` is null where the state did not change. */
export interface Position {
  seq: number;
  at: number;
  event: string;
  value: unknown;
}

export interface Approval {
  kind: string;
  verdict: string;
  decisions: { by: string; at: number; verdict: string; comment: string }[];
  at: number;
}

export interface Intervention {
  type: string;
  by: string;
  at: number;
  step: string | null;
  before?: unknown;
  after?: unknown;
}

/** What stopped the workflow, or a part of it. */
export interface DeadLetter {
  id: number;
  workflow_id: string;
  address: string;
  machine: string;
  /** Type of the event; null when what is stored could not be read. */
  event: string | null;
  error: { code: string; message: string };
  at: string;
  attempts: number;
  state: 'open' | 'resolved';
}

/** `GET /api/workflows/:id`. */
export interface WorkflowView {
  workflow_id: string;
  machine: string;
  version: string;
  current_version: string | null;
  value: unknown;
  status: string;
  step_name: string | null;
  progress_percentage: number;
  children: Child[];
  accepts: string[];
  certification_name: string;
  organization_id: string;
  context: {
    outputs?: { report?: { id: string }; knowledge_upload?: { url: string } };
    closes_at?: number | null;
    uploads_until?: number | null;
    learners?: number;
    skipped?: string[];
    left_behind?: { step: string; by: string }[];
  };
  last_failure: { code: string; message: string; kind?: string } | null;
  dead_letters: DeadLetter[];
  warnings: { code: string; message: string }[];
  degraded: string[];
  approvals: Approval[];
  interventions: Intervention[];
  error_count: number;
  created_at: string;
  updated_at: string;
  seq: number;
}

export interface Model {
  view: WorkflowView;
  timeline: TimelineItem[];
  journal: Position[];
  /** Last journal position applied. */
  seq: number;
  /** Fraction and note of running activities, by the child's address. */
  progress: Record<string, { fraction: number; note: string | null }>;
}

/** A frame of `/ws/workflow/:id`. */
export type Message = { event_type: string } & Record<string, unknown>;

export type Applied = 'changed' | 'known' | 'gap';

/** Where the page starts: the three answers of the API put together. */
export function modelOf(view: WorkflowView, timeline: TimelineItem[], journal: Position[]): Model {
  return { view, timeline, journal, seq: journal.at(-1)?.seq ?? view.seq, progress: {} };
}

/** Applies one frame in place. `gap` means: fetch what lies between, then go on. */
export function apply(model: Model, message: Message): Applied {
  switch (message.event_type) {
    case 'timeline_sync':
      return sync(model, message);
    case 'state_transition':
      return transition(model, message);
    case 'workflow_step_update':
      return addLines(model, [message as unknown as TimelineItem]);
    case 'children':
      model.view.children = message.children as Child[];
      return 'changed';
    case 'child_transition':
      return childMoved(model, message);
    case 'progress': {
      const { child, fraction, note } = message as unknown as {
        child: string;
        fraction: number;
        note: string | null;
      };
      model.progress[child] = { fraction, note };
      return 'changed';
    }
    default:
      return 'known';
  }
}

/** Journal positions fetched to close a gap. */
export function catchUp(model: Model, positions: Position[]): void {
  for (const position of positions) if (position.seq === model.seq + 1) moveTo(model, position);
}

function sync(model: Model, message: Message): Applied {
  const { status, step_name, progress_percentage, value, children, timeline } =
    message as unknown as WorkflowView & { timeline: TimelineItem[] };
  Object.assign(model.view, { status, step_name, progress_percentage, value, children });
  addLines(model, timeline);
  return 'changed';
}

function transition(model: Model, message: Message): Applied {
  const seq = Number(message.seq);
  if (seq <= model.seq) return 'known';
  if (seq > model.seq + 1) return 'gap';
  moveTo(model, {
    seq,
    at: Date.parse(String(message.timestamp)),
    event: String(message.event),
    value: message.value ?? null,
  });
  const { status, step_name, progress_percentage } = message as Partial<WorkflowView>;
  if (status !== undefined) Object.assign(model.view, { status, step_name, progress_percentage });
  model.view.updated_at = String(message.timestamp);
  return 'changed';
}

function moveTo(model: Model, position: Position): void {
  model.seq = position.seq;
  model.journal.push(position);
  if (position.value !== null) model.view.value = position.value;
}

function addLines(model: Model, lines: TimelineItem[]): Applied {
  const known = new Set(model.timeline.map(keyOf));
  const fresh = lines.filter((line) => !known.has(keyOf(line)));
  model.timeline.push(...fresh);
  model.timeline.sort((a, b) => a.seq - b.seq);
  return fresh.length > 0 ? 'changed' : 'known';
}

function keyOf({ seq, step_name, status, state }: TimelineItem): string {
  return `${seq} ${step_name} ${status} ${state}`;
}

function childMoved(model: Model, message: Message): Applied {
  const address = String(message.child);
  const { children } = model.view;
  const child = children.find((each) => each.address === address);
  if (message.status !== 'active') {
    model.view.children = children.filter((each) => each.address !== address);
    delete model.progress[address];
  } else if (child) child.value = message.value;
  else
    children.push({
      id: childId(address),
      address,
      machine: String(message.machine),
      value: message.value,
      status: 'active',
      activity: null,
      attempt: null,
    });
  return 'changed';
}

/** `workflow/child.2/grandchild.1` → `grandchild`. */
export function childId(address: string): string {
  return (address.split('/').at(-1) ?? address).replace(/\.\d+$/, '');
}
