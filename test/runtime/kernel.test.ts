import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AnyActorLogic, assign, raise, sendParent, sendTo, setup } from 'xstate';
import { digestOf } from '../../runtime/commands.ts';
import {
  acceptedEvents,
  create,
  type InitEvent,
  isStale,
  type MachineEntry,
  persist,
  restore,
  type StepResult,
  step,
} from '../../runtime/kernel.ts';
import type { StoredEvent } from '../../runtime/ports.ts';

const base = setup({
  types: {} as {
    context: { count: number; last: string | null; self: string };
    input: { count: number };
  },
  actors: { work: {} as AnyActorLogic, sub: {} as AnyActorLogic },
  actions: {
    tell: (_: unknown, _params: { to: string; event: StoredEvent }) => undefined,
    countUp: assign({ count: ({ context }) => context.count + 1 }),
    keepOutput: assign({ last: ({ event }) => (event as unknown as { output: string }).output }),
    noteSelf: assign({ self: ({ self }) => self.sessionId }),
  },
  guards: {
    explode: () => {
      throw new Error('guard fell over');
    },
  },
  delays: { patience: ({ context }) => 1000 * context.count },
});

const sample = base.createMachine({
  id: 'sample',
  context: ({ input }) => ({ count: input.count, last: null, self: '' }),
  initial: 'working',
  on: { explode: { guard: 'explode', target: '.over' } },
  states: {
    working: {
      entry: 'noteSelf',
      invoke: {
        id: 'job',
        src: 'work',
        input: ({ context }: { context: { count: number } }) => ({ n: context.count }),
        onDone: { target: 'waiting', actions: 'keepOutput' },
      },
      on: { again: { target: 'working', reenter: true, actions: 'countUp' }, skip: 'quick' },
      after: { patience: 'over' },
    },
    waiting: {
      entry: {
        type: 'tell',
        params: ({ context }) => ({ to: 'elsewhere', event: { type: 'hello', n: context.count } }),
      },
      on: { finish: 'over', talk: { actions: sendTo('helper', { type: 'hi' }) } },
      invoke: { id: 'helper', src: 'sub', onDone: 'over' },
    },
    quick: { entry: raise({ type: 'hop' }), on: { hop: 'over' } },
    over: { type: 'final', entry: sendParent({ type: 'bye' }) },
  },
});

const entry: MachineEntry = {
  machine: sample,
  version: 'v1',
  project: ({ value }) => ({ status: String(value), step: null, progress: 0 }),
};

const init: InitEvent = {
  type: 'xstate.init',
  machine: 'sample',
  root: 'w1',
  parent: null,
  idInParent: null,
  inc: 0,
  input: { count: 2 },
};

const born = (event: InitEvent = init, address = 'w1'): StepResult =>
  create(entry, address, event, 100);
const types = (result: StepResult): string[] => result.commands.map(({ type }) => type);

const contextOf = (result: StepResult) =>
  (persist(result.actor).snapshot as { context: { self: string; last: string } }).context;

