/**
 * One turn at a time for each actor: load it, take its waiting events, step, commit. Whoever loses
 * the race for a seq forgets its cache, reloads and goes on; whoever cannot reach the store waits.
 */
import type { Committer } from './committer.ts';
import { type Failure, PresGenError, toFailure } from './errors.ts';
import { createHotActors } from './hot-actors.ts';
import type { LiveActor } from './kernel.ts';
import type { Mailbox } from './mailbox.ts';
import type { Clock, InboxRow, Store } from './ports.ts';
import type { Reviver } from './quarantine.ts';
import { buildTurn, type Delivery, type PreparedTurn, type Refused } from './turn.ts';
import type { MachineLookup } from './versions.ts';
import { createWaitingRoom, refuseAll } from './waiting-room.ts';

export interface TurnTakerOptions {
  store: Store;
  clock: Clock;
  machines: MachineLookup;
  load: Reviver['load'];
  deliveryOf(row: InboxRow): Delivery;
  committer: Committer;
  /** Journal entries after which an actor's snapshot is written anew. */
  snapshotEvery: number;
  /** Actors kept in memory although nothing runs for them. */
  parkedMax: number;
  trouble(what: string, error: unknown): void;
  /** Called once a turn is durable: now its effects may leave. */
  committed(prepared: PreparedTurn): void;
  /** Called when an actor has nothing more to do for now. */
  rested(): void;
}

export interface TurnTaker {
  /** False when the same message is on its way already. */
  deliver(address: string, delivery: Delivery): boolean;
  /** The caller has gone: unless the event is being consumed, it is not. */
  withdraw(address: string, delivery: Delivery): void;
  /** The store is back: whoever waited to try again does so now. */
  resume(): void;
  /** A row that could not be consumed may be delivered again. */
  unclaim(address: string, eventId: string): void;
  /** The actor as cached, if it is. */
  cached(address: string): LiveActor | null | undefined;
  /** Ids of deliveries of this actor that are waiting, held or being consumed. */
  claimedIds(address: string): string[];
  isBusy(): boolean;
  /** Takes no further turn; the one under way commits. */
  close(): void;
}

const EVENTS_PER_TURN = 50;
/** The event itself may be what cannot be stored: the second time it is put aside without its contents. */
const REFUSALS_MAX = 2;

