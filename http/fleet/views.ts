/** What the API says about a workflow: the actor snapshot in the contract's words. */

import type { CertificationContext } from '../../machines/certification-context.ts';
import { machines } from '../../machines/registry.ts';
import { foldTimeline, type TimelineItem } from '../../machines/timeline.ts';
import type { ActorRecord, Engine, JournalEntry } from '../../runtime/ports.ts';
import { letterView } from '../letter-view.ts';

export interface ChildView {
  id: string;
  address: string;
  machine: string;
  /** The machine version it runs on, whose chart shows it. */
  version: string;
  value: unknown;
  status: string;
  /** The call an integration child makes. */
  activity: string | null;
  attempt: number | null;
  created_at: string;
}

/** A child actor as chips and trees show it. */
export function childView(record: ActorRecord): ChildView {
  const context = contextOf<{ activity?: string; attempt?: number; kind?: string }>(record);
  return {
    id: record.idInParent ?? record.address,
    address: record.address,
    machine: record.machine,
    version: record.version,
    value: record.value,
    status: record.status,
    activity: context.activity ?? context.kind ?? null,
    attempt: context.attempt ?? null,
    created_at: new Date(record.createdAt).toISOString(),
  };
}

/** A part of a workflow as it stood once, by itself. */
export function partView(record: ActorRecord): object {
  const { root, version, seq, view, childInc, timers, address, updatedAt } = record;
  return {
    ...childView(record),
    workflow_id: root,
    version,
    step_name: view.step,
    progress_percentage: view.progress,
    context: contextOf<object>(record),
    children: Object.entries(childInc).map(([id, inc]) => ({
      id,
      address: `${address}/${id}.${inc}`,
    })),
    timers: Object.keys(timers),
    updated_at: new Date(updatedAt).toISOString(),
    seq,
  };
}

/** Context of a record's snapshot; empty for one that never came to life. */
export function contextOf<C>(record: ActorRecord): C {
  const snapshot = record.snapshot as { context?: unknown } | null;
  return (snapshot?.context ?? {}) as C;
}

/** Active descendants only; those that ended are history. */
export function activeChildren(family: ActorRecord[]): ChildView[] {
  return family
    .slice(1)
    .filter((record) => record.status === 'active')
    .map(childView);
}

export interface WorkflowView {
  workflow_id: string;
  machine: string;
  version: string;
  value: unknown;
  status: string;
  step_name: string | null;
  progress_percentage: number;
  children: ChildView[];
  accepts: string[];
  [more: string]: unknown;
}

export async function workflowView(
  engine: Engine,
  family: ActorRecord[],
): Promise<WorkflowView | null> {
  const root = family[0];
  if (!root) return null;
  const context = contextOf<CertificationContext>(root);
  return {
    workflow_id: root.address,
    machine: root.machine,
    version: root.version,
    /** Whether the chart on offer is the one this workflow runs. */
    current_version: machines[root.machine]?.version ?? null,
    value: root.value,
    status: root.view.status,
    step_name: root.view.step,
    progress_percentage: root.view.progress,
    children: activeChildren(family),
    accepts:
      root.status === 'active' ? (await engine.accepts(root.address)).filter(isForPeople) : [],
    certification_name: context.settings?.certification_name ?? '',
    organization_id: context.settings?.organization_id ?? '',
    context: summaryOf(context),
    settings: editableOf(context),
    last_failure: context.last_failure ?? null,
    /** What stopped it or one of its descendants and waits for a person. */
    dead_letters: (await engine.deadLetters({ root: root.address, open: true })).map(letterView),
    warnings: context.warnings ?? [],
    degraded: context.degraded ?? [],
    approvals: context.approvals ?? [],
    interventions: context.interventions ?? [],
    error_count: context.error_count ?? 0,
    /** Whoever can judge by other workflows fills these in. */
    estimated_completion: null,
    estimated_completion_note: null,
    created_at: new Date(root.createdAt).toISOString(),
    updated_at: new Date(root.updatedAt).toISOString(),
    seq: root.seq,
  };
}

const FOR_PEOPLE = new Set(['cancel', 'retry', 'skip', 'give_up', 'edit_input']);

export function isForPeople(type: string): boolean {
  return FOR_PEOPLE.has(type);
}

function summaryOf(context: CertificationContext): object {
  const {
    outputs,
    timings,
    videos,
    rounds,
    closes_at,
    uploads_until,
    skipped,
    begun,
    undone,
    left_behind,
  } = context;
  return {
    outputs,
    timings,
    videos,
    rounds,
    closes_at,
    uploads_until,
    skipped,
    begun,
    undone,
    left_behind,
    learners: context.settings?.learners?.length ?? 0,
  };
}

/** What `edit_input` can change. */
function editableOf({ settings }: CertificationContext): object | null {
  if (!settings) return null;
  const { assessment, knowledge, presentation, avatar } = settings;
  return { assessment, knowledge, presentation, avatar };
}

/** Timeline lines on the wire carry ISO times. */
export function timelineView(items: TimelineItem[]): object[] {
  return items.map(({ at, ...item }) => ({ ...item, timestamp: new Date(at).toISOString() }));
}

/** The whole journal of one actor, page by page. */
export async function wholeJournal(engine: Engine, address: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for (;;) {
    const page = await engine.journal(address, entries.at(-1)?.seq ?? 0, 1000);
    entries.push(...page);
    if (page.length < 1000) return entries;
  }
}

export async function timelineOf(engine: Engine, address: string): Promise<object[]> {
  return timelineView(foldTimeline(await wholeJournal(engine, address)));
}
