import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assign, createMachine } from 'xstate';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { openEngine } from '../../runtime/engine.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import type { Engine, Store } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { createManualClock } from './manual-clock.ts';

/** Its progress is no number once it was told to divide by nothing. */
const ratio: MachineEntry = {
  version: '1',
  project: ({ context }) => ({
    status: 'running',
    step: null,
    progress:
      (context as { part: number; whole: number }).part / (context as { whole: number }).whole,
  }),
  machine: createMachine(
    {
      id: 'ratio',
      context: ({ input }: { input: { whole: number } }) => ({
        part: 0,
        whole: input.whole,
        told: 0,
      }),
      on: {
        divide: { actions: 'divide' },
        note: { actions: 'note' },
      },
    } as never,
    {
      actions: {
        divide: assign({ whole: ({ event }: { event: { by: number } }) => event.by } as never),
        note: assign({
          told: ({ context }: { context: { told: number } }) => context.told + 1,
        } as never),
      },
    } as never,
  ) as MachineEntry['machine'],
};

function open(store: Store): Promise<Engine> {
  return openEngine({
    store,
    clock: createManualClock(),
    machines: machineLookup({ ratio }),
    slots: 1,
    perform: () => Promise.reject(new Error('nothing to perform')),
    dispatcher: (perform, reports) => createInProcessDispatcher(perform, reports, 1),
    observer: {
      committed: () => undefined,
      failing: (error) => assert.fail(String(error)),
      trouble: (what, error) => assert.fail(`${what}: ${String(error)}`),
    },
  });
}

const start = (engine: Engine, address: string, whole = 4) =>
  engine.start({ machine: 'ratio', address, input: { whole } });
const told = async (engine: Engine, address: string) =>
  ((await engine.read(address))?.snapshot as { context: { told: number } } | null)?.context.told;

describe('an event whose turn the store refuses', () => {
  it('is put aside, named, and the actor is stuck where it was', async () => {
    const engine = await open(createMemoryStore());
    await start(engine, 'a');
    const { kind, view } = await engine.send('a', { type: 'divide', by: 0 });
    assert.deepEqual([kind, view.status], ['failed', 'stuck']);
    const [letter] = await engine.deadLetters({ open: true });
    assert.deepEqual(
      [letter?.error.code, letter?.event],
      ['TURN_REFUSED', { type: 'divide', by: 0 }],
    );
    assert.equal((await engine.read('a'))?.view.progress, 0);
  });

  it('takes with it neither the events beside it nor other actors', async () => {
    const engine = await open(createMemoryStore());
    await Promise.all([start(engine, 'a'), start(engine, 'b')]);
    const sent = [
      engine.send('a', { type: 'note' }),
      engine.send('b', { type: 'note' }),
      engine.send('a', { type: 'divide', by: 0 }),
      engine.send('b', { type: 'note' }),
    ];
    const kinds = (await Promise.all(sent)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['event', 'event', 'failed', 'event']);
    assert.equal(await told(engine, 'b'), 2);
    await engine.send('b', { type: 'note' });
  });

  it('is taken after the fix, like any dead letter', async () => {
    const store = createMemoryStore();
    const engine = await open(store);
    await start(engine, 'a');
    await engine.send('a', { type: 'divide', by: 0 });
    const [letter] = await engine.deadLetters({ open: true });
    assert.ok(letter);
    const again = await engine.resolveDeadLetter(letter.id, 'retry', 'ann');
    assert.equal(again.letter.resolution, null, 'nothing was mended: it fails again');
    await engine.resolveDeadLetter(letter.id, 'discard', 'ann');
    await engine.send('a', { type: 'note' });
    assert.equal(await told(engine, 'a'), 1);
  });

  it('may be a birth: the actor is there, stuck, and says why', async () => {
    const engine = await open(createMemoryStore());
    const { created, view } = await start(engine, 'a', 0);
    assert.deepEqual([created, view.status], [true, 'stuck']);
    const [letter] = await engine.deadLetters({ open: true });
    assert.equal(letter?.error.code, 'TURN_REFUSED');
  });

  it('may be refused for what it carries: then it is put aside without that', async () => {
    const inner = createMemoryStore();
    const picky: Store = {
      ...inner,
      commit: async (turns) => {
        const isLarge = JSON.stringify(turns).includes('too much');
        const refused = { kind: 'bug' as const, code: 'TURN_REFUSED', message: 'too large' };
        return isLarge ? turns.map(() => ({ refused })) : inner.commit(turns);
      },
    };
    const engine = await open(picky);
    await start(engine, 'a');
    const { kind } = await engine.send('a', { type: 'note', text: { deep: 'too much' } });
    assert.equal(kind, 'failed');
    const [letter] = await engine.deadLetters({ open: true });
    assert.deepEqual(letter?.event, { type: 'note', withheld: true });
  });
});
