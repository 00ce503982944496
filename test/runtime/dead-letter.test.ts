import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import type { PresGenError } from '../../runtime/errors.ts';
import type { Json, Store, Turn } from '../../runtime/ports.ts';
import { turn } from '../persistence/turns.ts';
import {
  begin,
  contextOf,
  type Faults,
  openStuckRig,
  type StuckRig,
  settle,
  theLetter,
} from './stuck-rig.ts';

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: PresGenError) => error.code,
  );
const kinds = async (rig: StuckRig, address = 'w1') =>
  (await rig.store.journal(address, 0, 100)).map(({ kind }) => kind);
const decide = (rig: StuckRig, id: number, action: 'retry' | 'discard' = 'retry') =>
  rig.engine.resolveDeadLetter(id, action, 'ann');

/** The birth of a sender that has sent `count` numbered notes. */
function messagesFrom(sender: string, to: string, count: number, at: number): Turn {
  return turn(sender, -1, {
    inbox: Array.from({ length: count }, (_, n) => ({
      ...{ address: to, eventId: `note-${n}`, event: { type: 'note', note: n } },
      ...{ dueMs: at, timer: null, trace: null },
    })),
  });
}

/** How to make the machine throw, where, and what must be true once the event got through. */
const PLACES: { fault: Faults extends Set<infer F> ? F : never; event: string; ends: string }[] = [
  { fault: 'guard', event: 'guarded', ends: 'idle' },
  { fault: 'assign', event: 'assigned', ends: 'idle' },
  { fault: 'input', event: 'call', ends: 'idle' },
  { fault: 'delay', event: 'pause', ends: 'pausing' },
];

describe('an event that makes its transition throw', () => {
  for (const { fault, event, ends } of PLACES) {
    it(`is put aside when its ${fault} throws, and goes through once that is mended`, async () => {
      const rig = await openStuckRig({ faults: new Set([fault]) });
      await begin(rig);
      await begin(rig, 'other');
      await rig.engine.send('w1', { type: event, note: 'it' });
      const stuck = await rig.engine.read('w1');
      assert.deepEqual([stuck?.stuck, stuck?.view.status, stuck?.value], [true, 'stuck', 'idle']);
      assert.equal(await codeOf(rig.engine.send('w1', { type: 'note' })), 'ACTOR_STUCK');
      assert.deepEqual(await rig.engine.accepts('w1'), []);

      await rig.engine.send('other', { type: 'note' });
      assert.deepEqual((await contextOf(rig, 'other')).heard, ['note']);

      rig.faults.clear();
      const { letter } = await decide(rig, (await theLetter(rig)).id);
      assert.deepEqual([letter.resolution, letter.resolvedBy], ['retried', 'ann']);
      await settle();
      const free = await rig.engine.read('w1');
      assert.deepEqual([free?.stuck, free?.value], [false, ends]);
      assert.equal(free?.view.status, `at "${ends}"`);
      assert.deepEqual((await kinds(rig)).slice(0, 3), ['init', 'failed', 'retried']);
      assert.equal(rig.runs.length, event === 'call' ? 1 : 0);
    });
  }

  it('is put aside when the mapper of an output throws, and the output is not lost', async () => {
    const rig = await openStuckRig({ faults: new Set(['output']) });
    await begin(rig);
    await rig.engine.send('w1', { type: 'call' });
    await settle();
    const letter = await theLetter(rig);
    assert.equal(letter.event?.type, 'xstate.done.actor.effect');
    rig.faults.clear();
    await decide(rig, letter.id);
    await settle();
    assert.deepEqual((await contextOf(rig)).results, ['made']);
    assert.equal(rig.runs.length, 1);
    assert.deepEqual(await rig.store.takeOverActivities(), []);
  });

  it('is tried again in vain: journalled, still open, the tries counted', async () => {
    const rig = await openStuckRig({ faults: new Set(['guard']) });
    await begin(rig);
    await rig.engine.send('w1', { type: 'guarded' });
    const { id } = await theLetter(rig);
    const { letter } = await decide(rig, id);
    assert.deepEqual([letter.resolution, letter.attempts], [null, 2]);
    assert.match(letter.error.message, /the guard is broken/);
    assert.equal((await rig.engine.read('w1'))?.stuck, true);
    assert.deepEqual(await kinds(rig), ['init', 'failed', 'failed']);
  });

  it('can be discarded: the workflow goes on without it', async () => {
    const rig = await openStuckRig({ faults: new Set(['guard']) });
    await begin(rig);
    await rig.engine.send('w1', { type: 'guarded' });
    const { letter } = await decide(rig, (await theLetter(rig)).id, 'discard');
    assert.equal(letter.resolution, 'discarded');
    await rig.engine.send('w1', { type: 'note' });
    assert.deepEqual((await contextOf(rig)).heard, ['note']);
    assert.deepEqual(await kinds(rig), ['init', 'failed', 'discarded', 'event']);
  });

  it('is run anew when it is the result of an activity and is discarded', async () => {
    const outputs = ['bad', 'good'];
    const rig = await openStuckRig({
      faults: new Set(['output']),
      perform: () => outputs.shift() as Json,
    });
    await begin(rig);
    await rig.engine.send('w1', { type: 'call' });
    await settle();
    rig.faults.clear();
    await decide(rig, (await theLetter(rig)).id, 'discard');
    await settle();
    assert.deepEqual((await contextOf(rig)).results, ['good']);
    assert.deepEqual(
      rig.runs.map(({ key, attempt }) => [key, attempt]),
      [
        ['w1/effect.1', 1],
        ['w1/effect.1', 2],
      ],
    );
  });

  it('shows in time travel and after a restart as it was and as it ended', async () => {
    const rig = await openStuckRig({ faults: new Set(['guard']) });
    await begin(rig);
    await rig.engine.send('w1', { type: 'guarded', note: 'kept' });
    rig.faults.clear();
    await decide(rig, (await theLetter(rig)).id);
    assert.equal((await rig.engine.at('w1', 1))?.stuck, false);
    const then = await rig.engine.at('w1', 2);
    assert.deepEqual([then?.stuck, then?.view.status], [true, 'stuck']);
    assert.deepEqual(await rig.engine.at('w1', 3), await rig.engine.read('w1'));
    const after = await openStuckRig({ store: rig.store, clock: rig.clock });
    assert.deepEqual((await contextOf(after)).heard, ['kept']);
    assert.deepEqual(await after.engine.read('w1'), await rig.engine.read('w1'));
  });

  it('is told to the observer once, without a retry counting again', async () => {
    const rig = await openStuckRig({ faults: new Set(['guard']) });
    await begin(rig);
    await rig.engine.send('w1', { type: 'guarded' });
    await decide(rig, (await theLetter(rig)).id);
    assert.deepEqual(
      rig.putAside.map(({ address, error }) => [address, error.code]),
      [['w1', 'UNEXPECTED']],
    );
  });
});

