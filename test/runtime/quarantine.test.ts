import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PresGenError } from '../../runtime/errors.ts';
import type { Store } from '../../runtime/ports.ts';
import { type Mend, memoryVandal, type Vandal } from '../persistence/vandals.ts';
import { begin, contextOf, openStuckRig, type StuckRig, settle, theLetter } from './stuck-rig.ts';

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: PresGenError) => `${error.code}: ${error.message}`,
  );

/** A rig whose process is new, so that everything is loaded from what is stored. */
const restarted = (rig: StuckRig, over?: (store: Store) => Store) => {
  rig.kill();
  return openStuckRig({ store: rig.store, clock: rig.clock, ...(over && { over }) });
};

/** A workflow with a tail of several events, damaged, and an untouched one beside it. */
async function damaged(
  damage: (vandal: Vandal) => Promise<Mend>,
  snapshotEvery = 25,
): Promise<{ rig: StuckRig; mend: Mend }> {
  const before = await openStuckRig({ snapshotEvery });
  await begin(before);
  await begin(before, 'other');
  for (const note of ['a', 'b', 'c']) await before.engine.send('w1', { type: 'note', note });
  const mend = await damage(memoryVandal(() => before.store));
  return { rig: await restarted(before), mend };
}

interface Damage {
  name: string;
  code: RegExp;
  snapshotEvery?: number;
  damage(vandal: Vandal): Promise<Mend>;
}

const DAMAGES: Damage[] = [
  {
    name: 'an altered snapshot',
    snapshotEvery: 3,
    code: /^SNAPSHOT_CORRUPT: .*not what was written/,
    damage: (vandal) => vandal.alterSnapshot('w1'),
  },
  {
    name: 'a gap in the journal',
    code: /^JOURNAL_GAP: the journal of w1 jumps from 2 to 4/,
    damage: (vandal) => vandal.loseEntry('w1', 3),
  },
  {
    name: 'a journal that ends too early',
    code: /^JOURNAL_GAP: the journal of w1 ends at 3, its newest turn was 4/,
    damage: (vandal) => vandal.loseEntry('w1', 4),
  },
];

