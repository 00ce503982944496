/** Nodes and their activities in memory: the same answers as `node-statements.ts`. */
import type { ActivityRow, NodeBoot, Store } from '../runtime/ports.ts';
import { throughJson } from './json-text.ts';

export interface NodeTables {
  /** Node id → its newest start and the end of its lease. */
  known: Map<string, { boot: number; expires: number }>;
  /** Activity key → who runs it. */
  runners: Map<string, NodeBoot | null>;
}

type NodeMethods = 'join' | 'beat' | 'leave' | 'takeOverActivities' | 'rerunActivities' | 'held';

/**
 * @param isStuck whether an actor takes no results now.
 * @param joined told once the store works for a node.
 */
export function createMemoryNodes(
  { known, runners }: NodeTables,
  activities: Map<string, ActivityRow>,
  now: () => number,
  isStuck: (owner: string) => boolean,
  joined: (self: NodeBoot) => void,
): Pick<Store, NodeMethods> {
  let self: NodeBoot | null = null;
  const runAgain = (rows: ActivityRow[], runner: NodeBoot | null): ActivityRow[] => {
    for (const row of rows) {
      row.attempt += 1;
      runners.set(row.key, runner);
    }
    return throughJson(rows);
  };
  const isOurs = (key: string): boolean => {
    const runner = runners.get(key);
    return self !== null && runner?.node === self.node && runner.boot === self.boot;
  };
  const isRun = (key: string): boolean => {
    const runner = runners.get(key);
    const node = known.get(runner?.node ?? '');
    return node !== undefined && node.boot === runner?.boot && node.expires > now();
  };
  const current = ({ node, boot }: NodeBoot) => {
    const entry = known.get(node);
    return entry?.boot === boot ? entry : undefined;
  };
  return {
    join: async (node, leaseMs) => {
      const boot = (known.get(node)?.boot ?? 0) + 1;
      known.set(node, { boot, expires: now() + leaseMs });
      self = { node, boot };
      joined(self);
      return self;
    },
    beat: async (beating, leaseMs) => {
      const entry = current(beating);
      if (entry) entry.expires = now() + leaseMs;
      const living = [...known].filter(
        ([id, { expires }]) => id === beating.node || expires > now(),
      );
      return {
        boot: known.get(beating.node)?.boot ?? beating.boot,
        living: living.map(([id]) => id).sort(),
        orphans: [...activities.values()].some(({ key, owner }) => !isRun(key) && !isStuck(owner)),
      };
    },
    leave: async (leaving) => {
      const entry = current(leaving);
      if (entry) entry.expires = 0;
    },
    takeOverActivities: async (taker) => {
      const taken = [...activities.values()].filter(
        ({ key, owner }) => (!taker || !isRun(key)) && !isStuck(owner),
      );
      return runAgain(taken, taker ?? null);
    },
    rerunActivities: async (owner, certain, except) => {
      const taken = [...activities.values()].filter(
        ({ key, owner: of }) =>
          of === owner &&
          (certain.includes(key) || (!except.includes(key) && (!isRun(key) || isOurs(key)))),
      );
      return runAgain(taken, self);
    },
    held: async ({ node, boot }, keys) =>
      new Set(
        keys.filter((key) => {
          const runner = activities.has(key) ? runners.get(key) : null;
          return runner?.node === node && runner.boot === boot;
        }),
      ),
  };
}
