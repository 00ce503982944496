/**
 * What the occupied states of a snapshot ask for as long as they are occupied: a child for each
 * invoke, a timer for each `after`. xstate starts these on entry only, so a migration has to.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { JsonObject, StoredEvent } from './ports.ts';

export interface StandingInvoke {
  id: string;
  src: string;
  /** Its input, from the snapshot and the event that begins it. */
  input(event: StoredEvent, self: unknown): unknown;
}

export interface StandingTimer {
  id: string;
  event: StoredEvent;
  /** How long, in milliseconds. @throws when the machine does not implement the delay. */
  delayMs(event: StoredEvent, self: unknown): number;
}

export interface Standing {
  invokes: StandingInvoke[];
  timers: StandingTimer[];
}

/** In document order. */
export function standingOf(snapshot: AnyMachineSnapshot): Standing {
  const { context, machine } = snapshot;
  const nodes = snapshot._nodes.toSorted((left, right) => left.order - right.order);
  const evaluate = (part: unknown, event: StoredEvent, self: unknown): unknown =>
    typeof part === 'function' ? part({ context, event, self }) : part;
  const invokes = nodes.flatMap((node) =>
    node.invoke.map(({ id, src, input }) => ({
      id,
      src: src as string,
      input: (event: StoredEvent, self: unknown) => evaluate(input, event, self),
    })),
  );
  const delays = machine.implementations.delays as JsonObject;
  const armed = nodes.flatMap((node) =>
    node.after.map(({ eventType, delay }) => ({ eventType, delay })),
  );
  const timers = [...new Map(armed.map((each) => [each.eventType, each])).values()].map(
    ({ eventType, delay }) => ({
      id: eventType,
      event: { type: eventType },
      delayMs: (event: StoredEvent, self: unknown) => {
        const ms = evaluate(typeof delay === 'string' ? delays[delay] : delay, event, self);
        if (typeof ms !== 'number') throw new Error(`${machine.id} has no delay '${delay}'`);
        return ms;
      },
    }),
  );
  return { invokes, timers };
}
