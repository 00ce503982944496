/**
 * Brings an actor to life, or sets it aside: what was stored of it may be damaged, or no longer fit
 * the machine. That stops this one actor, named and visible, never the process. A store that does
 * not answer is another matter: its error passes through, and whoever asked tries again. Neither is
 * an actor damaged whose code this program lacks: it waits here, and goes on in one that has it.
 */
import { asStuck } from './dead-letter.ts';
import { type Failure, PresGenError, terminal, toFailure } from './errors.ts';
import { type LiveActor, persist } from './kernel.ts';
import { createLoader } from './loading.ts';
import type { ActorRecord, Clock, DeadLetter, LoadedActor, Store } from './ports.ts';
import { revive } from './replay.ts';
import type { MachineLookup } from './versions.ts';

export type Loading =
  | { actor: LiveActor; tail: number; failure: null }
  /** It could not be loaded: `actor` says what the narrow row knows, and is stuck. */
  | { actor: LiveActor; tail: number; failure: Failure };

export interface Reviver {
  /** The actor, ready to take events. */
  load(address: string): Promise<Loading | null>;
  /** Only to look at: brought to life no further than needed. */
  look(address: string): Promise<ActorRecord | null>;
}

export interface ReviverOptions {
  store: Pick<Store, 'load' | 'loadAll' | 'quarantine'>;
  clock: Clock;
  machines: MachineLookup;
  /** Told of each actor set aside, once. */
  quarantined(letter: DeadLetter, record: ActorRecord): void;
}

export function createReviver({ store, clock, machines, quarantined }: ReviverOptions): Reviver {
  const fetch = createLoader(store);

  const withoutCode = new Set<string>();

  const setAside = async (loaded: LoadedActor, failure: Failure): Promise<ActorRecord> => {
    const { address } = loaded.record;
    const letter: DeadLetter = {
      address,
      // One open letter for each code: the same damage found again is no news.
      eventId: `quarantine:${failure.code}`,
      event: null,
      error: failure,
      at: clock.now(),
    };
    const record = asStuck({ ...loaded.present, snapshot: null });
    const isNew = OUR_LACK.has(failure.code)
      ? !withoutCode.has(address)
      : await store.quarantine(letter);
    if (OUR_LACK.has(failure.code)) withoutCode.add(address);
    if (isNew) quarantined(letter, record);
    return record;
  };

  const load = async (address: string): Promise<Loading | null> => {
    const loaded = await fetch(address);
    if (loaded === null) return null;
    const { value: actor, failure } = attempt(loaded, () => revive(machines, loaded));
    if (failure === null) return { actor: marked(actor), tail: loaded.tail.length, failure };
    const record = await setAside(loaded, failure);
    return { actor: { record, snapshot: null }, tail: 0, failure };
  };

  const look = async (address: string): Promise<ActorRecord | null> => {
    const loaded = await store.load(address);
    if (loaded === null) return null;
    // Without a tail the stored snapshot is the present: no need to bring it to life.
    const present = (): LiveActor =>
      loaded.tail.length === 0
        ? { record: loaded.record, snapshot: null }
        : revive(machines, loaded);
    const { value: actor, failure } = attempt(loaded, present);
    return failure === null ? persist(marked(actor)) : setAside(loaded, failure);
  };

  return { load, look };
}

/** What is wrong with the program, not with the actor: another release, or another node, has it. */
const OUR_LACK = new Set(['MACHINE_UNKNOWN', 'MACHINE_VERSION_UNKNOWN']);

/** Whether it is stuck now is known from the narrow row, which snapshots are older than. */
function marked(actor: LiveActor): LiveActor {
  return actor.record.stuck ? { ...actor, record: asStuck(actor.record) } : actor;
}

type Attempt<T> = { value: T; failure: null } | { value: null; failure: Failure };

function attempt<T>(loaded: LoadedActor, work: () => T): Attempt<T> {
  try {
    refuseDamage(loaded);
    return { value: work(), failure: null };
  } catch (error) {
    return { value: null, failure: failureOf(loaded, error) };
  }
}

/** @throws what is wrong with the rows, before any machine sees them. */
function refuseDamage({ record, tail, present, isAltered }: LoadedActor): void {
  const { address } = record;
  if (isAltered)
    throw terminal('SNAPSHOT_CORRUPT', `the snapshot of ${address} is not what was written`);
  const fault = misshapen(record);
  if (fault !== null)
    throw terminal('SNAPSHOT_CORRUPT', `the snapshot of ${address} is damaged: ${fault}`);
  let seq = record.seq;
  for (const entry of tail) {
    if (entry.seq !== seq + 1)
      throw terminal('JOURNAL_GAP', `the journal of ${address} jumps from ${seq} to ${entry.seq}`);
    seq = entry.seq;
  }
  if (seq !== present.seq)
    throw terminal(
      'JOURNAL_GAP',
      `the journal of ${address} ends at ${seq}, its newest turn was ${present.seq}`,
    );
}

function misshapen({ snapshot, childInc, timers, spawnSeq, status }: ActorRecord): string | null {
  if (!isRecordOf(childInc, 'number')) return 'childInc';
  if (!isRecordOf(timers, 'string')) return 'timers';
  if (!Number.isInteger(spawnSeq)) return 'spawnSeq';
  if (snapshot === null) return status === 'active' ? 'no state' : null;
  return typeof snapshot === 'object' && !Array.isArray(snapshot) ? null : 'state';
}

function isRecordOf(value: unknown, type: 'number' | 'string'): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((each) => typeof each === type);
}

function failureOf({ record }: LoadedActor, error: unknown): Failure {
  if (error instanceof PresGenError) return toFailure(error);
  const { message } = toFailure(error);
  return toFailure(
    terminal(
      'SNAPSHOT_CORRUPT',
      `the stored state of ${record.address} cannot be restored: ${message}`,
    ),
  );
}
