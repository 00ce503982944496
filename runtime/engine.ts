/**
 * The durable actor host. Per actor, one turn at a time: take waiting events, step the machine,
 * commit, and only then let anything out: acknowledgements, activities, messages, frames.
 */

import { archiveEnded } from './archive.ts';
import { childAddress } from './commands.ts';
import { type CommitObserver, createCommitter } from './committer.ts';
import { eventOf, type Resolution } from './dead-letter.ts';
import { PresGenError, terminal, transient } from './errors.ts';
import { acceptedEvents, type LiveActor, persist } from './kernel.ts';
import { MIGRATE } from './migrate.ts';
import { LONE_NODE, type NodeLife, type NodeOptions, openNode } from './node.ts';
import { createOutage } from './outage.ts';
import type {
  ActivityReports,
  ActivityRow,
  ActorRecord,
  Clock,
  DeadLetter,
  Dispatcher,
  Engine,
  Frame,
  InboxRow,
  Json,
  NodeBoot,
  Perform,
  SendReceipt,
  Store,
  StoredEvent,
} from './ports.ts';
import { createPublisher } from './publisher.ts';
import { createReviver } from './quarantine.ts';
import { reviveAt } from './replay.ts';
import { createTimers } from './timers.ts';
import type { Delivery, PreparedTurn } from './turn.ts';
import { createTurnTaker } from './turn-taking.ts';
import { createUnclaimed } from './unclaimed.ts';
import type { MachineLookup } from './versions.ts';
import { whyStuck } from './waiting-room.ts';

export interface EngineOptions {
  store: Store;
  clock: Clock;
  machines: MachineLookup;
  perform: Perform;
  dispatcher(perform: Perform, reports: ActivityReports): Dispatcher;
  observer: CommitObserver & {
    /** Something that must not happen but must not stop the rest either. */
    trouble(what: string, error: unknown): void;
    /** From now on nothing is acknowledged, until the store is back. */
    storeAway?(reason: string): void;
    storeBack?(afterMs: number): void;
    /** Messages to actors that do not exist were thrown away. */
    dropped?(rows: { address: string; eventId: string }[]): void;
    /** Another process goes by our node id: this one has stopped. */
    superseded?(what: string): void;
    /** Activities that a dead process ran are run here. */
    tookOver?(activities: number): void;
    /** An actor is stuck: an event was put aside, or it could not be loaded. */
    putAside?(letter: DeadLetter, record: ActorRecord): void;
  };
  /** Commit batches in flight: 1 embedded, 2 on a Postgres server. */
  slots: number;
  /** Journal entries after which an actor's snapshot is written anew; loading replays fewer. */
  snapshotEvery?: number;
  /** Actors kept in memory although nothing runs for them. */
  parkedMax?: number;
  /** Who this process is among those that share the store; alone when left out. */
  node?: NodeOptions;
  /** Longest a caller waits for a store that is away; 5 s when left out. */
  patienceMs?: number;
}

const PATIENCE_MS = 5000;

