import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assign, createMachine, sendParent } from 'xstate';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { openEngine } from '../../runtime/engine.ts';
import { PresGenError, transient } from '../../runtime/errors.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import type { ActivityRun, Engine, Frame, Json, Perform, Store } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

const project: MachineEntry['project'] = ({ value }) => ({
  status: JSON.stringify(value),
  step: null,
  progress: 0,
});

const job = createMachine(
  {
    id: 'job',
    context: { results: [] as unknown[], failures: 0, ticks: 0 },
    initial: 'working',
    on: {
      tick: { actions: 'countTick' },
      poison: { guard: 'explode', target: '.ended' },
      cancel: '.ended',
    },
    states: {
      working: {
        invoke: {
          id: 'effect',
          src: 'perform',
          input: { what: 'work' },
          onDone: { target: 'waiting', actions: 'keep' },
          onError: { target: 'backingOff', actions: 'countFailure' },
        },
      },
      backingOff: { after: { pause: 'working' } },
      waiting: { on: { go: 'delegating' }, after: { patience: 'ended' } },
      delegating: {
        invoke: {
          id: 'sub',
          src: 'child',
          input: { n: 7 },
          onDone: { target: 'ended', actions: 'keep' },
        },
        on: { heard: { actions: 'countTick' } },
      },
      ended: { type: 'final' },
    },
  } as never,
  {
    actions: {
      keep: assign({
        results: ({ context, event }: never) => [
          ...(context as { results: Json[] }).results,
          (event as { output: Json }).output,
        ],
      }),
      countFailure: assign({
        failures: ({ context }: never) => (context as { failures: number }).failures + 1,
      }),
      countTick: assign({
        ticks: ({ context }: never) => (context as { ticks: number }).ticks + 1,
      }),
    },
    guards: {
      explode: () => {
        throw new Error('poison');
      },
    },
    delays: { pause: 1000, patience: 3_600_000 },
  } as never,
);

const child = createMachine({
  id: 'child',
  context: ({ input }: { input: { n: number } }) => ({ n: input.n }),
  initial: 'asking',
  output: { from: 'child' },
  states: {
    asking: {
      entry: sendParent({ type: 'heard' }),
      invoke: { id: 'inner', src: 'perform', input: { what: 'inner' }, onDone: 'done' },
    },
    done: { type: 'final' },
  },
} as never);

const machines = machineLookup({
  job: { machine: job, version: '1', project },
  child: { machine: child, version: '1', project },
} as Record<string, MachineEntry>);

interface Rig {
  engine: Engine;
  runs: ActivityRun[];
  clock: ManualClock;
  store: Store;
  frames: Frame[];
  troubles: string[];
}

async function open(
  perform: (run: ActivityRun) => Promise<Json> | Json,
  parts: { store?: Store; clock?: ManualClock } = {},
): Promise<Rig> {
  const rig: Omit<Rig, 'engine'> = {
    runs: [],
    frames: [],
    troubles: [],
    clock: parts.clock ?? createManualClock(),
    store: parts.store ?? createMemoryStore(),
  };
  const recording: Perform = async (run) => {
    rig.runs.push(run);
    return perform(run);
  };
  const engine = await openEngine({
    store: rig.store,
    clock: rig.clock,
    machines,
    slots: 1,
    perform: recording,
    dispatcher: (run, reports) => createInProcessDispatcher(run, reports, 8),
    observer: {
      committed: () => undefined,
      failing: () => undefined,
      trouble: (what, error) => rig.troubles.push(`${what}: ${String(error)}`),
    },
  });
  engine.subscribe('*', (frame) => rig.frames.push(frame));
  return { ...rig, engine };
}

const never = () => new Promise<Json>(() => undefined);
const begin = (rig: Rig, address = 'w1') =>
  rig.engine.start({ machine: 'job', address, input: null });
const value = async (rig: Rig, address = 'w1') => (await rig.engine.read(address))?.value;
const context = async (rig: Rig, address = 'w1') => {
  const record = await rig.engine.read(address);
  assert.ok(record);
  return (record.snapshot as { context: Record<string, Json> }).context;
};

