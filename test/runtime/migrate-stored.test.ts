import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMachine } from 'xstate';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import { type MigrationOutcome, migrateStored } from '../../runtime/migrate-stored.ts';
import type { MachineMigration } from '../../runtime/migration-paths.ts';
import type { JsonObject, Store } from '../../runtime/ports.ts';
import { type MachineLookup, machineLookup } from '../../runtime/versions.ts';
import { host } from './host.ts';
import { createManualClock } from './manual-clock.ts';

function entry(version: string, config: object, parts: object = {}): MachineEntry {
  return {
    version,
    project: ({ value }) => ({ status: JSON.stringify(value), step: null, progress: 0 }),
    machine: createMachine({ id: 'm', ...config } as never, parts as never),
  };
}

const explode = {
  guards: {
    explode: () => {
      throw new Error('poison');
    },
  },
};
const v1 = entry(
  '1',
  {
    initial: 'on',
    states: {
      on: {
        invoke: { id: 'old', src: 'perform' },
        on: { go: 'off', poison: { guard: 'explode', target: 'off' } },
      },
      odd: {},
      off: { type: 'final' },
    },
    on: { turn: '.odd' },
  },
  explode,
);
const v2 = entry('2', {
  initial: 'ready',
  states: { ready: { invoke: { id: 'new', src: 'perform' }, after: { 5000: 'off' } }, off: {} },
});
const lamp = entry('1', { initial: 'on', states: { on: {} } });
const lamp2 = entry('2', { initial: 'on', states: { on: {}, off: {} } });

const onlyOn: MachineMigration = {
  ...{ machine: 'm', from: '1', to: '2' },
  migrate: (snapshot) => {
    const state = snapshot as JsonObject;
    return { ...state, value: state.value === 'on' ? 'ready' : (state.value ?? null) };
  },
};
const machines = machineLookup({ m: v2, lamp: lamp2 }, { m: [v1], lamp: [lamp] }, [onlyOn]);

/** `run` runs, `odd` is where no migration fits, `done` has ended, `stuck` is; and a lamp. */
async function stored(): Promise<Store> {
  const store = createMemoryStore();
  const { engine } = await host({ machines: machineLookup({ m: v1, lamp }), store });
  for (const address of ['run', 'odd', 'done', 'stuck'])
    await engine.start({ machine: 'm', address, input: null });
  await engine.start({ machine: 'lamp', address: 'lamp', input: null });
  await engine.send('odd', { type: 'turn' });
  await engine.send('done', { type: 'go' });
  await engine.send('stuck', { type: 'poison' });
  await engine.close();
  return store;
}

async function migrate(store: Store, dryRun = false, lookup: MachineLookup = machines) {
  const outcomes: Record<string, MigrationOutcome> = {};
  for await (const outcome of migrateStored(lookup, store, createManualClock(), dryRun))
    outcomes[outcome.address] = outcome;
  return outcomes;
}

const versions = async (store: Store) =>
  Object.fromEntries(
    (await store.actors('', 100)).map(({ address, version }) => [address, version]),
  );

describe('moving every stored actor', () => {
  it('moves those that run and can be moved, and says why the others stay', async () => {
    const store = await stored();
    const { run, odd, done, stuck, lamp: light } = await migrate(store);
    assert.deepEqual([run?.outcome, run?.from, run?.to], ['moved', '1', '2']);
    assert.deepEqual(
      [run?.begins, run?.ends, run?.arms],
      [['run/new.2'], ['run/old.1'], ['xstate.after.5000.m.ready']],
    );
    assert.deepEqual([odd?.outcome, odd?.active], ['failed', true]);
    assert.match(odd?.reason ?? '', /there is no state m\.odd$/);
    assert.deepEqual([done?.outcome, done?.active, done?.reason], ['left', false, 'it is done']);
    assert.deepEqual(
      [stuck?.outcome, stuck?.reason],
      ['left', 'it is stuck on an event that failed'],
    );
    assert.equal(light?.outcome, 'left');
    assert.match(light?.reason ?? '', /no migration leads machine lamp from version 1 to 2/);
    assert.deepEqual(await versions(store), {
      ...{ run: '2', odd: '1', done: '1', stuck: '1', lamp: '1' },
    });
  });

  it('writes nothing when it is only asked what it would do', async () => {
    const store = await stored();
    const before = await versions(store);
    const watched: Store = { ...store, commit: () => assert.fail('it wrote') };
    const { run } = await migrate(watched, true);
    assert.deepEqual([run?.outcome, run?.begins], ['would move', ['run/new.2']]);
    assert.deepEqual(await versions(store), before);
  });

  it('changes nothing the second time', async () => {
    const store = await stored();
    await migrate(store);
    const journal = await store.journal('run', 0, 100);
    const again = await migrate(store);
    assert.equal(again.run, undefined);
    assert.deepEqual(await store.journal('run', 0, 100), journal);
  });

  it('leaves effects and timers to the next start', async () => {
    const store = await stored();
    await migrate(store);
    const { runs, engine } = await host({ machines, store });
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(runs.some(({ key }) => key === 'run/new.2'));
    assert.ok(!runs.some(({ key }) => key === 'run/old.1'));
    assert.equal(await engine.nextDue(), createManualClock().now() + 5000);
  });

  it('reads again when somebody else was faster, and gives way to a move already made', async () => {
    const store = await stored();
    let lost = 0;
    const racing: Store = {
      ...store,
      commit: async (turns) => {
        lost += 1;
        return lost === 1 ? turns.map(() => 'fenced' as const) : store.commit(turns);
      },
    };
    assert.equal((await migrate(racing)).run?.outcome, 'moved');
    assert.equal(lost, 2);
    const other = await stored();
    const late: Store = {
      ...other,
      commit: async (turns) => {
        await migrate(other);
        return other.commit(turns);
      },
    };
    const { run } = await migrate(late);
    assert.deepEqual([run?.outcome, run?.reason], ['left', 'run is on 2 and active by now']);
  });

  it('fails for a running actor whose code is not here', async () => {
    const store = await stored();
    const { run, done } = await migrate(store, false, machineLookup({ m: v2, lamp }, {}, [onlyOn]));
    assert.equal(run?.outcome, 'failed');
    assert.match(run?.reason ?? '', /machine m is needed in version 1; this program has 2$/);
    assert.equal(done?.outcome, 'left');
  });
});