describe('a decision about a dead letter', () => {
  it('is refused for an unknown letter and for one that is settled', async () => {
    const rig = await openStuckRig({ faults: new Set(['guard']) });
    await begin(rig);
    await rig.engine.send('w1', { type: 'guarded' });
    const { id } = await theLetter(rig);
    assert.equal(await codeOf(decide(rig, id + 7)), 'LETTER_UNKNOWN');
    await decide(rig, id, 'discard');
    assert.equal(await codeOf(decide(rig, id)), 'LETTER_SETTLED');
  });

  it('is taken once when two people decide at the same time, in one process or in two', async () => {
    for (const hosts of [1, 2]) {
      const one = await openStuckRig({ faults: new Set(['guard']) });
      await begin(one);
      await one.engine.send('w1', { type: 'guarded', note: 'once' });
      one.faults.clear();
      const two = hosts === 1 ? one : await openStuckRig({ store: one.store, clock: one.clock });
      const { id } = await theLetter(one);
      const codes = await Promise.all([codeOf(decide(one, id)), codeOf(decide(two, id))]);
      assert.deepEqual(codes.sort(), ['LETTER_SETTLED', 'no error']);
      const fresh = await openStuckRig({ store: one.store, clock: one.clock });
      assert.deepEqual((await contextOf(fresh)).heard, ['once']);
    }
  });

  it('is durable before it is acknowledged, and a crash around any of its writes repeats nothing', async () => {
    for (const lost of ['before', 'after'] as const) {
      const store = createMemoryStore();
      let crash: (() => void) | null = null;
      const over = (inner: Store): Store => ({
        ...inner,
        commit: async (turns) => {
          if (crash === null) return inner.commit(turns);
          if (lost === 'after') await inner.commit(turns);
          crash();
          return new Promise(() => undefined);
        },
      });
      const rig = await openStuckRig({ store, over, faults: new Set(['output']) });
      await begin(rig);
      await rig.engine.send('w1', { type: 'call' });
      await settle();
      rig.faults.clear();
      const { id } = await theLetter(rig);
      let acknowledged = false;
      crash = rig.kill;
      void decide(rig, id).then(() => {
        acknowledged = true;
      });
      await settle();
      assert.equal(acknowledged, false);
      const next = await openStuckRig({ store, clock: rig.clock });
      await settle();
      if (lost === 'before') await decide(next, id);
      await settle();
      assert.equal((await store.deadLetter(id))?.resolution, 'retried');
      assert.deepEqual((await contextOf(next)).results, ['made']);
      assert.deepEqual([rig.runs.length, next.runs.length], [1, 0]);
    }
  });

  it('starts what waited even when the process dies between the commit and the start', async () => {
    const store = createMemoryStore();
    let crash: (() => void) | null = null;
    const over = (inner: Store): Store => ({
      ...inner,
      rerunActivities: () => {
        crash?.();
        return new Promise(() => undefined);
      },
    });
    const rig = await openStuckRig({ store, over, faults: new Set(['output']) });
    await begin(rig);
    await rig.engine.send('w1', { type: 'call' });
    await settle();
    crash = rig.kill;
    void decide(rig, (await theLetter(rig)).id, 'discard');
    await settle();
    const next = await openStuckRig({ store, clock: rig.clock });
    await settle();
    assert.deepEqual(await kinds(next), ['init', 'event', 'failed', 'discarded', 'event']);
    assert.deepEqual((await contextOf(next)).results, ['made']);
  });
});

