/**
 * Stores ended actors whole. While it lives, an actor is a snapshot and the journal after it; once
 * ended it must be readable without its machine's code, which later releases may no longer carry.
 */
import type { Committer } from './committer.ts';
import { persist } from './kernel.ts';
import type { Store, Turn } from './ports.ts';
import { revive } from './replay.ts';
import type { MachineLookup } from './versions.ts';

const PAGE = 100;

/**
 * Writes the last snapshot of every ended actor that lacks it; returns how many were written. An
 * actor that cannot be brought back is told to `trouble` and left as it is.
 */
export async function archiveEnded(
  store: Store,
  machines: MachineLookup,
  committer: Committer,
  trouble: (what: string, error: unknown) => void,
): Promise<number> {
  let written = 0;
  let after = '';
  for (;;) {
    const addresses = await store.unarchived(after, PAGE);
    for (const address of addresses) {
      try {
        const turn = await lastSnapshot(store, machines, address);
        if (turn && (await committer.submit(turn)) === 'accepted') written += 1;
      } catch (error) {
        trouble(`archiving ${address}`, error);
      }
    }
    if (addresses.length < PAGE) return written;
    after = addresses.at(-1) ?? after;
  }
}

/** A turn that consumes nothing: the same seq, now with its snapshot. */
async function lastSnapshot(
  store: Store,
  machines: MachineLookup,
  address: string,
): Promise<Turn | null> {
  const loaded = await store.load(address);
  if (loaded === null || loaded.tail.length === 0) return null;
  const after = persist(revive(machines, loaded));
  return {
    address,
    expect: after.seq,
    after,
    writeSnapshot: true,
    journal: [],
    inboxDone: [],
    inbox: [],
    activities: [],
    activitiesDone: [],
    deadLetters: [],
    letters: [],
  };
}
