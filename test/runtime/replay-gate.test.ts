import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assign, createMachine } from 'xstate';
import { versionOf } from '../../machines/version.ts';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import type { PresGenError } from '../../runtime/errors.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import type { JsonObject, Store } from '../../runtime/ports.ts';
import { type GateFinding, isFailing, replayAll } from '../../runtime/replay-gate.ts';
import { type MachineLookup, machineLookup } from '../../runtime/versions.ts';
import { host } from './host.ts';

interface Code {
  limit?: number;
  start?: number;
  work?: string;
  step?: number;
  extra?: object;
}

/** Counts to a limit, then does its work. What `code` changes is inside functions, but for `extra`. */
function counter({
  limit = 3,
  start = 0,
  work = 'w',
  step = 1,
  extra = {},
}: Code = {}): MachineEntry {
  const machine = createMachine(
    {
      id: 'counter',
      context: () => ({ n: start }),
      initial: 'counting',
      states: {
        counting: {
          on: { add: [{ guard: 'isEnough', target: 'working' }, { actions: 'count' }] },
        },
        working: {
          invoke: { id: 'work', src: 'perform', input: () => ({ work }), onDone: 'over' },
        },
        over: { type: 'final' },
      },
      ...extra,
    } as never,
    {
      guards: { isEnough: ({ context }: never) => (context as { n: number }).n >= limit },
      actions: {
        count: assign({ n: ({ context }: never) => (context as { n: number }).n + step }),
      },
    } as never,
  );
  return {
    machine: machine as MachineEntry['machine'],
    version: versionOf(machine),
    project: ({ value }) => ({ status: JSON.stringify(value), step: null, progress: 0 }),
  };
}

const original = counter();
const first = machineLookup({ counter: original });

/** Three actors that ran on the original: `a` waits at 1, `b` works, `c` has ended. */
async function stored(): Promise<Store> {
  const store = createMemoryStore();
  const { engine } = await host({
    machines: first,
    store,
    snapshotEvery: 3,
    perform: async ({ owner }) => (owner === 'c' ? 'done' : new Promise<never>(() => undefined)),
  });
  for (const [address, adds] of [
    ['a', 1],
    ['b', 4],
    ['c', 4],
  ] as const) {
    await engine.start({ machine: 'counter', address, input: null });
    for (let n = 0; n < adds; n += 1) await engine.send(address, { type: 'add' });
  }
  while ((await engine.read('c'))?.status !== 'done')
    await new Promise((resolve) => setImmediate(resolve));
  return store;
}

async function gate(
  machines: MachineLookup,
  store: Store,
  onCurrent = false,
): Promise<GateFinding[]> {
  const findings: GateFinding[] = [];
  for await (const finding of replayAll(machines, store, onCurrent)) findings.push(finding);
  return findings;
}
const inShort = (findings: GateFinding[]) =>
  findings.map(({ address, verdict, difference }) =>
    [address, verdict, difference?.seq, difference?.what].filter((part) => part !== undefined),
  );

