/**
 * Loads actors in groups: whatever is asked for while earlier loads are under way goes out as one
 * query. A thousand workflows resumed at once cost a few queries, a single one costs no wait.
 */
import type { LoadedActor, Store } from './ports.ts';

const QUERIES_AT_ONCE = 2;
const ACTORS_MAX = 200;

interface Wanted {
  address: string;
  resolve(loaded: LoadedActor | null): void;
  reject(error: unknown): void;
}

export function createLoader(
  store: Pick<Store, 'load' | 'loadAll'>,
): (address: string) => Promise<LoadedActor | null> {
  let queue: Wanted[] = [];
  let inFlight = 0;

  const pump = (): void => {
    while (queue.length > 0 && inFlight < QUERIES_AT_ONCE) {
      const group = queue.slice(0, ACTORS_MAX);
      queue = queue.slice(ACTORS_MAX);
      inFlight += 1;
      void fetch(group).finally(() => {
        inFlight -= 1;
        pump();
      });
    }
  };

  const fetch = async (group: Wanted[]): Promise<void> => {
    try {
      const [only] = group;
      if (group.length === 1 && only) return only.resolve(await store.load(only.address));
      const found = await store.loadAll(group.map(({ address }) => address));
      const byAddress = new Map(found.map((loaded) => [loaded.record.address, loaded]));
      for (const { address, resolve } of group) resolve(byAddress.get(address) ?? null);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  };

  return (address) =>
    new Promise((resolve, reject) => {
      queue.push({ address, resolve, reject });
      pump();
    });
}