export function createTurnTaker(options: TurnTakerOptions): TurnTaker {
  const { store, clock, machines, committer, trouble } = options;
  const hot = createHotActors(options.parkedMax);
  /** Failed for reasons outside the machine, to be tried again later. */
  const resting = new Set<Mailbox>();
  let closing = false;
  let busyMailboxes = 0;

  const room = createWaitingRoom({
    store,
    clock,
    trouble,
    deliveryOf: options.deliveryOf,
    load: (mailbox) => loadInto(mailbox),
    wake: (mailbox) => wake(mailbox),
    isClosing: () => closing,
  });

  const deliver = (address: string, delivery: Delivery): boolean => {
    if (closing) return false;
    const mailbox = hot.of(address);
    const isNew = mailbox.offer(delivery);
    if (isNew) wake(mailbox);
    return isNew;
  };

  const work = async (mailbox: Mailbox): Promise<void> => {
    try {
      while (hasWork(mailbox) && !closing) await takeTurn(mailbox);
      mailbox.failures = 0;
    } catch (error) {
      retryLater(mailbox, error);
    }
    mailbox.busy = false;
    busyMailboxes -= 1;
    hot.rested(mailbox);
    options.rested();
  };

  /** The store is away or the actor cannot be loaded: people are told, the rest waits and retries. */
  const retryLater = (mailbox: Mailbox, error: unknown): void => {
    trouble(`turn of ${mailbox.address}`, error);
    mailbox.forget();
    mailbox.refuseCallers(toFailure(error));
    if (mailbox.waiting() === 0 || closing) return;
    mailbox.failures += 1;
    const delayMs = Math.min(60_000, 250 * 2 ** mailbox.failures);
    resting.add(mailbox);
    clock.wakeAt(clock.now() + delayMs, () => wake(mailbox));
  };

  const resume = (): void => {
    for (const mailbox of [...resting]) wake(mailbox);
  };

  const wake = (mailbox: Mailbox): void => {
    resting.delete(mailbox);
    if (closing || mailbox.busy || !hasWork(mailbox)) return;
    mailbox.busy = true;
    busyMailboxes += 1;
    setImmediate(() => void work(mailbox));
  };

  const takeTurn = async (mailbox: Mailbox): Promise<void> => {
    if (mailbox.isLookDue) mailbox.forget();
    const actor = await loadInto(mailbox);
    await room.looked(mailbox, actor);
    const deliveries = await screened(mailbox, actor);
    if (deliveries.length === 0) return;
    const prepared = prepare(mailbox, mailbox.actor ?? null, deliveries);
    if (prepared.settled.length === 0) return;
    const outcome = await committer.submit(prepared.turn);
    if (outcome === 'fenced') {
      mailbox.forget();
      mailbox.putBack(prepared.settled.map(({ delivery }) => delivery));
      mailbox.fenced = true;
      return;
    }
    if (outcome !== 'accepted') return notStored(mailbox, prepared, outcome.refused);
    accept(mailbox, prepared);
    options.committed(prepared);
    if (prepared.freed) await room.release(mailbox);
  };

  const accept = (mailbox: Mailbox, { actor, turn, settled }: PreparedTurn): void => {
    mailbox.refused = null;
    mailbox.singly = Math.max(0, mailbox.singly - 1);
    mailbox.actor = actor;
    mailbox.sinceSnapshot = turn.writeSnapshot ? 0 : mailbox.sinceSnapshot + settled.length;
    const begun = mailbox.effects + turn.activities.length;
    mailbox.effects = Math.max(0, begun - turn.activitiesDone.length);
    for (const { delivery } of settled) mailbox.finish(delivery);
  };

  /** One of these events leads to what cannot be stored: alone it will show, and be put aside. */
  const notStored = (mailbox: Mailbox, prepared: PreparedTurn, failure: Failure): void => {
    const deliveries = prepared.settled.map(({ delivery }) => delivery);
    mailbox.forget();
    mailbox.putBack(deliveries);
    const [delivery, ...others] = deliveries;
    if (others.length > 0 || !delivery) {
      mailbox.singly = deliveries.length;
      return;
    }
    const times = (refusalOf(mailbox, delivery)?.times ?? 0) + 1;
    if (times > REFUSALS_MAX) throw new PresGenError(failure);
    mailbox.refused = { delivery, failure, times };
  };

  const prepare = (
    mailbox: Mailbox,
    actor: LiveActor | null,
    deliveries: Delivery[],
  ): PreparedTurn => {
    try {
      const builder = buildTurn(machines, mailbox.address, actor, {
        written: mailbox.sinceSnapshot,
        every: options.snapshotEvery,
      });
      const at = clock.now();
      const last = deliveries.findIndex(
        (delivery) => !builder.apply(delivery, at, refusalOf(mailbox, delivery)),
      );
      const prepared = builder.finish();
      mailbox.putBack(last === -1 ? [] : deliveries.slice(last + 1));
      return prepared;
    } catch (error) {
      mailbox.putBack(deliveries);
      throw error;
    }
  };

  const loadInto = async (mailbox: Mailbox): Promise<LiveActor | null> => {
    if (mailbox.actor !== undefined) return mailbox.actor;
    const loaded = await options.load(mailbox.address);
    mailbox.actor = loaded?.actor ?? null;
    mailbox.quarantine = loaded?.failure ?? null;
    mailbox.sinceSnapshot = loaded?.tail ?? 0;
    return mailbox.actor;
  };

  const screened = async (mailbox: Mailbox, actor: LiveActor | null): Promise<Delivery[]> => {
    const taken = mailbox.take(mailbox.singly > 0 ? 1 : EVENTS_PER_TURN);
    try {
      return await screen(mailbox, actor, taken);
    } catch (error) {
      mailbox.putBack(taken);
      throw error;
    }
  };

  /** Refuses what cannot be consumed now, and drops repeats of what was consumed before. */
  const screen = async (
    mailbox: Mailbox,
    actor: LiveActor | null,
    offered: Delivery[],
  ): Promise<Delivery[]> => {
    if (actor === null) {
      const birth = offered.find(({ event }) => event.type === 'xstate.init');
      // What was overtaken by the birth it is for is consumed after it.
      if (birth) return [birth, ...offered.filter((delivery) => delivery !== birth)];
      return refuseAll(offered, 'ACTOR_UNKNOWN', `there is no ${mailbox.address}`);
    }
    const decision = offered.find(({ resolution }) => resolution !== undefined);
    if (decision) {
      const judged = await room.decided(mailbox, decision);
      mailbox.putBack(offered.filter((delivery) => delivery !== decision));
      return judged;
    }
    const ready = actor.record.stuck ? await room.whileStuck(mailbox, actor, offered) : offered;
    if (ready.length > 0) mailbox.looks = 0;
    return unconsumed(mailbox, actor, ready);
  };

  const unconsumed = async (
    mailbox: Mailbox,
    actor: LiveActor,
    ready: Delivery[],
  ): Promise<Delivery[]> => {
    const repeats = repeatsIn(ready);
    const deliveries = repeats.size === 0 ? ready : ready.filter((each) => !repeats.has(each));
    const ids = deliveries.flatMap(({ eventId, recheck }) =>
      eventId !== null && (recheck || mailbox.fenced) ? [eventId] : [],
    );
    const consumed = ids.length > 0 ? await store.consumed(mailbox.address, ids) : new Set();
    mailbox.fenced = false;
    mailbox.putBack([...repeats]);
    const { address, seq, view, status } = actor.record;
    return deliveries.filter((delivery) => {
      if (delivery.eventId !== null && consumed.has(delivery.eventId)) {
        mailbox.finish(delivery);
        delivery.settle({ kind: 'dropped', seq, view });
        return false;
      }
      if (status === 'active' || !delivery.caller || delivery.event.type === 'xstate.init')
        return true;
      mailbox.finish(delivery);
      refuseAll([delivery], 'ACTOR_FINISHED', `${address} is ${status}`);
      return false;
    });
  };

  return {
    deliver,
    withdraw: (address, delivery) => {
      const mailbox = hot.known(address);
      mailbox?.withdraw(delivery);
      if (mailbox) hot.rested(mailbox);
    },
    resume,
    unclaim: (address, eventId) => hot.known(address)?.unclaim(eventId),
    cached: (address) => hot.known(address)?.actor,
    claimedIds: (address) => hot.known(address)?.claimedIds() ?? [],
    isBusy: () => busyMailboxes > 0,
    close: () => {
      closing = true;
    },
  };
}

/** A decision about a dead letter is judged anew each time, but answers the same caller. */
function refusalOf({ refused }: Mailbox, { settle }: Delivery): Refused | undefined {
  return refused?.delivery.settle === settle ? refused : undefined;
}

function hasWork(mailbox: Mailbox): boolean {
  return mailbox.waiting() > 0 || mailbox.isLookDue;
}

/** Repeats of one id wait for the next turn, where the journal already knows the first. */
function repeatsIn(offered: Delivery[]): Set<Delivery> {
  const seen = new Set<string>();
  const repeats = new Set<Delivery>();
  for (const delivery of offered) {
    if (delivery.eventId === null) continue;
    if (seen.has(delivery.eventId)) repeats.add(delivery);
    seen.add(delivery.eventId);
  }
  return repeats;
}
