/**
 * What the Stately inspector's protocol says of an actor's life: that it is there, what it was sent,
 * and where it stood after that. The shapes are those of `@statelyai/inspect`; `seq` is ours, the
 * position in that actor's journal.
 */
import type { InspectedState } from './sanitise.ts';

/** The protocol's version, which receivers look for. */
const VERSION = '0.7.2';

interface Base {
  rootId: string;
  sessionId: string;
  /** ms since 1970, as text. */
  createdAt: string;
  id: null;
  _version: string;
  seq: number;
}

export type InspectionEvent =
  | (Base & {
      type: '@xstate.actor';
      name: string;
      parentId: string | undefined;
      /** The machine's configuration as JSON text. */
      definition: string | undefined;
      snapshot: InspectedState;
      /** Name and version of the machine, to find its chart by. */
      machine: string;
      version: string | null;
    })
  | (Base & { type: '@xstate.event'; sourceId: string | undefined; event: { type: string } })
  | (Base & { type: '@xstate.snapshot'; event: { type: string }; snapshot: InspectedState });

export interface Moment {
  root: string;
  address: string;
  seq: number;
  at: number;
}

export function actorEvent(
  moment: Moment,
  actor: {
    machine: string;
    version: string | null;
    definition: string | undefined;
    snapshot: InspectedState;
  },
): InspectionEvent {
  const { machine, version, definition, snapshot } = actor;
  const parentId = parentOf(moment.address);
  const name = parentId === undefined ? machine : nameOf(moment.address);
  return {
    type: '@xstate.actor',
    ...base(moment),
    name,
    parentId,
    definition,
    snapshot,
    machine,
    version,
  };
}

export function sentEvent(
  moment: Moment,
  event: { type: string },
  sourceId: string | undefined,
): InspectionEvent {
  return { type: '@xstate.event', ...base(moment), sourceId, event };
}

export function snapshotEvent(
  moment: Moment,
  event: { type: string },
  snapshot: InspectedState,
): InspectionEvent {
  return { type: '@xstate.snapshot', ...base(moment), event, snapshot };
}

/** `workflow/child.2` is a child of `workflow`. */
export function parentOf(address: string): string | undefined {
  const cut = address.lastIndexOf('/');
  return cut < 0 ? undefined : address.slice(0, cut);
}

/**
 * Who sent an event: the child that ended, or the actor named in the id of a message. What came
 * from a person or an activity has no actor behind it.
 */
export function sourceOf(entry: {
  address: string;
  eventId: string | null;
  event: { type: string; inc?: unknown };
}): string | undefined {
  const child = endedChild(entry);
  if (child !== null) return child;
  return /^(.+)@\d+\.\d+$/.exec(entry.eventId ?? '')?.[1];
}

/** Address of the child whose end an event tells, or null. */
export function endedChild({
  address,
  event,
}: {
  address: string;
  event: { type: string; inc?: unknown };
}): string | null {
  const [, id] = /^xstate\.(?:done|error)\.actor\.(.+)$/.exec(event.type) ?? [];
  return id !== undefined && typeof event.inc === 'number' ? `${address}/${id}.${event.inc}` : null;
}

function nameOf(address: string): string {
  return (address.split('/').at(-1) ?? address).replace(/\.\d+$/, '');
}

function base({ root, address, seq, at }: Moment): Base {
  return {
    rootId: root,
    sessionId: address,
    createdAt: String(at),
    id: null,
    _version: VERSION,
    seq,
  };
}
