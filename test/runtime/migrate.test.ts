import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assign, createMachine } from 'xstate';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import type { PresGenError } from '../../runtime/errors.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import type { MachineMigration } from '../../runtime/migration-paths.ts';
import type { ActorRecord, Json, JsonObject, Store } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { createChance } from '../sim/chance.ts';
import { type Host, host, untilStopped } from './host.ts';

function entry(version: string, config: object, parts: object = {}): MachineEntry {
  return {
    version,
    project: ({ value }) => ({ status: JSON.stringify(value), step: null, progress: 0 }),
    machine: createMachine({ id: 'parcel', ...config } as never, parts as never),
  };
}

const counted = {
  actions: {
    count: assign({ n: ({ context }: never) => (context as { n: number }).n + 1 }),
  },
  delays: { patience: 60_000, nudge: 10_000 },
};

/** Packs (an activity), then waits at most a minute for `go`. */
const v1 = entry(
  'v1',
  {
    context: { n: 0 },
    initial: 'packing',
    on: { tick: { actions: 'count' }, poison: { guard: 'explode', target: '.over' } },
    states: {
      packing: { invoke: { id: 'pack', src: 'perform', onDone: 'waiting' } },
      waiting: {
        invoke: { id: 'watch', src: 'perform', input: { watch: 'door' } },
        on: { go: 'over' },
        after: { patience: 'over' },
      },
      over: { type: 'final' },
    },
  },
  {
    ...counted,
    guards: {
      explode: () => {
        throw new Error('poison');
      },
    },
  },
);

/** The same with waiting renamed, a tracker to run there and a nudge every ten seconds; no watch. */
const v2 = entry(
  'v2',
  {
    context: { n: 0, label: '' },
    initial: 'packing',
    on: { tick: { actions: 'count' } },
    states: {
      packing: {
        invoke: [
          { id: 'pack', src: 'perform', onDone: 'ready' },
          { id: 'weigh', src: 'perform', input: { weigh: true } },
        ],
      },
      ready: {
        invoke: {
          id: 'track',
          src: 'tracker',
          input: ({ context }: never) => ({ label: (context as { label: string }).label }),
        },
        on: { go: 'over' },
        after: { nudge: { actions: 'count' } },
      },
      over: { type: 'final' },
    },
  },
  counted,
);

const tracker = entry('t1', {
  id: 'tracker',
  context: ({ input }: { input: { label: string } }) => ({ label: input.label }),
  initial: 'on',
  states: { on: { invoke: { id: 'signal', src: 'perform' } } },
});

const renamed: MachineMigration = {
  machine: 'parcel',
  from: 'v1',
  to: 'v2',
  migrate: (snapshot) => {
    const { value, context, ...rest } = snapshot as JsonObject & { context: JsonObject };
    return {
      ...rest,
      value: value === 'waiting' ? 'ready' : (value as Json),
      context: { ...context, label: `no ${String(context.n)}` },
    };
  },
};

const before = machineLookup({ parcel: v1, tracker });
const after = machineLookup({ parcel: v2, tracker }, { parcel: [v1] }, [renamed]);
const begin = ({ engine }: Host, address = 'p') =>
  engine.start({ machine: 'parcel', address, input: null });
const rest = async ({ engine }: Host) => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return engine;
};

/** An actor of v1 that has packed and waits. */
async function waiting(store: Store = createMemoryStore()): Promise<Host> {
  const old = await host({
    machines: before,
    store,
    perform: async (run) => (run.key === 'p/pack.1' ? 'packed' : untilStopped(run)),
  });
  await begin(old);
  await rest(old);
  assert.equal((await old.engine.read('p'))?.value, 'waiting');
  return old;
}

/** The same store, a moment later, in a program that has v2. */
async function upgraded(
  { engine, store, clock }: Host,
  machines = after,
  around: Partial<Store> = {},
): Promise<Host> {
  await engine.close();
  return host({ machines, store: { ...store, ...around }, clock });
}

const contextOf = (record: ActorRecord | null): Json =>
  (record?.snapshot as JsonObject | null | undefined)?.context ?? null;

const failureOf = (promise: Promise<unknown>): Promise<PresGenError> =>
  promise.then(
    () => assert.fail('it should have been refused'),
    (error: PresGenError) => error,
  );

const withoutTime = ({ updatedAt: _at, ...record }: ActorRecord) => record;

