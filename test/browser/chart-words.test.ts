/** What a chart says of an actor that stands in it, without a browser. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countdown, left } from '../../ui/chart/countdown.ts';
import { coverageLooks, differenceLooks } from '../../ui/chart/looks.ts';
import { marksOf } from '../../ui/chart/marks.ts';
import type { Standing } from '../../ui/chart/standing.ts';
import { toldChildren, toldDeadlines } from '../../ui/chart/told.ts';
import { walkTo } from '../../ui/chart/walk.ts';

const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;

describe('a countdown', () => {
  it('says what will happen, and never counts below nothing', () => {
    assert.equal(countdown('wait', 12 * S, 0), 'tries again in 12 s');
    assert.equal(countdown('untilDue', 3 * H, 0), 'due in 3 h');
    assert.equal(countdown('wait', 0, 5 * S), 'tries again now');
    assert.equal(
      countdown('untilTheCowsComeHome', 90 * S, 0),
      'until the cows come home in 1 min 30 s',
    );
  });

  it('grows coarser with the distance', () => {
    const said = [4 * MIN + 10 * S, 47 * MIN, 3 * H + 20 * MIN, 23 * H + 59 * MIN, 72 * H].map(
      left,
    );
    assert.deepEqual(said, ['4 min 10 s', '47 min', '3 h 20 min', '24 h', '3 days']);
  });
});

describe('what is told on a chart', () => {
  const states = [
    { id: 'm', invoke: [] },
    { id: 'm.calling', invoke: [{ id: 'drive_provision', src: 'integrationCall' }] },
    { id: 'm.pausing', invoke: [] },
  ] as unknown as Parameters<typeof toldChildren>[0];
  const child = {
    id: 'drive_provision',
    address: 'wf/drive_provision.2',
    machine: 'integrationCall',
    value: { working: 'submitting' },
    status: 'active',
    activity: 'drive.provision',
    attempt: 2,
  };
  const standing: Standing = {
    address: 'wf',
    value: 'calling',
    values: ['calling'],
    children: [child, { ...child, address: 'wf/drive_provision.2/deeper.1' }],
    deadlines: [
      { address: 'wf', state: 'm.pausing', delay: 'wait', due_at: 12 * S },
      { address: 'wf/other.1', state: 'm.calling', delay: 'wait', due_at: 2 * S },
    ],
  };

  it('a child stands on the state that runs it, with its try and how far it is', () => {
    const [told, ...others] = toldChildren(states, standing, 0);
    assert.deepEqual(
      [told?.state, told?.text, told?.others],
      ['m.calling', 'submitting · try 2', 0],
    );
    assert.deepEqual(others, []);
    const progress = { [child.address]: { fraction: 0.4, note: null } };
    const [further] = toldChildren(states, { ...standing, progress }, 0);
    assert.equal(further?.text, '40 % · try 2');
  });

  it("a timer stands on its state, a child's on the child's own chart", () => {
    assert.deepEqual([...toldDeadlines(standing, 0)], [['m.pausing', 'tries again in 12 s']]);
  });
});

describe('the path on a chart', () => {
  const node = (id: string, more: object = {}) => ({ id, parent: null, kind: 'leaf', ...more });
  const edge = (source: string, target: string, kind = 'event') => ({
    id: `${source}>${target}`,
    source: `m.${source}`,
    target: `m.${target}`,
    texts: [{ text: '', kind, transitions: [] }],
  });
  const marks = (values: unknown[], nodes: object[], edges: object[], states: object[] = []) =>
    marksOf('m', values, { nodes, edges } as never, states as never);

  it('leads through a final state that no value ever showed', () => {
    const { edges, visited } = marks(
      [{ a: 'work' }, 'b'],
      [
        node('m.a', { kind: 'compound' }),
        node('m.a.work', { parent: 'm.a' }),
        node('m.a.end', { parent: 'm.a', kind: 'final' }),
        node('m.b'),
      ],
      [edge('a.work', 'a.end'), edge('a', 'b', 'state_done')],
    );
    assert.ok(edges.has('a.work>a.end') && edges.has('a>b'), [...edges].join());
    assert.ok(visited.has('m.a.end'));
  });

  it('marks only the last move as the latest, and takes tags before names', () => {
    const found = marks(
      ['a', 'a', 'b', 'c'],
      ['a', 'b', 'c'].map((id) => node(`m.${id}`)),
      [edge('a', 'b'), edge('b', 'c')],
      [{ id: 'm.c', tags: ['needs_attention'] }],
    );
    assert.deepEqual([...found.latest], ['b>c']);
    assert.deepEqual([...found.active], [['m.c', 'failed']]);
  });
});

describe('arrow keys on a chart', () => {
  const items = [
    { id: 'm', parent: null },
    { id: 'm.a', parent: 'm' },
    { id: 'm.a.x', parent: 'm.a' },
    { id: 'm.b', parent: 'm' },
  ];
  it('walk the tree: in, out, and among siblings, and stop at its borders', () => {
    const way: string[] = [];
    let at = 'm';
    for (const key of [
      'ArrowRight',
      'ArrowRight',
      'ArrowRight',
      'ArrowLeft',
      'ArrowDown',
      'ArrowDown',
    ]) {
      at = walkTo(items, at, key) ?? at;
      way.push(at);
    }
    assert.deepEqual(way, ['m.a', 'm.a.x', 'm.a.x', 'm.a', 'm.b', 'm.b']);
    assert.equal(walkTo(items, 'm', 'q'), null);
  });
});

describe('further looks', () => {
  it('say what is new, gone and different, and where something inside is', () => {
    const { state, edge } = differenceLooks({
      states: [
        { id: 'm.a.new', change: 'added', words: [] },
        { id: 'm.old', change: 'removed', words: [] },
      ],
      transitions: [{ index: 3, source: 'm.b', target: null, change: 'changed', words: [] }],
    } as never);
    assert.deepEqual(
      ['m.a', 'm.a.new', 'm.old', 'm.c', 'm'].map((id) => state(id)?.words ?? null),
      ['changed inside', 'added', 'removed', null, null],
    );
    assert.equal(edge({ transitions: [1, 3] } as never), 'changed');
    assert.equal(edge({ transitions: [1] } as never), '');
  });

  it('tell how many were in a state, and tell one from none', () => {
    const { state } = coverageLooks({
      actors: 100,
      states: [
        { id: 'm.a', actors: 100 },
        { id: 'm.b', actors: 1 },
        { id: 'm.c', actors: 0 },
      ],
    });
    assert.deepEqual(
      ['m.a', 'm.b', 'm.c', 'm'].map((id) => state(id)?.name ?? null),
      ['warm-4', 'warm-1', 'warm-0', null],
    );
  });
});
