/** What the API says about a checkpoint. */
import type { CheckpointContext } from '../../machines/checkpoint.ts';
import type { Flag, Revision } from '../../machines/vocabulary.ts';
import type { ActorRecord } from '../../runtime/ports.ts';
import { contextOf } from '../fleet/views.ts';

/** Priority where a request names none. */
const ORDINARY = 50;

/** Addresses hold slashes; ids in paths do not. */
export const idOf = (address: string): string => address.replaceAll('/', '~');
export const addressOf = (id: string): string => id.replaceAll('~', '/');

const iso = (ms: number | null | undefined): string | null =>
  ms == null ? null : new Date(ms).toISOString();

/** Context of a checkpoint of any version: what an older one did not keep is empty. */
export function checkpointOf(record: ActorRecord): CheckpointContext {
  const kept = { escalations: [], handovers: [], revisions: [], flags: [] };
  return { ...kept, ...contextOf<CheckpointContext>(record) };
}

/** A checkpoint as lists and pages show it, without its content. */
export function checkpointView(record: ActorRecord): Record<string, unknown> {
  const context = checkpointOf(record);
  const { kind, workflow, subject, policy, decisions, approvals, claimed_by, verdict } = context;
  return {
    id: idOf(record.address),
    workflow_id: workflow,
    kind,
    state: record.value,
    status: record.status,
    subject,
    policy,
    priority: policy.priority ?? ORDINARY,
    decisions,
    approvals,
    verdict,
    assignee: claimed_by,
    reserved_until: iso(context.reserved_until),
    due_at: iso(context.due_at),
    remind_at: iso(context.remind_at),
    escalated_at: iso(context.escalated_at),
    escalations: context.escalations.map(({ to, at }) => ({ to, at: iso(at) })),
    handovers: context.handovers.map(({ at, ...each }) => ({ ...each, at: iso(at) })),
    revisions: context.revisions.map(revisionView),
    flags: presentFlags(context),
    opened_at: iso(context.opened_at),
  };
}

function revisionView({ by, at, from, to, items }: Revision): Record<string, unknown> {
  return { by, at: iso(at), from_version: from.version, to_version: to.version, items };
}

/** Doubts about the version under review; those about earlier ones are history. */
export function presentFlags({ flags, subject }: CheckpointContext): Flag[] {
  return flags.filter(({ content_hash }) => content_hash === subject.content_hash);
}