/** Opens the host and resumes everything the store says is unfinished. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { clock, machines, observer } = options;
  const outage = createOutage({
    clock,
    patienceMs: options.patienceMs ?? PATIENCE_MS,
    began: (reason) => {
      observer.storeAway?.(reason);
      node?.hurry();
    },
    ended: (afterMs) => {
      observer.storeBack?.(afterMs);
      taker.resume();
      timers.look();
    },
  });
  const store = outage.watch(options.store);
  const committer = createCommitter(
    store,
    clock,
    {
      committed: (turns, ms) => {
        observer.committed(turns, ms);
        outage.answered();
      },
      failing: (error, attempt) => {
        observer.failing(error, attempt);
        outage.failed(error);
      },
    },
    { slots: options.slots, turnsMax: 200 },
  );
  const publisher = createPublisher(observer.trouble);
  let node: NodeLife | null = null;
  let superseded: string | null = null;
  let closing = false;
  /** Freed actors whose waiting work is being fetched. */
  let resuming = 0;
  let quietWaiters: (() => void)[] = [];

  const committed = (prepared: PreparedTurn): void => {
    const { turn, settled, stops } = prepared;
    for (const letter of turn.deadLetters) observer.putAside?.(letter, turn.after);
    for (const key of stops) dispatcher.stop(key);
    for (const row of turn.activities) dispatcher.start(row);
    for (const row of turn.inbox) {
      if (row.timer === null) deliverRow(row);
      else timers.arm(row.dueMs);
    }
    for (const { delivery, entry, record } of settled) {
      publisher.publish(transitionFrame(record, entry));
      delivery.settle({ kind: entry.kind, seq: entry.seq });
    }
    if (prepared.freed) void resumeWork(turn.address, prepared.freed.rerun);
  };

  /** What waited in the store for an actor that is free again: its activities, its inbox. */
  const resumeWork = async (owner: string, rerun: string[]): Promise<void> => {
    resuming += 1;
    try {
      const finished = taker.claimedIds(owner).map((id) => id.replace(/^done:/, ''));
      const except = [...finished, ...dispatcher.keys()];
      for (const row of await store.rerunActivities(owner, rerun, except)) dispatcher.start(row);
      timers.look();
    } catch (error) {
      observer.trouble(`work of ${owner}`, error);
      clock.wakeAt(clock.now() + 1000, () => void (closing || resumeWork(owner, rerun)));
    } finally {
      resuming -= 1;
      setImmediate(noteQuiet);
    }
  };

  const deliverRow = (row: InboxRow, settled: () => void = () => undefined): boolean =>
    taker.deliver(row.address, deliveryOf(row, settled));

  const deliveryOf = (row: InboxRow, settled: () => void = () => undefined): Delivery => ({
    eventId: row.eventId,
    event: row.event,
    fromInbox: true,
    recheck: false,
    caller: false,
    since: row.dueMs,
    held: settled,
    settle: settled,
    refuse: (failure) => {
      settled();
      taker.unclaim(row.address, row.eventId);
      if (failure.code === 'ACTOR_UNKNOWN') unclaimed(row);
      else observer.trouble(`message ${row.eventId} for ${row.address}`, failure);
    },
  });

  const complete = (row: ActivityRow, type: string, result: { [key: string]: Json }): void => {
    taker.deliver(row.owner, {
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
      since: clock.now(),
      settle: () => undefined,
      refuse: (failure) => observer.trouble(`result of ${row.key}`, failure),
    });
  };

  /** After a pause in which others may have taken over, an effect starts only if it is still ours. */
  const perform: Perform = (run) => {
    const ownership = node?.owns(run.key) ?? null;
    if (ownership === null) return options.perform(run);
    return ownership.then(() => {
      run.signal.throwIfAborted();
      return options.perform(run);
    });
  };

  const dispatcher = options.dispatcher(perform, {
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
  const timers = createTimers({
    store,
    clock,
    takesAt: (row) => node?.takesAt(row) ?? row.dueMs,
    deliver: deliverRow,
    failed: (error) => observer.trouble('timers', error),
    rested: () => setImmediate(noteQuiet),
  });
  const unclaimed = createUnclaimed({
    store,
    clock,
    arm: timers.arm,
    dropped: (rows) => observer.dropped?.(rows),
    failed: (error) => observer.trouble('messages to nobody', error),
  });

  const isQuiet = (): boolean =>
    !taker.isBusy() && dispatcher.running() === 0 && !timers.isPolling() && resuming === 0;
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
    ifTurnedAway: (undo: () => void) => void,
    resolution?: Resolution,
  ): Promise<{ kind: SendReceipt['kind']; seq: number }> =>
    new Promise((resolve, reject) => {
      if (superseded !== null) return reject(transient('NODE_SUPERSEDED', superseded));
      if (closing) return reject(terminal('ENGINE_CLOSING', 'the server is shutting down'));
      const delivery: Delivery = {
        eventId,
        event,
        fromInbox: false,
        recheck: eventId !== null && event.type !== 'xstate.init',
        caller: true,
        since: clock.now(),
        ...(resolution && { resolution }),
        settle: resolve,
        refuse: (failure) => reject(new PresGenError(failure)),
      };
      taker.deliver(address, delivery);
      ifTurnedAway(() => taker.withdraw(address, delivery));
    });

  const { load, look } = createReviver({
    store,
    clock,
    machines,
    quarantined: (letter, record) => observer.putAside?.(letter, record),
  });

  const read = async (address: string): Promise<ActorRecord | null> => {
    // Another process may have moved the actor on without our cache noticing.
    const cached = node?.isShared() ? undefined : taker.cached(address);
    if (cached) return persist(cached);
    return look(address);
  };

  const existing = async (address: string): Promise<LiveActor> => {
    const cached = taker.cached(address);
    if (cached) return cached;
    const loaded = await load(address);
    if (loaded === null) throw terminal('ACTOR_UNKNOWN', `there is no ${address}`);
    return loaded.actor;
  };

  /** @throws for one that takes no event. */
  const assertRunning = async ({ address, status, stuck }: ActorRecord): Promise<void> => {
    if (stuck) {
      const [letter] = await store.deadLetters(1, { open: true, address });
      throw terminal('ACTOR_STUCK', whyStuck(address, letter?.event ? null : letter?.error));
    }
    if (status !== 'active') throw terminal('ACTOR_FINISHED', `${address} is ${status}`);
  };

  /** @throws for one that takes no event. */
  const running = async (address: string): Promise<ActorRecord> => {
    const { record } = await existing(address);
    await assertRunning(record);
    return record;
  };

  const taker = createTurnTaker({
    store,
    clock,
    machines,
    load,
    deliveryOf,
    committer,
    snapshotEvery: options.snapshotEvery ?? 25,
    parkedMax: options.parkedMax ?? 1000,
    trouble: observer.trouble,
    committed,
    rested: noteQuiet,
  });

  /** Another process has taken our name and our work: stop, so that nothing is done twice. */
  const stepDown = (self: NodeBoot, boot: number): void => {
    superseded = `this process (node ${self.node}, start ${self.boot}) takes no more work: start ${boot} goes by the same name. Give each process a NODE_ID of its own.`;
    observer.superseded?.(superseded);
    taker.close();
    timers.stop();
    for (const key of dispatcher.keys()) dispatcher.stop(key);
  };

  node = await openNode(store, clock, options.node ?? LONE_NODE, {
    running: dispatcher.keys,
    takenOver: (rows) => {
      observer.tookOver?.(rows.length);
      for (const row of rows) dispatcher.start(row);
    },
    lost: dispatcher.stop,
    superseded: stepDown,
    renewed: (isShared) => {
      if (committer.isStalled()) committer.resume();
      else outage.answered();
      if (isShared) timers.look();
    },
    failed: (error) => outage.failed(error),
  });
  await timers.poll('all');

  return {
    start: ({ machine, address, input }) =>
      outage.bounded(async (ifTurnedAway) => {
        if (!machines.has(machine))
          throw terminal('MACHINE_UNKNOWN', `no machine named ${machine}`);
        const init = {
          type: 'xstate.init',
          machine,
          root: address,
          parent: null,
          idInParent: null,
          inc: 0,
          input,
        };
        const { kind } = await post(address, init, null, ifTurnedAway);
        const record = await read(address);
        if (record === null) throw terminal('ACTOR_UNKNOWN', `${address} could not be created`);
        // An actor whose creation failed is there too, and stuck.
        return { created: kind === 'init' || kind === 'failed', record };
      }),
    send: (address, event, sendOptions) =>
      outage.bounded(async (ifTurnedAway) => {
        const eventId = sendOptions?.eventId ?? null;
        const { record } = await existing(address);
        if (record.status !== 'active' && eventId !== null) {
          const consumed = await store.consumed(address, [eventId]);
          if (consumed.has(eventId)) return { kind: 'dropped', seq: record.seq, record };
        }
        await assertRunning(record);
        const receipt = await post(address, event, eventId, ifTurnedAway);
        return { ...receipt, record: (await read(address)) ?? record };
      }),
    migrate: (address, toVersion) =>
      outage.bounded(async (ifTurnedAway) => {
        const { machine, version: from, seq } = await running(address);
        const to = toVersion ?? machines.current(machine).version;
        if (from === to) return { moved: false, from, to, seq };
        const receipt = await post(address, { type: MIGRATE, from, to }, null, ifTurnedAway);
        return { moved: receipt.kind === 'migrate', from, to, seq: receipt.seq };
      }),
    read,
    family: async (root) => {
      const stored = await store.family(root);
      // An ended child was stored whole; the living, and roots, may be ahead of their snapshot.
      const whole = ({ status, parent }: ActorRecord) => status !== 'active' && parent !== null;
      const present = await Promise.all(
        stored.map((record) => (whole(record) ? record : read(record.address))),
      );
      return present.filter((record) => record !== null);
    },
    accepts: async (address) => acceptedEvents(await existing(address)),
    journal: (address, afterSeq, limit) => store.journal(address, afterSeq, limit),
    at: async (address, seq) => {
      const actor = await reviveAt(machines, store, address, seq);
      return actor === null ? null : persist(actor);
    },
    deadLetters: (filter, limit) => store.deadLetters(limit ?? 100, filter),
    resolveDeadLetter: (id, action, by, resolving) =>
      outage.bounded(async (ifTurnedAway) => {
        const letter = await store.deadLetter(id);
        if (letter === null) throw terminal('LETTER_UNKNOWN', `there is no dead letter ${id}`);
        const resolution: Resolution = { letter, action, by };
        const { address } = letter;
        const eventId = resolving?.eventId ?? null;
        const event = eventOf(resolution);
        const { seq } = await post(address, event, eventId, ifTurnedAway, resolution);
        return { letter: (await store.deadLetter(id)) ?? letter, seq };
      }),
    subscribe: publisher.subscribe,
    quiet: () =>
      new Promise((resolve) => {
        quietWaiters.push(resolve);
        setImmediate(noteQuiet);
      }),
    unavailable: () => superseded ?? outage.reason(),
    nextDue: () => store.nextDue(clock.now()),
    archive: () => archiveEnded(store, machines, committer, observer.trouble),
    close: async () => {
      closing = true;
      taker.close();
      timers.stop();
      await dispatcher.drain();
      await committer.flush();
      await node?.leave();
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
    createdAt: record.createdAt,
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
