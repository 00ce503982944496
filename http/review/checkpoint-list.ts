/** The inbox: open checkpoints by who may decide them, what they are about and how urgent they are. */
import { z } from 'zod';
import { CHECKPOINT_KINDS } from '../../machines/vocabulary.ts';
import type { ActorRecord } from '../../runtime/ports.ts';
import { parse } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';
import { checkpointOf, checkpointView } from './checkpoint-view.ts';
import { belongsTo, invitedGroups, type Reviewer, rightsOf } from './review-rights.ts';

const inboxQuery = z.object({
  /** `me`: reserved by the asking person; `group`: for a group of theirs. */
  mine: z.enum(['me', 'group']).optional(),
  group: z.string().max(300).optional(),
  kind: z.enum(CHECKPOINT_KINDS).optional(),
  state: z.enum(['open', 'reserved', 'escalated']).optional(),
  due: z.enum(['overdue', 'day', 'week']).optional(),
  workflow: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
export type InboxQuery = z.output<typeof inboxQuery>;

/** @throws Problem 422 naming the parameter. */
export function queryOf(parameters: Record<string, string>): InboxQuery {
  return parse(inboxQuery, parameters);
}

/** Checkpoints that are looked into for one answer; `total` says when there are more. */
const READ_MAX = 400;
const AT_ONCE = 50;
const DAY_MS = 86_400_000;

export interface Inbox {
  /** Highest priority first, of these the earliest due. */
  items: Record<string, unknown>[];
  /** Open checkpoints that fit the kind, state and workflow asked for, before the other filters. */
  total: number;
  /** False when only the earliest due ones were looked into. */
  complete: boolean;
}

export async function inboxItems(
  ports: ServerPorts,
  who: Reviewer,
  query: InboxQuery,
): Promise<Inbox> {
  const rows = (await ports.readModels.openCheckpoints()).filter((row) => isAskedFor(row, query));
  const looked = rows.slice(0, READ_MAX);
  const items: Record<string, unknown>[] = [];
  for (let at = 0; at < looked.length; at += AT_ONCE) {
    const records = await Promise.all(
      looked.slice(at, at + AT_ONCE).map(({ address }) => ports.engine.read(address)),
    );
    // One that cannot be loaded has nothing to show; its dead letter is at its workflow.
    const open = records.filter(
      (record): record is ActorRecord => record?.status === 'active' && record.snapshot !== null,
    );
    const fitting = open.filter((record) => fits(record, who, query, ports.now()));
    items.push(...(await Promise.all(fitting.map((record) => itemView(ports, record, who)))));
  }
  items.sort(byUrgency);
  const complete = looked.length === rows.length && items.length <= query.limit;
  return { items: items.slice(0, query.limit), total: rows.length, complete };
}

async function itemView(
  ports: ServerPorts,
  record: ActorRecord,
  who: Reviewer,
): Promise<Record<string, unknown>> {
  const settings = await ports.requests.settings(record.root);
  const { claim, approve } = rightsOf(checkpointOf(record), true, who);
  return {
    ...checkpointView(record),
    certification_name: settings?.certification_name ?? '',
    may: { claim: claim && { ...claim }, approve: approve && { ...approve } },
  };
}

/** What the narrow row says already, so that nothing has to be opened for it. */
function isAskedFor(row: ActorRecord, { kind, workflow, state, mine }: InboxQuery): boolean {
  return (
    (mine !== 'me' || row.view.status === 'reserved') &&
    (kind === undefined || row.idInParent === `checkpoint_${kind}`) &&
    (workflow === undefined || row.root === workflow) &&
    (state === undefined || state === 'escalated' || row.view.status === state || isOldState(row))
  );
}

/** Checkpoints of an older version call being escalated a state in place of being open. */
function isOldState({ view }: ActorRecord): boolean {
  return view.status === 'escalated';
}

function fits(record: ActorRecord, who: Reviewer, query: InboxQuery, now: number): boolean {
  const context = checkpointOf(record);
  const groups = invitedGroups(context);
  const untilDue = context.due_at - now;
  const { mine, group, state, due } = query;
  return [
    mine !== 'me' || context.claimed_by === who.person,
    mine !== 'group' || groups.length === 0 || groups.some((each) => belongsTo(each, who)),
    group === undefined || groups.includes(group),
    state !== 'escalated' || context.escalated_at !== null,
    state !== 'open' || context.claimed_by === null,
    due !== 'overdue' || untilDue <= 0,
    due !== 'day' || untilDue <= DAY_MS,
    due !== 'week' || untilDue <= 7 * DAY_MS,
  ].every(Boolean);
}

function byUrgency(left: Record<string, unknown>, right: Record<string, unknown>): number {
  return (
    Number(right.priority) - Number(left.priority) ||
    String(left.due_at).localeCompare(String(right.due_at))
  );
}
