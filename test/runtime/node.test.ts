/** Several processes on one store: who runs what, and who goes on when one of them dies. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assign, createMachine } from 'xstate';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import { inCharge, takesAt } from '../../runtime/node.ts';
import type { InboxRow, Perform, Store } from '../../runtime/ports.ts';
import { UNCLAIMED_MS } from '../../runtime/unclaimed.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { type Host, host, untilStopped } from './host.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

const project: MachineEntry['project'] = ({ status }) => ({ status, step: null, progress: 0 });
const count = assign({ told: ({ context }: never) => (context as { told: number }).told + 1 });

const job = createMachine(
  {
    id: 'job',
    context: { told: 0 },
    initial: 'working',
    on: {
      tell: { actions: { type: 'tell', params: { to: 'other', event: { type: 'told' } } } },
      misdirect: { actions: { type: 'tell', params: { to: 'nobody', event: { type: 'told' } } } },
      told: { actions: 'count' },
      leave: '.ended',
    },
    states: {
      working: { invoke: { id: 'work', src: 'perform', input: {}, onDone: 'waiting' } },
      waiting: { after: { pause: 'ended' } },
      ended: { type: 'final' },
    },
  } as never,
  {
    actions: { count, tell: () => undefined },
    delays: { pause: 60_000 },
  } as never,
);
const machines = machineLookup({ job: { machine: job, version: '1', project } } as never);

const LEASE_MS = 10_000;
const BEAT_MS = 3000;

interface Mortal extends Host {
  kill(): void;
  /** The next commit is written, and then the process is no more. */
  killAfterCommit(): void;
  /** The process stands still: nothing it asks is answered, nothing wakes it. */
  pause(): void;
  resume(): void;
  stoppedBy: string[];
}

async function begin(
  id: string,
  parts: { clock: ManualClock; beside: Store; perform?: Perform },
): Promise<Mortal> {
  let state: 'up' | 'paused' | 'dead' = 'up';
  let missed: (() => void)[] = [];
  let diesAfterCommit = false;
  const store = createMemoryStore({ now: parts.clock.now, beside: parts.beside });
  const gate = <T>(answer: () => T | Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const go = () =>
        Promise.resolve()
          .then(answer)
          .then((value) => {
            if (state !== 'dead') resolve(value);
          }, reject);
      if (state === 'up') void go();
      else missed.push(() => void go());
    });
  const names = Object.keys(store) as (keyof Store)[];
  const mortal = Object.fromEntries(
    names.map((name) => [
      name,
      (...args: never[]) => gate(() => (store[name] as (...args: never[]) => unknown)(...args)),
    ]),
  ) as unknown as Store;
  mortal.commit = (turns) =>
    gate(async () => {
      const outcomes = await store.commit(turns);
      if (diesAfterCommit) state = 'dead';
      return outcomes;
    });
  const stoppedBy: string[] = [];
  const one = await host({
    machines,
    store: mortal,
    clock: {
      ...parts.clock,
      wakeAt: (dueMs, wake) =>
        parts.clock.wakeAt(dueMs, () => {
          if (state === 'up') wake();
          else missed.push(wake);
        }),
    },
    perform: parts.perform ?? untilStopped,
    node: { id, beatMs: BEAT_MS, leaseMs: LEASE_MS },
    observer: {
      committed: () => undefined,
      failing: (error) => assert.fail(String(error)),
      trouble: (what, error) => assert.fail(`${what}: ${JSON.stringify(error)}`),
      superseded: (what) => stoppedBy.push(what),
    },
  });
  return {
    ...one,
    stoppedBy,
    kill: () => {
      state = 'dead';
    },
    killAfterCommit: () => {
      diesAfterCommit = true;
    },
    pause: () => {
      state = 'paused';
    },
    resume: () => {
      state = 'up';
      const late = missed;
      missed = [];
      for (const go of late) go();
    },
  };
}

