/**
 * One turn at a time for each actor: load it, take its waiting events, step, commit. Whoever loses
 * the race for a seq forgets its cache, reloads and goes on; whoever cannot reach the store waits.
 */
import type { Committer } from './committer.ts';
import { terminal, toFailure } from './errors.ts';
import { createHotActors } from './hot-actors.ts';
import type { LiveActor } from './kernel.ts';
import { createLoader } from './loading.ts';
import type { Mailbox } from './mailbox.ts';
import type { Clock, Store } from './ports.ts';
import { revive } from './replay.ts';
import { buildTurn, type Delivery, type PreparedTurn } from './turn.ts';
import type { MachineLookup } from './versions.ts';

export interface TurnTakerOptions {
  store: Store;
  clock: Clock;
  machines: MachineLookup;
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
  isBusy(): boolean;
  /** Takes no further turn; the one under way commits. */
  close(): void;
}

const EVENTS_PER_TURN = 50;

export function createTurnTaker(options: TurnTakerOptions): TurnTaker {
  const { store, clock, machines, committer, trouble } = options;
  const hot = createHotActors(options.parkedMax);
  const load = createLoader(store);
  /** Failed for reasons outside the machine, to be tried again later. */
  const resting = new Set<Mailbox>();
  let closing = false;
  let busyMailboxes = 0;

  const deliver = (address: string, delivery: Delivery): boolean => {
    if (closing) return false;
    const mailbox = hot.of(address);
    const isNew = mailbox.offer(delivery);
    if (isNew) wake(mailbox);
    return isNew;
  };

  const work = async (mailbox: Mailbox): Promise<void> => {
    try {
      while (mailbox.waiting() > 0 && !closing) await takeTurn(mailbox);
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
    if (closing || mailbox.busy || mailbox.waiting() === 0) return;
    mailbox.busy = true;
    busyMailboxes += 1;
    setImmediate(() => void work(mailbox));
  };

  const takeTurn = async (mailbox: Mailbox): Promise<void> => {
    const actor = await loadInto(mailbox);
    const deliveries = await screened(mailbox, actor);
    if (deliveries.length === 0) return;
    const prepared = prepare(mailbox, actor, deliveries);
    if (prepared.settled.length === 0) return;
    const outcome = await committer.submit(prepared.turn);
    if (outcome === 'fenced') {
      mailbox.forget();
      mailbox.putBack(prepared.settled.map(({ delivery }) => delivery));
      mailbox.fenced = true;
      return;
    }
    mailbox.actor = prepared.actor;
    const { turn, settled } = prepared;
    mailbox.sinceSnapshot = turn.writeSnapshot ? 0 : mailbox.sinceSnapshot + settled.length;
    const begun = mailbox.effects + turn.activities.length;
    mailbox.effects = Math.max(0, begun - turn.activitiesDone.length);
    for (const { delivery } of settled) mailbox.finish(delivery);
    options.committed(prepared);
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
      const last = deliveries.findIndex((delivery) => !builder.apply(delivery, at));
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
    const loaded = await load(mailbox.address);
    mailbox.actor = loaded === null ? null : revive(machines, loaded);
    mailbox.sinceSnapshot = loaded?.tail.length ?? 0;
    return mailbox.actor;
  };

  const screened = async (mailbox: Mailbox, actor: LiveActor | null): Promise<Delivery[]> => {
    const taken = mailbox.take(EVENTS_PER_TURN);
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
      const first = offered.findIndex(({ event }) => event.type === 'xstate.init');
      if (first >= 0) return offered.slice(first);
      return refuse(offered, 'ACTOR_UNKNOWN', `there is no ${mailbox.address}`);
    }
    if (actor.record.stuck) {
      return refuse(offered, 'ACTOR_STUCK', `${mailbox.address} is stuck on an event that failed`);
    }
    const deliveries = firstOfEachId(mailbox, offered);
    const ids = deliveries.flatMap(({ eventId, recheck }) =>
      eventId !== null && (recheck || mailbox.fenced) ? [eventId] : [],
    );
    mailbox.fenced = false;
    if (ids.length === 0) return deliveries;
    const consumed = await store.consumed(mailbox.address, ids);
    return deliveries.filter((delivery) => {
      if (delivery.eventId === null || !consumed.has(delivery.eventId)) return true;
      mailbox.finish(delivery);
      delivery.settle({ kind: 'dropped', seq: actor.record.seq });
      return false;
    });
  };

  /** Repeats of one id wait for the next turn, where the journal already knows the first. */
  const firstOfEachId = (mailbox: Mailbox, offered: Delivery[]): Delivery[] => {
    const seen = new Set<string>();
    const repeats = offered.filter(({ eventId }) => {
      if (eventId === null || !seen.has(eventId)) {
        if (eventId !== null) seen.add(eventId);
        return false;
      }
      return true;
    });
    mailbox.putBack(repeats);
    return repeats.length === 0 ? offered : offered.filter((one) => !repeats.includes(one));
  };

  const refuse = (deliveries: Delivery[], code: string, message: string): Delivery[] => {
    for (const delivery of deliveries) delivery.refuse(toFailure(terminal(code, message)));
    return [];
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
    isBusy: () => busyMailboxes > 0,
    close: () => {
      closing = true;
    },
  };
}
