import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMachine } from 'xstate';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import type { Store, Turn } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { host } from './host.ts';
import { createManualClock } from './manual-clock.ts';

const boss = createMachine({
  id: 'boss',
  initial: 'idle',
  states: {
    idle: { on: { work: 'busy', alone: 'alone', pause: 'pausing' } },
    busy: { invoke: { id: 'worker', src: 'worker' } },
    alone: { invoke: { id: 'effect', src: 'perform' }, on: { ping: {} } },
    pausing: { after: { 1000: 'idle' } },
  },
} as never);
const worker = createMachine({ id: 'worker', invoke: { id: 'effect', src: 'perform' } } as never);
const project = () => ({ status: '', step: null, progress: 0 });
const machines = machineLookup({
  boss: { machine: boss, version: '1', project },
  worker: { machine: worker, version: '1', project },
} as never);

const turns = async (many: number): Promise<void> => {
  for (let i = 0; i < many; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

const nodeNamed = (id: string) => ({ id, beatMs: 3000, leaseMs: 10_000 });

/** Two processes on one store; the first can be made to write and not hear of it. */
async function twoProcesses() {
  const clock = createManualClock();
  const store = createMemoryStore({ now: clock.now });
  const beside = () => createMemoryStore({ now: clock.now, beside: store });
  const unlucky = beside();
  let losesAnswer = false;
  const commit: Store['commit'] = async (batch) => {
    const outcomes = await unlucky.commit(batch);
    if (!losesAnswer) return outcomes;
    losesAnswer = false;
    throw new Error('connection lost');
  };
  const one = await host({
    machines,
    clock,
    node: nodeNamed('one'),
    store: { ...unlucky, commit },
  });
  const two = await host({ machines, clock, node: nodeNamed('two'), store: beside() });
  await one.engine.start({ machine: 'boss', address: 'w', input: null });
  return {
    ...{ clock, store, one, two },
    loseNextAnswer: () => {
      losesAnswer = true;
    },
  };
}

describe('what another process left in the store', () => {
  /** Simulation seed 7085. */
  it('is found by its successor although its commit arrived only after the successor looked', async () => {
    const clock = createManualClock();
    const store = createMemoryStore({ now: clock.now });
    const late: Turn[][] = [];
    let isDying = false;
    const dying: Store = {
      ...store,
      commit: (batch) => {
        if (!isDying) return store.commit(batch);
        late.push(batch);
        return new Promise(() => undefined);
      },
    };
    const first = await host({ machines, clock, store: dying });
    await first.engine.start({ machine: 'boss', address: 'w', input: null });
    isDying = true;
    void first.engine.send('w', { type: 'work' });
    await turns(10);
    const beside = createMemoryStore({ now: clock.now, beside: store });
    const second = await host({ machines, clock, store: beside });
    await turns(10);
    for (const batch of late) await store.commit(batch);
    clock.advance(10_000);
    await turns(30);
    assert.deepEqual(
      second.runs.map(({ key }) => key),
      ['w/worker.1/effect.1'],
    );
  });

  it('is carried out by whoever committed it and was overtaken before the answer came', async () => {
    const { clock, one, two, loseNextAnswer } = await twoProcesses();
    loseNextAnswer();
    void one.engine.send('w', { type: 'alone' }).catch(() => undefined);
    await turns(10);
    await two.engine.send('w', { type: 'ping' });
    clock.advance(50);
    await turns(30);
    const runs = [...one.runs, ...two.runs].map(({ key }) => key);
    assert.deepEqual(runs, ['w/effect.1']);
  });
});

it('a send without an id is consumed once although its answer was lost and another overtook it', async () => {
  const { clock, store, one, two, loseNextAnswer } = await twoProcesses();
  loseNextAnswer();
  const answer = one.engine.send('w', { type: 'shrug' });
  await turns(10);
  await two.engine.send('w', { type: 'shrug' });
  clock.advance(50);
  assert.equal((await answer).kind, 'dropped');
  const shrugs = (await store.journal('w', 0, 10)).filter(({ event }) => event.type === 'shrug');
  assert.deepEqual(
    shrugs.map(({ kind }) => kind),
    ['event', 'event'],
  );
});

it('a message that comes before the birth it is for is consumed after it', async () => {
  const clock = createManualClock();
  const { engine, store } = await host({ machines, clock });
  const early = engine.send('w', { type: 'shrug' });
  const birth = engine.start({ machine: 'boss', address: 'w', input: null });
  const [{ kind }, { created }] = await Promise.all([early, birth]);
  assert.deepEqual([kind, created], ['event', true]);
  const journal = await store.journal('w', 0, 10);
  assert.deepEqual(
    journal.map(({ event }) => event.type),
    ['xstate.init', 'shrug'],
  );
});

it('a delay counts from the moment its state is entered', async () => {
  const clock = createManualClock();
  const { engine, store } = await host({ machines, clock });
  await engine.start({ machine: 'boss', address: 'w', input: null });
  clock.advance(5000);
  await engine.send('w', { type: 'pause' });
  assert.equal(await store.nextDue(clock.now()), clock.now() + 1000);
});
