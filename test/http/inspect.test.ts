/** The inspector's protocol, as a client built on `@statelyai/inspect` receives it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import { WebSocket } from 'ws';
import { contextOf } from '../../http/fleet/views.ts';
import { inspectedState } from '../../http/inspect/sanitise.ts';
import { machines } from '../../machines/registry.ts';
import { atQuestions, openRig, type Rig, requestWith } from './rig.ts';

type Told = StatelyInspectionEvent & { seq: number };
type Actor = Extract<Told, { type: '@xstate.actor' }>;
type Snapshot = Extract<Told, { type: '@xstate.snapshot' }> & {
  snapshot: { status: string; value: unknown; context: Record<string, unknown> };
};

const PATIENCE_MS = 20_000;

describe('the inspector', { timeout: 120_000 }, () => {
  let rig: Rig;
  before(async () => {
    rig = await openRig();
  });
  after(() => rig.close());

  const server = (query: string) => `${rig.url.replace('http', 'ws')}/inspect?${query}`;

  /** Everything the library's own receiver is given; it has no end, so neither has this. */
  function receive(query: string): Told[] {
    const told: Told[] = [];
    createWebSocketReceiver({ server: server(query) }).subscribe((event) => {
      told.push(event as Told);
    });
    return told;
  }

  async function until(what: string, holds: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    while (!holds()) {
      if (deadline.aborted) throw new Error(`waited in vain for ${what}`);
      await pause(10);
    }
  }

  const of = <T extends Told['type']>(told: Told[], type: T) =>
    told.filter((event): event is Extract<Told, { type: T }> => event.type === type);

  const start = async (more: Record<string, unknown> = {}): Promise<string> => {
    const response = await rig.post('/api/workflows', requestWith(more));
    return ((await response.json()) as { workflow_id: string }).workflow_id;
  };

  /** A workflow that has ended, with many children behind it. */
  const finished = async (): Promise<string> => {
    const { workflow } = await atQuestions(rig);
    await rig.engine.send(workflow, { type: 'cancel', by: 'test' });
    await rig.engine.quiet();
    assert.equal((await rig.engine.read(workflow))?.view.status, 'cancelled');
    return workflow;
  };

  /** For each actor the positions told, in the order in which they came. */
  const positions = (told: Told[]): Map<string, number[]> => {
    const found = new Map<string, number[]>();
    for (const { sessionId, seq } of of(told, '@xstate.snapshot'))
      found.set(sessionId, [...(found.get(sessionId) ?? []), seq]);
    return found;
  };

  it('tells a live workflow: its actors, what they are sent and where they stand, children included', async () => {
    const workflow = await start();
    const told = receive(`workflow=${workflow}`);
    await rig.engine.quiet();
    await until('the first actor', () => of(told, '@xstate.actor').length > 0);
    const [root] = of(told, '@xstate.actor');
    assert.deepEqual(
      [root?.sessionId, root?.name, root?.parentId, root?.rootId],
      [workflow, 'certification', undefined, workflow],
    );
    await rig.engine.send(workflow, { type: 'cancel', by: 'test' });
    await rig.engine.quiet();
    const end = (await rig.engine.read(workflow))?.seq;
    await until('the last position', () => positions(told).get(workflow)?.at(-1) === end);

    const undo = of(told, '@xstate.actor').find(({ name }) => name === 'step_undo') as Actor;
    assert.equal(undo.parentId, workflow);
    assert.equal(undo.rootId, workflow);
    const definition = JSON.parse(undo.definition ?? '') as { id: string; states: object };
    assert.deepEqual(
      [definition.id, Object.keys(definition.states)],
      ['integrationCall', ['working', 'done']],
    );
    const last = of(told, '@xstate.snapshot').at(-1) as Snapshot;
    assert.deepEqual(
      [last.sessionId, last.snapshot.status, last.snapshot.value],
      [workflow, 'done', 'cancelled'],
    );
    const answer = of(told, '@xstate.event').find(
      ({ sessionId, event }) =>
        sessionId === workflow && event.type === 'xstate.done.actor.step_undo',
    );
    assert.match(answer?.sourceId ?? '', new RegExp(`^${workflow}/step_undo\\.\\d+$`));
  });

  it('replays a finished workflow in the order in which it happened, without a position lost or doubled', async () => {
    const workflow = await finished();
    const told = receive(`workflow=${workflow}&replay=1&speed=max`);
    const family = await rig.engine.family(workflow);
    const total = family.reduce((sum, { seq }) => sum + seq, 0);
    await until('the whole past', () => of(told, '@xstate.snapshot').length >= total);
    const seen = positions(told);
    for (const { address, seq } of family)
      assert.deepEqual(
        seen.get(address),
        Array.from({ length: seq }, (_, index) => index + 1),
        address,
      );
    assert.equal(of(told, '@xstate.actor').length, family.length);

    const place = (found: (event: Told) => boolean) => told.findIndex(found);
    for (const { address, parent, idInParent, inc } of family.slice(1)) {
      const born = place((event) => event.type === '@xstate.actor' && event.sessionId === address);
      const parentBorn = place(({ sessionId }) => sessionId === parent);
      assert.ok(parentBorn < born, `${address} is born after its parent`);
      const ended = told.findLastIndex(({ sessionId }) => sessionId === address);
      const heard = place(
        (event) =>
          event.type === '@xstate.event' &&
          event.sessionId === parent &&
          event.event.type === `xstate.done.actor.${idInParent}` &&
          (event.event as unknown as { inc: number }).inc === inc,
      );
      assert.ok(heard === -1 || ended < heard, `${address} ends before its parent hears of it`);
    }
  });

  it('tells in a replay what each actor knew at each position', async () => {
    const workflow = await finished();
    const told = receive(`workflow=${workflow}&replay=1&speed=max`);
    const end = (await rig.engine.read(workflow))?.seq ?? 0;
    await until('the end', () => positions(told).get(workflow)?.at(-1) === end);
    for (const seq of [1, Math.floor(end / 2), end]) {
      const past = await rig.engine.at(workflow, seq);
      assert.ok(past);
      const { begun, undone } = contextOf<Record<string, unknown>>(past);
      const shown = (of(told, '@xstate.snapshot') as Snapshot[]).find(
        (event) => event.sessionId === workflow && event.seq === seq,
      );
      assert.deepEqual(shown?.snapshot.value, past.value);
      assert.deepEqual(
        [shown?.snapshot.context.begun, shown?.snapshot.context.undone],
        [begun, undone],
      );
    }
  });

  it('tells nothing about learners, people, links or what was asked for', async () => {
    const workflow = await start({
      certification_name: 'Unutterable Course',
      organization_id: 'hidden-org',
      learners: [{ id: 'learner-of-ours', name: 'Zelda Quibble', email: 'zelda@example.org' }],
    });
    const live = receive(`workflow=${workflow}`);
    await rig.engine.quiet();
    await rig.engine.send(workflow, { type: 'cancel', by: 'mira-of-the-office' });
    await rig.engine.quiet();
    const told = receive(`workflow=${workflow}&replay=1&speed=max`);
    const end = (await rig.engine.read(workflow))?.seq;
    for (const each of [live, told])
      await until('the end', () => positions(each).get(workflow)?.at(-1) === end);
    const journal = JSON.stringify(await rig.engine.journal(workflow, 0, 1000));
    for (const secret of ['Unutterable', 'hidden-org', 'learner-of-ours', 'mira-of-the-office'])
      assert.ok(
        journal.includes(secret),
        `${secret} is in the journal, so it could have been told`,
      );
    const all = JSON.stringify([...live, ...told]);
    for (const secret of [
      'Unutterable',
      'hidden-org',
      'learner-of-ours',
      'Zelda',
      'mira-of-the-office',
      'http',
      'Networks',
    ])
      assert.ok(!all.includes(secret), `${secret} was told`);
    assert.ok(all.includes('"begun":["drive_setup"'), 'the rest of the context is there');
  });

  it('is paused, stepped and hurried by its watcher', async () => {
    const workflow = await finished();
    const socket = new WebSocket(server(`workflow=${workflow}&replay=1&paused=1&status=1`));
    const told: Told[] = [];
    const statuses: { told: number; total: number; paused: boolean; over: boolean }[] = [];
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.type === 'replay.status') statuses.push(message);
      else told.push(message);
    });
    await once(socket, 'open');
    await until('the first status', () => statuses.length > 0);
    assert.deepEqual([statuses[0]?.told, statuses[0]?.paused, told.length], [0, true, 0]);
    for (const steps of [1, 2, 3]) {
      socket.send('{"type":"replay.step"}');
      await until(`step ${steps}`, () => of(told, '@xstate.snapshot').length === steps);
    }
    await pause(50);
    assert.equal(of(told, '@xstate.snapshot').length, 3, 'nothing goes on by itself');
    for (const odd of ['', '{', 'null', '[]', '{"type":"replay.speed","speed":"x"}', '{"type":7}'])
      socket.send(odd);
    socket.send('{"type":"replay.speed","speed":"max"}');
    socket.send('{"type":"replay.resume"}');
    await once(socket, 'close');
    const last = statuses.at(-1);
    assert.deepEqual([last?.over, last?.told], [true, last?.total]);
    assert.equal(of(told, '@xstate.snapshot').length, last?.total);
  });

  it('keeps the pace asked for: at half the speed the same past takes twice as long', async () => {
    const workflow = await finished();
    const lasted = async (speed: number): Promise<number> => {
      const began = performance.now();
      const socket = new WebSocket(server(`workflow=${workflow}&replay=1&speed=${speed}`));
      socket.on('message', () => {});
      await once(socket, 'close');
      return performance.now() - began;
    };
    const journal = await rig.engine.journal(workflow, 0, 1000);
    const span = (journal.at(-1)?.at ?? 0) - (journal[0]?.at ?? 0);
    assert.ok((await lasted(0.5)) >= span * 2 - 50);
  });

  it('follows all workflows up to a limit, with those that begin meanwhile', async () => {
    const older = await start();
    await rig.engine.quiet();
    const told = receive('limit=100');
    await until('the older one', () => told.some(({ sessionId }) => sessionId === older));
    const younger = await start();
    await rig.engine.quiet();
    await until('a child of the younger one', () =>
      of(told, '@xstate.actor').some(({ parentId }) => parentId === younger),
    );
    const one = receive('limit=1');
    await until('one workflow', () => one.length > 0);
    await start();
    await rig.engine.quiet();
    await pause(100);
    assert.equal(new Set(one.map(({ rootId }) => rootId)).size, 1);
  });

  it('tells where an actor stood even if its code is gone', async () => {
    const workflow = await finished();
    const openCourse = rig.ports.openCourse;
    rig.ports.openCourse = async () => ({ take: () => null });
    try {
      const told = receive(`workflow=${workflow}&replay=1&speed=max`);
      const end = (await rig.engine.read(workflow))?.seq;
      await until('the end', () => positions(told).get(workflow)?.at(-1) === end);
      const last = (of(told, '@xstate.snapshot') as Snapshot[]).findLast(
        ({ sessionId }) => sessionId === workflow,
      );
      assert.deepEqual([last?.snapshot.value, last?.snapshot.context], ['cancelled', {}]);
    } finally {
      rig.ports.openCourse = openCourse;
    }
  });

  it('refuses strangers and what is not there', async () => {
    const foreign = new WebSocket(server(''), { origin: 'https://evil.example' });
    const [error] = (await once(foreign, 'error')) as [Error];
    assert.match(error.message, /403/);
    for (const query of ['workflow=nothing', 'workflow=nothing&replay=1']) {
      const [code] = (await once(new WebSocket(server(query)), 'close')) as [number];
      assert.equal(code, 1008, query);
    }
    const { workflow } = await atQuestions(rig);
    const family = await rig.engine.family(workflow);
    const part = encodeURIComponent(family[1]?.address ?? '');
    const [code] = (await once(new WebSocket(server(`workflow=${part}`)), 'close')) as [number];
    assert.equal(code, 1008, 'a part is not a workflow');
  });

  it('names every machine of ours in its allow-list', async () => {
    const { workflow } = await atQuestions(rig);
    for (const record of [
      ...(await rig.engine.family(workflow)),
      await rig.engine.read('breaker.google_apis'),
    ]) {
      assert.ok(record && record.machine in machines);
      assert.ok(Object.keys(inspectedState(record).context as object).includes('at'));
    }
  });
});
