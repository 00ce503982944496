import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMachine } from 'xstate';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { PresGenError } from '../../runtime/errors.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import type { Json, Store, Turn } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { host } from './host.ts';

/** A light that goes from green to `next`; its version is the name of that state. */
function light(next: string): MachineEntry {
  return {
    version: next,
    project: ({ value }) => ({ status: String(value), step: null, progress: 0 }),
    machine: createMachine({
      id: 'light',
      initial: 'green',
      states: { green: { on: { go: next } }, [next]: { on: { go: 'green' } } },
    }) as MachineEntry['machine'],
  };
}
const amber = light('amber');
const red = light('red');
const onlyAmber = machineLookup({ light: amber });
const both = machineLookup({ light: red }, { light: [amber] });
const onlyRed = machineLookup({ light: red });

const start = (engine: Awaited<ReturnType<typeof host>>['engine'], address: string) =>
  engine.start({ machine: 'light', address, input: null });

/** What a journal looked like before it said which version an actor was created under. */
function withoutBirthVersions(store: Store): Store {
  const plain = (turn: Turn): Turn => ({
    ...turn,
    journal: turn.journal.map((entry) => {
      const { version: _version, ...event } = entry.event;
      return { ...entry, event: event as typeof entry.event };
    }),
  });
  return { ...store, commit: (turns) => store.commit(turns.map(plain)) };
}

describe('machine versions', () => {
  it('keeps a running actor on its version and starts new ones on the current', async () => {
    const store = createMemoryStore();
    const before = await host({ machines: onlyAmber, store });
    await start(before.engine, 'old');
    const after = await host({ machines: both, store });
    await start(after.engine, 'new');
    await after.engine.send('old', { type: 'go' });
    await after.engine.send('new', { type: 'go' });
    const [old, young] = [await after.engine.read('old'), await after.engine.read('new')];
    assert.deepEqual([old?.version, old?.value], ['amber', 'amber']);
    assert.deepEqual([young?.version, young?.value], ['red', 'red']);
  });

  it('replays an actor from its birth on the version it was born with', async () => {
    const store = createMemoryStore();
    const before = await host({ machines: onlyAmber, store });
    await start(before.engine, 'old');
    await before.engine.send('old', { type: 'go' });
    const [birth] = await store.journal('old', 0, 1);
    assert.equal(birth?.event.version, 'amber');
    const { engine } = await host({ machines: both, store });
    assert.deepEqual(await engine.at('old', 2), await engine.read('old'));
    assert.equal((await engine.at('old', 1))?.value, 'green');
  });

  it('replays journals that were written before they named a version', async () => {
    const store = withoutBirthVersions(createMemoryStore());
    const before = await host({ machines: onlyAmber, store });
    await start(before.engine, 'old');
    await before.engine.send('old', { type: 'go' });
    const [birth] = await store.journal('old', 0, 1);
    assert.equal(birth?.event.version, undefined);
    const { engine } = await host({ machines: both, store });
    assert.equal((await engine.at('old', 2))?.value, 'amber');
  });

  it('says which versions there are when the needed one is gone', async () => {
    const store = createMemoryStore();
    const before = await host({ machines: onlyAmber, store });
    await start(before.engine, 'old');
    const { engine } = await host({ machines: onlyRed, store });
    await assert.rejects(
      engine.send('old', { type: 'go' }),
      (error: unknown) =>
        error instanceof PresGenError &&
        error.kind === 'terminal' &&
        error.code === 'ACTOR_STUCK' &&
        /machine light is needed in version amber; this program has red/.test(error.message),
    );
  });

  it('leaves an actor as it is where its version is not, and goes on where it is', async () => {
    const store = createMemoryStore();
    const before = await host({ machines: onlyAmber, store });
    await start(before.engine, 'old');
    await before.engine.close();
    const without = await host({ machines: onlyRed, store });
    assert.equal((await without.engine.read('old'))?.stuck, true);
    await assert.rejects(without.engine.send('old', { type: 'go' }), { code: 'ACTOR_STUCK' });
    await without.engine.close();
    assert.deepEqual(
      (await store.actors('', 10)).map(({ stuck, seq }) => [stuck, seq]),
      [[false, 1]],
    );
    assert.deepEqual(await without.engine.deadLetters(), []);
    const { engine } = await host({ machines: both, store });
    await engine.send('old', { type: 'go' });
    assert.deepEqual((await engine.read('old'))?.value, 'amber');
  });

  it('refuses a list in which one version stands twice or an older one has no successor', () => {
    assert.throws(() => machineLookup({ light: red }, { light: [red] }), /twice as version red/);
    assert.throws(() => machineLookup({}, { light: [red] }), /light has older versions but no/);
  });

  it('refuses a migration that leads nowhere, stands twice or is for no machine', () => {
    const step = { machine: 'light', from: 'amber', to: 'red', migrate: (state: Json) => state };
    const withSteps = (...steps: (typeof step)[]) =>
      machineLookup({ light: red }, { light: [amber] }, steps);
    assert.throws(() => withSteps({ ...step, to: 'amber' }), /from amber to amber leads nowhere/);
    assert.throws(() => withSteps(step, step), /from amber to red is registered twice/);
    assert.throws(() => withSteps({ ...step, machine: 'lamp' }), /for lamp, which is unknown/);
    const onward = withSteps(step, { ...step, from: 'red', to: 'blue' });
    assert.deepEqual(onward.migrations.reachable('light', 'amber'), ['red', 'blue']);
    assert.equal(onward.migrations.between('light', 'red', 'amber'), null);
  });

  it('names the versions it has, the current one first', () => {
    assert.deepEqual(both.versions('light'), ['red', 'amber']);
    assert.deepEqual(both.versions('lamp'), []);
    assert.throws(() => both.current('lamp'), { code: 'MACHINE_UNKNOWN' });
  });
});