describe('migrating a running actor', () => {
  it('maps its state and goes on in the new version', async () => {
    const old = await waiting();
    await old.engine.send('p', { type: 'tick' });
    const rig = await upgraded(old);
    const moved = await rig.engine.migrate('p');
    assert.deepEqual(moved, { moved: true, from: 'v1', to: 'v2', seq: 4 });
    const record = await rig.engine.read('p');
    assert.deepEqual([record?.version, record?.value], ['v2', 'ready']);
    assert.deepEqual(contextOf(record), { n: 1, label: 'no 1' });
    await rig.engine.send('p', { type: 'go' });
    assert.equal((await rig.engine.read('p'))?.status, 'done');
  });

  it('begins what the occupied states newly invoke, and ends what they no longer do', async () => {
    const rig = await upgraded(await waiting());
    await rest(rig);
    const watch = rig.runs.find(({ key }) => key === 'p/watch.2');
    assert.equal(watch?.signal.aborted, false);
    await rig.engine.migrate('p');
    await rest(rig);
    assert.equal(watch?.signal.aborted, true);
    const child = await rig.engine.read('p/track.3');
    assert.deepEqual(contextOf(child), { label: 'no 0' });
    assert.ok(rig.runs.some(({ key }) => key === 'p/track.3/signal.1'));
    assert.deepEqual((await rig.engine.read('p'))?.childInc, { track: 3 });
  });

  it('arms new timers from now and disarms those of states it has left', async () => {
    const rig = await upgraded(await waiting());
    rig.clock.advance(55_000);
    await rest(rig);
    await rig.engine.migrate('p');
    assert.equal(await rig.engine.nextDue(), rig.clock.now() + 10_000);
    rig.clock.advance(10_000);
    await rest(rig);
    const record = await rig.engine.read('p');
    assert.deepEqual(contextOf(record), { n: 1, label: 'no 0' });
    assert.equal(record?.value, 'ready', 'the patience of v1 would have run out by now');
  });

  it('leaves running what both versions run, and tells a new child apart by its incarnation', async () => {
    const old = await host({ machines: before });
    await begin(old);
    const rig = await upgraded(old);
    await rig.engine.migrate('p');
    await rest(rig);
    const record = await rig.engine.read('p');
    assert.deepEqual(record?.childInc, { pack: 1, weigh: 2 });
    assert.deepEqual(
      rig.runs.map(({ key, signal }) => [key, signal.aborted]),
      [
        ['p/pack.1', false],
        ['p/weigh.2', false],
      ],
    );
  });

  it('does not run again what had ended, nor arm again what had fired', async () => {
    const config = (extra: object) => ({
      context: {},
      initial: 'on',
      states: {
        on: {
          invoke: { id: 'once', src: 'perform' },
          after: { nudge: { guard: 'never', target: 'off' } },
        },
        off: { ...extra },
      },
    });
    const parts = { ...counted, guards: { never: () => false } };
    const [a, b] = [entry('a', config({}), parts), entry('b', config({ tags: 'new' }), parts)];
    const same = { machine: 'parcel', from: 'a', to: 'b', migrate: (state: Json) => state };
    const old = await host({
      machines: machineLookup({ parcel: a }),
      perform: async () => 'ended',
    });
    await begin(old);
    await rest(old);
    old.clock.advance(10_000);
    await rest(old);
    const rig = await upgraded(old, machineLookup({ parcel: b }, { parcel: [a] }, [same]));
    await rig.engine.migrate('p');
    await rest(rig);
    const record = await rig.engine.read('p');
    assert.deepEqual([record?.version, record?.childInc, record?.timers], ['b', {}, {}]);
    assert.equal(rig.runs.length, 0);
  });

  it('keeps the due time of a timer that both versions have', async () => {
    const same = entry(
      'v1b',
      { ...(v1.machine.config as object), description: 'reworded' },
      v1.machine.implementations,
    );
    const machines = machineLookup({ parcel: same, tracker }, { parcel: [v1] }, [
      { machine: 'parcel', from: 'v1', to: 'v1b', migrate: (state) => state },
    ]);
    const old = await waiting();
    const due = await old.engine.nextDue();
    old.clock.advance(30_000);
    const rig = await upgraded(old, machines);
    await rig.engine.migrate('p');
    assert.equal(await rig.engine.nextDue(), due);
  });

  it('takes what is always true in the new version at once', async () => {
    const quick = entry('q', {
      context: { n: 0 },
      initial: 'waiting',
      states: {
        waiting: { always: 'over', invoke: { id: 'late', src: 'perform' } },
        over: { type: 'final' },
      },
    });
    const machines = machineLookup({ parcel: quick, tracker }, { parcel: [v1] }, [
      { machine: 'parcel', from: 'v1', to: 'q', migrate: (state) => state },
    ]);
    const rig = await upgraded(await waiting(), machines);
    await rig.engine.migrate('p');
    await rest(rig);
    assert.equal((await rig.engine.read('p'))?.status, 'done');
    assert.ok(!rig.runs.some(({ key }) => key.includes('late')), 'it was begun and ended in one');
  });

  it('journals one entry, with a snapshot, that replays without the migration and the old code', async () => {
    const old = await waiting();
    const rig = await upgraded(old);
    await rig.engine.migrate('p');
    const stored = await rig.store.load('p');
    assert.deepEqual([stored?.record.seq, stored?.record.version, stored?.tail], [3, 'v2', []]);
    await rig.engine.send('p', { type: 'tick' });
    const [, , moved] = await rig.store.journal('p', 0, 10);
    assert.deepEqual(
      [moved?.kind, moved?.event.type, moved?.event.from, moved?.event.to, moved?.value],
      ['migrate', 'presgen.migrate', 'v1', 'v2', 'ready'],
    );
    const present = await rig.engine.read('p');
    const later = await upgraded(old, machineLookup({ parcel: v2, tracker }));
    assert.deepEqual(await later.engine.at('p', 4), present);
    assert.equal((await failureOf(later.engine.at('p', 2))).code, 'MACHINE_VERSION_UNKNOWN');
    const both = await upgraded(old, machineLookup({ parcel: v2, tracker }, { parcel: [v1] }));
    assert.equal((await both.engine.at('p', 2))?.version, 'v1');
    assert.deepEqual(await both.engine.at('p', 4), present);
  });

  it('goes several steps in one turn', async () => {
    const v3 = entry('v3', { ...(v2.machine.config as object), description: 'third' }, counted);
    const onward = { machine: 'parcel', from: 'v2', to: 'v3', migrate: (state: Json) => state };
    const machines = machineLookup({ parcel: v3, tracker }, { parcel: [v1] }, [renamed, onward]);
    const rig = await upgraded(await waiting(), machines);
    assert.equal((await rig.engine.migrate('p')).to, 'v3');
    assert.equal((await rig.engine.read('p'))?.seq, 3);
  });

  it('is done once, however often it is asked for', async () => {
    const rig = await upgraded(await waiting());
    const answers = await Promise.all([1, 2, 3].map(() => rig.engine.migrate('p')));
    assert.deepEqual(
      answers.map(({ moved }) => moved),
      [true, false, false],
    );
    assert.deepEqual(await rig.engine.migrate('p'), {
      ...{ moved: false, from: 'v2', to: 'v2' },
      seq: (await rig.engine.read('p'))?.seq ?? 0,
    });
    const kinds = (await rig.store.journal('p', 0, 20)).map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === 'migrate').length, 1);
  });
});

