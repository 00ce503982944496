/** What the runtime relies on for dead letters, stuck actors and damage, whatever keeps the rows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { InboxRow, Store, StoredDeadLetter } from '../../runtime/ports.ts';
import { entry, record, turn } from './turns.ts';
import type { Vandal } from './vandals.ts';

const failure = (code: string) => ({ kind: 'terminal' as const, code, message: `${code} it is` });
const letterFor = (address: string, eventId = 'poison') => ({
  address,
  eventId,
  event: { type: 'x', detail: 'y' },
  error: { kind: 'bug' as const, code: 'UNEXPECTED', message: 'guard threw' },
  at: 4,
});
const damage = (address: string, code: string, at: number) => ({
  ...{ address, eventId: code, event: null, error: failure(code), at },
});
const stuckTurn = (address: string, expect: number) =>
  turn(address, expect, {
    after: record(address, expect + 1, { stuck: true }),
    writeSnapshot: true,
    journal: [entry(address, expect + 1, { kind: 'failed' })],
    deadLetters: [letterFor(address)],
  });

export function letterContract(name: string, open: () => Store, vandal: Vandal): void {
  const it = (sentence: string, body: (store: Store) => Promise<void>) =>
    test(`${name}: ${sentence}`, () => body(open()));
  const onlyLetter = async (store: Store, address: string): Promise<StoredDeadLetter> => {
    const letters = await store.deadLetters(10, { address });
    assert.equal(letters.length, 1);
    return letters[0] as StoredDeadLetter;
  };

  it('a dead letter is kept open, with its workflow and its first try', async (store) => {
    await store.commit([turn('kept', -1), turn('kept/a.1', -1)]);
    await store.commit([stuckTurn('kept/a.1', 0)]);
    const letter = await onlyLetter(store, 'kept/a.1');
    assert.deepEqual(letter, {
      ...letterFor('kept/a.1'),
      id: letter.id,
      root: 'kept',
      machine: 'certification',
      attempts: 1,
      resolution: null,
      resolvedBy: null,
      resolvedAt: null,
    });
    assert.deepEqual(await store.deadLetter(letter.id), letter);
    assert.equal(await store.deadLetter(letter.id + 100_000), null);
    assert.equal(await store.deadLetter(Number.NaN), null);
  });

  it('letters are found by workflow, by actor, by state, and in pages', async (store) => {
    await store.commit([turn('find', -1), turn('find/a.1', -1), turn('find-2', -1)]);
    for (const address of ['find', 'find/a.1', 'find-2'])
      await store.commit([stuckTurn(address, 0)]);
    const of = async (filter: object) =>
      (await store.deadLetters(10, filter)).map(({ address }) => address);
    assert.deepEqual(await of({ root: 'find' }), ['find/a.1', 'find']);
    assert.deepEqual(await of({ address: 'find' }), ['find']);
    const [newest] = await store.deadLetters(1, { root: 'find' });
    assert.ok(newest);
    assert.deepEqual(await of({ root: 'find', before: newest.id }), ['find']);
    assert.deepEqual(await of({ root: 'find', open: false }), []);
    assert.deepEqual(await of({ root: 'find', open: true }), ['find/a.1', 'find']);
  });

  it('a turn settles a letter of its actor, once', async (store) => {
    await store.commit([turn('settle', -1)]);
    await store.commit([stuckTurn('settle', 0)]);
    const { id } = await onlyLetter(store, 'settle');
    const settled = { id, resolution: 'retried' as const, by: 'ann', at: 9 };
    await store.commit([turn('settle', 1, { letters: [settled] })]);
    await store.commit([turn('settle', 2, { letters: [{ ...settled, by: 'ben' }] })]);
    const { resolution, resolvedBy, resolvedAt, attempts } = await onlyLetter(store, 'settle');
    assert.deepEqual([resolution, resolvedBy, resolvedAt, attempts], ['retried', 'ann', 9, 1]);
    assert.deepEqual(await store.deadLetters(10, { address: 'settle', open: true }), []);
  });

  it('a failed retry leaves the letter open with the new error and one more try', async (store) => {
    await store.commit([turn('again', -1)]);
    await store.commit([stuckTurn('again', 0)]);
    const { id } = await onlyLetter(store, 'again');
    await store.commit([turn('again', 1, { letters: [{ id, error: failure('STILL') }] })]);
    const letter = await onlyLetter(store, 'again');
    assert.deepEqual(
      [letter.attempts, letter.error, letter.resolution],
      [2, failure('STILL'), null],
    );
  });

  it('a fenced turn settles nothing, and no turn settles the letter of another', async (store) => {
    await store.commit([turn('own', -1), turn('other', -1)]);
    await store.commit([stuckTurn('own', 0)]);
    const { id } = await onlyLetter(store, 'own');
    const letters = [{ id, resolution: 'discarded' as const, by: 'ann', at: 9 }];
    const late = turn('own', 7, { letters });
    assert.deepEqual(await store.commit([late, turn('other', 0, { letters })]), [
      'fenced',
      'accepted',
    ]);
    assert.equal((await onlyLetter(store, 'own')).resolution, null);
  });

  it('what is due for an actor that is stuck waits until it is free', async (store) => {
    const at = 700_000;
    const row: InboxRow = {
      ...{ address: 'wait', eventId: 'm', event: { type: 'hello' }, dueMs: at },
      ...{ timer: null, trace: null },
    };
    const due = async () =>
      (await store.due(at, 1000)).filter(({ address }) => address === 'wait').length;
    await store.commit([turn('wait', -1, { inbox: [row] })]);
    assert.equal(await due(), 1);
    await store.commit([stuckTurn('wait', 0)]);
    assert.equal(await due(), 0);
    await store.commit([turn('wait', 1)]);
    assert.equal(await due(), 1);
  });

  it('activities of an actor that is stuck are not taken over and lose no attempt', async (store) => {
    const key = 'halt/x.1';
    const activity = {
      ...{ key, owner: 'halt', root: 'halt', childId: 'x', inc: 1, src: 'perform' },
      ...{ input: null, attempt: 1, trace: null },
    };
    const taken = async () =>
      (await store.takeOverActivities()).filter(({ owner }) => owner === 'halt');
    await store.commit([turn('halt', -1, { activities: [activity] })]);
    await store.commit([stuckTurn('halt', 0)]);
    assert.deepEqual(await taken(), []);
    await store.commit([turn('halt', 1)]);
    assert.deepEqual(await store.rerunActivities('halt', [], [key]), []);
    assert.deepEqual(await store.rerunActivities('nobody', [key], []), []);
    assert.deepEqual(await store.rerunActivities('halt', [], []), [{ ...activity, attempt: 2 }]);
    assert.deepEqual(await store.rerunActivities('halt', [key], [key]), [
      { ...activity, attempt: 3 },
    ]);
  });

  it('an actor set aside is stuck, with one open letter for each failure', async (store) => {
    await store.commit([turn('aside', -1)]);
    assert.equal(await store.quarantine(damage('aside', 'ONE', 5)), true);
    assert.equal(await store.quarantine(damage('aside', 'ONE', 6)), false);
    assert.equal(await store.quarantine(damage('aside', 'TWO', 7)), true);
    assert.equal(await store.quarantine(damage('nobody', 'ONE', 5)), false);
    const letters = await store.deadLetters(10, { address: 'aside' });
    assert.deepEqual(
      letters.map(({ event, error, at }) => [event, error.code, at]),
      [
        [null, 'TWO', 7],
        [null, 'ONE', 5],
      ],
    );
    const [row] = await store.family('aside');
    assert.deepEqual([row?.stuck, row?.view.status, row?.seq], [true, 'stuck', 0]);
  });

  it('the same failure after it was settled is a new letter', async (store) => {
    await store.commit([turn('anew', -1)]);
    await store.quarantine(damage('anew', 'ONE', 5));
    const { id } = await onlyLetter(store, 'anew');
    const released = { id, resolution: 'released' as const, by: 'ann', at: 6 };
    await store.commit([turn('anew', 0, { letters: [released] })]);
    assert.equal(await store.quarantine(damage('anew', 'ONE', 7)), true);
  });

  it('a snapshot that is not what was written is told; for a lost one there is the journal', async (store) => {
    await store.commit([turn('rot', -1), turn('rot-not', -1)]);
    await store.commit([turn('rot', 0)]);
    const mendAltered = await vandal.alterSnapshot('rot');
    const altered = await store.load('rot');
    assert.deepEqual([altered?.isAltered, altered?.record.snapshot], [true, null]);
    assert.equal(altered?.present.seq, 1);
    assert.equal((await store.load('rot-not'))?.isAltered, false);
    await mendAltered();
    assert.equal((await store.load('rot'))?.isAltered, false);
    const mendLost = await vandal.loseSnapshot('rot');
    const lost = await store.load('rot');
    assert.deepEqual([lost?.isAltered, lost?.record.seq, lost?.record.status], [false, 0, 'new']);
    assert.deepEqual([lost?.present.seq, lost?.tail.map(({ seq }) => seq)], [1, [1]]);
    assert.deepEqual(
      (await store.family('rot')).map(({ address, seq }) => [address, seq]),
      [['rot', 1]],
    );
    await mendLost();
    assert.equal((await store.load('rot'))?.record.status, 'active');
  });

  it('a lost journal entry shows as a gap', async (store) => {
    await store.commit([turn('gap', -1)]);
    for (const seq of [0, 1, 2]) await store.commit([turn('gap', seq)]);
    const mend = await vandal.loseEntry('gap', 2);
    const seqs = async () => (await store.load('gap'))?.tail.map(({ seq }) => seq);
    assert.deepEqual(await seqs(), [1, 3]);
    await mend();
    assert.deepEqual(await seqs(), [1, 2, 3]);
  });
}
