/** What our inspector page makes of the protocol's events; no browser is needed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  emptyLog,
  type Snapshot,
  shortName,
  type Told,
  tell,
  tree,
  valueText,
} from '../../ui/inspect/log.ts';

const base = (sessionId: string, seq = 1) => ({
  rootId: 'wf',
  sessionId,
  createdAt: '1000',
  seq,
});
const stood = (value: unknown, status = 'active'): Snapshot => ({ status, value, context: {} });
const actor = (id: string, parentId?: string): Told => ({
  type: '@xstate.actor',
  ...base(id),
  name: id,
  ...(parentId && { parentId }),
  snapshot: stood('begun'),
});
const moved = (id: string, seq: number, value: unknown, sourceId?: string): Told[] => [
  {
    type: '@xstate.event',
    ...base(id, seq),
    event: { type: `e${seq}` },
    ...(sourceId && { sourceId }),
  },
  {
    type: '@xstate.snapshot',
    ...base(id, seq),
    event: { type: `e${seq}` },
    snapshot: stood(value),
  },
];

describe('what an inspector was told', () => {
  it('is a family of actors, each where it stands and with the way it came', () => {
    const log = tell(emptyLog(), [
      actor('wf'),
      actor('wf/b.2', 'wf'),
      actor('wf/b.2/c.1', 'wf/b.2'),
      actor('wf/a.1', 'wf'),
      ...moved('wf', 2, 'on'),
      ...moved('wf', 3, 'on'),
      ...moved('wf', 4, { far: 'off' }),
    ]);
    assert.deepEqual(
      tree(log).map(({ id, depth }) => [id, depth]),
      [
        ['wf', 0],
        ['wf/b.2', 1],
        ['wf/b.2/c.1', 2],
        ['wf/a.1', 1],
      ],
    );
    assert.deepEqual(log.actors.get('wf')?.values, ['begun', 'on', { far: 'off' }]);
  });

  it('joins an event with where it led, also when others came between', () => {
    const [firstEvent, firstSnapshot] = moved('wf', 2, 'on', 'wf/a.1') as [Told, Told];
    const log = tell(emptyLog(), [actor('wf'), firstEvent, ...moved('x', 2, 'y'), firstSnapshot]);
    const [first, second] = log.messages;
    assert.deepEqual(
      [first?.source, first?.target, first?.snapshot?.value],
      ['wf/a.1', 'wf', 'on'],
    );
    assert.deepEqual([second?.target, second?.snapshot?.value], ['x', 'y']);
  });

  it('drops the oldest of very many, and goes on counting', () => {
    let log = tell(emptyLog(), [actor('wf')]);
    for (let round = 0; round < 6; round += 1)
      log = tell(
        log,
        Array.from({ length: 1000 }, (_, index) => moved('wf', round * 1000 + index, 'on')).flat(),
      );
    assert.deepEqual([log.messages.length, log.dropped], [5000, 1000]);
    assert.equal(log.messages.at(-1)?.number, 6000);
  });

  it('takes what it does not know for nothing', () => {
    const odd = [{ type: '@xstate.microstep' }, ...moved('never-introduced', 1, 'x')] as Told[];
    const log = tell(emptyLog(), odd);
    assert.deepEqual([log.actors.size, log.messages.length], [0, 1]);
  });

  it('is named and placed in short', () => {
    assert.equal(shortName('wf-1/avatar_topic.4/avatar_render.1'), 'avatar render 1');
    assert.equal(valueText({ a: { b: 'c', d: {} } }), 'a.b.c, d');
  });
});