describe('a migration that cannot be done', () => {
  const refused = async (machines: ReturnType<typeof machineLookup>): Promise<string> => {
    const rig = await upgraded(await waiting(), machines);
    const { code, message, kind } = await failureOf(rig.engine.migrate('p'));
    const record = await rig.engine.read('p');
    assert.deepEqual([record?.version, record?.seq, record?.stuck], ['v1', 2, false]);
    await rig.engine.send('p', { type: 'tick' });
    assert.equal(kind, 'terminal');
    return `${code}: ${message}`;
  };
  const to = (target: MachineEntry, migrate: (state: Json) => Json) =>
    machineLookup({ parcel: target, tracker }, { parcel: [v1] }, [
      { machine: 'parcel', from: 'v1', to: target.version, migrate },
    ]);

  it('names the state that the new version does not have', async () => {
    assert.equal(
      await refused(to(v2, (state) => state)),
      'MIGRATION_FAILED: p stays on v1; moving it to v2: there is no state parcel.waiting',
    );
  });

  it('names a state that has been divided since', async () => {
    const divided = entry('d', {
      initial: 'waiting',
      states: { waiting: { initial: 'short', states: { short: {}, long: {} } } },
    });
    assert.match(
      await refused(to(divided, (state) => state)),
      /parcel\.waiting has inner states \(short, long\), and none is named$/,
    );
  });

  it('names a region that has been left out', async () => {
    const regions = entry('r', {
      type: 'parallel',
      states: { left: { initial: 'a', states: { a: {} } }, right: {} },
    });
    const half = (state: Json) => ({ ...(state as JsonObject), value: { left: 'a' } });
    assert.match(await refused(to(regions, half)), /its region right has no state$/);
  });

  it('does not end an actor', async () => {
    const over = (state: Json) => ({ ...(state as JsonObject), value: 'over' });
    assert.match(await refused(to(v2, over)), /parcel\.over is a final state/);
  });

  it('passes on what the migration itself throws or fails to return', async () => {
    const thrown = () => {
      throw new Error('the label is missing');
    };
    assert.match(await refused(to(v2, thrown)), /^MIGRATION_FAILED.*the label is missing$/);
    assert.match(await refused(to(v2, () => null)), /it did not return a snapshot$/);
  });

  it('passes on what the new machine throws when it begins', async () => {
    const delays = {
      never: () => {
        throw new Error('no clock tells never');
      },
    };
    const config = { initial: 'waiting', states: { waiting: { after: { never: 'waiting' } } } };
    const endless = entry('u', config, { delays });
    assert.match(
      await refused(to(endless, (state) => state)),
      /^MIGRATION_FAILED.*no clock tells never$/,
    );
  });

  it('says where one can go from here when no way leads to the version wanted', async () => {
    const none = machineLookup({ parcel: v2, tracker }, { parcel: [v1] });
    assert.equal(
      await refused(none),
      'MIGRATION_UNKNOWN: no migration leads machine parcel from version v1 to v2; from there it leads nowhere',
    );
  });

  it('leaves a finished and a stuck actor alone and says why', async () => {
    const old = await host({ machines: before });
    await begin(old, 'stuck');
    await old.engine.send('stuck', { type: 'poison' });
    const done = await waiting(old.store);
    await done.engine.send('p', { type: 'go' });
    const rig = await upgraded(old);
    assert.equal((await failureOf(rig.engine.migrate('p'))).code, 'ACTOR_FINISHED');
    assert.equal((await failureOf(rig.engine.migrate('stuck'))).code, 'ACTOR_STUCK');
    assert.equal((await failureOf(rig.engine.migrate('nobody'))).code, 'ACTOR_UNKNOWN');
  });
});

