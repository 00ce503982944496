/** An engine on a store, with a machine that can be made to throw anywhere, and mended. */
import { assign, createMachine } from 'xstate';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { openEngine } from '../../runtime/engine.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import type {
  ActivityRun,
  DeadLetter,
  Engine,
  Frame,
  Json,
  Store,
  StoredDeadLetter,
} from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

/** Where the machine throws; empty it to mend the machine. */
export type Faults = Set<
  'guard' | 'assign' | 'input' | 'delay' | 'output' | 'birth' | 'childBirth'
>;

export interface StuckRig {
  engine: Engine;
  store: Store;
  clock: ManualClock;
  faults: Faults;
  runs: ActivityRun[];
  frames: Frame[];
  troubles: string[];
  putAside: DeadLetter[];
  /** The process is gone: nothing it still does reaches the store. */
  kill(): void;
}

export interface StuckRigParts {
  store?: Store;
  clock?: ManualClock;
  faults?: Faults;
  perform?: (run: ActivityRun) => Promise<Json> | Json;
  /** Journal entries after which a snapshot is written; many when left out. */
  snapshotEvery?: number;
  parkedMax?: number;
  /** What the engine sees instead of the store. */
  over?: (store: Store) => Store;
}

export async function openStuckRig(parts: StuckRigParts = {}): Promise<StuckRig> {
  const store = parts.store ?? createMemoryStore();
  const clock = parts.clock ?? createManualClock();
  const faults: Faults = parts.faults ?? new Set();
  let dead = false;
  const never = () => new Promise<never>(() => undefined);
  const seen = parts.over?.(store) ?? store;
  const mortal = new Proxy(seen, {
    get: (target, name: keyof Store) => (dead ? never : target[name]),
  });
  const rig: Omit<StuckRig, 'engine'> = {
    ...{ store, clock, faults, runs: [], frames: [], troubles: [], putAside: [] },
    kill: () => {
      dead = true;
    },
  };
  const machines = machineLookup({ task: entry(task(faults)), part: entry(part(faults)) });
  const engine = await openEngine({
    store: mortal,
    clock: {
      now: clock.now,
      wakeAt: (dueMs, wake) => clock.wakeAt(dueMs, () => void (dead || wake())),
    },
    machines,
    slots: 1,
    snapshotEvery: parts.snapshotEvery ?? 25,
    parkedMax: parts.parkedMax ?? 1000,
    perform: async (run) => {
      rig.runs.push(run);
      return (parts.perform ?? (() => 'made'))(run);
    },
    dispatcher: (run, reports) => createInProcessDispatcher(run, reports, 8),
    observer: {
      committed: () => undefined,
      failing: () => undefined,
      trouble: (what, error) => rig.troubles.push(`${what}: ${JSON.stringify(error)}`),
      putAside: (letter) => rig.putAside.push(letter),
    },
  });
  engine.subscribe('*', (frame) => rig.frames.push(frame));
  return { ...rig, engine };
}

export const begin = (rig: StuckRig, address = 'w1') =>
  rig.engine.start({ machine: 'task', address, input: { n: 1 } });

export async function contextOf(rig: StuckRig, address = 'w1'): Promise<Record<string, Json>> {
  const record = await rig.engine.read(address);
  if (!record) throw new Error(`there is no ${address}`);
  return (record.snapshot as { context: Record<string, Json> }).context;
}

export async function theLetter(rig: StuckRig, address = 'w1'): Promise<StoredDeadLetter> {
  const [letter, ...more] = await rig.engine.deadLetters({ address, open: true });
  if (!letter || more.length > 0) throw new Error(`${more.length} more letters of ${address}`);
  return letter;
}

/** Lets everything that waits for neither time nor people happen. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 60; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

function entry(machine: ReturnType<typeof createMachine>): MachineEntry {
  const project: MachineEntry['project'] = ({ value }) => ({
    status: `at ${JSON.stringify(value)}`,
    step: null,
    progress: 0,
  });
  return { machine, version: '1', project } as unknown as MachineEntry;
}

type Args = { context: Record<string, Json[]>; event: { output: Json; note: Json; type: string } };

function task(faults: Faults) {
  const check = (where: string): void => {
    if (faults.has(where as never)) throw new Error(`the ${where} is broken`);
  };
  return createMachine(
    {
      id: 'task',
      context: ({ input }: { input: { n: number } }) => {
        check('birth');
        return { n: input.n, heard: [], results: [] };
      },
      initial: 'idle',
      on: {
        note: { actions: 'hear' },
        guarded: { guard: 'sound', actions: 'hear' },
        assigned: { actions: ['faulty', 'hear'] },
        end: '.ended',
      },
      states: {
        idle: {
          on: { call: 'calling', pause: 'pausing', both: 'both', delegate: 'delegating' },
        },
        calling: {
          invoke: {
            id: 'effect',
            src: 'perform',
            input: () => {
              check('input');
              return { what: 'work' };
            },
            onDone: { target: 'idle', actions: 'keep' },
          },
        },
        both: {
          after: { patience: { actions: 'hear' } },
          invoke: {
            id: 'effect',
            src: 'perform',
            input: { what: 'slow' },
            onDone: { target: 'idle', actions: 'keep' },
          },
        },
        pausing: { after: { pause: 'idle' } },
        delegating: {
          invoke: {
            id: 'sub',
            src: 'part',
            input: {},
            onDone: { target: 'idle', actions: 'keep' },
            onError: { target: 'idle', actions: 'hear' },
          },
          on: { back: 'idle' },
        },
        ended: { type: 'final' },
      },
    } as never,
    {
      actions: {
        hear: assign({
          heard: ({ context, event }: Args) => [...(context.heard ?? []), event.note ?? event.type],
        } as never),
        keep: assign({
          results: ({ context, event }: Args) => {
            check('output');
            return [...(context.results ?? []), event.output];
          },
        } as never),
        faulty: assign({
          n: ({ context }: Args) => {
            check('assign');
            return context.n;
          },
        } as never),
      },
      guards: {
        sound: () => {
          check('guard');
          return true;
        },
      },
      delays: {
        pause: () => {
          check('delay');
          return 1000;
        },
        patience: 60_000,
      },
    } as never,
  );
}

function part(faults: Faults) {
  return createMachine({
    id: 'part',
    context: () => {
      if (faults.has('childBirth')) throw new Error('the child is broken');
      return {};
    },
    initial: 'waiting',
    output: 'from the part',
    states: {
      waiting: {
        on: {
          poke: {
            guard: () => {
              if (faults.has('guard')) throw new Error('the guard is broken');
              return true;
            },
            target: 'over',
          },
        },
      },
      over: { type: 'final' },
    },
  } as never);
}