describe('kernel', () => {
  it('turns entry effects into commands with stable keys and runs none of them', () => {
    const { actor, commands } = born();
    assert.equal(actor.record.seq, 1);
    assert.deepEqual(actor.record.value, 'working');
    assert.deepEqual(commands, [
      {
        type: 'timer',
        timerId: 'xstate.after.patience.sample.working',
        key: 'w1@1.0',
        delayMs: 2000,
        event: { type: 'xstate.after.patience.sample.working' },
      },
      { type: 'spawn', childId: 'job', inc: 1, src: 'work', input: { n: 2 } },
    ]);
  });

  it('gives the actor its own address', () => {
    assert.equal(contextOf(born()).self, 'w1');
  });

  it('re-entering stops the child, cancels the timer and spawns a new incarnation', () => {
    const { actor } = born();
    const next = step(entry, actor, { type: 'again' }, 200);
    assert.deepEqual(types(next), ['cancel', 'stop', 'timer', 'spawn']);
    assert.deepEqual(next.actor.record.childInc, { job: 2 });
    assert.deepEqual(Object.values(next.actor.record.timers), ['w1@2.2']);
  });

  it('knows a zombie of an earlier incarnation and a repeated completion as stale', () => {
    const again = step(entry, born().actor, { type: 'again' }, 200).actor;
    assert.equal(
      isStale(again.record, { type: 'xstate.done.actor.job', inc: 1, output: 'old' }),
      true,
    );
    const done = { type: 'xstate.done.actor.job', inc: 2, output: 'new' };
    assert.equal(isStale(again.record, done), false);
    const waiting = step(entry, again, done, 300);
    assert.equal(contextOf(waiting).last, 'new');
    assert.equal(isStale(waiting.actor.record, done), true);
  });

  it('knows a timer that was cancelled after it fired as stale', () => {
    const { actor } = born();
    const fired = { type: 'xstate.after.patience.sample.working', timerKey: 'w1@1.0' };
    assert.equal(isStale(actor.record, fired), false);
    const again = step(entry, actor, { type: 'again' }, 200).actor;
    assert.equal(isStale(again.record, fired), true);
  });

  it('sends to a child by its incarnation, to others by address, and drops what a finished child would get', () => {
    const waiting = step(
      entry,
      born().actor,
      { type: 'xstate.done.actor.job', inc: 1, output: 'x' },
      200,
    );
    const tell = waiting.commands.find(({ type }) => type === 'send');
    assert.deepEqual(tell, {
      type: 'send',
      to: 'elsewhere',
      key: 'w1@2.1',
      event: { type: 'hello', n: 2 },
    });
    const talk = step(entry, waiting.actor, { type: 'talk' }, 300);
    assert.deepEqual(talk.commands, [
      { type: 'send', to: 'w1/helper.2', key: 'w1@3.0', event: { type: 'hi' } },
    ]);
    const gone = { ...waiting.actor, record: { ...waiting.actor.record, childInc: {} } };
    assert.deepEqual(step(entry, gone, { type: 'talk' }, 300).commands, []);
  });

  it('ends with every timer cancelled and the result reported', () => {
    const child = born({ ...init, parent: 'w0', idInParent: 'sub', inc: 3 }, 'w0/sub.3').actor;
    const over = step(entry, child, { type: 'skip' }, 200);
    assert.equal(over.actor.record.status, 'done');
    assert.deepEqual(over.actor.record.timers, {});
    assert.equal(over.commands.at(-1)?.type, 'terminate');
  });

  it('reports to its parent by address', () => {
    const child = born({ ...init, parent: 'w0', idInParent: 'sub', inc: 3 }, 'w0/sub.3').actor;
    const over = step(entry, child, { type: 'skip' }, 200);
    const bye = over.commands.find(({ type }) => type === 'send');
    assert.deepEqual(bye && 'to' in bye ? bye.to : null, 'w0');
  });

  it('throws what a guard throws, so that the caller can put the event aside', () => {
    assert.throws(() => step(entry, born().actor, { type: 'explode' }, 200), /guard fell over/);
  });

  it('restores from plain JSON to the same future', () => {
    const { actor } = born();
    const stored = JSON.parse(JSON.stringify(persist(actor)));
    const restored = restore(entry, stored);
    const event = { type: 'xstate.done.actor.job', inc: 1, output: 'x' };
    const direct = step(entry, actor, event, 200);
    const revived = step(entry, restored, event, 200);
    assert.deepEqual(revived.commands, direct.commands);
    assert.deepEqual(persist(revived.actor), persist(direct.actor));
  });

  it('stops on request: children are stopped, timers cancelled, the parent hears nothing', () => {
    const stopped = step(entry, born().actor, { type: 'xstate.stop' }, 200);
    assert.equal(stopped.actor.record.status, 'stopped');
    assert.deepEqual(types(stopped), ['stop', 'cancel', 'terminate']);
  });

  it('lists the events a person may send now', () => {
    assert.deepEqual(acceptedEvents(born().actor), ['again', 'explode', 'skip']);
  });
});

describe('the digest of commands', () => {
  it('is what it was when the first journals were written', () => {
    const event = { type: 'hello', n: 1 };
    assert.equal(digestOf([]), '');
    assert.equal(
      digestOf([
        { type: 'spawn', childId: 'c', inc: 1, src: 'perform', input: { n: 1 } },
        { type: 'stop', childId: 'c', inc: 1, src: 'perform' },
        { type: 'timer', timerId: 't', key: 'a@1.2', delayMs: 5, event },
        { type: 'cancel', key: 'a@1.2' },
        { type: 'send', to: 'b', key: 'a@1.4', event },
        { type: 'terminate', status: 'done', output: null, error: null },
      ]),
      '3bd28deacca846ae',
      'a change here makes every stored journal diverge from its replay',
    );
  });

  it('of a transition is the one journalled, however its commands are come by', () => {
    const { commands } = step(entry, born().actor, { type: 'again' }, 2_000);
    assert.equal(digestOf(commands), 'e8426e033d0eeb3e');
  });
});
