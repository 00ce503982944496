/**
 * One path, walked once, with nothing left to chance: at rest one thing happens, chosen by a fixed
 * rule from what is stored. Two journeys along one path may therefore be compared entry by entry,
 * times included, whatever dies on the way.
 */
import { breakers, machines } from '../../machines/registry.ts';
import type { CallName, StepName } from '../../machines/vocabulary.ts';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { terminal, transient } from '../../runtime/errors.ts';
import { persist } from '../../runtime/kernel.ts';
import type { ActivityRun, ActorRecord, JournalEntry, Json } from '../../runtime/ports.ts';
import { revive } from '../../runtime/replay.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { createClerk } from './clerk.ts';
import type { Faults } from './faults.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { brokenPromises } from './oracle.ts';
import type { Path } from './paths.ts';
import { bootProcess, type Surroundings } from './process.ts';
import { createSchedule, ORDERLY } from './schedule.ts';
import { createSimClock } from './sim-clock.ts';
import { goodAnswer, SETTINGS, type World } from './world.ts';

/** What a journey leaves: all of it must be the same after any crash. */
export interface Journey {
  /** Every actor as stored: its snapshot and the journal after it, brought together. */
  records: Record<string, ActorRecord>;
  journals: Record<string, JournalEntry[]>;
  /** Keys under which effects happened. */
  effects: string[];
  violations: string[];
}

const ROOT = 'm';
const START_MS = 1_700_000_000_000;
const RESTS_MAX = 3000;
const SILENCE_MAX_MS = 60 * 24 * 3_600_000;
const LOOKUP = machineLookup(machines);
const MATRIX_SETTINGS = {
  ...SETTINGS,
  assessment: { ...SETTINGS.assessment, timeout_hours: 0.05 },
};

/** @param isReplayed spares replaying journals that will be held against ones already replayed. */
export async function travel(path: Path, faults: Faults, isReplayed = false): Promise<Journey> {
  const clock = createSimClock(START_MS);
  const schedule = createSchedule(clock, ORDERLY);
  const ledger = createLedger(clock.now);
  const world = createStepwiseWorld(path, ledger);
  const store = createMemoryStore({ now: clock.now });
  const around: Surroundings = {
    ...{ store, clock, schedule, ledger, world, machines: LOOKUP, shuffled: (items) => items },
    tuning: { slots: 1, snapshotEvery: 10, parkedMax: 1000, concurrency: 16 },
  };
  const clerk = createClerk(path, ROOT, around);
  const boot = (name: string) => bootProcess(name, around, faults);
  let host = boot('p1');
  for (let rests = 1; rests < RESTS_MAX && !ledger.isStuck; rests += 1) {
    await schedule.rest();
    if (host.state === 'dead') {
      world.forget();
      clerk.reopen();
      host = boot(`p${rests}`);
    } else if (hasEnded(ledger)) break;
    else if (!clerk.act(host, wanted(ledger)) && !world.release()) await untilNext(around);
  }
  return remains(around, isReplayed);
}

/** Nothing is to be done now: time moves on to what is due next. */
async function untilNext({ clock, schedule, ledger }: Surroundings): Promise<void> {
  const next = clock.next();
  if (next === null || clock.now() - ledger.lastCommitAt() > SILENCE_MAX_MS) ledger.isStuck = true;
  else clock.advance(Math.max(0, next - clock.now()));
  schedule.touch();
}

/** What the installation has to create first, in order: each when the one before it exists. */
function wanted(ledger: Ledger): { machine: string; address: string; input: Json } | undefined {
  const input = { workflow: ROOT, settings: MATRIX_SETTINGS, started_at: START_MS };
  const specs = [...breakers(), { machine: 'certification', address: ROOT, input }];
  return specs.find(({ address }) => !ledger.actors.has(address)) as never;
}

function hasEnded(ledger: Ledger): boolean {
  const root = ledger.actors.get(ROOT)?.after;
  return root !== undefined && root.status !== 'active';
}

async function remains(around: Surroundings, isReplayed: boolean): Promise<Journey> {
  const { store, ledger, machines: lookup, clock } = around;
  const journals: Journey['journals'] = {};
  const records: Journey['records'] = {};
  for (const address of [...ledger.actors.keys()].sort()) {
    journals[address] = await store.journal(address, -1, 100_000);
    const loaded = await store.load(address);
    if (loaded === null) ledger.violation(`${address} cannot be loaded`);
    else
      records[address] = loaded.tail.length > 0 ? persist(revive(lookup, loaded)) : loaded.record;
  }
  const promises = { root: ROOT, store, machines: lookup, ledger, now: clock.now(), isReplayed };
  return {
    journals,
    records,
    effects: [...ledger.effects].flatMap(([key, { times }]) => (times > 0 ? [key] : [])).sort(),
    violations: [...ledger.violations, ...(await brokenPromises(promises))],
  };
}

interface StepwiseWorld extends World {
  /** Lets the first of the waiting calls finish, by key; false if none waits. */
  release(): boolean;
  /** The process that waited is gone. */
  forget(): void;
}

function createStepwiseWorld(path: Path, ledger: Ledger): StepwiseWorld {
  const waiting = new Map<string, () => void>();
  const reached = new Map<CallName, string[]>();

  const outcome = (run: ActivityRun): Json => {
    const { activity: call } = run.input as unknown as {
      activity: CallName;
      input: { step: StepName };
    };
    const keys = reached.get(call) ?? [];
    if (!keys.includes(run.key)) keys.push(run.key);
    reached.set(call, keys);
    const attempt = keys.indexOf(run.key) + 1;
    const isFailing = path.fails?.call === call && attempt === 1;
    const output = isFailing ? null : answer(call, attempt);
    ledger.effect(run.key, output);
    if (isFailing && path.fails?.how === 'transient') throw transient('AWAY', 'try later');
    if (isFailing) throw terminal('REFUSED', 'no');
    return output;
  };

  const answer = (call: CallName, attempt: number): Json => {
    const isAnswered = path.late ? reached.has('responses.remind') : attempt > 1;
    if (call === 'responses.read') return { answered: isAnswered ? SETTINGS.learners : ['l1'] };
    return goodAnswer(call, () => true) as unknown as Json;
  };

  return {
    perform: (run) =>
      new Promise((resolve, reject) => {
        const finish = (): void => {
          waiting.delete(run.key);
          try {
            resolve(outcome(run));
          } catch (error) {
            reject(error);
          }
        };
        waiting.set(run.key, finish);
        run.signal.addEventListener('abort', () => {
          if (waiting.get(run.key) === finish) waiting.delete(run.key);
          reject(terminal('CANCELLED', 'stopped'));
        });
      }),
    release: () => {
      const [first] = [...waiting.keys()].sort();
      if (first !== undefined) waiting.get(first)?.();
      return first !== undefined;
    },
    forget: () => waiting.clear(),
  };
}
