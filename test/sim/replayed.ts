/** Replays a journal from its first entry and compares: kinds, digests, values, and the actor itself. */
import { isDeepStrictEqual } from 'node:util';
import { persist } from '../../runtime/kernel.ts';
import type { ActorRecord, JournalEntry, LoadedActor } from '../../runtime/ports.ts';
import { revive } from '../../runtime/replay.ts';
import { buildTurn, type Delivery } from '../../runtime/turn.ts';
import type { MachineLookup } from '../../runtime/versions.ts';

/** Where the replayed actor differs from the stored one, as sentences. */
export function differences(
  machines: MachineLookup,
  loaded: LoadedActor,
  journal: JournalEntry[],
): string[] {
  const { address } = loaded.record;
  if (journal.length === 0) return [`${address} has no journal`];
  const turn = buildTurn(machines, address, null, { written: 0, every: Number.POSITIVE_INFINITY });
  for (const entry of journal) turn.apply(deliveryOf(entry), entry.at);
  const { settled, actor } = turn.finish();
  const found = journal.flatMap((entry, index) => unlike(entry, settled[index]?.entry)).slice(0, 3);
  const stored = revived(machines, loaded);
  if (stored instanceof Error) return [...found, `${address} does not revive: ${stored.message}`];
  const again = persist(actor);
  if (!isDeepStrictEqual(again, stored) && !isDeepStrictEqual(plain(again), plain(stored)))
    found.push(`${address} replayed from its journal is not what was stored`);
  return found;
}

/** What is stored, as an actor again; the error where it cannot be read. */
export function revived(machines: MachineLookup, loaded: LoadedActor): ActorRecord | Error {
  try {
    return persist(revive(machines, loaded));
  } catch (error) {
    return error as Error;
  }
}

function unlike(entry: JournalEntry, again: JournalEntry | undefined): string[] {
  return (['seq', 'kind', 'digest', 'value'] as const)
    .filter((field) => !isDeepStrictEqual(again?.[field], entry[field]))
    .map((field) => `${entry.address} ${entry.seq} replays with another ${field}`);
}

function deliveryOf({ event, eventId }: JournalEntry): Delivery {
  return {
    event,
    eventId,
    fromInbox: false,
    recheck: false,
    caller: false,
    since: 0,
    settle: () => undefined,
    refuse: () => undefined,
  };
}

function plain(record: ActorRecord): unknown {
  return JSON.parse(JSON.stringify(record));
}