describe('replaying every stored journal', () => {
  it('finds nothing on the code that wrote them', async () => {
    const findings = await gate(first, await stored());
    assert.deepEqual(inShort(findings), [
      ['a', 'same'],
      ['b', 'same'],
      ['c', 'same'],
    ]);
    assert.deepEqual(
      findings.map(({ positions }) => positions),
      [2, 5, 6],
    );
  });

  it('finds a changed guard body, which the version does not show, and where it matters', async () => {
    const changed = counter({ limit: 2 });
    assert.equal(changed.version, original.version);
    const findings = await gate(machineLookup({ counter: changed }), await stored());
    assert.deepEqual(inShort(findings), [
      ['a', 'same'],
      ['b', 'differs', 4, 'state'],
      ['c', 'differs', 4, 'state'],
    ]);
    assert.deepEqual(findings[1]?.difference, {
      ...{ seq: 4, event: 'add', what: 'state' },
      ...{ stored: '"counting"', replayed: '"working"' },
    });
    assert.deepEqual(findings.map(isFailing), [false, true, true]);
  });

  it('finds effects that would leave with another input', async () => {
    const findings = await gate(machineLookup({ counter: counter({ work: 'x' }) }), await stored());
    assert.deepEqual(inShort(findings)[1], ['b', 'differs', 5, 'commands']);
    const { stored: was, replayed } = findings[1]?.difference ?? {};
    assert.match(`${was} ${replayed}`, /^[0-9a-f]{16} [0-9a-f]{16}$/);
    assert.notEqual(was, replayed);
  });

  it('finds another context at the stored snapshot, and names the part', async () => {
    const changed = machineLookup({ counter: counter({ step: 1.5, limit: 4.5 }) });
    const [, , ended] = await gate(changed, await stored());
    assert.deepEqual(ended?.difference, {
      ...{ seq: 6, event: 'xstate.done.actor.work', what: 'snapshot' },
      ...{ stored: 'snapshot.context.n 3', replayed: 'snapshot.context.n 4.5' },
    });
  });

  it('finds a machine that now throws', async () => {
    const broken = counter();
    broken.machine = broken.machine.provide({
      guards: {
        isEnough: () => {
          throw new Error('fell over');
        },
      },
    } as never);
    const [a] = await gate(machineLookup({ counter: broken }), await stored());
    assert.deepEqual([a?.difference?.seq, a?.difference?.what], [2, 'failure']);
    assert.match(a?.difference?.replayed ?? '', /fell over/);
  });

  it('tells a running actor without code from one that needs none any more', async () => {
    const next = counter({ extra: { description: 'the next version' } });
    assert.notEqual(next.version, original.version);
    const findings = await gate(machineLookup({ counter: next }), await stored());
    assert.deepEqual(inShort(findings), [
      ['a', 'missing'],
      ['b', 'missing'],
      ['c', 'unchecked'],
    ]);
    assert.match(findings[0]?.reason ?? '', /^machine counter is needed in version [0-9a-f]{12};/);
    assert.deepEqual(findings.map(isFailing), [true, true, false]);
  });

  it('replays an old version on its own code, or on the current where that is asked for', async () => {
    const store = await stored();
    const next = counter({ limit: 2, extra: { description: 'the next version' } });
    const both = machineLookup({ counter: next }, { counter: [original] });
    assert.ok((await gate(both, store)).every(({ verdict }) => verdict === 'same'));
    const findings = await gate(both, store, true);
    assert.deepEqual(inShort(findings)[1], ['b', 'differs', 4, 'state']);
    assert.deepEqual([findings[1]?.version, findings[1]?.on], [original.version, next.version]);
    const reworded = machineLookup(
      { counter: counter({ extra: { description: 'only reworded' } }) },
      { counter: [original] },
    );
    assert.ok((await gate(reworded, store, true)).every(({ verdict }) => verdict === 'same'));
    assert.deepEqual(await gate(first, store, true), [], 'all are on the current version already');
  });

  it('follows an actor across a migration', async () => {
    const store = await stored();
    const next = counter({ extra: { description: 'the next version' } });
    const steps = [
      {
        ...{ machine: 'counter', from: original.version, to: next.version },
        migrate: (state: JsonObject) => ({ ...state, context: { n: 10 } }),
      },
    ];
    const machines = machineLookup({ counter: next }, { counter: [original] }, steps as never);
    const { engine } = await host({ machines, store });
    await engine.migrate('a');
    await engine.send('a', { type: 'add' });
    const [a] = await gate(machines, store);
    assert.deepEqual([a?.verdict, a?.positions, a?.version], ['same', 4, next.version]);
    const [later] = await gate(machineLookup({ counter: next }), store);
    assert.deepEqual([later?.verdict, later?.positions], ['unchecked', 2]);
    const altered = counter({ limit: 99, extra: { description: 'the next version' } });
    const [found] = await gate(machineLookup({ counter: altered }), store);
    assert.deepEqual(inShort([found as GateFinding]), [['a', 'differs', 4, 'state']]);
  });
});

describe('replaying what went wrong', () => {
  it('takes failed, discarded and retried events as they were settled', async () => {
    const store = createMemoryStore();
    const falls = counter();
    falls.machine = falls.machine.provide({
      guards: {
        isEnough: () => {
          throw new Error('fell over');
        },
      },
    } as never);
    const broken = await host({ machines: machineLookup({ counter: falls }), store });
    for (const address of ['x', 'y']) {
      await broken.engine.start({ machine: 'counter', address, input: null });
      await broken.engine.send(address, { type: 'add' });
    }
    await broken.engine.close();
    const { engine } = await host({ machines: first, store });
    for (const { id, address } of await engine.deadLetters())
      await engine.resolveDeadLetter(id, address === 'x' ? 'retry' : 'discard', 'ann');
    for (const address of ['x', 'y']) await engine.send(address, { type: 'add' });
    assert.deepEqual(inShort(await gate(first, store)), [
      ['x', 'same'],
      ['y', 'same'],
    ]);
    const kinds = (await store.journal('x', 0, 10)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['init', 'failed', 'retried', 'event']);
  });

  it('names a stored snapshot that is not what was written', async () => {
    const store = await stored();
    const rotten: Store = {
      ...store,
      load: async (address) => {
        const loaded = await store.load(address);
        return loaded && { ...loaded, isAltered: address === 'b' };
      },
    };
    const findings = await gate(first, rotten);
    assert.deepEqual(inShort(findings), [
      ['a', 'same'],
      ['b', 'differs', 0, 'snapshot'],
      ['c', 'same'],
    ]);
  });
});

describe('loading an actor whose code has changed under its version', () => {
  it('is refused with the position, rather than going on from a state that never was', async () => {
    const store = await stored();
    const { engine } = await host({
      machines: machineLookup({ counter: counter({ work: 'x' }) }),
      store,
    });
    const code = await engine.send('b', { type: 'add' }).then(
      () => assert.fail('it went on'),
      (error: PresGenError) => `${error.kind} ${error.code}: ${error.message}`,
    );
    assert.match(
      code,
      /^terminal ACTOR_STUCK: b is set aside: b at 5 \(add\): counter [0-9a-f]{12} comes to other commands than journalled, [0-9a-f]{16} instead of [0-9a-f]{16}$/,
    );
    await engine.send('a', { type: 'add' });
  });
});
