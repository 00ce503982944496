/** How actors are looked at: from memory where they are, else from what is stored. */
import { terminal } from './errors.ts';
import { acceptedEvents, type LiveActor, persist } from './kernel.ts';
import type { ActorRecord, Engine, Store } from './ports.ts';
import type { Reviver } from './quarantine.ts';
import { reviveAt } from './replay.ts';
import type { MachineLookup } from './versions.ts';

export interface ReadsOptions extends Reviver {
  store: Store;
  machines: MachineLookup;
  cached(address: string): LiveActor | null | undefined;
  /** Whether other processes move actors too. */
  isShared(): boolean;
}

export interface Reads extends Pick<Engine, 'read' | 'family' | 'accepts' | 'at'> {
  /** @throws PresGenError ACTOR_UNKNOWN */
  existing(address: string): Promise<LiveActor>;
}

export function createReads(options: ReadsOptions): Reads {
  const { store, machines, load, look, cached, isShared } = options;

  const read = async (address: string): Promise<ActorRecord | null> => {
    // Another process may have moved the actor on without our cache noticing.
    const known = isShared() ? undefined : cached(address);
    return known ? persist(known) : look(address);
  };

  const existing = async (address: string): Promise<LiveActor> => {
    const known = cached(address);
    if (known) return known;
    const loaded = await load(address);
    if (loaded === null) throw terminal('ACTOR_UNKNOWN', `there is no ${address}`);
    return loaded.actor;
  };

  return {
    read,
    existing,
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
    at: async (address, seq) => {
      const actor = await reviveAt(machines, store, address, seq);
      return actor === null ? null : persist(actor);
    },
  };
}
