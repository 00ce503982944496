/**
 * What people and programs ask of actors: each call is one delivery, answered once its turn is
 * durable, or turned away with a reason.
 */
import { eventOf, type Resolution } from './dead-letter.ts';
import { PresGenError, terminal } from './errors.ts';
import type { InitEvent, LiveActor } from './kernel.ts';
import { MIGRATE } from './migrate.ts';
import type { Outage } from './outage.ts';
import type { Clock, Engine, SendReceipt, Store, StoredEvent } from './ports.ts';
import type { Delivery } from './turn.ts';
import type { TurnTaker } from './turn-taking.ts';
import type { MachineLookup } from './versions.ts';

export interface CallsOptions {
  store: Store;
  clock: Clock;
  machines: MachineLookup;
  outage: Outage;
  taker: TurnTaker;
  existing(address: string): Promise<LiveActor>;
  /** An id that no other process gives: a send whose answer is lost must not be consumed twice. */
  nextEventId(): string;
  /** Why no call is taken any more; null while they are. */
  closed(): PresGenError | null;
}

export type Calls = Pick<Engine, 'start' | 'send' | 'migrate' | 'resolveDeadLetter'>;

type Undo = (undo: () => void) => void;

export function createCalls(options: CallsOptions): Calls {
  const { store, clock, machines, outage, taker } = options;

  const post = (
    address: string,
    event: StoredEvent,
    eventId: string | null,
    ifTurnedAway: Undo,
    resolution?: Resolution,
  ): Promise<SendReceipt> =>
    new Promise((resolve, reject) => {
      const closed = options.closed();
      if (closed !== null) return reject(closed);
      const isBirth = event.type === 'xstate.init';
      const delivery: Delivery = {
        // A birth needs none: an address is born once.
        eventId: isBirth ? null : (eventId ?? options.nextEventId()),
        event,
        fromInbox: false,
        recheck: eventId !== null,
        caller: true,
        since: clock.now(),
        ...(resolution && { resolution }),
        settle: resolve,
        refuse: (failure) => reject(new PresGenError(failure)),
      };
      taker.deliver(address, delivery);
      ifTurnedAway(() => taker.withdraw(address, delivery));
    });

  const start: Calls['start'] = ({ machine, address, input }) =>
    outage.bounded(async (ifTurnedAway) => {
      if (!machines.has(machine)) throw terminal('MACHINE_UNKNOWN', `no machine named ${machine}`);
      const identity = { machine, root: address, parent: null, idInParent: null, inc: 0 };
      const init: InitEvent = { type: 'xstate.init', ...identity, input };
      const { kind, view } = await post(address, init, null, ifTurnedAway);
      // An actor whose creation failed is there too, and stuck.
      return { created: kind === 'init' || kind === 'failed', view };
    });

  const send: Calls['send'] = (address, event, sending) =>
    outage.bounded((ifTurnedAway) => post(address, event, sending?.eventId ?? null, ifTurnedAway));

  const migrate: Calls['migrate'] = (address, toVersion) =>
    outage.bounded(async (ifTurnedAway) => {
      const { machine, version: from, seq } = (await options.existing(address)).record;
      const to = toVersion ?? machines.current(machine).version;
      if (from === to) return { moved: false, from, to, seq };
      const receipt = await post(address, { type: MIGRATE, from, to }, null, ifTurnedAway);
      return { moved: receipt.kind === 'migrate', from, to, seq: receipt.seq };
    });

  const resolveDeadLetter: Calls['resolveDeadLetter'] = (id, action, by, resolving) =>
    outage.bounded(async (ifTurnedAway) => {
      const letter = await store.deadLetter(id);
      if (letter === null) throw terminal('LETTER_UNKNOWN', `there is no dead letter ${id}`);
      const resolution: Resolution = { letter, action, by };
      const eventId = resolving?.eventId ?? null;
      const event = eventOf(resolution);
      const { seq } = await post(letter.address, event, eventId, ifTurnedAway, resolution);
      return { letter: (await store.deadLetter(id)) ?? letter, seq };
    });

  return { start, send, migrate, resolveDeadLetter };
}
