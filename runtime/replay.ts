/**
 * Rebuilds an actor from its snapshot and the journal after it. The commands a position asked for
 * went out when it was committed, so here they are only compared: code that comes to others than the
 * journal says would go on from a state that never was.
 */
import { isDeepStrictEqual } from 'node:util';
import { digestOf } from './commands.ts';
import { terminal, toFailure } from './errors.ts';
import {
  create,
  type InitEvent,
  type LiveActor,
  newRecord,
  restore,
  type StepResult,
  step,
  stillborn,
} from './kernel.ts';
import { type Adoption, adopt } from './migrate.ts';
import type { JournalEntry, Json, LoadedActor, Store } from './ports.ts';
import { entryFor, type MachineLookup } from './versions.ts';

/** The present: newest snapshot plus tail. @throws PresGenError REPLAY_DIVERGED */
export function revive(machines: MachineLookup, loaded: LoadedActor): LiveActor {
  const { record, tail } = loaded;
  const base: LiveActor =
    record.snapshot === null
      ? { record, snapshot: null }
      : restore(entryFor(machines, record), record);
  return tail.reduce((actor, next) => {
    const result = replay(machines, actor, next);
    refuseDivergence(divergence(actor.record.value, result, next), result, next);
    return result.actor;
  }, base);
}

/**
 * The past: folds the journal from its first entry up to and including `seq`. Where the code an
 * actor began on is gone, from the migration that took it to code that is here.
 * @throws PresGenError REPLAY_DIVERGED, MACHINE_VERSION_UNKNOWN
 */
export async function reviveAt(
  machines: MachineLookup,
  store: Store,
  address: string,
  seq: number,
): Promise<LiveActor | null> {
  const fold = createFold(machines, await birthVersion(store, address));
  for await (const entry of wholeJournal(store, address)) {
    if (entry.seq > seq) break;
    const before = fold.value();
    const result = fold.take(entry);
    if (result !== null) refuseDivergence(divergence(before, result, entry), result, entry);
  }
  return fold.actor();
}

/** Every entry of an actor's journal, oldest first. */
export async function* wholeJournal(store: Store, address: string): AsyncGenerator<JournalEntry> {
  const limit = 500;
  for (let after = -1; ; ) {
    const page = await store.journal(address, after, limit);
    yield* page;
    if (page.length < limit) return;
    after = page.at(-1)?.seq ?? after;
  }
}

/**
 * The version an actor was created under. Journals from before that was recorded say it where they
 * say that it changed, and if it never changed it is the record's.
 */
export async function birthVersion(store: Store, address: string): Promise<string | null> {
  const [birth] = await store.journal(address, -1, 1);
  if (typeof birth?.event.version === 'string') return birth.event.version;
  for await (const { kind, event } of wholeJournal(store, address))
    if (kind === 'migrate') return String(event.from);
  return (await store.load(address))?.record.version ?? null;
}

export interface Fold {
  /** Null for a position whose code is gone. @throws what the machine throws */
  take(entry: JournalEntry): StepResult | null;
  /** The state value so far. */
  value(): Json;
  /** Why the last position was not replayed; null if it was. */
  gone(): string | null;
  /** The actor after the last position; null before the first. @throws when its code is gone */
  actor(): LiveActor | null;
}

/** @param version what the actor was created under */
export function createFold(machines: MachineLookup, version: string | null): Fold {
  let actor: LiveActor | null = null;
  let gone: unknown = null;
  const begin = (entry: JournalEntry): StepResult | null => {
    const event = entry.event as InitEvent;
    try {
      machines.pinned(event.machine, String(version));
    } catch (error) {
      gone = error;
      const record = newRecord(String(version), entry.address, event, entry.at);
      actor = { record: { ...record, value: entry.value }, snapshot: null };
      return null;
    }
    return born(machines, entry, String(version));
  };
  const skip = (known: LiveActor, entry: JournalEntry): null => {
    const value = entry.value ?? known.record.value;
    actor = { ...known, record: { ...known.record, seq: follow(known, entry), value } };
    return null;
  };
  return {
    take: (entry) => {
      if (actor !== null && gone !== null && entry.kind !== 'migrate') return skip(actor, entry);
      const result = actor === null ? begin(entry) : replay(machines, actor, entry);
      if (result === null) return null;
      gone = null;
      actor = result.actor;
      return result;
    },
    value: () => actor?.record.value ?? null,
    gone: () => (gone === null ? null : toFailure(gone).message),
    actor: () => {
      if (gone !== null) throw gone;
      return actor;
    },
  };
}

/** One journal position once more, and the commands the code of today makes of it. */
export function replay(machines: MachineLookup, actor: LiveActor, entry: JournalEntry): StepResult {
  const { kind, event, at } = entry;
  const seq = follow(actor, entry);
  if (kind === 'event') return step(entryFor(machines, actor.record), actor, event, at);
  if (kind === 'migrate') {
    const adoption = event as Adoption;
    const target = machines.pinned(actor.record.machine, adoption.to);
    return adopt(target, actor.record, adoption, at);
  }
  const stuck = actor.record.stuck || kind === 'failed';
  return {
    actor: { ...actor, record: { ...actor.record, seq, updatedAt: at, stuck } },
    commands: [],
  };
}

function born(machines: MachineLookup, entry: JournalEntry, version: string): StepResult {
  const event = entry.event as InitEvent;
  try {
    return create(machines.pinned(event.machine, version), entry.address, event, entry.at);
  } catch (error) {
    return stillborn(version, entry.address, event, { ...toFailure(error) }, entry.at);
  }
}

function follow({ record }: LiveActor, { address, seq }: JournalEntry): number {
  if (seq !== record.seq + 1)
    throw new Error(`journal of ${address} jumps from ${record.seq} to ${seq}`);
  return seq;
}

export interface Divergence {
  what: 'state' | 'commands';
  stored: string;
  replayed: string;
}

/**
 * How the code of today differs from what was committed at one position; null where it does not.
 * @param before the state value before that position: an entry names the state where it changed
 */
export function divergence(
  before: Json,
  { actor, commands }: StepResult,
  { digest, value }: JournalEntry,
): Divergence | null {
  const [stored, replayed] = [value ?? before, actor.record.value];
  if (!isDeepStrictEqual(stored, replayed))
    return { what: 'state', stored: JSON.stringify(stored), replayed: JSON.stringify(replayed) };
  const commanded = digestOf(commands);
  return commanded === digest ? null : { what: 'commands', stored: digest, replayed: commanded };
}

function refuseDivergence(
  different: Divergence | null,
  { actor: { record } }: StepResult,
  { address, seq, event }: JournalEntry,
): void {
  if (different === null) return;
  const { what, stored, replayed } = different;
  throw terminal(
    'REPLAY_DIVERGED',
    `${address} at ${seq} (${event.type}): ${record.machine} ${record.version} comes to other ${what} than journalled, ${replayed || 'none'} instead of ${stored || 'none'}`,
  );
}
