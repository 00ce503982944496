/** The list of workflows in every order, from every place, and counted over time. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { createLearnerVault } from '../../persistence/learner-vault.ts';
import { createReadModels, type ReadModels } from '../../persistence/read-models.ts';
import { createRequests } from '../../persistence/requests.ts';
import { createSqlStore } from '../../persistence/store.ts';
import type { InboxRow } from '../../runtime/ports.ts';
import { type Scratch, scratchEmbedded, scratchPostgres, serverAway } from './scratch.ts';
import { settings } from './settings.ts';
import { record, turn } from './turns.ts';

const COUNT = 1200;
const HOUR_MS = 3_600_000;
const NAMES = ['Beta', 'alpha', 'Gamma'];
const away = await serverAway();
const idOf = (n: number): string => `wf-${String(n).padStart(4, '0')}`;

for (const [kind, open, skip] of [
  ['embedded', scratchEmbedded, false],
  ['Postgres', scratchPostgres, away ?? false],
] as const)
  describe(`the list on ${kind}`, { skip }, () => {
    let scratch: Scratch;
    let models: ReadModels;
    before(async () => {
      scratch = await open();
      models = createReadModels(scratch.db);
      await fill(scratch);
    });
    after(() => scratch?.drop());

    const orders = ['-updated', 'updated', '-created', 'created', 'name', '-name', '-progress'];
    for (const sort of orders)
      it(`by ${sort} meets every workflow once, there and back`, async () => {
        const there: string[] = [];
        const cursors: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await models.workflows({ sort, limit: 170, cursor });
          there.push(...page.items.map(({ workflow_id }) => workflow_id));
          if (page.previous !== null) cursors.push(page.previous);
          cursor = page.next ?? undefined;
        } while (cursor);
        assert.equal(new Set(there).size, COUNT);
        const back = await models.workflows({ sort, limit: 170, cursor: cursors.at(-1) });
        const from = 170 * (cursors.length - 1);
        assert.deepEqual(
          back.items.map(({ workflow_id }) => workflow_id),
          there.slice(from, from + 170),
        );
        assert.equal(back.next !== null, true);
      });

    it('begins at any rank with the row that has it', async () => {
      const whole = await everyId(models, 'name');
      for (const rank of [0, 1, 499, 500, 501, 777, COUNT - 1]) {
        const page = await models.workflows({ sort: 'name', rank, limit: 3 });
        assert.equal(page.rank, rank);
        assert.deepEqual(
          page.items.map(({ workflow_id }) => workflow_id),
          whole.slice(rank, rank + 3),
        );
      }
      assert.deepEqual((await models.workflows({ rank: COUNT + 5000, limit: 3 })).items, []);
    });

    it('begins at a time with the last change up to it, and says its rank', async () => {
      const at = 600 * HOUR_MS;
      const page = await models.workflows({ sort: '-updated', at, limit: 2 });
      assert.deepEqual(
        page.items.map(({ workflow_id }) => workflow_id),
        [idOf(600), idOf(599)],
      );
      assert.equal(page.rank, COUNT - 601);
      const before = await models.workflows({ limit: 1, cursor: page.previous ?? '' });
      assert.equal(before.items[0]?.workflow_id, idOf(601));
    });

    it('by deadline shows only those that have one, the earliest first', async () => {
      const { items, total } = await models.workflows({ sort: 'due', limit: 5 });
      assert.equal(total, COUNT / 100);
      assert.deepEqual(
        items.map(({ workflow_id }) => workflow_id),
        [1100, 1000, 900, 800, 700].map(idOf),
      );
      assert.equal(items[0]?.due_at, (COUNT - 1100) * HOUR_MS);
    });

    it('narrows by status, organisation, whom it waits for, words and time together', async () => {
      const found = async (filter: object) =>
        (await models.workflows({ limit: 1, ...filter })).total;
      assert.equal(await found({ state: 'waiting' }), COUNT / 10);
      assert.equal(await found({ state: 'waiting,running' }), COUNT);
      assert.equal(await found({ waits: 'educator' }), COUNT / 10);
      assert.equal(await found({ waits: 'person', organization: 'org-1' }), COUNT / 10);
      assert.equal(await found({ organization: 'org-2' }), 0);
      assert.equal(await found({ q: 'ALPHA' }), COUNT / 3);
      const day = { time: 'updated', from: 100 * HOUR_MS, to: 124 * HOUR_MS } as const;
      assert.equal(await found(day), 24);
      assert.equal(await found({ ...day, q: 'alpha' }), 8);
    });

    it('counts every row of the filter into its bucket', async () => {
      const counted = await models.histogram({ state: 'running' }, 60, 0);
      assert.equal(counted.total, COUNT - COUNT / 10);
      assert.ok(counted.buckets.length <= 60);
      assert.equal(counted.bucket_ms, 24 * HOUR_MS);
      const second = counted.buckets.find(({ start }) => start === 24 * HOUR_MS);
      assert.deepEqual(second?.by_status, { running: 24 - 2 });
      const shifted = await models.histogram({}, 60, 2 * HOUR_MS);
      assert.equal(shifted.buckets[1]?.start, 22 * HOUR_MS);
      assert.equal(shifted.total, COUNT);
    });

    it('refuses the cursor of another order, and an order there is none of', async () => {
      const { next } = await models.workflows({ limit: 5 });
      const query = { limit: 5, sort: 'name', cursor: next ?? '' };
      await assert.rejects(models.workflows(query), { code: 'CURSOR_INVALID' });
      await assert.rejects(models.workflows({ limit: 5, sort: 'colour' }), {
        code: 'SORT_UNKNOWN',
      });
    });

    it('is as new as the last turn', async () => {
      const view = { status: 'completed', step: 'completion' as const, progress: 100 };
      const more = { view, updatedAt: 9_000 * HOUR_MS, status: 'done' as const };
      await createSqlStore(scratch.db).commit([
        turn(idOf(3), 0, { after: record(idOf(3), 1, more) }),
      ]);
      const { items } = await models.workflows({ limit: 1 });
      assert.equal(items[0]?.workflow_id, idOf(3));
      assert.equal(items[0]?.status, 'completed');
      assert.equal(items[0]?.certification_name, 'Beta');
    });
  });

/** Every hour one more; each tenth waits for an educator, each hundredth with a deadline. */
async function fill({ db }: Scratch): Promise<void> {
  const requests = createRequests(db, createLearnerVault(db, 'x'.repeat(32)));
  for (const [n, name] of NAMES.entries()) await requests.save(idOf(n), settings(name), []);
  await db.sql(
    `insert into request (workflow, certification_name, organization_id, settings)
    select r.workflow, r.name, 'org-1', t.settings
    from json_to_recordset(?::json) as r(workflow text, name text)
    cross join (select settings from request limit 1) t returning workflow`,
    [
      JSON.stringify(
        Array.from({ length: COUNT - 3 }, (_, n) => ({
          workflow: idOf(n + 3),
          name: NAMES[n % 3],
        })),
      ),
    ],
  );
  const turns = Array.from({ length: COUNT }, (_, n) => {
    const waiting = n % 10 === 0;
    const more = {
      view: {
        status: waiting ? 'waiting' : 'running',
        step: 'gap_analysis',
        progress: (n * 7) % 100,
      },
      value: { assessment: { gap_analysis: waiting ? 'awaitingApproval' : 'calling' } },
      createdAt: n * HOUR_MS - 1000,
      updatedAt: n * HOUR_MS,
    };
    const deadline: InboxRow = {
      address: idOf(n),
      eventId: 'due',
      event: { type: 'xstate.after.untilDue.checkpoint.pending' },
      dueMs: (COUNT - n) * HOUR_MS,
      timer: 'xstate.after.untilDue.checkpoint.pending',
      trace: null,
    };
    const inbox = n % 100 === 0 ? [deadline] : [];
    return turn(idOf(n), -1, { after: record(idOf(n), 0, more), inbox });
  });
  await createSqlStore(db).commit(turns);
}

async function everyId(models: ReadModels, sort: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await models.workflows({ sort, limit: 200, cursor });
    ids.push(...page.items.map(({ workflow_id }) => workflow_id));
    cursor = page.next ?? undefined;
  } while (cursor);
  return ids;
}