describe('while an actor is stuck', () => {
  /** Stuck with a result and a timer still to come. */
  async function stuckWithWork(
    perform: () => Promise<Json>,
    parts: { parkedMax?: number } = {},
  ): Promise<StuckRig> {
    const rig = await openStuckRig({ faults: new Set(['guard']), perform, ...parts });
    await begin(rig);
    await rig.engine.send('w1', { type: 'both' });
    await rig.engine.send('w1', { type: 'guarded', note: 'poison' });
    return rig;
  }

  /** Stuck, and the result of its activity has arrived since. */
  async function stuckWithResult(output: Json, parts?: { parkedMax?: number }): Promise<StuckRig> {
    const result = Promise.withResolvers<Json>();
    const rig = await stuckWithWork(() => result.promise, parts);
    result.resolve(output);
    await settle();
    assert.deepEqual(await kinds(rig), ['init', 'event', 'failed']);
    return rig;
  }

  it('timers and results wait and are consumed in order once it is free', async () => {
    let finish: (output: Json) => void = () => undefined;
    const slow = new Promise<Json>((resolve) => {
      finish = resolve;
    });
    const rig = await stuckWithWork(() => slow);
    rig.clock.advance(60_000);
    await settle();
    finish('late');
    await settle();
    assert.deepEqual(await kinds(rig), ['init', 'event', 'failed']);
    assert.equal((await rig.store.due(rig.clock.now(), 10)).length, 0);
    rig.faults.clear();
    await decide(rig, (await theLetter(rig)).id);
    await settle();
    const events = (await rig.store.journal('w1', 3, 10)).map(({ kind, event }) => [
      kind,
      event.type,
    ]);
    assert.deepEqual(events, [
      ['retried', 'guarded'],
      ['event', 'xstate.after.patience.task.both'],
      ['event', 'xstate.done.actor.effect'],
    ]);
    assert.deepEqual((await contextOf(rig)).results, ['late']);
    assert.equal(rig.runs.length, 1);
    assert.deepEqual(rig.troubles, []);
  });

  it('a held result survives looking after other processes again and again', async () => {
    const rig = await stuckWithResult('held');
    for (let minute = 0; minute < 30; minute += 1) {
      rig.clock.advance(60_000);
      await settle();
    }
    rig.faults.clear();
    await decide(rig, (await theLetter(rig)).id);
    await settle();
    assert.deepEqual((await contextOf(rig)).results, ['held']);
    assert.equal(rig.runs.length, 1);
  });

  it('what it holds stays although memory is given to others', async () => {
    const rig = await stuckWithResult('made', { parkedMax: 1 });
    rig.clock.advance(10_000);
    await settle();
    for (let n = 0; n < 20; n += 1) await begin(rig, `other-${n}`);
    await settle();
    rig.faults.clear();
    await decide(rig, (await theLetter(rig)).id);
    await settle();
    assert.deepEqual((await contextOf(rig)).results, ['made']);
    assert.equal(rig.runs.length, 1);
  });

  it('more messages than memory takes are all consumed, in order', async () => {
    const rig = await openStuckRig({ faults: new Set(['guard']) });
    await begin(rig);
    await rig.engine.send('w1', { type: 'guarded', note: 'poison' });
    const count = 1500;
    await rig.store.commit([messagesFrom('sender', 'w1', count, rig.clock.now())]);
    const next = await openStuckRig({ store: rig.store, clock: rig.clock });
    rig.kill();
    await settle();
    await decide(next, (await theLetter(next)).id);
    for (let n = 0; n < 60; n += 1) {
      next.clock.advance(1000);
      await settle();
    }
    const { heard } = await contextOf(next);
    assert.deepEqual(heard, ['poison', ...Array.from({ length: count }, (_, n) => n)]);
  });

  it('what one process holds goes on when another process frees the actor', async () => {
    const one = await stuckWithResult('held by one');
    const two = await openStuckRig({
      store: one.store,
      clock: one.clock,
      perform: async () => 'two',
    });
    await settle();
    assert.equal(two.runs.length, 0);
    one.faults.clear();
    await decide(two, (await theLetter(two)).id, 'discard');
    one.clock.advance(5_000);
    await settle();
    await settle();
    const fresh = await openStuckRig({ store: one.store, clock: one.clock });
    await settle();
    // Under the same key the activity may run twice; one result counts, whoever brings it.
    assert.equal(((await contextOf(fresh)).results as Json[]).length, 1);
    const seqs = (await one.store.journal('w1', 0, 100)).map(({ seq }) => seq);
    assert.deepEqual(
      seqs,
      seqs.map((_, index) => index + 1),
    );
  });

  it('restarts burn no attempt, and the activity is run again once it is free', async () => {
    const first = await stuckWithWork(() => new Promise(() => undefined));
    const { store, clock } = first;
    first.kill();
    for (let boot = 0; boot < 8; boot += 1) {
      const rig = await openStuckRig({ store, clock });
      await settle();
      assert.equal(rig.runs.length, 0);
      rig.kill();
    }
    const last = await openStuckRig({ store, clock });
    await decide(last, (await theLetter(last)).id);
    await settle();
    assert.deepEqual(
      last.runs.map(({ key, attempt }) => [key, attempt]),
      [['w1/effect.1', 2]],
    );
    assert.deepEqual((await contextOf(last)).results, ['made']);
  });

  it('a start of the same address is answered, not refused', async () => {
    const rig = await stuckWithWork(async () => 'made');
    const { created, view } = await begin(rig);
    assert.deepEqual([created, view.status], [false, 'stuck']);
  });

  it('a child is ended by its parent although it is stuck, and its letter with it', async () => {
    const rig = await openStuckRig({ faults: new Set(['guard']) });
    await begin(rig);
    await rig.engine.send('w1', { type: 'delegate' });
    await settle();
    await rig.engine.send('w1/sub.1', { type: 'poke' });
    const { id } = await theLetter(rig, 'w1/sub.1');
    await rig.engine.send('w1', { type: 'back' });
    await settle();
    assert.equal((await rig.engine.read('w1/sub.1'))?.status, 'stopped');
    assert.equal((await rig.engine.read('w1/sub.1'))?.stuck, false);
    const letter = await rig.store.deadLetter(id);
    assert.deepEqual([letter?.resolution, letter?.resolvedBy], ['discarded', 'its parent']);
  });
});

