import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assign, createMachine } from 'xstate';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { openEngine } from '../../runtime/engine.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import type { Engine, Store } from '../../runtime/ports.ts';
import { type MachineLookup, machineLookup } from '../../runtime/versions.ts';
import { createManualClock } from './manual-clock.ts';

const counter: MachineEntry = {
  version: '1',
  project: ({ status }) => ({ status: String(status), step: null, progress: 0 }),
  machine: createMachine(
    {
      id: 'counter',
      context: { count: 0 },
      initial: 'counting',
      on: { add: { actions: 'add' }, end: '.ended' },
      states: { counting: {}, ended: { type: 'final' } },
    } as never,
    {
      actions: {
        add: assign({
          count: ({ context }: { context: { count: number } }) => context.count + 1,
        } as never),
      },
    } as never,
  ) as MachineEntry['machine'],
};

interface Limits {
  parkedMax?: number;
  snapshotEvery?: number;
  machines?: MachineLookup;
}

function open(store: Store, limits: Limits = {}): Promise<Engine> {
  return openEngine({
    store,
    clock: createManualClock(),
    machines: machineLookup({ counter }),
    slots: 1,
    perform: () => Promise.reject(new Error('nothing to perform')),
    dispatcher: (perform, reports) => createInProcessDispatcher(perform, reports, 1),
    observer: {
      committed: () => undefined,
      failing: () => undefined,
      trouble: (what, error) => assert.fail(`${what}: ${String(error)}`),
    },
    ...limits,
  });
}

/** The store, and how often each actor was loaded and given a snapshot. */
function counting(store: Store): { store: Store; loads: string[]; snapshots: string[] } {
  const loads: string[] = [];
  const snapshots: string[] = [];
  return {
    loads,
    snapshots,
    store: {
      ...store,
      load: (address) => {
        loads.push(address);
        return store.load(address);
      },
      commit: (turns) => {
        for (const turn of turns) if (turn.writeSnapshot) snapshots.push(turn.address);
        return store.commit(turns);
      },
    },
  };
}

const start = (engine: Engine, address: string) =>
  engine.start({ machine: 'counter', address, input: null });
const add = (engine: Engine, address: string) => engine.send(address, { type: 'add' });
const countOf = async (engine: Engine, address: string) => {
  const record = await engine.read(address);
  assert.ok(record);
  return (record.snapshot as { context: { count: number } }).context.count;
};

describe('a parked actor', () => {
  it('leaves memory when enough others were touched since, and comes back as it was', async () => {
    const { store, loads } = counting(createMemoryStore());
    const engine = await open(store, { parkedMax: 2 });
    for (const address of ['a', 'b', 'c']) {
      await start(engine, address);
      await add(engine, address);
    }
    await engine.quiet();
    loads.length = 0;
    await add(engine, 'c');
    assert.deepEqual(loads, [], 'the two touched last are still in memory');
    await add(engine, 'a');
    assert.ok((loads as string[]).includes('a'));
    assert.equal(await countOf(engine, 'a'), 2);
    assert.equal((await engine.journal('a', 0, 10)).length, 3);
  });

  it('is written whole only after so many events, whatever it waits for', async () => {
    const { store, snapshots } = counting(createMemoryStore());
    const engine = await open(store, { snapshotEvery: 4, parkedMax: 0 });
    await start(engine, 'a');
    for (let n = 0; n < 9; n += 1) await add(engine, 'a');
    assert.equal(snapshots.length, 2, 'after four entries and after another four');
    assert.equal(await countOf(engine, 'a'), 9);
  });
});

describe('an ended root', () => {
  it('is archived: afterwards it is read without its machine', async () => {
    const store = createMemoryStore();
    const engine = await open(store);
    await start(engine, 'a');
    await add(engine, 'a');
    await engine.send('a', { type: 'end' });
    await start(engine, 'living');
    await add(engine, 'living');
    const before = await engine.read('a');
    assert.equal(await engine.archive(), 1);
    assert.equal(await engine.archive(), 0, 'nothing is left to archive');
    const later = await open(store, { machines: machineLookup({}) });
    assert.deepEqual(await later.read('a'), before);
    assert.equal((await later.journal('a', 0, 10)).length, 3, 'archiving is no event');
  });
});
