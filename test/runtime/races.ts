/**
 * Two processes on one store, in each other's way at every moment. The same rounds run on memory and
 * on a server; what differs is who keeps the rows.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assign, createMachine } from 'xstate';
import { createSystemClock } from '../../ops/clock.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { openEngine } from '../../runtime/engine.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import type { Engine, JournalEntry, Store } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { type Chance, createChance } from '../sim/chance.ts';

/** Works, then parks until it has been signalled, then works once more. */
const parking = createMachine(
  {
    id: 'parking',
    context: { signals: 0 },
    initial: 'working',
    on: { signal: { actions: 'count' } },
    states: {
      working: { invoke: { id: 'work', src: 'perform', input: {}, onDone: 'parked' } },
      parked: { always: { guard: 'isSignalled', target: 'leaving' } },
      leaving: { invoke: { id: 'leave', src: 'perform', input: {}, onDone: 'ended' } },
      ended: { type: 'final' },
    },
  } as never,
  {
    actions: {
      count: assign({
        signals: ({ context }: never) => (context as { signals: number }).signals + 1,
      }),
    },
    guards: { isSignalled: ({ context }: never) => (context as { signals: number }).signals > 0 },
  } as never,
);

/** Its call can be begun anew while the one before is still running. */
const restarting = createMachine({
  id: 'restarting',
  initial: 'working',
  states: {
    working: {
      invoke: { id: 'work', src: 'perform', input: {}, onDone: 'ended' },
      on: { again: { target: 'working', reenter: true } },
    },
    ended: { type: 'final' },
  },
} as never);

/** Counts signals for ever. */
const counting = createMachine(
  { id: 'counting', context: { signals: 0 }, on: { signal: { actions: 'count' } } } as never,
  parking.implementations as never,
);

const project: MachineEntry['project'] = ({ status }) => ({ status, step: null, progress: 0 });
export const MACHINES = machineLookup({
  parking: { machine: parking, version: '1', project },
  restarting: { machine: restarting, version: '1', project },
  counting: { machine: counting, version: '1', project },
} as never);

const SEED = 20_260;
const ROUNDS = 400;
const AT_ONCE = 25;

/** @param another opens one more process's store on the same rows. */
export function raceContract(name: string, another: () => Store): void {
  const it = (sentence: string, body: (chance: Chance) => Promise<void>) =>
    test(`${name}: ${sentence}`, () => body(createChance(SEED)));

  const two = async (chance: Chance): Promise<[Engine, Engine]> => {
    const one = await opened(`${name}-one`, another(), chance);
    return [one, await opened(`${name}-two`, another(), chance)];
  };

  it('a signal is never lost, whenever it meets the turn that parks the workflow', async (chance) => {
    const [one, two_] = await two(chance);
    const store = another();
    const doomed: string[] = [];
    const lostBefore = racesLost;
    await inRounds(ROUNDS, async (round) => {
      const address = `${name}-park-${round}`;
      await one.start({ machine: 'parking', address, input: null });
      await moment(chance);
      const signal = { type: 'signal' };
      const eventId = `signal-${round}`;
      const sent = [two_.send(address, signal, { eventId })];
      if (chance.is(0.3)) sent.push(one.send(address, signal, { eventId }));
      await Promise.all(sent);
      if (!(await endsSoon(store, address))) doomed.push(address);
      assertConsumedOnce(await store.journal(address, 0, 100), eventId);
    });
    assert.deepEqual(doomed, []);
    assert.ok(racesLost - lostBefore > 10, `only ${racesLost - lostBefore} turns lost a race`);
    await Promise.all([one.close(), two_.close()]);
  });

  it('one event id through two processes at once is consumed once, and both are told so', async (chance) => {
    const engines = await two(chance);
    const store = another();
    const address = `${name}-same-id`;
    await engines[0].start({ machine: 'counting', address, input: null });
    await inRounds(ROUNDS, async (round) => {
      const eventId = `e${round}`;
      const receipts = await Promise.all(
        engines.map(async (engine) => {
          await moment(chance);
          return engine.send(address, { type: 'signal' }, { eventId });
        }),
      );
      assert.deepEqual(receipts.map(({ kind }) => kind).sort(), ['dropped', 'event']);
    });
    const journal = await wholeJournal(store, address);
    assert.equal(journal.filter(({ kind }) => kind === 'event').length, ROUNDS);
    assert.deepEqual(
      journal.map(({ seq }) => seq),
      journal.map((_, index) => index + 1),
    );
    // The loser of the last race has a stale cache: it reloads and goes on.
    for (const engine of engines) await engine.send(address, { type: 'signal' });
    const fresh = await opened(`${name}-reader`, another(), chance);
    assert.equal(await signalsOf(fresh, address), ROUNDS + 2);
    for (const engine of [...engines, fresh]) await engine.close();
  });

  it('what a call of an earlier incarnation brings is journalled stale and moves nothing', async (chance) => {
    const store = another();
    const letGo: (() => void)[] = [];
    const held = () => new Promise<null>((resolve) => letGo.push(() => resolve(null)));
    const engines = [
      await opened(`${name}-first`, another(), chance, { perform: held, beatMs: 60_000 }),
      await opened(`${name}-second`, another(), chance, { perform: held, beatMs: 60_000 }),
    ] as const;
    const address = `${name}-zombie`;
    await engines[0].start({ machine: 'restarting', address, input: null });
    await engines[1].send(address, { type: 'again' });
    await until(async () => letGo.length === 2);
    letGo[0]?.();
    await until(async () => (await store.journal(address, 0, 10)).length === 3);
    letGo[1]?.();
    assert.ok(await endsSoon(store, address));
    const journal = await store.journal(address, 0, 10);
    assert.deepEqual(
      journal.map(({ kind, event }) => [kind, event.inc ?? null]),
      [
        ['init', 0],
        ['event', null],
        ['stale', 1],
        ['event', 2],
      ],
    );
    for (const engine of engines) await engine.close();
  });

  it('an id repeated after the workflow has ended is still acknowledged', async (chance) => {
    const [one, two_] = await two(chance);
    const address = `${name}-late-repeat`;
    await one.start({ machine: 'parking', address, input: null });
    await one.send(address, { type: 'signal' }, { eventId: 'once' });
    assert.ok(await endsSoon(another(), address));
    const again = await two_.send(address, { type: 'signal' }, { eventId: 'once' });
    assert.equal(again.kind, 'dropped');
    await assert.rejects(two_.send(address, { type: 'signal' }, { eventId: 'new' }), {
      code: 'ACTOR_FINISHED',
    });
    await Promise.all([one.close(), two_.close()]);
  });
}

