/** What the server gives away of a machine's chart: files, comparison, coverage, and what is waited for. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Chart } from '../../machines/chart.ts';
import { chartOf } from '../../machines/chart.ts';
import { machines } from '../../machines/registry.ts';
import type { Json } from '../../runtime/ports.ts';
import { atQuestions, openRig, type Rig } from './rig.ts';

describe('pictures of machines', { timeout: 120_000 }, () => {
  let rig: Rig;
  let workflow: string;
  before(async () => {
    rig = await openRig();
    ({ workflow } = await atQuestions(rig));
  });
  after(() => rig?.close());

  /** The answer once the server has what it computes apart. */
  const ready = async (path: string): Promise<Response> => {
    for (;;) {
      const answer = await rig.get(path);
      if (answer.status !== 202) return answer;
      assert.equal(answer.headers.get('retry-after'), '1');
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const json = async <T>(path: string): Promise<T> => (await ready(path)).json() as Promise<T>;

  it('a view is a file of its own that carries its colours and runs nothing', async () => {
    const answer = await ready('/api/machines/checkpoint/current/chart.svg');
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^image\/svg\+xml/);
    assert.match(answer.headers.get('content-disposition') ?? '', /checkpoint-full\.svg"/);
    const svg = await answer.text();
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.match(svg, /prefers-color-scheme: dark/);
    assert.doesNotMatch(svg, /<script|href=/);
    for (const name of ['Open', 'Reserved', 'Approved']) assert.ok(svg.includes(`>${name}<`), name);
  });

  it('a whole machine is Mermaid text with every state and transition', async () => {
    const text = await (await ready('/api/machines/certification/current/chart.mmd')).text();
    const chart = chartOf(machines.certification?.machine as never);
    assert.match(text, /^%% certification\nstateDiagram-v2\n/);
    const named = (id: string) => id.replace(/\W/g, '_');
    for (const { id, path } of chart.states)
      if (path.length > 0) assert.ok(text.includes(` as ${named(id)}`), id);
    for (const { source, target } of chart.transitions)
      if (target) assert.ok(text.includes(`${named(source)} --> ${named(target)}`), source);
    assert.match(text, /^ +--$/m, 'regions side by side are divided');
    assert.equal(text.split('{').length, text.split('}').length);
  });

  it('two versions are compared, also one whose code is gone, and drawn as one', async () => {
    const current = chartOf(machines.checkpoint?.machine as never);
    const last = current.states.at(-1)?.id;
    const older: Chart = {
      ...current,
      states: [
        ...current.states.filter(({ id }) => id !== last),
        {
          ...(current.states[1] as Chart['states'][number]),
          id: 'checkpoint.asleep',
          path: ['asleep'],
          type: 'atomic',
          parent: 'checkpoint',
          initial: null,
        },
      ],
      transitions: current.transitions.filter(
        ({ source, target }) => source !== last && target !== last,
      ),
    };
    await rig.remember({
      machine: 'checkpoint',
      version: '0123456789ab',
      definition: {},
      chart: older as unknown as Json,
    });
    const base = '/api/machines/checkpoint/current/diff/0123456789ab';
    const found = await json<{
      states: { id: string; change: string }[];
      transitions: { change: string }[];
      chart: { states: { id: string }[]; views: string[] };
    }>(base);
    const changes = Object.fromEntries(found.states.map(({ id, change }) => [id, change]));
    assert.deepEqual(changes, { [last ?? '']: 'added', 'checkpoint.asleep': 'removed' });
    assert.ok(found.transitions.every(({ change }) => change === 'added'));
    assert.equal(found.transitions.length, current.transitions.length - older.transitions.length);
    const drawn = await json<{ nodes: { id: string }[] }>(`${base}/layout?view=full`);
    const ids = drawn.nodes.map(({ id }) => id);
    assert.ok(ids.includes('checkpoint.asleep') && ids.includes(last ?? ''));
    const same = await json<typeof found>('/api/machines/checkpoint/current/diff/current');
    assert.deepEqual([same.states, same.transitions], [[], []]);
    assert.equal((await rig.get('/api/machines/checkpoint/current/diff/nothing')).status, 404);
  });

  it('counts in how many workflows each state was occupied, and says how many it counted', async () => {
    await atQuestions(rig);
    const path = '/api/machines/certification/current/coverage';
    type Counted = { actors: number; states: { id: string; actors: number }[] };
    const { actors, states } = await json<Counted>(path);
    const of = (id: string) => states.find((state) => state.id === `certification.${id}`)?.actors;
    assert.equal(actors, 2);
    assert.equal(of('assessment.assessment_generation.awaitingApproval'), 2);
    assert.equal(of('initialization'), 2);
    assert.equal(of('content'), 0);
    assert.equal(
      states.length,
      chartOf(machines.certification?.machine as never).states.length - 1,
    );
    assert.equal((await json<Counted>(`${path}?newest=1`)).actors, 1);
    assert.equal((await rig.get(`${path}?newest=0`)).status, 422);
  });

  it('tells what a workflow and its parts wait for, and until when', async () => {
    type Item = { address: string; state: string; delay: string; due_at: number };
    const { items } = await json<{ items: Item[] }>(`/api/workflows/${workflow}/deadlines`);
    const due = items.find(({ delay }) => delay === 'untilDue');
    assert.ok(due?.address.startsWith(`${workflow}/checkpoint_questions.`), JSON.stringify(items));
    assert.match(due?.state ?? '', /^checkpoint\.pending/);
    assert.ok((due?.due_at ?? 0) > rig.ports.now());
    const sorted = items.map(({ due_at }) => due_at).toSorted((a, b) => a - b);
    assert.deepEqual(
      items.map(({ due_at }) => due_at),
      sorted,
    );
    const none = await json<{ items: Item[] }>('/api/workflows/wf-nowhere/deadlines');
    assert.deepEqual(none.items, []);
  });

  it('says every transition of a chart in words', async () => {
    const { transitions } = await json<{ transitions: { words: string }[] }>(
      '/api/machines/integrationCall/current',
    );
    assert.ok(transitions.every(({ words }) => words.length > 0));
    assert.ok(transitions.some(({ words }) => words === 'after the time limit'));
  });
});
