/**
 * One simulated process: the real engine behind ports that can die. Once dead, nothing it still does
 * reaches the store, the clock, the world or a watcher.
 */
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { openEngine } from '../../runtime/engine.ts';
import type {
  ActivityReports,
  ActivityRow,
  ActivityRun,
  Dispatcher,
  Engine,
  InboxRow,
  Json,
  Perform,
  Store,
  Turn,
} from '../../runtime/ports.ts';
import type { MachineLookup } from '../../runtime/versions.ts';
import { type Faults, SimulatedFault } from './faults.ts';
import type { Ledger, Witnessed } from './ledger.ts';
import type { Schedule } from './schedule.ts';
import type { SimClock } from './sim-clock.ts';
import type { World } from './world.ts';

export interface Surroundings {
  store: Store;
  clock: SimClock;
  schedule: Schedule;
  ledger: Ledger;
  world: World;
  machines: MachineLookup;
  shuffled<T>(items: T[]): T[];
  tuning: Tuning;
}

/** How the engine and its dispatcher are set up. */
export interface Tuning {
  slots: number;
  snapshotEvery: number;
  parkedMax: number;
  /** Activities running at once. */
  concurrency: number;
}

export interface Process extends Witnessed {
  state: 'booting' | 'up' | 'dead';
  /** Present once up. */
  engine: Engine | null;
  /** Keys of the activities it runs or will run. */
  runs(): string[];
  /** Nothing it still does reaches anything. */
  kill(): void;
}

const READS = new Set([
  ...['load', 'family', 'journal', 'consumed', 'due', 'nextDue', 'deadLetters', 'held'],
  'unarchived',
]);
const silence = <T>(): Promise<T> => new Promise<T>(() => undefined);

export function bootProcess(name: string, around: Surroundings, faults: Faults): Process {
  const { clock, schedule, ledger } = around;
  const self: Process = {
    name,
    zombie: false,
    isWatched: false,
    state: 'booting',
    engine: null,
    runs: () => [],
    kill: () => {
      if (self.state === 'dead') return;
      self.state = 'dead';
      ledger.trace(`${name} dies`);
    },
  };
  const isDead = () => self.state === 'dead';
  const opened = openEngine({
    store: mortalStore(self, around, faults),
    clock: {
      now: clock.now,
      wakeAt: (dueMs, wake) => clock.wakeAt(dueMs, () => (isDead() ? undefined : wake())),
    },
    machines: around.machines,
    ...around.tuning,
    // A lone node: quick beats would only be wake-ups between which nothing happens.
    node: { id: 'local', beatMs: 21_600_000, leaseMs: 64_800_000 },
    perform: performing(self, around, faults),
    dispatcher: (perform, reports) => dispatching(self, around, faults, perform, reports),
    observer: {
      committed: () => undefined,
      failing: () => undefined,
      // Whoever runs it sees that it is not ready any more, and ends it.
      superseded: self.kill,
      trouble: (what, error) => {
        if (!isDead() && !(error instanceof SimulatedFault))
          ledger.violation(`${name}: ${what}: ${JSON.stringify(error)} ${String(error)}`);
      },
    },
  });
  opened.then(
    (engine) => {
      if (isDead()) return;
      self.engine = engine;
      self.isWatched = true;
      self.state = 'up';
      schedule.touch();
      engine.subscribe('*', (frame) => {
        if (isDead()) return;
        ledger.published(self, frame);
        if (faults.dies('publishing')) self.kill();
      });
    },
    (error) => {
      if (!(error instanceof SimulatedFault)) ledger.violation(`${name} cannot open: ${error}`);
      self.kill();
    },
  );
  return self;
}

