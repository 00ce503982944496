import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assign, createMachine, sendTo } from 'xstate';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import type { Store } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { host } from './host.ts';
import { createManualClock } from './manual-clock.ts';

const count = { ticks: ({ context }: { context: { ticks: number } }) => context.ticks + 1 };
const counter = createMachine({
  id: 'counter',
  context: { ticks: 0 },
  invoke: { id: 'pupil', src: 'pupil' },
  on: {
    tick: { actions: assign(count as never) },
    teach: { actions: sendTo('pupil', { type: 'tick' }) },
  },
} as never);
const pupil = createMachine({
  id: 'pupil',
  context: { ticks: 0 },
  on: { tick: { actions: assign(count as never) } },
} as never);
const project = () => ({ status: '', step: null, progress: 0 });
const machines = machineLookup({
  counter: { machine: counter, version: '1', project },
  pupil: { machine: pupil, version: '1', project },
} as never);

const turns = async (many: number): Promise<void> => {
  for (let i = 0; i < many; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Two hosts beside each other on one store, the first with a counter. */
async function pair(watch: (store: Store) => Store = (store) => store) {
  const clock = createManualClock();
  const store = createMemoryStore({ now: clock.now });
  const open = (id: string) =>
    host({
      machines,
      clock,
      store: watch(createMemoryStore({ now: clock.now, beside: store })),
      node: { id, beatMs: 1000, leaseMs: 10_000 },
    });
  const one = await open('one');
  await one.engine.start({ machine: 'counter', address: 'w', input: null });
  await turns(10);
  return { one, open, store };
}

const ticksOf = async (store: Store, address: string): Promise<number> =>
  (await store.journal(address, -1, 1000)).filter(({ event }) => event.type === 'tick').length;

describe('a turn that lost its race', () => {
  it('leaves its events to the next turn', async () => {
    const { one, open, store } = await pair();
    const two = await open('two');
    let answered = 0;
    const send = (engine: typeof one.engine) =>
      engine.send('w', { type: 'tick' }).then(() => {
        answered += 1;
      });
    // Each host works on its own cached copy, so the second to commit is fenced.
    await send(one.engine);
    await send(two.engine);
    void send(one.engine);
    void send(two.engine);
    await turns(40);
    assert.deepEqual([await ticksOf(store, 'w'), answered], [4, 4]);
  });

  it('does not consume a message again that the winner has consumed', async (test) => {
    let holdUp = false;
    const held: (() => void)[] = [];
    const slow = (store: Store): Store => ({
      ...store,
      commit: async (batch) => {
        if (holdUp && batch.some(({ address }) => address.startsWith('w/pupil')))
          await new Promise<void>((resolve) => held.push(resolve));
        return store.commit(batch);
      },
    });
    const { one, open, store } = await pair(slow);
    holdUp = true;
    await one.engine.send('w', { type: 'teach' });
    await turns(10);
    // The message still lies in the store, so the second host takes it up as well.
    const two = await open('two');
    test.after(() => Promise.all([one.engine.close(), two.engine.close()]));
    await turns(10);
    assert.equal(held.length, 2, 'both hosts are consuming the message');
    holdUp = false;
    for (const release of held) release();
    let isQuiet = false;
    void Promise.all([one.engine.quiet(), two.engine.quiet()]).then(() => {
      isQuiet = true;
    });
    await turns(100);
    assert.deepEqual([await ticksOf(store, 'w/pupil.1'), isQuiet], [1, true]);
  });
});
