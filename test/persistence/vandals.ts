/** What bad disks and hasty hands do to stored actors, on each store; and how it is put right. */
import type { Database } from '../../persistence/database.ts';
import { memoryTables } from '../../persistence/memory-store.ts';
import type { Store } from '../../runtime/ports.ts';

export type Mend = () => Promise<void>;

export interface Vandal {
  /** Changes one letter inside the stored snapshot. */
  alterSnapshot(address: string): Promise<Mend>;
  loseSnapshot(address: string): Promise<Mend>;
  loseEntry(address: string, seq: number): Promise<Mend>;
}

export function memoryVandal(store: () => Store): Vandal {
  const actorOf = (address: string) => {
    const actor = memoryTables(store()).actors.get(address);
    if (!actor) throw new Error(`there is no ${address}`);
    return actor;
  };
  const swap = (address: string, change: (text: string) => string | null): Mend => {
    const actor = actorOf(address);
    const { snapshot } = actor;
    const text = change(snapshot?.text ?? '');
    actor.snapshot = text === null ? null : { text, checksum: snapshot?.checksum ?? 0 };
    return async () => {
      actor.snapshot = snapshot;
    };
  };
  return {
    alterSnapshot: async (address) => swap(address, altered),
    loseSnapshot: async (address) => swap(address, () => null),
    loseEntry: async (address, seq) => {
      const actor = actorOf(address);
      const { journal } = actor;
      actor.journal = journal.filter((entry) => entry.seq !== seq);
      return async () => {
        actor.journal = journal;
      };
    },
  };
}

export function sqlVandal(database: () => Database): Vandal {
  const run = (text: string, params: unknown[]) => database().sql(text, params);
  return {
    alterSnapshot: async (address) => {
      const [row] = await database().sql<{ id: number; data: string }>(
        'select a.id, s.data::text as data from snapshot s join actor a on a.id = s.actor where a.address = ?',
        [address],
      );
      const set = 'update snapshot set data = ?::json where actor = ?';
      await run(set, [altered(row?.data ?? ''), row?.id]);
      return async () => {
        await run(set, [row?.data, row?.id]);
      };
    },
    loseSnapshot: async (address) => {
      const move =
        'update snapshot set actor = -actor where actor = (select ?::int * id from actor where address = ?)';
      await run(move, [1, address]);
      return async () => {
        await run(move, [-1, address]);
      };
    },
    loseEntry: async (address, seq) => {
      const move =
        'update journal set actor = -actor where actor = (select ?::int * id from actor where address = ?) and seq = ?';
      await run(move, [1, address, seq]);
      return async () => {
        await run(move, [-1, address, seq]);
      };
    },
  };
}

function altered(text: string): string {
  return text.replace('"childInc"', '"childlnc"');
}
