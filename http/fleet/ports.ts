/** What the list of workflows reads and writes; implemented in persistence. */
import type { StepName } from '../../machines/vocabulary.ts';
import type { Json } from '../../runtime/ports.ts';

/** Everything given narrows; nothing given means every workflow. */
export interface FleetFilter {
  /** Statuses or names of steps, separated by commas: any of them. */
  state?: string | undefined;
  step?: string | undefined;
  organization?: string | undefined;
  /** `person`: an operator, an educator or an open dead letter waits; else a WaitsFor. */
  waits?: string | undefined;
  /** Words of the certification's name, or the start of a workflow id. */
  q?: string | undefined;
  /** What `from` and `to` are about. */
  time?: 'updated' | 'created' | undefined;
  /** ms since 1970; from the first, up to but without the second. */
  from?: number | undefined;
  to?: number | undefined;
}

export interface WorkflowRow {
  workflow_id: string;
  certification_name: string;
  organization_id: string;
  /** WorkflowStatus of the vocabulary. */
  status: string;
  step_name: StepName | null;
  progress_percentage: number;
  /** A WaitsFor, or null where the machine is at work or has ended. */
  waits_for: string | null;
  /** The earliest deadline somebody has to meet, ms since 1970. */
  due_at: number | null;
  /** What stopped it or one of its descendants and waits for a person. */
  open_dead_letters: number;
  seq: number;
  created_at: number;
  updated_at: number;
}

export interface WorkflowQuery extends FleetFilter {
  /** Last updated first unless said otherwise. */
  sort?: string | undefined;
  limit: number;
  /** Where to start; at most one of the three. */
  cursor?: string | undefined;
  rank?: number | undefined;
  at?: number | string | undefined;
}

export interface WorkflowPage {
  items: WorkflowRow[];
  next: string | null;
  previous: string | null;
  /** Rows of the whole filter; if not exact, there are at least as many. */
  total: number;
  total_is_exact: boolean;
  /** Rows before the first item, known where a rank or a key was asked for. */
  rank: number | null;
}

export interface FleetList {
  workflows(query: WorkflowQuery): Promise<WorkflowPage>;
  workflow(id: string): Promise<WorkflowRow | null>;
  workflowsOf(ids: string[]): Promise<WorkflowRow[]>;
  /** Updated at or after then, the last updated first. */
  changedSince(atMs: number, limit: number): Promise<WorkflowRow[]>;
  size(filter: FleetFilter): Promise<{ total: number; total_is_exact: boolean }>;
}

export interface Histogram {
  time: 'updated' | 'created';
  bucket_ms: number;
  /** Rows counted: all of the filter. */
  total: number;
  buckets: { start: number; count: number; by_status: Record<string, number> }[];
}

export interface FleetHistogram {
  histogram(filter: FleetFilter, bucketsMax: number, offsetMs: number): Promise<Histogram>;
}

export interface SavedView {
  name: string;
  /** Query of the list's address, without the question mark. */
  query: string;
  created_at: number;
}

/** Filters that people gave names; each person sees only their own. */
export interface SavedViews {
  of(person: string): Promise<SavedView[]>;
  save(person: string, view: SavedView): Promise<number>;
  forget(person: string, name: string): Promise<boolean>;
}

/** Workflows that stand alike: on the same machine version in the same state. */
export interface Standing {
  version: string;
  value: Json;
  count: number;
  sample: string;
}

export interface BulkAction {
  id: string;
  person: string;
  action: string;
  filter: FleetFilter;
  total: number;
  created_at: number;
  ended_at: number | null;
  /** Items by outcome: accepted, refused, failed; `open` for those still to come. */
  outcomes: Record<string, number>;
}

/** One action on many workflows, written down before it is carried out. */
export interface BulkActions {
  standings(filter: FleetFilter): Promise<Standing[]>;
  begin(
    bulk: Pick<BulkAction, 'id' | 'person' | 'action' | 'filter' | 'created_at'>,
    among: Pick<Standing, 'version' | 'value'>[],
  ): Promise<BulkAction>;
  find(id: string): Promise<BulkAction | null>;
  recent(limit: number): Promise<BulkAction[]>;
  hold(now: number, ms: number): Promise<string[]>;
  keep(id: string, now: number, ms: number): Promise<boolean>;
  next(id: string, limit: number): Promise<string[]>;
  settle(
    id: string,
    batch: number,
    outcomes: { workflow: string; outcome: string }[],
  ): Promise<void>;
  end(id: string, at: number): Promise<void>;
}

export interface RunningEffects {
  /** Name of the call. */
  call: string;
  running: number;
  /** Of those, begun anew after a process ended under them. */
  begun_again: number;
}

export interface WaitingGroup {
  step: string | null;
  /** A WaitsFor. */
  waits_for: string;
  count: number;
  /** Since when the one that has waited longest has not moved; ms since 1970. */
  oldest: number;
  /** That one. */
  oldest_workflow: string;
}

export interface Outcomes {
  completed: number;
  compensated: number;
  cancelled: number;
  /** From filing to the result, of the completed; null where there are none. */
  p50_ms: number | null;
  p95_ms: number | null;
}

export interface Operations {
  effects(): Promise<RunningEffects[]>;
  waiting(): Promise<WaitingGroup[]>;
  /** Workflows that ended at or after then. */
  outcomes(sinceMs: number): Promise<Outcomes>;
  /** Where breakers came to, newest first. */
  breakerTurns(limit: number): Promise<{ address: string; at: number; value: Json }[]>;
  /** Processes that ever shared the database; `starts` counts how often each began. */
  nodes(): Promise<{ id: string; starts: number; is_alive: boolean; seen_at: number }[]>;
  /** Messages and timers that should have been delivered by then. */
  overdue(nowMs: number): Promise<{ count: number; oldest: number | null }>;
  /** Workflows of each machine version that have not ended. */
  versions(): Promise<{ machine: string; version: string; count: number }[]>;
  /** Workflows a person filed, the newest first, looked for among the newest audit entries. */
  filedBy(person: string, limit: number): Promise<string[]>;
}
