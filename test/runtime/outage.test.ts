/** The store goes away while work is under way: nothing is said to be done, and nothing is lost. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { createMachine } from 'xstate';
import { createSystemClock } from '../../ops/clock.ts';
import { openDatabase } from '../../persistence/database.ts';
import { databaseFailure } from '../../persistence/database-failure.ts';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { createSqlStore } from '../../persistence/store.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { type EngineOptions, openEngine } from '../../runtime/engine.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import type { Engine, Perform, Store } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { emptyPostgres, scratchEmbedded, serverAway } from '../persistence/scratch.ts';
import { host } from './host.ts';
import { createManualClock } from './manual-clock.ts';
import { proxyTo } from './proxy.ts';

const project: MachineEntry['project'] = ({ status }) => ({ status, step: null, progress: 0 });
const job = createMachine(
  {
    id: 'job',
    initial: 'working',
    on: { note: {} },
    states: {
      working: { invoke: { id: 'work', src: 'perform', input: {}, onDone: 'resting' } },
      resting: { after: { pause: 'ended' } },
      ended: { type: 'final' },
    },
  } as never,
  { delays: { pause: 300 } } as never,
);
const machines = machineLookup({ job: { machine: job, version: '1', project } } as never);
const PATIENCE_MS = 400;

interface Rig {
  engine: Engine;
  /** What operators were told. */
  said: string[];
  /** Lets every call under way end. */
  finish(): void;
}

async function rig(t: TestContext, store: Store, more: Partial<EngineOptions> = {}): Promise<Rig> {
  const said: string[] = [];
  const letGo: (() => void)[] = [];
  let isOver = false;
  const perform: Perform = ({ signal }) =>
    isOver
      ? Promise.resolve(null)
      : new Promise((resolve) => {
          letGo.push(() => resolve(null));
          signal.addEventListener('abort', () => resolve(null));
        });
  const engine = await openEngine({
    store,
    clock: createSystemClock(),
    machines,
    perform,
    dispatcher: (run, reports) => createInProcessDispatcher(run, reports, 100),
    observer: {
      committed: () => undefined,
      failing: () => undefined,
      trouble: () => undefined,
      storeAway: (reason) => said.push(`away: ${reason}`),
      storeBack: () => said.push('back'),
    },
    slots: 2,
    node: { id: 'n', beatMs: 500, leaseMs: 5000 },
    patienceMs: PATIENCE_MS,
    ...more,
  });
  t.after(() => engine.close());
  return {
    engine,
    said,
    finish: () => {
      isOver = true;
      for (const each of letGo) each();
    },
  };
}

const start = ({ engine }: Rig, address: string) =>
  engine.start({ machine: 'job', address, input: null });
const note = ({ engine }: Rig, address: string, eventId: string) =>
  engine.send(address, { type: 'note' }, { eventId });

