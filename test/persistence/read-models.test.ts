import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type * as HttpPorts from '../../http/ports.ts';
import { createLearnerVault } from '../../persistence/learner-vault.ts';
import { createReadModels } from '../../persistence/read-models.ts';
import { createRequests } from '../../persistence/requests.ts';
import { createSqlStore } from '../../persistence/store.ts';
import type { ActorRecord } from '../../runtime/ports.ts';
import { type Scratch, scratchEmbedded } from './scratch.ts';
import { settings } from './settings.ts';
import { record, turn } from './turns.ts';

let scratch: Scratch;
const models = (): HttpPorts.ReadModels => createReadModels(scratch.db);

/** Twelve workflows: every third waits; even ones are about networks; two share an update time. */
before(async () => {
  scratch = await scratchEmbedded();
  const requests = createRequests(scratch.db, createLearnerVault(scratch.db, 'x'.repeat(32)));
  const turns = Array.from({ length: 12 }, (_, n) => {
    const waiting = n % 3 === 0;
    return created(`wf-${String(n).padStart(2, '0')}`, {
      view: waiting
        ? { status: 'waiting', step: 'gap_analysis', progress: 50 }
        : { status: 'running', step: 'drive_setup', progress: 5 },
      updatedAt: n === 5 ? 2_004 : 2_000 + n,
    });
  });
  for (const [n, { address }] of turns.entries()) {
    const name = n % 2 === 0 ? '100% Network_Engineer, Associate' : 'Cloud Architect';
    await requests.save(address, settings(name), []);
  }
  await createSqlStore(scratch.db).commit([
    ...turns,
    created('wf-00/call.1', { machine: 'integration-call' }),
    created('wf-00/questions.2', { machine: 'checkpoint', value: 'waiting' }, 9_000),
    created('wf-01/gaps.1', { machine: 'checkpoint' }, 4_000),
    created('wf-02/gaps.1', { machine: 'checkpoint', status: 'done' }, 1_000),
    created('breaker-google_apis', { machine: 'circuit-breaker' }),
  ]);
});
after(() => scratch.drop());

function created(address: string, more: Partial<ActorRecord>, dueMs?: number) {
  const timer = { address, eventId: 't', event: { type: 'x' }, timer: 'due', trace: null };
  const inbox = dueMs === undefined ? [] : [{ ...timer, dueMs }];
  return turn(address, -1, { after: record(address, 0, more), inbox });
}

const ids = (rows: HttpPorts.WorkflowRow[]) => rows.map(({ workflow_id }) => workflow_id);

test('pages by cursor meet every workflow once, last updated first', async () => {
  const met: HttpPorts.WorkflowRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await models().workflows({ limit: 5, cursor });
    assert.equal(page.total, 12);
    met.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  const order = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
  assert.deepEqual(
    ids(met),
    order.map((n) => `wf-${String(n).padStart(2, '0')}`),
  );
});

test('a row carries what a list shows', async () => {
  assert.deepEqual(await models().workflow('wf-03'), {
    workflow_id: 'wf-03',
    certification_name: 'Cloud Architect',
    organization_id: 'org-1',
    status: 'waiting',
    step_name: 'gap_analysis',
    progress_percentage: 50,
    waits_for: null,
    due_at: null,
    open_dead_letters: 0,
    seq: 0,
    created_at: 1_000,
    updated_at: 2_003,
  });
  assert.equal(await models().workflow('wf-00/call.1'), null);
  assert.equal(await models().workflow('breaker-google_apis'), null);
});

test('state means a status or a step', async () => {
  const waiting = ['wf-09', 'wf-06', 'wf-03', 'wf-00'];
  for (const state of ['waiting', 'gap_analysis']) {
    const { items, total, next } = await models().workflows({ state, limit: 10 });
    assert.deepEqual(ids(items), waiting);
    assert.deepEqual([total, next], [4, null]);
  }
  assert.equal((await models().workflows({ state: 'stuck', limit: 10 })).total, 0);
});

test('q means words of the name in any order, or the start of an id', async () => {
  const found = async (q: string) => (await models().workflows({ q, limit: 20 })).total;
  assert.equal(await found('associate network'), 6);
  assert.equal(await found('ARCHITECT'), 6);
  assert.equal(await found('associate architect'), 0);
  assert.equal(await found('wf-1'), 2);
  assert.equal(await found('f-1'), 0);
  assert.equal(await found('100% network_'), 6);
  assert.equal(await found('%'), 6);
  assert.equal(await found("o'clock ? \\"), 0);
});

test('state, q and cursor narrow together', async () => {
  const query = { state: 'running', q: 'network', limit: 2 };
  const first = await models().workflows(query);
  const second = await models().workflows({ ...query, cursor: first.next ?? '' });
  assert.deepEqual(
    [...ids(first.items), ...ids(second.items)],
    ['wf-10', 'wf-08', 'wf-04', 'wf-02'],
  );
  assert.deepEqual([first.total, second.next], [4, null]);
});

test('a cursor this list did not give out is refused', async () => {
  for (const cursor of ['', 'nonsense', Buffer.from('["1","x"]').toString('base64url')])
    await assert.rejects(models().workflows({ limit: 5, cursor }), { code: 'CURSOR_INVALID' });
});

test('open checkpoints come earliest due first, without the decided ones', async () => {
  const open = await models().openCheckpoints();
  assert.deepEqual(
    open.map(({ address, root }) => [address, root]),
    [
      ['wf-01/gaps.1', 'wf-01'],
      ['wf-00/questions.2', 'wf-00'],
    ],
  );
  assert.equal(open[1]?.value, 'waiting');
  assert.equal(open[1]?.createdAt, 1_000);
});

test('counts are per status of workflows, nothing else', async () => {
  assert.deepEqual(await models().counts(), { waiting: 4, running: 8 });
});

test('the courses of workflows completed last come whole and in order, others not at all', async () => {
  const view = { status: 'completed', step: 'completion' as const, progress: 100 };
  const turns = ['wf-done-1', 'wf-done-2', 'wf-done-3'].map((address, n) =>
    created(address, { view, updatedAt: 9_000 + n }),
  );
  const store = createSqlStore(scratch.db);
  await store.commit(turns);
  for (const [n, { address }] of turns.entries())
    for (const expect of [0, 1])
      await store.commit([
        turn(address, expect, {
          after: record(address, expect + 1, { view, updatedAt: 9_000 + n }),
        }),
      ]);
  const courses = await models().finishedCourses(2);
  const expected = [
    { at: 1_000, value: { step: 's0' } },
    { at: 1_002, value: { step: 's2' } },
  ];
  assert.deepEqual(courses, [expected, expected]);
  assert.equal((await models().finishedCourses(9)).length, 3);
});