/** Every method of the store, each taking its time, any of them able to fail or to be the last. */
function mortalStore(self: Process, around: Surroundings, faults: Faults): Store {
  const { schedule } = around;
  const store = createMemoryStore({ now: around.clock.now, beside: around.store });
  const call = (name: keyof Store, args: unknown[]): Promise<unknown> => {
    if (self.state === 'dead') return silence();
    const fate = faults.store(name, !READS.has(name));
    return new Promise((resolve, reject) => {
      const answer = (go: () => void): void => {
        schedule.enter(() => {
          if (self.state !== 'dead') go();
        });
      };
      schedule.enter(() => {
        if (fate === 'dies before') self.kill();
        if (self.state === 'dead') return;
        if (fate === 'fails before') {
          answer(() => reject(new SimulatedFault(`the store is away (${name})`)));
          return;
        }
        // A write of a process that dies meanwhile may still arrive: that is `dies after`.
        ask(self, { ...around, store }, faults, { name, args, isHeard: fate === 'ok' }).then(
          (value) => {
            if (fate === 'dies after') self.kill();
            else if (fate === 'fails after')
              answer(() => reject(new SimulatedFault(`the answer was lost (${name})`)));
            else answer(() => resolve(value));
          },
          reject,
        );
      });
    });
  };
  const names = Object.keys(store) as (keyof Store)[];
  return Object.fromEntries(
    names.map((name) => [name, (...args: unknown[]) => call(name, args)]),
  ) as unknown as Store;
}

async function ask(
  self: Process,
  { store, ledger, shuffled }: Surroundings,
  faults: Faults,
  { name, args, isHeard }: { name: keyof Store; args: unknown[]; isHeard: boolean },
): Promise<unknown> {
  const method = store[name] as (...args: unknown[]) => Promise<unknown>;
  if (name === 'commit') return commit(self, store, ledger, args[0] as Turn[], isHeard);
  const answer = await method(...args);
  if (name !== 'due') return answer;
  const rows = answer as InboxRow[];
  const doubled = faults.doubles() ? [...rows, ...structuredClone(rows)] : rows;
  return faults.shuffles() ? shuffled(doubled) : doubled;
}

const witnessed = new WeakSet<Turn>();

async function commit(
  self: Process,
  store: Store,
  ledger: Ledger,
  turns: Turn[],
  isHeard: boolean,
) {
  const addresses = new Set(turns.map(({ address }) => address));
  if (addresses.size < turns.length) ledger.violation(`${self.name}: two turns of one actor`);
  const outcomes = await store.commit(turns);
  turns.forEach((turn, index) => {
    if (outcomes[index] !== 'accepted' || witnessed.has(turn)) return;
    witnessed.add(turn);
    ledger.committed(self, turn, isHeard);
  });
  return outcomes;
}

function performing(self: Process, around: Surroundings, faults: Faults): Perform {
  const { ledger, world, schedule } = around;
  const isDead = () => self.state === 'dead';
  const arriving = <T>(go: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      schedule.enter(() => {
        if (isDead()) return;
        try {
          resolve(go());
        } catch (error) {
          reject(error);
        }
      });
    });
  return async (run: ActivityRun): Promise<Json> => {
    if (isDead()) return silence();
    ledger.begun(self, run);
    if (faults.dies('before effect')) self.kill();
    if (isDead()) return silence();
    const end = await world
      .perform(run, () => !isDead())
      .then(
        (output) => () => output,
        (error) => () => {
          throw error;
        },
      );
    if (!isDead() && faults.dies('after effect')) self.kill();
    return isDead() ? silence() : arriving(end);
  };
}

function dispatching(
  self: Process,
  { schedule, ledger, tuning }: Surroundings,
  faults: Faults,
  perform: Perform,
  reports: ActivityReports,
): Dispatcher {
  const isDead = () => self.state === 'dead';
  const done: [ActivityRow, Json][] = [];
  const inner = createInProcessDispatcher(
    perform,
    {
      ...reports,
      done: (row, output) => {
        if (isDead() || faults.dies('reporting')) return self.kill();
        reports.done(row, output);
        done.push([row, output]);
        if (!faults.doubles()) return;
        // A result that is told again, the same or one of long ago.
        const [again, what] = done[Math.floor(done.length / 2)] ?? [row, output];
        ledger.trace(`${self.name} tells ${again.key} again`);
        schedule.enter(() => {
          if (!isDead()) reports.done(again, what);
        });
      },
      failed: (row, failure) => {
        if (isDead() || faults.dies('reporting')) return self.kill();
        reports.failed(row, failure);
        if (faults.doubles()) reports.failed(row, failure);
      },
    },
    tuning.concurrency,
  );
  self.runs = () => inner.keys();
  return {
    ...inner,
    start: (row) => {
      if (!isDead() && faults.dies('starting')) self.kill();
      if (!isDead()) inner.start(row);
    },
  };
}
