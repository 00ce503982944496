/**
 * The durable actor host. Per actor, one turn at a time: take waiting events, step the machine,
 * commit, and only then let anything out: acknowledgements, activities, messages, frames.
 */

import { childAddress } from './commands.ts';
import { type CommitObserver, createCommitter } from './committer.ts';
import { terminal, toFailure } from './errors.ts';
import { acceptedEvents, type LiveActor, persist } from './kernel.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import type {
  ActivityReports,
  ActivityRow,
  ActorRecord,
  Clock,
  Dispatcher,
  Engine,
  Frame,
  InboxRow,
  Json,
  Perform,
  SendReceipt,
  Store,
  StoredEvent,
} from './ports.ts';
import { createPublisher } from './publisher.ts';
import { revive, reviveAt } from './replay.ts';
import { createTimers } from './timers.ts';
import { buildTurn, type Delivery, type MachineLookup, type PreparedTurn } from './turn.ts';

export interface EngineOptions {
  store: Store;
  clock: Clock;
  machines: MachineLookup;
  perform: Perform;
  dispatcher(perform: Perform, reports: ActivityReports): Dispatcher;
  observer: CommitObserver & {
    /** Something that must not happen but must not stop the rest either. */
    trouble(what: string, error: unknown): void;
  };
  /** Commit batches in flight: 1 embedded, 2 on a Postgres server. */
  slots: number;
}

const EVENTS_PER_TURN = 50;
/** Idle actors kept in memory; the others are rows until something moves them. */
const HOT_ACTORS_MAX = 4000;

