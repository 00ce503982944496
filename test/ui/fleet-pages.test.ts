/** The rows a view keeps, and how what the feed says is folded into them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barsOf, widthWords } from '../../ui/fleet/bars.ts';
import { previewWords } from '../../ui/fleet/bulk.ts';
import { createFold } from '../../ui/fleet/live.ts';
import { createPages, PAGE_ROWS, type Pages } from '../../ui/fleet/pages.ts';
import type { Move, Row, RowPage } from '../../ui/fleet/row.ts';
import { addressOf, queryOf, readView, sortedBy } from '../../ui/fleet/view.ts';

const row = (n: number, more: Partial<Row> = {}): Row => ({
  workflow_id: `wf-${n}`,
  certification_name: `Course ${n}`,
  organization_id: 'org',
  status: 'running',
  step_name: 'drive_setup',
  progress_percentage: 5,
  waits_for: null,
  due_at: null,
  open_dead_letters: 0,
  seq: 1,
  created_at: n,
  updated_at: n,
  ...more,
});

/** A list of so many rows, as the server would page it; notes how it was asked. */
function listOf(total: number) {
  const asked: string[] = [];
  const pages = createPages({
    read: async (where) => {
      const from = 'rank' in where ? where.rank : Number(where.cursor.slice(1));
      asked.push('rank' in where ? `rank ${where.rank}` : where.cursor);
      const start = 'cursor' in where && where.cursor.startsWith('<') ? from - PAGE_ROWS : from;
      const items = Array.from({ length: Math.min(PAGE_ROWS, total - start) }, (_, n) =>
        row(start + n),
      );
      const answer: RowPage = {
        items,
        next: start + PAGE_ROWS < total ? `>${start + PAGE_ROWS}` : null,
        previous: start > 0 ? `<${start}` : null,
        total,
        total_is_exact: true,
        rank: null,
      };
      return answer;
    },
    changed: () => {},
  });
  return { pages, asked };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function filled(total = 1000): Promise<{ pages: Pages; asked: string[] }> {
  const list = listOf(total);
  list.pages.need(0, 30);
  await settled();
  return list;
}

test('a page goes on from its neighbour, and a jump starts by rank', async () => {
  const { pages, asked } = await filled();
  pages.need(100, 130);
  await settled();
  pages.need(700, 720);
  await settled();
  pages.need(600, 620);
  await settled();
  assert.deepEqual(asked, ['rank 0', '>100', 'rank 700', '<700']);
  assert.equal(pages.row(615)?.workflow_id, 'wf-615');
  assert.equal(pages.row(400), undefined);
  assert.equal(pages.total(), 1000);
});

test('what is asked for twice at once is fetched once', async () => {
  const { pages, asked } = listOf(500);
  pages.need(0, 20);
  pages.need(0, 90);
  await settled();
  assert.deepEqual(asked, ['rank 0']);
});

test('pages far away are let go, those in use are kept', async () => {
  const { pages } = await filled(20_000);
  for (let first = 100; first < 10_000; first += 100) {
    pages.need(0, 10);
    pages.need(first, first + 10);
    await settled();
  }
  assert.ok(pages.row(0), 'the first page was in use all the time');
  assert.equal(pages.row(500), undefined);
});

const move = (n: number, more: Partial<Move> = {}): Move => ({ ...row(n), seq: 2, ...more });
const fleet = (n: number, ...changed: Move[]) => ({ event_type: 'fleet' as const, n, changed });

test('a row changes in its place, and an older message changes nothing', async () => {
  const { pages } = await filled();
  const fold = createFold(readView(''), pages);
  fold.take([fleet(1, move(5, { status: 'waiting', seq: 4 }))]);
  fold.take([fleet(2, move(5, { status: 'stuck', seq: 3 }))]);
  assert.equal(pages.row(5)?.status, 'waiting');
  assert.equal(pages.row(5)?.certification_name, 'Course 5');
});

test('by last change whatever moves is newer; by name only what was just filed', async () => {
  const { pages } = await filled();
  const byTime = createFold(readView(''), pages);
  assert.equal(byTime.take([fleet(1, move(5), move(6), move(5, { seq: 3 }))]).newer, 2);
  byTime.forget();
  assert.equal(byTime.take([]).newer, 0);
  const byName = createFold(readView('sort=name'), pages);
  assert.equal(byName.take([fleet(1, move(5), move(5000, { seq: 1 }))]).newer, 1);
});

test('what does not fit the view is not newer', async () => {
  const { pages } = await filled();
  const fold = createFold(readView('state=waiting&waits=educator'), pages);
  const fits = { status: 'waiting', waits_for: 'educator' };
  assert.equal(fold.take([fleet(1, move(8), move(9, fits))]).newer, 1);
});

test('a missed message and a new connection ask for the rows on show', async () => {
  const { pages } = await filled();
  const fold = createFold(readView(''), pages);
  assert.equal(fold.take([{ ...fleet(7), counts: { running: 3 } }]).isBehind, true);
  assert.equal(fold.take([fleet(8)]).isBehind, false);
  assert.equal(fold.take([fleet(10)]).isBehind, true);
});

test('the address says the whole view and nothing usual', () => {
  const view = readView('state=waiting&q=food+safety&sort=name&row=4200&from=12&colour=red');
  assert.equal(
    addressOf(view),
    '/w?state=waiting&q=food+safety&time=updated&from=12&sort=name&row=4200',
  );
  assert.deepEqual(readView(queryOf(view)), view);
  assert.equal(addressOf(readView('sort=colour&row=x')), '/w');
});

test('a column is sorted its usual way first, then the other', () => {
  assert.equal(sortedBy(readView(''), 'updated'), 'updated');
  assert.equal(sortedBy(readView(''), 'name'), 'name');
  assert.equal(sortedBy(readView('sort=name'), 'name'), '-name');
  assert.equal(sortedBy(readView('sort=name'), 'progress'), '-progress');
});

test('bars leave no gap in time and stack to their count', () => {
  const bars = barsOf({
    time: 'updated',
    bucket_ms: 10,
    total: 9,
    buckets: [
      { start: 0, count: 4, by_status: { running: 1, completed: 2, stuck: 1 } },
      { start: 30, count: 5, by_status: { waiting: 5 } },
    ],
  });
  assert.deepEqual(
    bars.map(({ count }) => count),
    [4, 0, 0, 5],
  );
  assert.deepEqual(
    bars[0]?.parts.map(({ kind }) => kind),
    ['ended', 'going', 'attention'],
  );
  assert.equal(bars[0]?.parts.at(-1)?.to, 0.8);
  assert.equal(widthWords(7_200_000), '2 hours');
});

test('a preview says what will and what will not happen', () => {
  const preview = { action: 'retry' as const, sample: [], token: '' };
  assert.deepEqual(previewWords({ ...preview, count: 9, ended: 2, accepting: 6 }), [
    'This view has 9 workflows.',
    '2 workflows of them ended or stuck: nothing happens to those.',
    '1 workflow cannot be retried as they stand.',
    '6 workflows will be retried.',
  ]);
});
