/**
 * Replays stored journals on the code of today and says where the two part: a changed guard or
 * mapper does not change a machine's version, but it does change what comes of an event.
 */
import { isDeepStrictEqual } from 'node:util';
import { toFailure } from './errors.ts';
import { type LiveActor, persist } from './kernel.ts';
import type { ActorRecord, ActorSummary, JournalEntry, Json, JsonObject, Store } from './ports.ts';
import { birthVersion, createFold, divergence, wholeJournal } from './replay.ts';
import type { MachineLookup } from './versions.ts';

/** Where the code of today first comes to something else than was journalled. */
export interface Difference {
  seq: number;
  /** Type of the event at that position. */
  event: string;
  what: 'state' | 'commands' | 'snapshot' | 'failure';
  /** Both sides in short; for commands their digests, for a snapshot the first part that differs. */
  stored: string;
  replayed: string;
}

export interface GateFinding {
  address: string;
  machine: string;
  /** The version the actor is on. */
  version: string;
  /** The version it was replayed on: another one only with `onCurrent`. */
  on: string;
  /**
   * `missing`: a running actor whose code is not here. `unchecked`: the code of some positions is
   * not here, but nothing needs it any more.
   */
  verdict: 'same' | 'differs' | 'missing' | 'unchecked';
  /** Positions replayed. */
  positions: number;
  difference: Difference | null;
  /** In words, for what could not be replayed. */
  reason: string | null;
}

/** Whether what was found should keep a release from being made. */
export function isFailing({ verdict }: GateFinding): boolean {
  return verdict === 'differs' || verdict === 'missing';
}

const PAGE = 500;

/**
 * Every stored actor, one after the other.
 * @param onCurrent instead only those on older versions, on the current version of their machine
 */
export async function* replayAll(
  machines: MachineLookup,
  store: Store,
  onCurrent = false,
): AsyncGenerator<GateFinding> {
  for (let after = ''; ; ) {
    const page = await store.actors(after, PAGE);
    for (const actor of page) {
      if (!onCurrent) yield await replayOne(machines, store, actor);
      else if (
        machines.has(actor.machine) &&
        actor.version !== machines.current(actor.machine).version
      )
        yield await replayOne(withCurrent(machines, actor), store, actor);
    }
    if (page.length < PAGE) return;
    after = page.at(-1)?.address ?? after;
  }
}

/** One actor, from its first position to its last. */
export async function replayOne(
  machines: MachineLookup,
  store: Store,
  { address, machine, version, status }: ActorSummary,
): Promise<GateFinding> {
  const finding: GateFinding = {
    ...{ address, machine, version, on: onOf(machines, machine, version) },
    ...{ verdict: 'same', positions: 0, difference: null, reason: null },
  };
  const loaded = await store.load(address);
  const stored = loaded?.record ?? null;
  const fold = createFold(machines, await birthVersion(store, address));
  for await (const entry of wholeJournal(store, address)) {
    finding.difference = differenceAt(fold, entry, stored, finding);
    if (finding.difference !== null) return { ...finding, verdict: 'differs' };
  }
  if (loaded?.isAltered) return { ...finding, verdict: 'differs', difference: ALTERED };
  if (finding.reason === null) return finding;
  const isNeeded = status === 'active' && !machines.versions(machine).includes(version);
  return { ...finding, verdict: isNeeded ? 'missing' : 'unchecked' };
}

const ALTERED: Difference = {
  ...{ seq: 0, event: 'snapshot', what: 'snapshot' },
  ...{ stored: 'not what was written', replayed: 'the journal alone is intact' },
};

function differenceAt(
  fold: ReturnType<typeof createFold>,
  entry: JournalEntry,
  stored: ActorRecord | null,
  finding: GateFinding,
): Difference | null {
  const { seq, event } = entry;
  const where = { seq, event: event.type };
  const before = fold.value();
  try {
    const result = fold.take(entry);
    if (result === null) {
      finding.reason = fold.gone();
      return null;
    }
    finding.positions += 1;
    const different = divergence(before, result, entry);
    if (different !== null) return { ...where, ...different };
    const part = stored?.seq === seq ? partingOf(stored, result.actor) : null;
    return part === null ? null : { ...where, what: 'snapshot', ...part };
  } catch (error) {
    const { message } = toFailure(error);
    return { ...where, what: 'failure', stored: entry.kind, replayed: message };
  }
}

/** What a snapshot row keeps, beside the state value that every position is checked for. */
function partingOf(
  stored: ActorRecord,
  actor: LiveActor,
): { stored: string; replayed: string } | null {
  const kept = ({ snapshot, childInc, timers, spawnSeq, status }: ActorRecord): Json => ({
    ...{ snapshot, childInc, timers, spawnSeq, status },
  });
  return parting(kept(stored), kept(persist(actor)), '');
}

const SHORT = 60;

function parting(
  left: Json,
  right: Json,
  path: string,
): { stored: string; replayed: string } | null {
  if (isDeepStrictEqual(left, right)) return null;
  if (isBranch(left) && isBranch(right)) {
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const below = parting(left[key] ?? null, right[key] ?? null, path ? `${path}.${key}` : key);
      if (below !== null) return below;
    }
    return null;
  }
  const brief = (side: Json) => `${path} ${JSON.stringify(side).slice(0, SHORT)}`;
  return { stored: brief(left), replayed: brief(right) };
}

function isBranch(side: Json): side is JsonObject {
  return typeof side === 'object' && side !== null && !Array.isArray(side);
}

/** The same machines, but the version this actor is on stands for the current one. */
function withCurrent(machines: MachineLookup, actor: ActorSummary): MachineLookup {
  return {
    ...machines,
    pinned: (name, version) =>
      name === actor.machine && version === actor.version
        ? machines.current(name)
        : machines.pinned(name, version),
  };
}

function onOf(machines: MachineLookup, machine: string, version: string): string {
  try {
    return machines.pinned(machine, version).version;
  } catch {
    return version;
  }
}
