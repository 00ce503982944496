/**
 * What the runtime relies on, whatever keeps the rows. Each test has addresses of its own, so that
 * one store serves the whole suite; due times are far apart for the same reason.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ActorSummary, InboxRow, LoadedActor, Store, Turn } from '../../runtime/ports.ts';
import { entry, record, turn } from './turns.ts';

export function storeContract(name: string, open: () => Store): void {
  const it = (sentence: string, body: (store: Store) => Promise<void>) =>
    test(`${name}: ${sentence}`, () => body(open()));

  it('a created actor loads as it was written', async (store) => {
    assert.deepEqual(await store.commit([turn('create', -1)]), ['accepted']);
    assert.deepEqual(await store.load('create'), untouched('create'));
    assert.equal(await store.load('nobody'), null);
  });

  it('many actors load at once as each would alone', async (store) => {
    const names = ['all-1', 'all-2', 'all-3'];
    await store.commit(names.map((name) => turn(name, -1)));
    await store.commit([turn('all-2', 0)]);
    const loaded = await store.loadAll([...names, 'nobody']);
    const sorted = loaded.toSorted((a, b) => (a.record.address < b.record.address ? -1 : 1));
    assert.deepEqual(sorted, await Promise.all(names.map((name) => store.load(name))));
    assert.deepEqual(await store.loadAll([]), []);
  });

  it('a second creation of an address is fenced and leaves no row', async (store) => {
    await store.commit([turn('twice', -1)]);
    const second = turn('twice', -1, {
      journal: [entry('twice', 0, { eventId: 'other' }), entry('twice', 1)],
      inbox: [message('twice', 'from-loser', 5)],
    });
    assert.deepEqual(await store.commit([second]), ['fenced']);
    assert.equal((await store.journal('twice', -1, 10)).length, 1);
    assert.ok(!(await store.due(10, 1000)).some(({ eventId }) => eventId === 'from-loser'));
  });

  it('a turn with the wrong seq is fenced and none of its rows stays', async (store) => {
    await store.commit([turn('fence', -1), turn('fence-ok', -1)]);
    const stale = turn('fence', 4, {
      writeSnapshot: true,
      inbox: [message('fence', 'm', 7)],
      activities: [activity('fence/x.1')],
      deadLetters: [
        {
          address: 'fence',
          eventId: 'x',
          event: { type: 'x' },
          error: { kind: 'bug', code: 'X', message: 'x' },
          at: 1,
        },
      ],
    });
    assert.deepEqual(await store.commit([turn('fence-ok', 0), stale]), ['accepted', 'fenced']);
    assert.deepEqual(await store.load('fence'), untouched('fence'));
    assert.ok(!(await store.due(10, 1000)).some(({ address }) => address === 'fence'));
    assert.ok(!(await store.takeOverActivities()).some(({ owner }) => owner === 'fence'));
    assert.ok(!(await store.deadLetters(1000)).some(({ address }) => address === 'fence'));
  });

  it('a fenced turn consumes no message and finishes no activity', async (store) => {
    const at = 400_000;
    const pending = { inbox: [message('lag', 'm', at)], activities: [activity('lag/x.1')] };
    await store.commit([turn('lag', -1, pending), turn('lag-ok', -1)]);
    const stale = turn('lag', 4, { inboxDone: ['m'], activitiesDone: ['lag/x.1'] });
    assert.deepEqual(await store.commit([turn('lag-ok', 0), stale]), ['accepted', 'fenced']);
    assert.deepEqual(await dueSince(store, at, at), pending.inbox);
    assert.ok((await store.takeOverActivities()).some(({ key }) => key === 'lag/x.1'));
  });

  it('a turn of an actor that does not exist is fenced', async (store) => {
    assert.deepEqual(await store.commit([turn('ghost', 3)]), ['fenced']);
    assert.equal(await store.load('ghost'), null);
  });

  it('an empty batch commits nothing', async (store) => {
    assert.deepEqual(await store.commit([]), []);
  });

  it('racing writers leave no hole in the journal and no row of a fenced turn', async (store) => {
    const actors = Array.from({ length: 8 }, (_, n) => `race-${n}`);
    await store.commit(actors.map((address) => turn(address, -1)));
    const wins = (
      await Promise.all(['a', 'b', 'c'].map((writer) => raceThrough(store, actors, writer, 12)))
    ).flat();
    for (const address of actors) {
      const journal = await store.journal(address, 0, 100);
      assert.deepEqual(
        journal.map(({ seq }) => seq),
        Array.from({ length: 12 }, (_, n) => n + 1),
      );
    }
    assert.equal(wins.length, 8 * 12);
    const rows = (await store.due(20_000, 10_000)).filter(({ timer }) => timer === 'race');
    assert.deepEqual(rows.map(({ eventId }) => eventId).sort(), wins.sort());
  });

  it('between snapshots the load is the snapshot and the journal after it', async (store) => {
    await store.commit([turn('cadence', -1)]);
    for (let seq = 0; seq < 12; seq += 1)
      await store.commit([turn('cadence', seq, { writeSnapshot: seq + 1 === 10 })]);
    const { snapshot, childInc, spawnSeq, timers } = record('cadence', 10);
    assert.deepEqual(await store.load('cadence'), {
      record: record('cadence', 10),
      tail: [entry('cadence', 11), entry('cadence', 12)],
      present: { ...record('cadence', 12), snapshot, childInc, spawnSeq, timers },
      isAltered: false,
    });
  });

  it('names the ended whose last state has no snapshot yet, in order, and takes a turn that only adds it', async (store) => {
    const ended = (address: string) =>
      turn(address, 0, { after: record(address, 1, { status: 'done' }) });
    const created = ['gone-b', 'gone-a', 'gone-stuck', 'gone-not'];
    await store.commit(created.map((address) => turn(address, -1)));
    await store.commit([ended('gone-b'), ended('gone-a'), turn('gone-not', 0)]);
    const stuck = record('gone-stuck', 1, { status: 'error', stuck: true });
    await store.commit([turn('gone-stuck', 0, { after: stuck })]);
    assert.deepEqual(await store.unarchived('gone-', 10), ['gone-a', 'gone-b']);
    assert.deepEqual(await store.unarchived('gone-a', 10), ['gone-b']);
    const whole = turn('gone-a', 1, {
      after: record('gone-a', 1, { status: 'done' }),
      writeSnapshot: true,
      journal: [],
    });
    assert.deepEqual(await store.commit([whole]), ['accepted']);
    assert.deepEqual(await store.unarchived('gone-', 10), ['gone-b']);
    assert.deepEqual((await store.load('gone-a'))?.tail, []);
  });

  it('a turn may consume several events', async (store) => {
    await store.commit([turn('many', -1)]);
    const three = turn('many', 0, {
      after: record('many', 3),
      journal: [entry('many', 1), entry('many', 2), entry('many', 3)],
    });
    assert.deepEqual(await store.commit([three]), ['accepted']);
    assert.deepEqual(await store.commit([turn('many', 3)]), ['accepted']);
    assert.deepEqual(
      (await store.journal('many', 1, 2)).map(({ seq }) => seq),
      [2, 3],
    );
  });

  it('a stuck actor loads as stuck although its snapshot is older', async (store) => {
    await store.commit([turn('stuck', -1)]);
    const failed = turn('stuck', 0, {
      after: record('stuck', 1, { stuck: true }),
      journal: [entry('stuck', 1, { kind: 'failed' })],
    });
    await store.commit([failed]);
    const loaded = await store.load('stuck');
    assert.equal(loaded?.record.stuck, true);
    assert.equal(loaded?.record.seq, 0);
    assert.equal(loaded?.tail[0]?.kind, 'failed');
  });

  it('the journal is read in pages', async (store) => {
    await store.commit([turn('pages', -1)]);
    for (let seq = 0; seq < 5; seq += 1) await store.commit([turn('pages', seq)]);
    assert.deepEqual(await store.journal('pages', -1, 2), [entry('pages', 0), entry('pages', 1)]);
    assert.deepEqual(
      (await store.journal('pages', 3, 10)).map(({ seq }) => seq),
      [4, 5],
    );
    assert.deepEqual(await store.journal('pages', 5, 10), []);
    assert.deepEqual(await store.journal('nobody', -1, 10), []);
  });

  it('inbox rows come due by time, then in order of sending, until they are consumed', async (store) => {
    const at = (n: number) => 100_000 + n;
    const rows = [
      message('inbox', 'late', at(30)),
      message('inbox', 'early', at(10)),
      message('unborn', 'init', at(10)),
      timer('inbox', 'deadline', at(20)),
    ];
    await store.commit([turn('inbox', -1, { inbox: rows })]);
    const due = await dueSince(store, at(0), at(20));
    assert.deepEqual(due, [rows[1], rows[2], rows[3]]);
    assert.equal(await store.nextDue(at(20)), at(30));
    await store.commit([turn('inbox', 0, { inboxDone: ['early', 'deadline', 'unknown'] })]);
    assert.deepEqual(await dueSince(store, at(0), at(30)), [rows[2], rows[0]]);
  });

  it('due rows are read in pages, also when all are due at once', async (store) => {
    const at = 500_000;
    const names = Array.from({ length: 25 }, (_, n) => `row-${n}`);
    await store.commit([
      turn('paged', -1, { inbox: names.map((name) => message('paged', name, at)) }),
    ]);
    const seen: string[] = [];
    let last = (await store.due(at - 1, 100_000)).at(-1);
    for (;;) {
      const page = await store.due(at, 10, last);
      seen.push(...page.map(({ eventId }) => eventId));
      last = page.at(-1) ?? last;
      if (page.length < 10) break;
      // Rows that are used up meanwhile must not make the next page skip any.
      const done = page.map(({ eventId }) => eventId);
      const { seq } = (await store.family('paged'))[0] ?? { seq: 0 };
      await store.commit([turn('paged', seq, { inboxDone: done })]);
    }
    assert.deepEqual(seen, names);
  });

  it('an actor without a state and a call without input are kept', async (store) => {
    const bare = { ...activity('bare/x.1'), input: null };
    const after = record('bare', 0, { value: null, snapshot: null });
    assert.deepEqual(await store.commit([turn('bare', -1, { after, activities: [bare] })]), [
      'accepted',
    ]);
    assert.deepEqual((await store.load('bare'))?.record, after);
    const found = (await store.takeOverActivities()).find(({ key }) => key === bare.key);
    assert.deepEqual(found, { ...bare, attempt: 2 });
  });

  it('messages to nobody are dropped, those to somebody or to one yet to be born are not', async (store) => {
    const at = 600_000;
    const rows = [
      message('lost-and-gone', 'm', at),
      message('soon', 'm', at),
      message('soon', 'init', at),
      message('sender', 'm', at),
    ];
    await store.commit([turn('sender', -1, { inbox: rows })]);
    const dropped = await store.dropUnclaimed([...rows, message('other', 'm', at)]);
    assert.deepEqual(dropped, [{ address: 'lost-and-gone', eventId: 'm' }]);
    assert.deepEqual(await dueSince(store, at, at), rows.slice(1));
  });

  it('an actor consumes only rows of its own inbox', async (store) => {
    const at = 200_000;
    await store.commit([
      turn('mine', -1, { inbox: [message('mine', 'same', at), message('yours', 'same', at)] }),
    ]);
    await store.commit([turn('mine', 0, { inboxDone: ['same'] })]);
    const left = await dueSince(store, at, at);
    assert.deepEqual(
      left.map(({ address }) => address),
      ['yours'],
    );
  });

  it('a message sent twice under one id arrives once', async (store) => {
    const at = 300_000;
    await store.commit([turn('repeat', -1, { inbox: [message('repeat', 'm', at)] })]);
    const again = turn('repeat', 0, { inbox: [message('repeat', 'm', at + 1)] });
    assert.deepEqual(await store.commit([again]), ['accepted']);
    assert.deepEqual(await dueSince(store, at, at + 1), [message('repeat', 'm', at)]);
  });

  it('the next due time is the earliest after the given one', async (store) => {
    const at = 9_000_000_000_000;
    await store.commit([turn('next', -1, { inbox: [timer('next', 'far', at)] })]);
    assert.equal(await store.nextDue(at - 1), at);
    assert.equal(await store.nextDue(at), null);
  });

  it('unfinished activities are taken over with one more attempt', async (store) => {
    const mine = async () =>
      (await store.takeOverActivities()).filter(({ owner }) => owner === 'work');
    const [one, two] = [activity('work/one.1'), activity('work/two.2')];
    await store.commit([turn('work', -1, { activities: [one, two] })]);
    assert.deepEqual(await mine(), [
      { ...one, attempt: 2 },
      { ...two, attempt: 2 },
    ]);
    await store.commit([turn('work', 0, { activitiesDone: [one.key] })]);
    assert.deepEqual(await mine(), [{ ...two, attempt: 3 }]);
  });

  it('consumed event ids are known per actor', async (store) => {
    const silent = turn('ids', 0, { journal: [entry('ids', 1, { eventId: null })] });
    await store.commit([turn('ids', -1), turn('ids-2', -1)]);
    await store.commit([silent]);
    assert.deepEqual(await store.consumed('ids', ['e0', 'e1', 'x']), new Set(['e0']));
    assert.deepEqual(await store.consumed('ids', []), new Set());
    assert.deepEqual(await store.consumed('nobody', ['e0']), new Set());
  });

  it('a turn that cannot be stored is refused, and no other of the batch', async (store) => {
    const names = ['nan-0', 'nan-1', 'nan-2', 'nan-3', 'nan-4'];
    await store.commit(names.map((address) => turn(address, -1)));
    const batch = names.map((address) => turn(address, 0));
    const view = { status: 'running', step: null, progress: Number.NaN };
    batch[1] = turn('nan-1', 0, { after: record('nan-1', 1, { view }) });
    batch[3] = turn('nan-3', 0, { inbox: [message('nan-3', 'late', 1.5)] });
    const outcomes = await store.commit(batch);
    const codes = outcomes.map((outcome) =>
      typeof outcome === 'string' ? outcome : outcome.refused.code,
    );
    assert.deepEqual(codes, ['accepted', 'TURN_REFUSED', 'accepted', 'TURN_REFUSED', 'accepted']);
    assert.equal((await store.journal('nan-1', -1, 10)).length, 1);
    assert.equal((await store.journal('nan-4', -1, 10)).length, 2);
  });

  it('an event id consumed before fences its turn and no other of the batch', async (store) => {
    const names = ['dup-0', 'dup-1', 'dup-2', 'dup-3', 'dup-4'];
    await store.commit(names.map((address) => turn(address, -1)));
    const batch = names.map((address, n) =>
      n === 3
        ? turn(address, 0, { journal: [entry(address, 1, { eventId: 'e0' })] })
        : turn(address, 0),
    );
    assert.deepEqual(
      await store.commit(batch),
      names.map((_, n) => (n === 3 ? 'fenced' : 'accepted')),
    );
    assert.equal((await store.journal('dup-3', -1, 10)).length, 1);
    assert.equal((await store.journal('dup-4', -1, 10)).length, 2);
  });

  it('two turns without event ids do not collide', async (store) => {
    await store.commit([turn('null', -1)]);
    for (const seq of [0, 1]) {
      const silent = turn('null', seq, { journal: [entry('null', seq + 1, { eventId: null })] });
      assert.deepEqual(await store.commit([silent]), ['accepted']);
    }
  });

  it('a family is its root first, then the others in order of creation, as they stand', async (store) => {
    await store.commit([turn('clan', -1), turn('clanless', -1)]);
    await store.commit([turn('clan/b.1', -1), turn('clan/a.2', -1)]);
    await store.commit([turn('clan/b.1/c.1', -1), turn('clan', 0)]);
    const family = await store.family('clan');
    assert.deepEqual(
      family.map(({ address }) => address),
      ['clan', 'clan/b.1', 'clan/a.2', 'clan/b.1/c.1'],
    );
    const { snapshot, childInc, spawnSeq, timers } = record('clan', 0);
    assert.deepEqual(family[0], { ...record('clan', 1), snapshot, childInc, spawnSeq, timers });
    assert.deepEqual(await store.family('nobody'), []);
  });

  it('the same turn handed in again after a lost answer is still accepted', async (store) => {
    await store.commit([turn('lost', -1)]);
    const once = turn('lost', 0);
    assert.deepEqual(await store.commit([once]), ['accepted']);
    assert.deepEqual(await store.commit([once, turn('lost-2', -1)]), ['accepted', 'accepted']);
    assert.equal((await store.journal('lost', -1, 10)).length, 2);
  });

  it('characters no text column can hold are replaced, backslashes are not', async (store) => {
    const event = { type: 'odd', nul: 'a\u0000b', lone: 'a\ud800b', pair: '😀', slash: '\\u0000' };
    const odd = turn('odd', -1, { journal: [entry('odd', 0, { event })] });
    assert.deepEqual(await store.commit([odd]), ['accepted']);
    assert.deepEqual((await store.journal('odd', -1, 1))[0]?.event, {
      ...event,
      nul: 'a\ufffdb',
      lone: 'a\ufffdb',
    });
  });

  it('what was committed does not change when the caller changes its object', async (store) => {
    const mutable = turn('copy', -1);
    await store.commit([mutable]);
    mutable.after.childInc.call = 99;
    const loaded = await store.load('copy');
    assert.deepEqual(loaded?.record, record('copy', 0));
    if (loaded) loaded.record.childInc.call = 98;
    assert.deepEqual((await store.load('copy'))?.record, record('copy', 0));
  });

  it('lists every actor once, page by page, with its present version and seq', async (store) => {
    const addresses = ['list-a', 'list-B', 'list-a/child.1', 'list-c'];
    await store.commit(addresses.map((address) => turn(address, -1)));
    await store.commit([
      turn('list-c', 0, { after: record('list-c', 1, { version: 'v2', status: 'done' }) }),
    ]);
    const listed: ActorSummary[] = [];
    for (let after = ''; ; after = listed.at(-1)?.address ?? '') {
      const page = await store.actors(after, 2);
      listed.push(...page);
      if (page.length < 2) break;
    }
    const ours = listed.filter(({ address }) => address.startsWith('list-'));
    assert.deepEqual(ours.map(({ address }) => address).sort(), addresses.toSorted());
    assert.deepEqual(
      ours.find(({ address }) => address === 'list-c'),
      {
        ...{ address: 'list-c', root: 'list-c', machine: 'certification', version: 'v2' },
        ...{ status: 'done', stuck: false, seq: 1 },
      },
    );
  });

  it('the order of keys survives, so that hashes of what is read stay true', async (store) => {
    const event = { type: 'z', b: 1, a: { y: 1, x: 2 } };
    await store.commit([turn('order', -1, { journal: [entry('order', 0, { event })] })]);
    const [read] = await store.journal('order', -1, 1);
    assert.equal(JSON.stringify(read?.event), JSON.stringify(event));
    const loaded = await store.load('order');
    assert.equal(
      JSON.stringify(loaded?.record.snapshot),
      JSON.stringify(record('order', 0).snapshot),
    );
  });
}

/** What loads of an actor whose only turn created it. */
function untouched(address: string): LoadedActor {
  const created = record(address, 0);
  return { record: created, tail: [], present: created, isAltered: false };
}