describe('an actor that cannot be loaded', () => {
  for (const { name, code, damage, snapshotEvery } of DAMAGES) {
    it(`is set aside and named: ${name}; mended, it goes on where it was`, async () => {
      const { rig, mend } = await damaged(damage, snapshotEvery);
      const record = await rig.engine.read('w1');
      assert.deepEqual(
        [record?.stuck, record?.view.status, record?.value, record?.seq],
        [true, 'stuck', 'idle', 4],
      );
      const { id, event, error } = await theLetter(rig);
      assert.equal(event, null);
      assert.match(`${error.code}: ${error.message}`, code);
      assert.equal((await rig.engine.family('w1'))[0]?.stuck, true);
      assert.deepEqual(await rig.engine.accepts('w1'), []);
      assert.match(
        await failureOf(rig.engine.send('w1', { type: 'note' })),
        /^ACTOR_STUCK: w1 is set aside/,
      );
      await rig.engine.send('other', { type: 'note' });
      assert.deepEqual((await contextOf(rig, 'other')).heard, ['note']);

      const stillBroken = await failureOf(rig.engine.resolveDeadLetter(id, 'retry', 'ann'));
      assert.match(stillBroken, code);
      await mend();
      const { letter } = await rig.engine.resolveDeadLetter(id, 'retry', 'ann');
      assert.deepEqual([letter.resolution, letter.resolvedBy], ['released', 'ann']);
      await rig.engine.send('w1', { type: 'note', note: 'd' });
      assert.deepEqual((await contextOf(rig)).heard, ['a', 'b', 'c', 'd']);
      const again = await restarted(rig);
      assert.deepEqual((await contextOf(again)).heard, ['a', 'b', 'c', 'd']);
      assert.equal((await again.engine.at('w1', 5))?.stuck, false);
    });
  }

  it('is set aside once, however often it is looked at and however often we start', async () => {
    let { rig } = await damaged((vandal) => vandal.alterSnapshot('w1'), 1);
    const told: number[] = [];
    for (let boot = 0; boot < 3; boot += 1) {
      for (let look = 0; look < 3; look += 1) await rig.engine.read('w1');
      await failureOf(rig.engine.send('w1', { type: 'note' }));
      told.push(rig.putAside.length);
      rig = await restarted(rig);
    }
    assert.deepEqual(told, [1, 0, 0]);
    assert.equal((await rig.engine.deadLetters({ root: 'w1' })).length, 1);
  });

  it('is rebuilt from its journal when only its snapshot is lost', async () => {
    const { rig } = await damaged((vandal) => vandal.loseSnapshot('w1'), 3);
    assert.deepEqual((await contextOf(rig)).heard, ['a', 'b', 'c']);
    assert.deepEqual(await rig.engine.deadLetters(), []);
  });

  it('keeps what waits for it: a timer, and the activity under its key', async () => {
    const before = await openStuckRig({
      snapshotEvery: 1,
      perform: () => new Promise(() => undefined),
    });
    await begin(before);
    await before.engine.send('w1', { type: 'both' });
    await settle();
    const mend = await memoryVandal(() => before.store).alterSnapshot('w1');
    before.kill();
    const rig = await openStuckRig({ store: before.store, clock: before.clock });
    await settle();
    rig.clock.advance(60_000);
    await settle();
    assert.equal((await rig.store.journal('w1', 2, 10)).length, 0);
    const boots = await restarted(rig);
    await settle();
    assert.equal(boots.runs.length, 0);
    await mend();
    await boots.engine.resolveDeadLetter((await theLetter(boots)).id, 'retry', 'ann');
    await settle();
    const { heard, results } = await contextOf(boots);
    assert.deepEqual([heard, results], [['xstate.after.patience.task.both'], ['made']]);
    assert.deepEqual(
      boots.runs.map(({ key }) => key),
      ['w1/effect.1'],
    );
  });

  it('is not asked for again and again while events wait for it', async () => {
    const before = await openStuckRig({
      snapshotEvery: 1,
      perform: () => new Promise(() => undefined),
    });
    await begin(before);
    await before.engine.send('w1', { type: 'both' });
    await settle();
    await memoryVandal(() => before.store).alterSnapshot('w1');
    let loads = 0;
    const rig = await restarted(before, (store) => ({
      ...store,
      load: (address) => {
        loads += 1;
        return store.load(address);
      },
    }));
    await settle();
    for (let second = 0; second < 3600; second += 60) {
      rig.clock.advance(60_000);
      await settle();
    }
    assert.ok(loads < 25, `${loads} loads in an hour`);
  });

  it('has nothing to discard, and one letter is decided before the other', async () => {
    const before = await openStuckRig({ snapshotEvery: 1, faults: new Set(['guard']) });
    await begin(before);
    await before.engine.send('w1', { type: 'guarded', note: 'it' });
    const poison = await theLetter(before);
    const mend = await memoryVandal(() => before.store).alterSnapshot('w1');
    const rig = await restarted(before);
    await rig.engine.read('w1');
    const [unloadable] = await rig.engine.deadLetters({ address: 'w1', open: true });
    assert.equal(unloadable?.event, null);
    const decide = (id: number, action: 'retry' | 'discard') =>
      rig.engine.resolveDeadLetter(id, action, 'ann');
    assert.match(await failureOf(decide(unloadable.id, 'discard')), /^LETTER_BLOCKED/);
    assert.match(await failureOf(decide(unloadable.id, 'retry')), /^LETTER_BLOCKED/);
    assert.match(await failureOf(decide(poison.id, 'retry')), /^SNAPSHOT_CORRUPT/);
    await mend();
    await decide(poison.id, 'retry');
    assert.deepEqual(await rig.engine.deadLetters({ address: 'w1', open: true }), []);
    assert.deepEqual((await contextOf(rig)).heard, ['it']);
  });

  it('time travel tells a gap by name and shows what lies before it', async () => {
    const { rig } = await damaged((vandal) => vandal.loseEntry('w1', 3));
    assert.equal((await rig.engine.at('w1', 2))?.seq, 2);
    assert.match(await failureOf(rig.engine.at('w1', 4)), /^JOURNAL_GAP/);
  });
});

describe('a store that is away', () => {
  it('sets nobody aside: it is asked again', async () => {
    const before = await openStuckRig({ perform: () => new Promise(() => undefined) });
    await begin(before);
    await before.engine.send('w1', { type: 'both' });
    await settle();
    let away = true;
    const rig = await restarted(before, (store) => ({
      ...store,
      load: (address) =>
        away ? Promise.reject(new Error('connection lost')) : store.load(address),
    }));
    await settle();
    assert.deepEqual(await rig.store.deadLetters(10), []);
    away = false;
    rig.clock.advance(60_000);
    await settle();
    assert.deepEqual((await contextOf(rig)).results, ['made']);
    assert.deepEqual(await rig.store.deadLetters(10), []);
  });
});