describe('engine', () => {
  it('runs an activity and moves on with its output', async () => {
    const rig = await open(() => 'made');
    assert.equal((await begin(rig)).created, true);
    await rig.engine.quiet();
    assert.equal(await value(rig), 'waiting');
    assert.deepEqual((await context(rig)).results, ['made']);
    assert.equal(rig.runs[0]?.key, 'w1/effect.1');
  });

  it('starts an address once', async () => {
    const rig = await open(() => 'made');
    const [first, second] = await Promise.all([begin(rig), begin(rig)]);
    assert.deepEqual([first.created, second.created].sort(), [false, true]);
    assert.equal((await begin(rig)).created, false);
    await rig.engine.quiet();
    assert.equal(rig.runs.length, 1);
  });

  it('lets no effect, acknowledgement or frame out before its commit', async () => {
    const store = createMemoryStore();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: Store = {
      ...store,
      commit: async (turns) => {
        await held;
        return store.commit(turns);
      },
    };
    const rig = await open(() => 'made', { store: slow });
    let acknowledged = false;
    const started = begin(rig).then(() => {
      acknowledged = true;
    });
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([acknowledged, rig.runs.length, rig.frames.length], [false, 0, 0]);
    release();
    await started;
    await rig.engine.quiet();
    assert.equal(rig.runs.length, 1);
    assert.ok(rig.frames.length > 0);
  });

  it('gives a machine child a record of its own and hears its messages and its end', async () => {
    const rig = await open(() => 'made');
    await begin(rig);
    await rig.engine.quiet();
    await rig.engine.send('w1', { type: 'go' });
    await rig.engine.quiet();
    const family = await rig.engine.family('w1');
    assert.deepEqual(
      family.map(({ address, status }) => [address, status]),
      [
        ['w1', 'done'],
        ['w1/sub.2', 'done'],
      ],
    );
    const final = await context(rig);
    assert.deepEqual([final.results, final.ticks], [['made', { from: 'child' }], 1]);
  });

  it('retries through the statechart under a new incarnation after a durable wait', async () => {
    let calls = 0;
    const rig = await open(() => {
      calls += 1;
      if (calls === 1) throw transient('AWAY', 'try later');
      return 'second';
    });
    await begin(rig);
    await rig.engine.quiet();
    assert.equal(await value(rig), 'backingOff');
    rig.clock.advance(999);
    await rig.engine.quiet();
    assert.equal(await value(rig), 'backingOff');
    rig.clock.advance(1);
    await new Promise((resolve) => setImmediate(resolve));
    await rig.engine.quiet();
    assert.equal(await value(rig), 'waiting');
    assert.deepEqual(
      rig.runs.map(({ key }) => key),
      ['w1/effect.1', 'w1/effect.2'],
    );
  });

  it('runs an interrupted activity again after a restart, under the same key', async () => {
    const crashed = await open(never);
    await begin(crashed);
    const revived = await open(() => 'after the crash', {
      store: crashed.store,
      clock: crashed.clock,
    });
    await revived.engine.quiet();
    assert.deepEqual(
      revived.runs.map(({ key, attempt }) => [key, attempt]),
      [['w1/effect.1', 2]],
    );
    assert.deepEqual((await context(revived)).results, ['after the crash']);
  });

  it('keeps the remaining time of a timer across a restart', async () => {
    const before = await open(() => 'made');
    await begin(before);
    await before.engine.quiet();
    before.clock.advance(3_000_000);
    await before.engine.close();
    const after = await open(() => 'made', { store: before.store, clock: before.clock });
    after.clock.advance(599_999);
    await after.engine.quiet();
    assert.equal(await value(after), 'waiting');
    after.clock.advance(1);
    for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
    await after.engine.quiet();
    assert.equal(await value(after), 'ended');
  });

  it('consumes an event id once, however often and however close together it arrives', async () => {
    const rig = await open(() => 'made');
    await begin(rig);
    await rig.engine.quiet();
    const receipts = await Promise.all(
      [1, 2, 3].map(() => rig.engine.send('w1', { type: 'tick' }, { eventId: 'same' })),
    );
    const late = await rig.engine.send('w1', { type: 'tick' }, { eventId: 'same' });
    assert.deepEqual([...receipts, late].map(({ kind }) => kind).sort(), [
      'dropped',
      'dropped',
      'dropped',
      'event',
    ]);
    assert.equal((await context(rig)).ticks, 1);
  });

  it('loses nothing when two hosts work on one store', async () => {
    const one = await open(() => 'made');
    await begin(one);
    await one.engine.quiet();
    const two = await open(() => 'made', { store: one.store, clock: one.clock });
    const sends = Array.from({ length: 40 }, (_, index) =>
      (index % 2 ? one : two).engine.send('w1', { type: 'tick' }),
    );
    await Promise.all(sends);
    const fresh = await open(() => 'made', { store: one.store, clock: one.clock });
    assert.equal((await context(fresh)).ticks, 40);
    const journal = await one.store.journal('w1', 0, 100);
    assert.deepEqual(
      journal.map(({ seq }) => seq),
      journal.map((_, index) => index + 1),
    );
  });

  it('puts a poisonous event aside, marks the actor stuck and leaves the others alone', async () => {
    const rig = await open(() => 'made');
    await begin(rig);
    await begin(rig, 'w2');
    await rig.engine.quiet();
    await rig.engine.send('w1', { type: 'poison' });
    assert.equal((await rig.engine.read('w1'))?.stuck, true);
    const letters = await rig.store.deadLetters(10);
    assert.deepEqual(
      letters.map(({ address, event }) => [address, event?.type]),
      [['w1', 'poison']],
    );
    await assert.rejects(
      rig.engine.send('w1', { type: 'tick' }),
      (error: unknown) => error instanceof PresGenError && error.code === 'ACTOR_STUCK',
    );
    await rig.engine.send('w2', { type: 'tick' });
    assert.equal((await context(rig, 'w2')).ticks, 1);
  });

  it('aborts the running activity when its state is left', async () => {
    const rig = await open(never);
    await begin(rig);
    await new Promise((resolve) => setImmediate(resolve));
    await rig.engine.send('w1', { type: 'cancel' });
    assert.equal(rig.runs[0]?.signal.aborted, true);
    assert.equal(await value(rig), 'ended');
  });

  it('shows an actor as it stood at any journal position', async () => {
    const rig = await open(() => 'made');
    await begin(rig);
    await rig.engine.quiet();
    await rig.engine.send('w1', { type: 'tick' });
    assert.equal((await rig.engine.at('w1', 1))?.value, 'working');
    assert.equal((await rig.engine.at('w1', 2))?.value, 'waiting');
    assert.deepEqual(await rig.engine.at('w1', 3), await rig.engine.read('w1'));
  });

  it('names what is wrong with an unknown or finished actor', async () => {
    const rig = await open(() => 'made');
    const codeOf = (promise: Promise<unknown>) =>
      promise.then(
        () => '',
        (error: PresGenError) => error.code,
      );
    assert.equal(await codeOf(rig.engine.send('nobody', { type: 'tick' })), 'ACTOR_UNKNOWN');
    await begin(rig);
    await rig.engine.quiet();
    await rig.engine.send('w1', { type: 'cancel' });
    assert.equal(await codeOf(rig.engine.send('w1', { type: 'tick' })), 'ACTOR_FINISHED');
  });

  it('waits for a store that is away and then goes on', async () => {
    const store = createMemoryStore();
    let away = true;
    const flaky: Store = {
      ...store,
      commit: async (turns) => {
        if (away) throw new Error('connection lost');
        return store.commit(turns);
      },
    };
    const clock = createManualClock();
    const rig = await open(() => 'made', { store: flaky, clock });
    let created = false;
    const started = begin(rig).then(() => {
      created = true;
    });
    for (let i = 0; i < 10; i += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(created, false);
    away = false;
    clock.advance(50);
    await started;
    assert.equal(created, true);
  });
});