describe('a migration and a crash', () => {
  const never = () => new Promise<never>(() => undefined);

  it('before the commit has not happened, and happens the next time', async () => {
    const old = await waiting();
    const rig = await upgraded(old, after, { commit: never });
    void rig.engine.migrate('p').catch(() => undefined);
    await rest(rig);
    assert.ok(!rig.runs.some(({ key }) => key.includes('track')), 'an effect left too early');
    const again = await upgraded(old);
    assert.equal((await again.engine.migrate('p')).moved, true);
  });

  it('after the commit has happened, and its effects run under the same keys', async () => {
    const reference = await upgraded(await waiting());
    await reference.engine.migrate('p');
    await rest(reference);

    const old = await waiting();
    const rig = await upgraded(old, after, {
      commit: async (turns) => {
        await old.store.commit(turns);
        return never();
      },
    });
    void rig.engine.migrate('p').catch(() => undefined);
    await rest(rig);
    const again = await upgraded(old);
    await rest(again);
    assert.equal((await again.engine.migrate('p')).moved, false);
    const keys = (runs: { key: string }[]) =>
      runs.map(({ key }) => key).filter((key) => /track/.test(key));
    assert.deepEqual(keys(again.runs), keys(reference.runs));
    assert.deepEqual(
      await again.store.journal('p', 0, 20),
      await reference.store.journal('p', 0, 20),
    );
  });

  it('loses its race to another process once and then finds itself done', async () => {
    const old = await waiting();
    const [one, two] = [await upgraded(old), await upgraded(old)];
    const answers = await Promise.all([one.engine.migrate('p'), two.engine.migrate('p')]);
    assert.deepEqual(answers.map(({ moved }) => moved).sort(), [false, true]);
    const kinds = (await old.store.journal('p', 0, 20)).map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === 'migrate').length, 1);
  });
});

describe('any course with a migration somewhere in it', () => {
  it('replays to what it was, at every position', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const chance = createChance(seed);
      const old = await host({ machines: before, perform: async () => 'ok' });
      await begin(old);
      const events = ['tick', 'tick', 'go', 'unheard'];
      const act = async (rig: Host) => {
        if (chance.is(0.3)) rig.clock.advance(chance.pick([1_000, 9_000, 30_000]));
        await rest(rig);
        await rig.engine.send('p', { type: chance.pick(events) }).catch(() => undefined);
      };
      for (let step = chance.below(6); step > 0; step -= 1) await act(old);
      const rig = await upgraded(old);
      const seen = new Map<number, ActorRecord>();
      const look = async () => {
        const record = await rig.engine.read('p');
        if (record) seen.set(record.seq, record);
      };
      await rig.engine.migrate('p').catch(() => undefined);
      await look();
      for (let step = chance.below(8); step > 0; step -= 1) {
        await act(rig);
        await look();
      }
      for (const [seq, record] of seen) {
        const past = await rig.engine.at('p', seq);
        assert.ok(past);
        assert.deepEqual(withoutTime(past), withoutTime(record), `seed ${seed}, position ${seq}`);
      }
    }
  });
});