/** Moves every actor `rounds` times, reloading after each lost race; returns the row ids it won. */
async function raceThrough(store: Store, actors: string[], writer: string, rounds: number) {
  const won: string[] = [];
  const seqs = new Map(actors.map((address) => [address, 0]));
  // In opposite orders, because that is how two statements come to wait for each other.
  const order = writer === 'b' ? actors.toReversed() : actors;
  const open = () => order.filter((address) => (seqs.get(address) ?? 0) < rounds);
  while (open().length > 0) {
    const turns = open().map((address) => racingTurn(address, seqs.get(address) ?? 0, writer));
    const outcomes = await store.commit(turns);
    for (const [n, lap] of turns.entries()) {
      if (outcomes[n] === 'accepted') won.push(lap.inbox[0]?.eventId ?? '');
      const newest = (await store.family(lap.address))[0]?.seq;
      seqs.set(lap.address, newest ?? 0);
    }
  }
  return won;
}

function racingTurn(address: string, expect: number, writer: string): Turn {
  const eventId = `${address}@${expect + 1}.${writer}`;
  return turn(address, expect, {
    journal: [entry(address, expect + 1, { eventId })],
    inbox: [{ ...message(address, eventId, 15_000), timer: 'race' }],
  });
}

async function dueSince(store: Store, fromMs: number, nowMs: number): Promise<InboxRow[]> {
  const rows = await store.due(nowMs, 100_000);
  return rows.filter(({ dueMs }) => dueMs >= fromMs).map(({ id: _place, ...row }) => row);
}

function message(address: string, eventId: string, dueMs: number): InboxRow {
  return { address, eventId, event: { type: 'hello' }, dueMs, timer: null, trace: null };
}

function timer(address: string, eventId: string, dueMs: number): InboxRow {
  return { ...message(address, eventId, dueMs), timer: 'deadline' };
}

function activity(key: string) {
  const owner = key.slice(0, key.lastIndexOf('/'));
  return {
    ...{ key, owner, root: owner, childId: 'x', inc: 1, src: 'drive.provision' },
    ...{ input: { z: 1, a: 'two' }, attempt: 1, trace: 'tr' },
  };
}
