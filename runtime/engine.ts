/**
 * The durable actor host. Per actor, one turn at a time: take waiting events, step the machine,
 * commit, and only then let anything out: acknowledgements, activities, messages, frames.
 */

import { archiveEnded } from './archive.ts';

import { type CommitObserver, createCommitter } from './committer.ts';
import { refuseIncomplete } from './complete.ts';

import { createCalls } from './engine-calls.ts';
import { createReads } from './engine-reads.ts';
import { terminal, transient } from './errors.ts';
import { transitionFrame } from './frames.ts';

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
  InboxRow,
  Json,
  NodeBoot,
  Perform,
  Store,
} from './ports.ts';
import { createPublisher } from './publisher.ts';
import { createReviver } from './quarantine.ts';

import { createTimers } from './timers.ts';
import type { Delivery, PreparedTurn } from './turn.ts';
import { createTurnTaker } from './turn-taking.ts';
import { createUnclaimed } from './unclaimed.ts';
import type { MachineLookup } from './versions.ts';

export interface EngineOptions {
  store: Store;
  clock: Clock;
  machines: MachineLookup;
  /** Children that `perform` can run; others are refused at the start. Any, when left out. */
  activities?: readonly string[];
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
  refuseIncomplete(machines, options.activities ?? null);
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
      overtaken: ({ address }) => void resumeWork(address, []),
    },
    { slots: options.slots, turnsMax: 200 },
  );
  const publisher = createPublisher(observer.trouble);
  let node: NodeLife | null = null;
  let sent = 0;
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
      delivery.settle({ kind: entry.kind, seq: entry.seq, view: record.view });
    }
    if (prepared.freed) void resumeWork(turn.address, prepared.freed.rerun);
  };

  /** What waits in the store for an actor and nobody here knows of: its activities, its inbox. */
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

  /** When the running activities began, which may be long after they were asked for. */
  const began = new Map<string, number>();

  const complete = (row: ActivityRow, type: string, result: { [key: string]: Json }): void => {
    const startedAt = began.get(row.key);
    taker.deliver(row.owner, {
      eventId: `done:${row.key}`,
      event: {
        type: `xstate.${type}.actor.${row.childId}`,
        inc: row.inc,
        actorId: row.childId,
        ...(startedAt !== undefined && { started_at: startedAt }),
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
    const start = (): Promise<Json> => {
      began.set(run.key, clock.now());
      return options.perform(run);
    };
    if (ownership === null) return start();
    return ownership.then(() => {
      run.signal.throwIfAborted();
      return start();
    });
  };

  const dispatcher = options.dispatcher(perform, {
    done: (row, output) => {
      complete(row, 'done', { output });
    },
    failed: (row, failure) => {
      complete(row, 'error', { error: { ...failure } });
    },
    settled: (row) => {
      began.delete(row.key);
      setImmediate(noteQuiet);
    },
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

  const { load, look } = createReviver({
    store,
    clock,
    machines,
    quarantined: (letter, record) => observer.putAside?.(letter, record),
  });
  const reads = createReads({
    store,
    machines,
    load,
    look,
    cached: (address) => taker.cached(address),
    isShared: () => node?.isShared() ?? false,
  });

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

  const life = await openNode(store, clock, options.node ?? LONE_NODE, {
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
  node = life;
  // However much fell due meanwhile, nobody waits for it to be consumed before the host is open.
  timers.look('all');
  // A process before this one may have had a commit under way whose messages nobody delivers.
  const { leaseMs } = options.node ?? LONE_NODE;
  const forgetLateLook = clock.wakeAt(clock.now() + leaseMs, timers.look);

  return {
    ...createCalls({
      store,
      clock,
      machines,
      outage,
      taker,
      existing: reads.existing,
      nextEventId: () => `sent:${life.self.node}.${life.self.boot}.${++sent}`,
      closed: () => {
        if (superseded !== null) return transient('NODE_SUPERSEDED', superseded);
        return closing ? terminal('ENGINE_CLOSING', 'the server is shutting down') : null;
      },
    }),
    read: reads.read,
    family: reads.family,
    accepts: reads.accepts,
    at: reads.at,
    journal: store.journal,
    deadLetters: (filter, limit) => store.deadLetters(limit ?? 100, filter),
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
      forgetLateLook();
      taker.close();
      timers.stop();
      await dispatcher.drain();
      await committer.flush();
      committer.close();
      await node?.leave();
    },
  };
}
