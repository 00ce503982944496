import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openRig, type Rig } from './rig.ts';

interface Entry {
  seq: number;
  actor: string;
  action: string;
  subject: string;
  before: unknown;
  after: unknown;
}
interface Page {
  items: Entry[];
  next: string | null;
  total: number;
  actions: string[];
}

describe('the audit trail for people', () => {
  let rig: Rig;
  before(async () => {
    rig = await openRig();
    for (let n = 1; n <= 12; n += 1)
      await rig.ports.audit({
        actor: n % 2 ? 'mira' : 'otto',
        action: n % 3 ? 'checkpoint.approve' : 'workflow.retry',
        subject: `wf-${n}`,
        detail: n === 1 ? { before: { due: 1 }, after: { due: 2 }, why: 'late' } : { n },
      });
  });
  after(() => rig.close());

  const page = async (query: string): Promise<Page> => {
    const response = await rig.get(`/api/audit${query}`);
    assert.equal(response.status, 200, query);
    return (await response.json()) as Page;
  };
  const seqs = ({ items }: Page): number[] => items.map(({ seq }) => seq);

  it('is read from the newest, page by page, without a gap or a repeat', async () => {
    const seen: number[] = [];
    let next: string | null = '';
    for (let pages = 0; next !== null; pages += 1) {
      assert.ok(pages < 5, 'it ends');
      const found: Page = await page(`?limit=5${next && `&cursor=${next}`}`);
      assert.equal(found.total, 12);
      seen.push(...seqs(found));
      next = found.next;
    }
    assert.deepEqual(seen, [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('is narrowed by actor, action, kind of action, subject and time', async () => {
    assert.deepEqual(seqs(await page('?actor=OTTO&limit=3')), [12, 10, 8]);
    assert.deepEqual(seqs(await page('?action=workflow.retry')), [12, 9, 6, 3]);
    assert.equal((await page('?action=checkpoint.')).total, 8);
    assert.deepEqual(seqs(await page('?subject=wf-11')), [11]);
    assert.deepEqual((await page('')).actions, ['checkpoint.approve', 'workflow.retry']);
    assert.equal((await page('?to=2020-01-01')).total, 0);
    assert.equal((await page('?from=2020-01-01')).total, 12);
    assert.equal((await rig.get('/api/audit?from=yesterdayish')).status, 422);
    assert.equal((await rig.get('/api/audit?cursor=x')).status, 422);
  });

  it('shows what was before and after apart from the rest', async () => {
    const [entry] = (await page('?subject=wf-1&limit=200')).items.filter(
      ({ subject }) => subject === 'wf-1',
    );
    const { before, after, detail } = entry as Entry & { detail: unknown };
    assert.deepEqual([before, after, detail], [{ due: 1 }, { due: 2 }, { why: 'late' }]);
  });

  it('goes along as a table that no spreadsheet takes for a formula', async () => {
    await rig.ports.audit({
      actor: '=HYPERLINK("http://evil.example")',
      action: 'odd, "quoted"',
      subject: 'line\nbreak',
      detail: {},
    });
    const response = await rig.get('/api/audit/export.csv?action=odd,%20%22quoted%22');
    assert.match(response.headers.get('content-disposition') ?? '', /attachment; filename="audit-/);
    const bytes = Buffer.from(await response.arrayBuffer());
    const lines = bytes.toString('utf8').slice(1).split('\r\n');
    assert.equal(lines[0], 'seq,at,actor,action,subject,before,after,detail,hash');
    assert.match(
      lines[1] ?? '',
      /"'=HYPERLINK\(""http:\/\/evil.example""\)","odd, ""quoted""","line\nbreak"/,
    );
    assert.equal(lines.length, 3);
  });

  it('is verified, against a hash kept elsewhere too, and says where it was broken', async () => {
    const verify = async (body: object) =>
      (await (await rig.post('/api/audit/verification', body)).json()) as {
        intact: boolean;
        entries: number;
        broken_at: number | null;
        head: { seq: number; hash: string };
        kept_at?: number | null;
      };
    const whole = await verify({});
    assert.deepEqual([whole.intact, whole.entries, whole.broken_at], [true, 13, null]);
    assert.equal((await verify({ kept_hash: whole.head.hash })).kept_at, 13);
    assert.equal((await verify({ kept_hash: 'f'.repeat(64) })).kept_at, null);
    assert.equal((await rig.post('/api/audit/verification', { kept_hash: 'x' })).status, 422);
    await rig.database.sql("update audit set actor = 'nobody' where seq = 4");
    const broken = await verify({});
    assert.deepEqual([broken.intact, broken.broken_at], [false, 4]);
  });
});
