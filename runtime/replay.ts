/**
 * Rebuilds an actor from its snapshot and the journal after it. The commands a position asked for
 * went out when it was committed, so here they are only compared: code that comes to others than the
 * journal says would go on from a state that never was.
 */
import { isDeepStrictEqual } from 'node:util';
import { digestOf } from './commands.ts';
import { asStuck, freed, stepAgain } from './dead-letter.ts';
import { PresGenError, terminal, toFailure } from './errors.ts';
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
import type {
  ActorRecord,
  JournalEntry,
  JournalKind,
  Json,
  LoadedActor,
  Store,
  StoredEvent,
} from './ports.ts';
import { entryFor, type MachineLookup } from './versions.ts';

/** The present: newest snapshot plus tail. @throws PresGenError REPLAY_DIVERGED */
export function revive(machines: MachineLookup, loaded: LoadedActor): LiveActor {
  const { record, tail } = loaded;
  const base: LiveActor =
    record.snapshot === null
      ? { record, snapshot: null }
      : restore(entryFor(machines, record), record);
  const actor = tail.reduce((before, next) => {
    const isBirth = before.record.status === 'new';
    const result = isBirth ? birth(machines, record, next) : replay(machines, before, next);
    refuseDivergence(divergence(before.record.value, result, next), result, next);
    return result.actor;
  }, base);
  // A quarantine is not journalled: whether it is stuck now, only the narrow row knows.
  return { ...actor, record: { ...actor.record, stuck: record.stuck } };
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
    if (event.type !== 'xstate.init')
      throw terminal('JOURNAL_GAP', `the journal of ${entry.address} begins at ${entry.seq}`);
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

/**
 * One journal position once more, and the commands the code of today makes of it.
 * @throws PresGenError JOURNAL_GAP, REPLAY_FAILED
 */
export function replay(machines: MachineLookup, actor: LiveActor, entry: JournalEntry): StepResult {
  const { address, seq } = entry;
  follow(actor, entry);
  try {
    return repeat(machines, actor, entry);
  } catch (error) {
    if (error instanceof PresGenError) throw error;
    const { message } = toFailure(error);
    throw terminal('REPLAY_FAILED', `position ${seq} of ${address} cannot be repeated: ${message}`);
  }
}

function repeat(machines: MachineLookup, actor: LiveActor, entry: JournalEntry): StepResult {
  const { kind, event, at, seq } = entry;
  if (kind === 'event') return step(entryFor(machines, actor.record), actor, event, at);
  if (kind === 'retried') return stepAgain(retrying(machines, actor, event), actor, event, at);
  if (kind === 'migrate') {
    const adoption = event as Adoption;
    const target = machines.pinned(actor.record.machine, adoption.to);
    return adopt(target, actor.record, adoption, at);
  }
  const next: LiveActor = { ...actor, record: { ...actor.record, seq, updatedAt: at } };
  return { actor: settled(machines, next, kind), commands: [] };
}

function settled(machines: MachineLookup, actor: LiveActor, kind: JournalKind): LiveActor {
  if (kind === 'failed') return { ...actor, record: asStuck(actor.record) };
  if (kind !== 'discarded' && kind !== 'released') return actor;
  return freed(entryFor(machines, actor.record), actor);
}

/** @throws PresGenError JOURNAL_GAP, MACHINE_VERSION_UNKNOWN */
function birth(machines: MachineLookup, record: ActorRecord, entry: JournalEntry): StepResult {
  const event = entry.event as InitEvent;
  if (event.type !== 'xstate.init')
    throw terminal('JOURNAL_GAP', `the journal of ${entry.address} begins at ${entry.seq}`);
  const version = typeof event.version === 'string' ? event.version : record.version;
  machines.pinned(event.machine, version);
  return born(machines, entry, version);
}

/** A creation that failed was repeated on the version of that day, which the event names. */
function retrying(machines: MachineLookup, { record }: LiveActor, event: StoredEvent) {
  return event.type === 'xstate.init' && typeof event.version === 'string'
    ? machines.pinned(record.machine, event.version)
    : entryFor(machines, record);
}

function born(machines: MachineLookup, entry: JournalEntry, version: string): StepResult {
  const event = entry.event as InitEvent;
  // It failed then, whatever it would do now.
  if (entry.kind === 'failed') return stillborn(version, entry.address, event, null, entry.at);
  try {
    return create(machines.pinned(event.machine, version), entry.address, event, entry.at);
  } catch (error) {
    return stillborn(version, entry.address, event, { ...toFailure(error) }, entry.at);
  }
}

function follow({ record }: LiveActor, { address, seq }: JournalEntry): number {
  if (seq !== record.seq + 1)
    throw terminal('JOURNAL_GAP', `the journal of ${address} jumps from ${record.seq} to ${seq}`);
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
  { digest, value, kind }: JournalEntry,
): Divergence | null {
  // What failed is not repeated, so there is nothing to compare.
  if (kind === 'failed') return null;
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