async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const last = performance.now() + 20_000;
  while (!(await isSo())) {
    assert.ok(performance.now() < last, what);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What every kind of outage must look like, from before it to after it. */
async function outage(one: Rig, door: { shut(): unknown; open(): unknown }, reason: RegExp) {
  for (let n = 0; n < 20; n += 1) await start(one, `w${n}`);
  assert.equal(one.engine.unavailable(), null);
  await door.shut();

  const began = performance.now();
  const refused = await Promise.allSettled([start(one, 'new'), note(one, 'w0', 'n1')]);
  const waited = performance.now() - began;
  for (const outcome of refused) {
    assert.equal(outcome.status, 'rejected');
    const { kind, code, message, retryAfterMs } = outcome.reason;
    assert.deepEqual([kind, code], ['transient', 'STORE_UNAVAILABLE'], message);
    assert.match(message, /^Not acknowledged: repeat with the same Idempotency-Key\./);
    assert.ok(retryAfterMs > 0);
  }
  assert.ok(waited < PATIENCE_MS * 4 + 1000, `callers waited ${Math.round(waited)} ms`);
  assert.match(String(one.engine.unavailable()), reason);
  // Results that come in meanwhile wait.
  one.finish();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await door.open();

  await until(() => one.engine.unavailable() === null, 'never noticed that the store is back');
  await start(one, 'new');
  const receipt = await note(one, 'new', 'n2');
  assert.ok(['event', 'dropped'].includes(receipt.kind));
  for (const address of ['new', ...Array.from({ length: 20 }, (_, n) => `w${n}`)])
    await until(
      async () => (await one.engine.read(address))?.status === 'done',
      `${address} never went on`,
    );
  const journal = await one.engine.journal('w0', 0, 100);
  assert.ok(journal.filter(({ eventId }) => eventId === 'n1').length <= 1);
  assert.deepEqual(
    journal.map(({ seq }) => seq),
    journal.map((_, index) => index + 1),
  );
  assert.equal(one.said.filter((line) => line === 'back').length, one.said.length / 2);
}

/** A store whose writes fail with this SQLSTATE, as those of a database do. */
function failing(inner: Store, sqlState: string) {
  let isFailing = false;
  const guarded =
    <A extends unknown[], R>(method: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (isFailing) throw databaseFailure(Object.assign(new Error('no'), { code: sqlState }));
      return method(...args);
    };
  const store: Store = { ...inner, commit: guarded(inner.commit), beat: guarded(inner.beat) };
  return {
    store,
    door: {
      shut: () => {
        isFailing = true;
      },
      open: () => {
        isFailing = false;
      },
    },
  };
}

describe('a store that is away', () => {
  for (const [sqlState, reason] of [
    ['53100', /disk of the database is full/],
    ['25006', /read-only/],
    ['57P01', /cannot be reached/],
  ] as const)
    it(`acknowledges nothing, says why, and everything goes on when it is back (${sqlState})`, async (t) => {
      const { store, door } = failing(
        createMemoryStore({ now: () => performance.now() }),
        sqlState,
      );
      await outage(await rig(t, store), door, reason);
    });

  it('is noticed by its silence, too', async (t) => {
    const inner = createMemoryStore({ now: () => performance.now() });
    let silence: Promise<void> | null = null;
    let end = (): void => undefined;
    const commit: Store['commit'] = async (turns) => {
      await silence;
      return inner.commit(turns);
    };
    const beat: Store['beat'] = async (...args) => {
      await silence;
      return inner.beat(...args);
    };
    const door = {
      shut: () => {
        silence = new Promise((resolve) => {
          end = resolve;
        });
      },
      open: () => end(),
    };
    await outage(await rig(t, { ...inner, commit, beat }), door, /no answer to 'commit'/);
  });

  it('is not suspected because the clock leaps ahead', async () => {
    const clock = createManualClock();
    const inner = createMemoryStore();
    const letGo: (() => void)[] = [];
    const commit: Store['commit'] = async (turns) => {
      await new Promise<void>((resolve) => letGo.push(resolve));
      return inner.commit(turns);
    };
    const { engine } = await host({ machines, clock, store: { ...inner, commit } });
    const started = engine.start({ machine: 'job', address: 'w', input: null });
    while (letGo.length === 0) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(3_600_000);
    assert.equal(engine.unavailable(), null);
    clock.advance(5000);
    assert.match(String(engine.unavailable()), /no answer to 'commit'/);
    letGo[0]?.();
    await assert.rejects(started, { code: 'STORE_UNAVAILABLE' });
  });

  it('is noticed by a process that has nothing to do', async (t) => {
    const { store, door } = failing(createMemoryStore({ now: () => performance.now() }), '53100');
    const one = await rig(t, store, { node: { id: 'n', beatMs: 50, leaseMs: 5000 } });
    door.shut();
    await until(() => one.engine.unavailable() !== null, 'never noticed');
    door.open();
    await until(() => one.engine.unavailable() === null, 'never noticed that it is back');
    assert.deepEqual(one.said.length, 2);
  });

  it('does not make those wait who come when all patience is gone', async (t) => {
    const { store, door } = failing(createMemoryStore({ now: () => performance.now() }), '53100');
    const one = await rig(t, store);
    await start(one, 'w');
    door.shut();
    await assert.rejects(note(one, 'w', 'a'), { code: 'STORE_UNAVAILABLE' });
    const began = performance.now();
    for (let n = 0; n < 200; n += 1)
      await assert.rejects(note(one, 'w', `b${n}`), { code: 'STORE_UNAVAILABLE' });
    assert.ok(performance.now() - began < 1000);
    door.open();
    await until(() => one.engine.unavailable() === null, 'never back');
  });
});

const away = await serverAway();

describe('a Postgres server behind a network', { skip: away ?? false }, () => {
  for (const [name, how] of [
    ['is cut off', 'cut'],
    ['falls silent', 'silence'],
  ] as const)
    it(`${name} and comes back`, async (t) => {
      const scratch = await emptyPostgres();
      const url = new URL(scratch.url);
      const proxy = await proxyTo(url.hostname, Number(url.port || 5432));
      url.hostname = '127.0.0.1';
      url.port = String(proxy.port);
      const database = await openDatabase({ databaseUrl: url.href, dataDir: scratch.dir });
      // Runs last to first: the engine closes before its database.
      const one = await rig(t, createSqlStore(database));
      t.after(async () => {
        await one.engine.close();
        await database.close();
        await proxy.close();
        await scratch.drop();
      });
      const door = { shut: proxy[how], open: proxy.restore };
      await outage(one, door, /cannot be reached|no answer/);
    });
});

describe('an embedded database whose worker dies', () => {
  it('is started again by the next statement, and everything goes on', async (t) => {
    const workers: Worker[] = [];
    const watch = (worker: Worker): void => {
      workers.push(worker);
    };
    process.on('worker', watch);
    const scratch = await scratchEmbedded();
    const one = await rig(t, createSqlStore(scratch.db), { slots: 1 });
    t.after(async () => {
      process.off('worker', watch);
      await one.engine.close();
      await scratch.drop();
    });
    for (let n = 0; n < 20; n += 1) await start(one, `w${n}`);
    const writes = Array.from({ length: 200 }, (_, n) => note(one, `w${n % 20}`, `n${n}`));
    await workers[0]?.terminate();
    const outcomes = await Promise.allSettled(writes);
    assert.equal(workers.length, 2);
    await until(() => one.engine.unavailable() === null, 'never back');
    one.finish();
    for (let n = 0; n < 20; n += 1)
      await until(async () => (await one.engine.read(`w${n}`))?.status === 'done', `w${n} hangs`);
    for (const [n, outcome] of outcomes.entries()) {
      const journal = await one.engine.journal(`w${n % 20}`, 0, 100);
      const times = journal.filter(({ eventId }) => eventId === `n${n}`).length;
      if (outcome.status === 'fulfilled') assert.equal(times, 1, `n${n} was acknowledged`);
      else assert.ok(times <= 1);
    }
  });
});
