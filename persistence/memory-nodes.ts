/** Nodes and their activities in memory: the same answers as `node-statements.ts`. */
import type { ActivityRow, NodeBoot, Store } from '../runtime/ports.ts';
import { throughJson } from './json-text.ts';

export interface NodeTables {
  /** Node id → its newest start and the end of its lease. */
  known: Map<string, { boot: number; expires: number }>;
  /** Activity key → who runs it. */
  runners: Map<string, NodeBoot | null>;
}

type NodeMethods = 'join' | 'beat' | 'leave' | 'takeOverActivities' | 'held';

/** @param joined told once the store works for a node. */
export function createMemoryNodes(
  { known, runners }: NodeTables,
  activities: Map<string, ActivityRow>,
  now: () => number,
  joined: (self: NodeBoot) => void,
): Pick<Store, NodeMethods> {
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
      joined({ node, boot });
      return { node, boot };
    },
    beat: async (self, leaseMs) => {
      const entry = current(self);
      if (entry) entry.expires = now() + leaseMs;
      const living = [...known].filter(([id, { expires }]) => id === self.node || expires > now());
      return {
        boot: known.get(self.node)?.boot ?? self.boot,
        living: living.map(([id]) => id).sort(),
        orphans: [...activities.keys()].some((key) => !isRun(key)),
      };
    },
    leave: async (self) => {
      const entry = current(self);
      if (entry) entry.expires = 0;
    },
    takeOverActivities: async (self) => {
      const taken = [...activities.values()].filter(({ key }) => !self || !isRun(key));
      for (const row of taken) {
        row.attempt += 1;
        runners.set(row.key, self ?? null);
      }
      return throughJson(taken);
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
