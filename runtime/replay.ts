/** Rebuilds an actor from its snapshot and the journal after it; commands are computed and dropped. */
import { create, type InitEvent, type LiveActor, restore, step, stillborn } from './kernel.ts';
import type { JournalEntry, LoadedActor, Store } from './ports.ts';
import { entryFor, type MachineLookup } from './turn.ts';

/** The present: newest snapshot plus tail. */
export function revive(machines: MachineLookup, loaded: LoadedActor): LiveActor {
  const entry = machines.get(loaded.record.machine);
  if (!entry) throw new Error(`no machine named ${loaded.record.machine}`);
  const base: LiveActor =
    loaded.record.snapshot === null
      ? { record: loaded.record, snapshot: null }
      : restore(entry, loaded.record);
  return loaded.tail.reduce((actor, next) => replayed(machines, actor, next), base);
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
      actor = actor === null ? born(machines, entry) : replayed(machines, actor, entry);
      after = entry.seq;
    }
    if (page.length < 500) return actor;
  }
}

function born(machines: MachineLookup, entry: JournalEntry): LiveActor {
  const event = entry.event as InitEvent;
  const machine = machines.get(event.machine);
  if (!machine) throw new Error(`no machine named ${event.machine}`);
  try {
    return create(machine, entry.address, event, entry.at).actor;
  } catch {
    return stillborn(machine.version, entry.address, event, null, entry.at).actor;
  }
}

function replayed(machines: MachineLookup, actor: LiveActor, entry: JournalEntry): LiveActor {
  if (entry.seq !== actor.record.seq + 1) {
    throw new Error(`journal of ${entry.address} jumps from ${actor.record.seq} to ${entry.seq}`);
  }
  if (entry.kind === 'event')
    return step(entryFor(machines, actor), actor, entry.event, entry.at).actor;
  const stuck = actor.record.stuck || entry.kind === 'failed';
  return { ...actor, record: { ...actor.record, seq: entry.seq, updatedAt: entry.at, stuck } };
}
