/** What an inspector has been told so far, put together from the protocol's events. Pure. */

export interface Snapshot {
  status: string;
  value: unknown;
  context: unknown;
  output?: unknown;
  error?: unknown;
}

interface Base {
  rootId: string;
  sessionId: string;
  createdAt: string;
  seq?: number;
}

export type Told =
  | (Base & {
      type: '@xstate.actor';
      name: string;
      parentId?: string;
      machine?: string;
      version?: string | null;
      snapshot: Snapshot;
    })
  | (Base & { type: '@xstate.event'; sourceId?: string; event: { type: string } })
  | (Base & { type: '@xstate.snapshot'; event: { type: string }; snapshot: Snapshot });

export interface InspectedActor {
  id: string;
  parent: string | null;
  name: string;
  machine: string;
  version: string | null;
  depth: number;
  snapshot: Snapshot;
  /** State values so far, each where it changed. */
  values: unknown[];
}

/** One event with what came of it. */
export interface Message {
  number: number;
  at: number;
  seq: number | null;
  source: string | null;
  target: string;
  event: { type: string };
  /** Where the target stood afterwards; null until that is told. */
  snapshot: Snapshot | null;
}

export interface Log {
  actors: Map<string, InspectedActor>;
  messages: Message[];
  /** Messages dropped from the front, so that hours of watching fit in memory. */
  dropped: number;
}

const MESSAGES_MAX = 5000;

export function emptyLog(): Log {
  return { actors: new Map(), messages: [], dropped: 0 };
}

/** What was told, in order; unknown kinds change nothing. */
export function tell(log: Log, told: Told[]): Log {
  const actors = new Map(log.actors);
  const messages = [...log.messages];
  let number = log.dropped + messages.length;
  for (const each of told) {
    if (each.type === '@xstate.actor') actors.set(each.sessionId, actorOf(each, actors));
    else if (each.type === '@xstate.event') messages.push(messageOf(each, ++number));
    else if (each.type === '@xstate.snapshot') settle(each, actors, messages);
  }
  const dropped = Math.max(0, messages.length - MESSAGES_MAX);
  return { actors, messages: messages.slice(dropped), dropped: log.dropped + dropped };
}

type Of<T extends Told['type']> = Extract<Told, { type: T }>;

function actorOf(told: Of<'@xstate.actor'>, actors: Map<string, InspectedActor>): InspectedActor {
  const parent = told.parentId ?? null;
  return {
    id: told.sessionId,
    parent,
    name: told.name,
    machine: told.machine ?? told.name,
    version: told.version ?? null,
    depth: parent === null ? 0 : (actors.get(parent)?.depth ?? 0) + 1,
    snapshot: told.snapshot,
    values: [told.snapshot.value],
  };
}

function messageOf(told: Of<'@xstate.event'>, number: number): Message {
  return {
    number,
    at: Number(told.createdAt),
    seq: told.seq ?? null,
    source: told.sourceId ?? null,
    target: told.sessionId,
    event: told.event,
    snapshot: null,
  };
}

function settle(
  told: Of<'@xstate.snapshot'>,
  actors: Map<string, InspectedActor>,
  messages: Message[],
): void {
  const { sessionId, snapshot, seq = null } = told;
  const actor = actors.get(sessionId);
  if (actor) {
    const isSame = JSON.stringify(actor.values.at(-1)) === JSON.stringify(snapshot.value);
    const values = isSame ? actor.values : [...actor.values, snapshot.value];
    actors.set(sessionId, { ...actor, snapshot, values });
  }
  const index = messages.findLastIndex((each) => each.target === sessionId && each.seq === seq);
  const message = messages[index];
  if (message) messages[index] = { ...message, snapshot };
}

/** Parents before their children, siblings as they were born. */
export function tree({ actors }: Pick<Log, 'actors'>): InspectedActor[] {
  const children = Map.groupBy(actors.values(), ({ parent }) =>
    parent !== null && actors.has(parent) ? parent : '',
  );
  const below = (id: string): InspectedActor[] =>
    (children.get(id) ?? []).flatMap((actor) => [actor, ...below(actor.id)]);
  return below('');
}

/** `workflow/child.2` as "child 2"; a root by the machine it runs. */
export function shortName(id: string): string {
  const last = id.split('/').at(-1) ?? id;
  return id.includes('/') ? last.replace(/\.(\d+)$/, ' $1').replaceAll('_', ' ') : last;
}

/** A state value on one line. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, below]) => (valueText(below) ? `${key}.${valueText(below)}` : key))
    .join(', ');
}
