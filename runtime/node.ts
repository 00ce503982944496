/**
 * This process among those that share the store. It renews a lease; takes over what nobody alive
 * runs; and makes sure, after a pause long enough to have been taken for dead, that it starts only
 * what is still its own. Correctness never rests on this: every turn is fenced by its `seq`.
 */
import { transient } from './errors.ts';
import type { ActivityRow, Clock, InboxRow, NodeBoot, Store } from './ports.ts';

export interface NodeOptions {
  /** Stable across restarts of this process, different for every other. */
  id: string;
  beatMs: number;
  /** Silence after which the others take this node for dead. */
  leaseMs: number;
}

export interface NodeEvents {
  /** Keys of the activities that are running or waiting to run here. */
  running(): string[];
  takenOver(rows: ActivityRow[]): void;
  /** Another node runs this activity now, or nobody needs it any more. */
  lost(key: string): void;
  /** A newer process goes by our name: this one must stop. */
  superseded(self: NodeBoot, boot: number): void;
  /** The lease was renewed; `isShared` when rows of others may wait for us to notice them. */
  renewed(isShared: boolean): void;
  failed(error: unknown): void;
}

export interface NodeLife {
  self: NodeBoot;
  /** When this node may deliver a row: at once where it is in charge, later where another is. */
  takesAt(row: InboxRow): number;
  /**
   * Resolves once this node certainly runs the activity: at once under a valid lease.
   * @throws transient NODE_LOST_LEASE when another node has taken it over.
   */
  owns(key: string): Promise<void> | null;
  /** Whether other nodes were alive at the last beat. */
  isShared(): boolean;
  /** The store is away: ask soon whether it is back. */
  hurry(): void;
  /** Ends the lease; the others need not wait for it. */
  leave(): Promise<void>;
}

export const LONE_NODE: NodeOptions = { id: 'local', beatMs: 3000, leaseMs: 10_000 };
/** A store that does not answer is asked again this often. */
const PROBE_MS = 1000;

/** Registers this start and takes over what is left behind. Beats until it leaves. */
export async function openNode(
  store: Store,
  clock: Clock,
  { id, beatMs, leaseMs }: NodeOptions,
  on: NodeEvents,
): Promise<NodeLife> {
  let validUntil = clock.now() + leaseMs;
  const self = await store.join(id, leaseMs);
  let living = [id];
  let stopped = false;
  let cancelWake = (): void => undefined;
  let beating: Promise<void> | null = null;

  const beat = async (): Promise<void> => {
    const sentAt = clock.now();
    const standing = await store.beat(self, leaseMs);
    if (stopped) return;
    if (standing.boot !== self.boot) {
      stopped = true;
      on.superseded(self, standing.boot);
      return;
    }
    const hadLapsed = sentAt > validUntil;
    validUntil = sentAt + leaseMs;
    const isChanged = living.join() !== standing.living.join();
    living = standing.living;
    if (hadLapsed || living.length > 1) await dropLost();
    if (standing.orphans) on.takenOver(await store.takeOverActivities(self));
    on.renewed(isChanged || living.length > 1);
  };

  /** Others may have taken an activity over while this node was silent, or left its state. */
  const dropLost = async (): Promise<void> => {
    const keys = on.running();
    if (keys.length === 0) return;
    const held = await store.held(self, keys);
    for (const key of keys) if (!held.has(key)) on.lost(key);
  };

  const beatNow = (): Promise<void> => {
    beating ??= beat()
      .then(
        () => schedule(beatMs),
        (error: unknown) => {
          schedule(Math.min(beatMs, PROBE_MS));
          on.failed(error);
          throw error;
        },
      )
      .finally(() => {
        beating = null;
      });
    return beating;
  };

  const schedule = (delayMs: number): void => {
    cancelWake();
    if (!stopped)
      cancelWake = clock.wakeAt(clock.now() + delayMs, () => void beatNow().catch(() => undefined));
  };

  const owned = async (key: string): Promise<void> => {
    while (!stopped) {
      const held = await stillHeld(key).catch(() => null);
      if (held === true) return;
      if (held === false) break;
      await pause(clock);
    }
    on.lost(key);
    throw transient('NODE_LOST_LEASE', `another process runs ${key} now`);
  };

  const stillHeld = async (key: string): Promise<boolean> => {
    while (clock.now() > validUntil && !stopped) await beatNow();
    return !stopped && (await store.held(self, [key])).has(key);
  };

  await beatNow();
  return {
    self,
    takesAt: (row) => takesAt(row, self.node, living, leaseMs),
    owns: (key) => (clock.now() <= validUntil && !stopped ? null : owned(key)),
    isShared: () => living.length > 1,
    hurry: () => {
      if (beating === null) schedule(PROBE_MS);
    },
    leave: async () => {
      stopped = true;
      cancelWake();
      await store.leave(self);
    },
  };
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.wakeAt(clock.now() + PROBE_MS, resolve);
  });
}

/**
 * Timers belong to the node in charge of the workflow; a message is delivered by the node that sent
 * it, so a row that still lies there was left behind. After a lease's time anyone may take either.
 */
export function takesAt(row: InboxRow, me: string, living: string[], graceMs: number): number {
  if (living.length <= 1) return row.dueMs;
  const isInCharge = inCharge(row.address, living) === me;
  const graces = (isInCharge ? 0 : 1) + (row.timer === null ? 1 : 0);
  return row.dueMs + graces * graceMs;
}

/** Rendezvous hashing by root: when a node goes, only what it was in charge of moves. */
export function inCharge(address: string, living: string[]): string | undefined {
  const [root = address] = address.split('/', 1);
  let best: string | undefined;
  let bestWeight = -1;
  for (const node of living) {
    const weight = fnv1a(`${node}\n${root}`);
    if (weight > bestWeight) [best, bestWeight] = [node, weight];
  }
  return best;
}

/** FNV-1a, finished with an avalanche so that neighbouring ids do not weigh alike. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
