/** Thousands of timers, far away and all at once. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createMachine } from 'xstate';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { createSqlStore } from '../../persistence/store.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import type { DueRow, Store } from '../../runtime/ports.ts';
import { createTimers } from '../../runtime/timers.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { type Scratch, scratchPostgres, serverAway } from '../persistence/scratch.ts';
import { type Host, host } from './host.ts';
import { createManualClock } from './manual-clock.ts';

const DAY_MS = 86_400_000;
const SLEEPERS = 10_000;

const project: MachineEntry['project'] = ({ status }) => ({ status, step: null, progress: 0 });
const sleeper = createMachine(
  {
    id: 'sleeper',
    initial: 'asleep',
    states: { asleep: { after: { sixtyDays: 'awake' } }, awake: { type: 'final' } },
  } as never,
  { delays: { sixtyDays: 60 * DAY_MS } } as never,
);
const clerk = createMachine({ id: 'clerk', on: { ask: {} } } as never);
const machines = machineLookup({
  sleeper: { machine: sleeper, version: '1', project },
  clerk: { machine: clerk, version: '1', project },
} as never);

function sleepers(name: string, open: () => Store): void {
  test(`${name}: ${SLEEPERS} timers of sixty days survive a restart and then fire together`, async () => {
    const clock = createManualClock(1_700_000_000_000);
    const before = await host({ machines, clock, store: open(), slots: 2 });
    await startAll(before);
    clock.advance(30 * DAY_MS);
    await before.engine.quiet();
    await before.engine.close();

    let onTheWay = 0;
    let mostTurns = 0;
    const store = open();
    const { engine } = await host({
      ...{ machines, clock, slots: 2 },
      store: {
        ...store,
        due: async (...args) => {
          const rows = await store.due(...args);
          onTheWay += rows.length;
          return rows;
        },
        commit: async (turns) => {
          mostTurns = Math.max(mostTurns, onTheWay);
          const outcomes = await store.commit(turns);
          onTheWay -= turns.reduce((sum, turn) => sum + turn.inboxDone.length, 0);
          return outcomes;
        },
      },
    });
    clock.advance(30 * DAY_MS - 1);
    await engine.quiet();
    assert.equal((await engine.read('s0'))?.value, 'asleep');
    assert.equal((await engine.read(`s${SLEEPERS - 1}`))?.value, 'asleep');

    clock.advance(1);
    await engine.start({ machine: 'clerk', address: 'clerk', input: null });
    const asleepWhenAnswered = await countAsleep(store);
    await engine.quiet();
    assert.equal(await countAsleep(store), 0);
    assert.ok(asleepWhenAnswered > SLEEPERS / 2, `new work waited: ${asleepWhenAnswered} left`);
    assert.ok(mostTurns <= 2000, `${mostTurns} rows were in memory at once`);
    for (const n of [0, 4999, SLEEPERS - 1]) {
      const [record] = await store.family(`s${n}`);
      assert.deepEqual([record?.status, record?.seq], ['done', 2]);
    }
    await engine.close();
  });
}

async function startAll({ engine }: Host): Promise<void> {
  for (let from = 0; from < SLEEPERS; from += 1000)
    await Promise.all(
      Array.from({ length: 1000 }, (_, n) =>
        engine.start({ machine: 'sleeper', address: `s${from + n}`, input: null }),
      ),
    );
}

async function countAsleep(store: Store): Promise<number> {
  return (await store.due(Number.MAX_SAFE_INTEGER, SLEEPERS)).length;
}

test('rows that are never consumed hold up the others only a little', async () => {
  const clock = createManualClock();
  const rows = Array.from(
    { length: 3000 },
    (_, id): DueRow => ({
      ...{ address: `a${id}`, eventId: 'e', event: { type: 'x' }, dueMs: 1, timer: 't' },
      ...{ trace: null, id },
    }),
  );
  const seen = new Set<number>();
  const timers = createTimers({
    store: {
      due: async (_now, limit, last) =>
        rows.filter(({ id }) => id > (last?.id ?? -1)).slice(0, limit),
      nextDue: async () => null,
    },
    clock,
    takesAt: ({ dueMs }) => dueMs,
    deliver: (row) => {
      seen.add((row as DueRow).id);
      return true;
    },
    failed: assert.fail,
    rested: () => undefined,
  });
  let isOver = false;
  const poll = timers.poll().then(() => {
    isOver = true;
  });
  for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(seen.size, 1000);
  for (let second = 0; second < 10 && !isOver; second += 1) {
    clock.advance(1000);
    for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  await poll;
  assert.equal(seen.size, rows.length);
});

const first = createMemoryStore();
sleepers('memory', () => createMemoryStore({ beside: first }));

const away = await serverAway();
if (away) {
  test('thousands of timers on a server', { skip: away }, () => {});
} else {
  let scratch: Scratch;
  before(async () => {
    scratch = await scratchPostgres();
  });
  after(() => scratch.drop());
  sleepers('postgres', () => createSqlStore(scratch.db));
}