describe('an actor whose creation throws', () => {
  it('is there, stuck, and is created once the cause is mended', async () => {
    const rig = await openStuckRig({ faults: new Set(['birth']) });
    assert.equal((await begin(rig)).created, true);
    const record = await rig.engine.read('w1');
    assert.deepEqual([record?.status, record?.stuck, record?.value], ['error', true, null]);
    rig.faults.clear();
    assert.equal((await begin(rig)).created, false);
    await decide(rig, (await theLetter(rig)).id);
    await rig.engine.send('w1', { type: 'call' });
    await settle();
    assert.deepEqual((await contextOf(rig)).results, ['made']);
    assert.deepEqual((await kinds(rig)).slice(0, 3), ['failed', 'retried', 'event']);
    assert.equal((await rig.engine.at('w1', 1))?.stuck, true);
    assert.deepEqual(await rig.engine.at('w1', 4), await rig.engine.read('w1'));
  });

  it('ends when its creation is discarded', async () => {
    const rig = await openStuckRig({ faults: new Set(['birth']) });
    await begin(rig);
    await decide(rig, (await theLetter(rig)).id, 'discard');
    const record = await rig.engine.read('w1');
    assert.deepEqual(
      [record?.stuck, record?.status, record?.view.status],
      [false, 'error', 'cancelled'],
    );
  });

  it('reports to its parent, which goes on; after that only discarding is left', async () => {
    const rig = await openStuckRig({ faults: new Set(['childBirth']) });
    await begin(rig);
    await rig.engine.send('w1', { type: 'delegate' });
    await settle();
    assert.equal((await rig.engine.read('w1'))?.value, 'idle');
    const { id } = await theLetter(rig, 'w1/sub.1');
    assert.equal(await codeOf(decide(rig, id)), 'LETTER_BLOCKED');
    assert.equal((await decide(rig, id, 'discard')).letter.resolution, 'discarded');
  });
});