/** Opens the host and resumes everything the store says is unfinished. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { store, clock, machines, observer } = options;
  const committer = createCommitter(store, clock, observer, {
    slots: options.slots,
    turnsMax: 200,
  });
  const publisher = createPublisher(observer.trouble);
  const mailboxes = new Map<string, Mailbox>();
  let closing = false;
  let quietWaiters: (() => void)[] = [];
  let busyMailboxes = 0;

  const mailboxOf = (address: string): Mailbox => {
    const known = mailboxes.get(address);
    if (known) return known;
    const mailbox = createMailbox(address);
    mailboxes.set(address, mailbox);
    return mailbox;
  };

  const deliver = (address: string, delivery: Delivery): void => {
    if (closing) return;
    const mailbox = mailboxOf(address);
    if (mailbox.offer(delivery)) wake(mailbox);
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
    if (mailbox.isOver() && mailbox.waiting() === 0) mailboxes.delete(mailbox.address);
    evictIdle();
    noteQuiet();
  };

  /** The store is away or the actor cannot be loaded: people are told, the rest waits and retries. */
  const retryLater = (mailbox: Mailbox, error: unknown): void => {
    observer.trouble(`turn of ${mailbox.address}`, error);
    mailbox.forget();
    mailbox.refuseCallers(toFailure(error));
    if (mailbox.waiting() === 0 || closing) return;
    mailbox.failures += 1;
    const delayMs = Math.min(60_000, 250 * 2 ** mailbox.failures);
    clock.wakeAt(clock.now() + delayMs, () => wake(mailbox));
  };

  const wake = (mailbox: Mailbox): void => {
    if (closing || mailbox.busy || mailbox.waiting() === 0) return;
    mailbox.busy = true;
    busyMailboxes += 1;
    setImmediate(() => void work(mailbox));
  };

  const evictIdle = (): void => {
    if (mailboxes.size <= HOT_ACTORS_MAX) return;
    for (const mailbox of mailboxes.values()) {
      if (mailboxes.size <= HOT_ACTORS_MAX) return;
      if (!mailbox.busy && mailbox.waiting() === 0) mailboxes.delete(mailbox.address);
    }
  };

  const takeTurn = async (mailbox: Mailbox): Promise<void> => {
    const actor = await loadInto(mailbox);
    const deliveries = await screened(mailbox, actor);
    if (deliveries.length === 0) return;
    const builder = buildTurn(machines, mailbox.address, actor, mailbox.sinceSnapshot);
    const at = clock.now();
    const used = deliveries.findIndex((delivery) => !builder.apply(delivery, at));
    mailbox.putBack(used === -1 ? [] : deliveries.slice(used + 1));
    const prepared = builder.finish();
    const outcome = await committer.submit(prepared.turn);
    if (outcome === 'fenced') {
      mailbox.forget();
      mailbox.putBack(prepared.settled.map(({ delivery }) => delivery));
      mailbox.fenced = true;
      return;
    }
    accepted(mailbox, prepared);
  };

  const loadInto = async (mailbox: Mailbox): Promise<LiveActor | null> => {
    if (mailbox.actor !== undefined) return mailbox.actor;
    const loaded = await store.load(mailbox.address);
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

  const accepted = (mailbox: Mailbox, prepared: PreparedTurn): void => {
    const { turn, actor, settled, stops } = prepared;
    mailbox.actor = actor;
    mailbox.sinceSnapshot = turn.writeSnapshot ? 0 : mailbox.sinceSnapshot + settled.length;
    for (const key of stops) dispatcher.stop(key);
    for (const row of turn.activities) dispatcher.start(row);
    for (const row of turn.inbox) {
      if (row.timer === null) deliverRow(row);
      else timers.arm(row.dueMs);
    }
    for (const { delivery, entry, record } of settled) {
      mailbox.finish(delivery);
      publisher.publish(transitionFrame(record, entry));
      delivery.settle({ kind: entry.kind, seq: entry.seq });
    }
  };

  const deliverRow = (row: InboxRow): void => {
    deliver(row.address, {
      eventId: row.eventId,
      event: row.event,
      fromInbox: true,
      recheck: false,
      caller: false,
      settle: () => undefined,
      refuse: (failure) => {
        mailboxOf(row.address).unclaim(row.eventId);
        observer.trouble(`message ${row.eventId} for ${row.address}`, failure);
      },
    });
  };

  const complete = (row: ActivityRow, type: string, result: { [key: string]: Json }): void => {
    deliver(row.owner, {
      eventId: `done:${row.key}`,
      event: {
        type: `xstate.${type}.actor.${row.childId}`,
        inc: row.inc,
        actorId: row.childId,
        ...result,
      },
      fromInbox: false,
      recheck: false,
      caller: false,
      settle: () => undefined,
      refuse: (failure) => observer.trouble(`result of ${row.key}`, failure),
    });
  };

  const dispatcher = options.dispatcher(options.perform, {
    done: (row, output) => {
      complete(row, 'done', { output });
    },
    failed: (row, failure) => {
      complete(row, 'error', { error: { ...failure } });
    },
    settled: () => setImmediate(noteQuiet),
    progress: (row, fraction, note) =>
      publisher.publish({
        kind: 'progress',
        root: row.root,
        owner: row.owner,
        childId: row.childId,
        fraction,
        note,
      }),
  });
  const timers = createTimers(
    store,
    clock,
    deliverRow,
    (error) => observer.trouble('timers', error),
    () => setImmediate(noteQuiet),
  );

  const isQuiet = (): boolean =>
    busyMailboxes === 0 && dispatcher.running() === 0 && !timers.isPolling();
  const noteQuiet = (): void => {
    if (!isQuiet()) return;
    const waiting = quietWaiters;
    quietWaiters = [];
    for (const resolve of waiting) resolve();
  };

  const post = (
    address: string,
    event: StoredEvent,
    eventId: string | null,
  ): Promise<{ kind: SendReceipt['kind']; seq: number }> =>
    new Promise((resolve, reject) => {
      if (closing) {
        reject(terminal('ENGINE_CLOSING', 'the server is shutting down'));
        return;
      }
      deliver(address, {
        eventId,
        event,
        fromInbox: false,
        recheck: eventId !== null && event.type !== 'xstate.init',
        caller: true,
        settle: resolve,
        refuse: (failure) => reject(terminal(failure.code, failure.message)),
      });
    });

  const read = async (address: string): Promise<ActorRecord | null> => {
    const cached = mailboxes.get(address)?.actor;
    if (cached) return persist(cached);
    const loaded = await store.load(address);
    return loaded === null ? null : persist(revive(machines, loaded));
  };

  const existing = async (address: string): Promise<LiveActor> => {
    const cached = mailboxes.get(address)?.actor;
    if (cached) return cached;
    const loaded = await store.load(address);
    if (loaded === null) throw terminal('ACTOR_UNKNOWN', `there is no ${address}`);
    return revive(machines, loaded);
  };

  for (const row of await store.takeOverActivities()) dispatcher.start(row);
  await timers.poll();

  return {
    start: async ({ machine, address, input }) => {
      if (!machines.has(machine)) throw terminal('MACHINE_UNKNOWN', `no machine named ${machine}`);
      const init = {
        type: 'xstate.init',
        machine,
        root: address,
        parent: null,
        idInParent: null,
        inc: 0,
        input,
      };
      const { kind } = await post(address, init, null);
      const record = await read(address);
      if (record === null) throw terminal('ACTOR_UNKNOWN', `${address} could not be created`);
      return { created: kind === 'init', record };
    },
    send: async (address, event, sendOptions) => {
      const { record } = await existing(address);
      if (record.stuck)
        throw terminal('ACTOR_STUCK', `${address} is stuck on an event that failed`);
      if (record.status !== 'active')
        throw terminal('ACTOR_FINISHED', `${address} is ${record.status}`);
      const receipt = await post(address, event, sendOptions?.eventId ?? null);
      return { ...receipt, record: (await read(address)) ?? record };
    },
    read,
    family: async (root) => {
      const stored = await store.family(root);
      const present = await Promise.all(stored.map(({ address }) => read(address)));
      return present.filter((record) => record !== null);
    },
    accepts: async (address) => acceptedEvents(await existing(address)),
    journal: (address, afterSeq, limit) => store.journal(address, afterSeq, limit),
    at: async (address, seq) => {
      const actor = await reviveAt(machines, store, address, seq);
      return actor === null ? null : persist(actor);
    },
    subscribe: publisher.subscribe,
    quiet: () =>
      new Promise((resolve) => {
        quietWaiters.push(resolve);
        setImmediate(noteQuiet);
      }),
    nextDue: () => store.nextDue(clock.now()),
    close: async () => {
      closing = true;
      timers.stop();
      await dispatcher.drain();
      await committer.flush();
    },
  };
}

function transitionFrame(
  record: ActorRecord,
  entry: PreparedTurn['settled'][number]['entry'],
): Frame {
  return {
    kind: 'transition',
    root: record.root,
    address: record.address,
    parent: record.parent,
    machine: record.machine,
    seq: entry.seq,
    at: entry.at,
    entry: entry.kind,
    event: entry.event,
    value: record.value,
    status: record.status,
    view: record.view,
    children: Object.entries(record.childInc).map(([id, inc]) => ({
      id,
      address: childAddress(record.address, id, inc),
    })),
  };
}