/** An engine whose activities and store answers take a drawn number of ticks. */
async function opened(
  id: string,
  store: Store,
  chance: Chance,
  {
    perform = null,
    beatMs = 200,
  }: { perform?: (() => Promise<null>) | null; beatMs?: number } = {},
): Promise<Engine> {
  return openEngine({
    store: hesitant(store, chance),
    clock: createSystemClock(),
    machines: MACHINES,
    perform:
      perform ??
      (async () => {
        await moment(chance);
        return null;
      }),
    dispatcher: (run, reports) => createInProcessDispatcher(run, reports, 64),
    observer: {
      committed: () => undefined,
      failing: (error) => assert.fail(String(error)),
      trouble: (what, error) => assert.fail(`${what}: ${String(error)}`),
    },
    slots: 2,
    node: { id, beatMs, leaseMs: beatMs * 10 },
  });
}

/** Turns that lost: without any, nothing was tested. */
let racesLost = 0;

function hesitant(store: Store, chance: Chance): Store {
  const commit: Store['commit'] = async (turns) => {
    await moment(chance);
    const outcomes = await store.commit(turns);
    racesLost += outcomes.filter((outcome) => outcome === 'fenced').length;
    await moment(chance);
    return outcomes;
  };
  return { ...store, commit };
}

/** None, a few ticks, or a millisecond or two. */
async function moment(chance: Chance): Promise<void> {
  if (chance.is(0.2)) await new Promise((resolve) => setTimeout(resolve, chance.below(3)));
  for (let ticks = chance.below(6); ticks > 0; ticks -= 1)
    await new Promise((resolve) => setImmediate(resolve));
}

async function inRounds(rounds: number, round: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < rounds) await round(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function until(isSo: () => Promise<boolean>): Promise<boolean> {
  const last = performance.now() + 10_000;
  while (performance.now() < last) {
    if (await isSo()) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}

function endsSoon(store: Store, address: string): Promise<boolean> {
  return until(async () => (await store.family(address))[0]?.status === 'done');
}

function assertConsumedOnce(journal: JournalEntry[], eventId: string): void {
  const consumed = journal.filter((entry) => entry.eventId === eventId);
  assert.deepEqual(
    consumed.map(({ kind }) => kind),
    ['event'],
  );
  assert.deepEqual(
    journal.map(({ seq }) => seq),
    journal.map((_, index) => index + 1),
  );
}

async function wholeJournal(store: Store, address: string): Promise<JournalEntry[]> {
  return store.journal(address, 0, 100_000);
}

async function signalsOf(engine: Engine, address: string): Promise<number> {
  const record = await engine.read(address);
  assert.ok(record);
  return (record.snapshot as { context: { signals: number } }).context.signals;
}
