/** Rebuilds an actor from its snapshot and the journal after it; commands are computed and dropped. */
import { create, type InitEvent, type LiveActor, restore, step, stillborn } from './kernel.ts';
import type { JournalEntry, LoadedActor, Store } from './ports.ts';
import { entryFor, type MachineLookup } from './versions.ts';

/** The present: newest snapshot plus tail. */
export function revive(machines: MachineLookup, loaded: LoadedActor): LiveActor {
  const { record, tail } = loaded;
  const base: LiveActor =
    record.snapshot === null
      ? { record, snapshot: null }
      : restore(entryFor(machines, record), record);
  return tail.reduce((actor, next) => replayed(machines, actor, next), base);
}

/** The past: folds the journal from its first entry up to and including `seq`. */
export async function reviveAt(
  machines: MachineLookup,
  store: Store,
  address: string,
  seq: number,
): Promise<LiveActor | null> {
  let actor: LiveActor | null = null;
  let after = -1;
  for (;;) {
    const page = await store.journal(address, after, 500);
    for (const entry of page) {
      if (entry.seq > seq) return actor;
      actor =
        actor === null
          ? born(machines, entry, await birthVersion(store, entry))
          : replayed(machines, actor, entry);
      after = entry.seq;
    }
    if (page.length < 500) return actor;
  }
}

/**
 * The version an actor was created under. Journals from before versions were recorded belong to
 * actors that never changed theirs: no migration existed yet.
 */
async function birthVersion(store: Store, { address, event }: JournalEntry): Promise<string> {
  if (typeof event.version === 'string') return event.version;
  const stored = await store.load(address);
  if (stored === null) throw new Error(`${address} has a journal but no record`);
  return stored.record.version;
}

function born(machines: MachineLookup, entry: JournalEntry, version: string): LiveActor {
  const event = entry.event as InitEvent;
  const machine = machines.pinned(event.machine, version);
  try {
    return create(machine, entry.address, event, entry.at).actor;
  } catch {
    return stillborn(version, entry.address, event, null, entry.at).actor;
  }
}

function replayed(machines: MachineLookup, actor: LiveActor, entry: JournalEntry): LiveActor {
  if (entry.seq !== actor.record.seq + 1) {
    throw new Error(`journal of ${entry.address} jumps from ${actor.record.seq} to ${entry.seq}`);
  }
  if (entry.kind === 'event')
    return step(entryFor(machines, actor.record), actor, entry.event, entry.at).actor;
  const stuck = actor.record.stuck || entry.kind === 'failed';
  return { ...actor, record: { ...actor.record, seq: entry.seq, updatedAt: entry.at, stuck } };
}