/** Time passes in beats, as it would. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1000) {
    clock.advance(Math.min(1000, left));
    await ticks();
  }
}

async function ticks(): Promise<void> {
  for (let i = 0; i < 30; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

const start = (one: Host, address: string) =>
  one.engine.start({ machine: 'job', address, input: null });
const keys = (one: Host) => one.runs.map(({ key, attempt }) => `${key} ${attempt}`);

describe('processes on one store', () => {
  it('leave alone what another is running, at their start and while it is alive', async () => {
    const clock = createManualClock();
    const beside = createMemoryStore();
    const one = await begin('one', { clock, beside });
    await start(one, 'w1');
    const two = await begin('two', { clock, beside });
    await pass(clock, 5 * LEASE_MS);
    assert.deepEqual([keys(one), keys(two)], [['w1/work.1 1'], []]);
  });

  it('take over the calls of one that died, within its lease and a beat', async () => {
    const clock = createManualClock();
    const beside = createMemoryStore();
    const one = await begin('one', { clock, beside });
    const two = await begin('two', { clock, beside, perform: async () => null });
    await start(one, 'w1');
    one.kill();
    await pass(clock, LEASE_MS - 1000);
    assert.deepEqual(keys(two), []);
    await pass(clock, 1000 + BEAT_MS);
    assert.deepEqual(keys(two), ['w1/work.1 2']);
    assert.equal((await two.engine.read('w1'))?.value, 'waiting');
  });

  it('let a process that starts again go on at once with what it ran before', async () => {
    const clock = createManualClock();
    const beside = createMemoryStore();
    const two = await begin('two', { clock, beside });
    const one = await begin('one', { clock, beside });
    await start(one, 'w1');
    await start(two, 'w2');
    one.kill();
    const again = await begin('one', { clock, beside });
    await ticks();
    assert.deepEqual(keys(again), ['w1/work.1 2']);
  });

  it('fire the timers of one that died', async () => {
    const clock = createManualClock();
    const beside = createMemoryStore();
    const two = await begin('two', { clock, beside });
    const one = await begin('one', { clock, beside, perform: async () => null });
    for (let n = 0; n < 8; n += 1) await start(one, `w${n}`);
    await ticks();
    one.kill();
    await pass(clock, 60_000);
    for (let n = 0; n < 8; n += 1) assert.equal((await two.engine.read(`w${n}`))?.status, 'done');
  });

  it('deliver a message whose sender died between commit and delivery', async () => {
    const clock = createManualClock();
    const beside = createMemoryStore();
    const two = await begin('two', { clock, beside });
    const one = await begin('one', { clock, beside });
    await start(two, 'other');
    await start(one, 'w1');
    one.killAfterCommit();
    void one.engine.send('w1', { type: 'tell' });
    await ticks();
    await pass(clock, LEASE_MS + BEAT_MS + 1000);
    const record = await two.engine.read('other');
    assert.ok(record);
    assert.equal((record.snapshot as { context: { told: number } }).context.told, 1);
  });

  it('take over at once from one that was closed', async () => {
    const clock = createManualClock();
    const beside = createMemoryStore();
    const one = await begin('one', { clock, beside });
    const two = await begin('two', { clock, beside });
    await start(one, 'w1');
    await one.engine.close();
    await pass(clock, BEAT_MS);
    assert.deepEqual(keys(two), ['w1/work.1 2']);
  });

  it('start nothing, after a long pause, that others have taken over meanwhile', async () => {
    const clock = createManualClock();
    const beside = createMemoryStore();
    const one = await begin('one', { clock, beside });
    const two = await begin('two', { clock, beside });
    // Eight run at once; the ninth waits for its turn.
    for (let n = 1; n <= 9; n += 1) await start(one, `w${n}`);
    await ticks();
    assert.equal(one.runs.length, 8);
    one.pause();
    await pass(clock, LEASE_MS + BEAT_MS);
    assert.equal(two.runs.length, 8);
    one.resume();
    await ticks();
    assert.ok(one.runs.every(({ signal }) => signal.aborted));
    assert.equal(one.runs.length, 8, 'the ninth is not begun by the one that was paused');
    await pass(clock, 2 * BEAT_MS);
    assert.deepEqual(one.troubles, []);
    for (let n = 1; n <= 9; n += 1)
      assert.equal((await beside.family(`w${n}`))[0]?.value, 'working', 'nothing was reported');
  });

  it('stop when another process goes by the same name', async () => {
    const clock = createManualClock();
    const beside = createMemoryStore();
    const old = await begin('same', { clock, beside });
    await start(old, 'w1');
    await ticks();
    const next = await begin('same', { clock, beside });
    await pass(clock, BEAT_MS);
    assert.match(
      old.stoppedBy.join(),
      /start 1\) takes no more work: start 2 goes by the same name/,
    );
    assert.match(String(old.engine.unavailable()), /NODE_ID/);
    assert.ok(old.runs[0]?.signal.aborted);
    await assert.rejects(start(old, 'w2'), { code: 'NODE_SUPERSEDED' });
    assert.deepEqual(keys(next), ['w1/work.1 2']);
    assert.equal(next.engine.unavailable(), null);
  });

  it('see each other’s turns when they read', async () => {
    const clock = createManualClock();
    const beside = createMemoryStore();
    const one = await begin('one', { clock, beside });
    const two = await begin('two', { clock, beside });
    await start(one, 'w1');
    assert.equal((await two.engine.send('w1', { type: 'told' })).seq, 2);
    await pass(clock, BEAT_MS);
    assert.equal((await one.engine.read('w1'))?.seq, 2);
  });

  it('abort a call whose state was left in another process', async () => {
    const clock = createManualClock();
    const beside = createMemoryStore();
    const one = await begin('one', { clock, beside });
    const two = await begin('two', { clock, beside });
    await start(one, 'w1');
    await two.engine.send('w1', { type: 'leave' });
    await pass(clock, BEAT_MS);
    assert.ok(one.runs[0]?.signal.aborted);
    assert.equal((await one.engine.read('w1'))?.status, 'done');
  });
});

describe('a message to an actor that has ended', () => {
  it('is used up and journalled as dropped', async () => {
    const clock = createManualClock();
    const one = await host({ machines, clock });
    await start(one, 'other');
    await one.engine.send('other', { type: 'leave' });
    await start(one, 'w1');
    await one.engine.send('w1', { type: 'tell' });
    await ticks();
    const journal = await one.engine.journal('other', 0, 10);
    assert.deepEqual(
      journal.map(({ kind }) => kind),
      ['init', 'event', 'dropped'],
    );
    assert.deepEqual(await one.store.due(clock.now(), 10), []);
    assert.deepEqual(one.troubles, []);
  });
});

describe('a message to an actor that never was', () => {
  it('is dropped after a while, once, and not looked at again', async () => {
    const clock = createManualClock();
    const store = createMemoryStore();
    const dropped: { address: string; eventId: string }[] = [];
    let looks = 0;
    const one = await host({
      machines,
      clock,
      store: {
        ...store,
        due: (...args) => {
          looks += 1;
          return store.due(...args);
        },
      },
      observer: {
        committed: () => undefined,
        failing: () => undefined,
        trouble: (what) => assert.fail(what),
        dropped: (rows) => dropped.push(...rows),
      },
    });
    await start(one, 'w1');
    await one.engine.send('w1', { type: 'misdirect' });
    await ticks();
    await pass(clock, UNCLAIMED_MS - 1000);
    assert.deepEqual(dropped, []);
    await pass(clock, 2000);
    assert.deepEqual(
      dropped.map(({ address }) => address),
      ['nobody'],
    );
    assert.deepEqual(await store.due(clock.now(), 10), []);
    const before = looks;
    await pass(clock, 10 * UNCLAIMED_MS);
    assert.equal(looks, before);
  });
});

describe('who is in charge', () => {
  const row = (address: string, timer: string | null): InboxRow => ({
    ...{ address, eventId: 'e', event: { type: 'x' }, dueMs: 1000, timer, trace: null },
  });

  it('is one node for a whole workflow, and spreads over all nodes', () => {
    const living = ['a', 'b', 'c'];
    const counts = new Map<string | undefined, number>();
    for (let n = 0; n < 3000; n += 1) {
      const node = inCharge(`w${n}`, living);
      assert.equal(inCharge(`w${n}/child.1/call.2`, living), node);
      counts.set(node, (counts.get(node) ?? 0) + 1);
    }
    for (const node of living) assert.ok(Math.abs((counts.get(node) ?? 0) - 1000) < 150);
  });

  it('changes only for what a node that is gone was in charge of', () => {
    for (let n = 0; n < 1000; n += 1) {
      const before = inCharge(`w${n}`, ['a', 'b', 'c']);
      if (before !== 'c') assert.equal(inCharge(`w${n}`, ['a', 'b']), before);
    }
  });

  it('takes a timer at once, a message that lies there later, and anybody takes either in the end', () => {
    const living = ['a', 'b'];
    const mine = ['a', 'b'].find((node) => inCharge('w', living) === node) ?? '';
    const other = mine === 'a' ? 'b' : 'a';
    const at = (me: string, timer: string | null) => takesAt(row('w/c.1', timer), me, living, 10);
    assert.deepEqual([at(mine, 't'), at(mine, null)], [1000, 1010]);
    assert.deepEqual([at(other, 't'), at(other, null)], [1010, 1020]);
    assert.equal(takesAt(row('w', null), 'a', ['a'], 10), 1000);
  });
});
