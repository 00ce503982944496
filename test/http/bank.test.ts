/** The item bank through its API, filled by a real workflow. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { atQuestions, openRig, type Rig } from './rig.ts';

const PATIENCE = { timeout: 60_000 };

interface Item {
  id: string;
  state: string;
  version: number;
  authors: string[];
  verified: boolean;
  content: { stem: string; options: string[]; key: number };
  offers: { to: string; why_not: string | null }[];
  history: { actor: string; action: string; to_state: string | null; workflow: string | null }[];
  uses: { workflow: string }[];
  versions: { version: number; author: string }[];
}

const json = async <T>(response: Response | Promise<Response>): Promise<T> =>
  (await (await response).json()) as T;

async function approve(rig: Rig, checkpoint: string, person: string, patch?: object) {
  const { subject } = await json<{ subject: { content_hash: string } }>(
    rig.get(`/api/checkpoints/${checkpoint}`),
  );
  const decision = {
    ...{ verdict: 'approve', content_hash: subject.content_hash, comment: 'read them all' },
    ...(patch ? { patch } : {}),
  };
  const response = await rig.post(`/api/checkpoints/${checkpoint}/decisions`, decision, {
    'x-presgen-user': person,
  });
  assert.equal(response.status, 200, await response.clone().text());
  await rig.engine.quiet();
}

const listed = (rig: Rig, query = '') =>
  json<{ items: Item[]; total: number; next: string | null }>(rig.get(`/api/bank${query}`));

describe('approved questions enter the bank', PATIENCE, () => {
  let rig: Rig;
  let workflow: string;
  before(async () => {
    rig = await openRig();
    const at = await atQuestions(rig);
    workflow = at.workflow;
    await approve(rig, at.checkpoint, 'educator-mira');
  });
  after(() => rig.close());

  it('as active, with who made, approved and asked them', async () => {
    const { items, total } = await listed(rig);
    assert.equal(total, 2);
    for (const { id, state } of items) {
      assert.equal(state, 'active');
      const item = await json<Item>(rig.get(`/api/bank/${id}`));
      assert.deepEqual(
        item.history.toReversed().map(({ actor, action, to_state }) => [actor, action, to_state]),
        [
          ['generator', 'created', 'draft'],
          ['educator-mira', 'moved', 'reviewed'],
          ['presgen', 'used', null],
          ['presgen', 'moved', 'active'],
        ],
      );
      assert.deepEqual(
        item.uses.map((use) => use.workflow),
        [workflow],
      );
      assert.equal(item.verified, true);
    }
  });

  it('once, though another workflow asks the same', async () => {
    const other = await atQuestions(rig);
    await approve(rig, other.checkpoint, 'educator-jo');
    const { items, total } = await listed(rig);
    assert.equal(total, 2);
    const item = await json<Item>(rig.get(`/api/bank/${items[0]?.id}`));
    assert.equal(item.uses.length, 2);
    assert.equal(item.versions.length, 1);
  });

  it('edited ones as a new version by whoever edited', async () => {
    const third = await atQuestions(rig);
    const stem = 'Which device forwards packets from network to network?';
    await approve(rig, third.checkpoint, 'editor-kim', { questions: [{ id: 'q1', stem }] });
    await approve(rig, third.checkpoint, 'educator-mira');
    const { items, total } = await listed(rig, '?q=forwards');
    assert.equal(total, 1);
    const item = await json<Item>(rig.get(`/api/bank/${items[0]?.id}`));
    assert.equal(item.version, 2);
    assert.equal(item.state, 'active');
    assert.equal(item.content.stem, stem);
    assert.equal(item.versions[0]?.author, 'editor-kim');
  });

  it('and count against what the blueprint needs', async () => {
    const { lines } = await json<{ lines: { domain: string; needed: number; usable: number }[] }>(
      rig.get('/api/bank/matrix?certification=Cloud%20Practitioner'),
    );
    assert.deepEqual(
      lines.map(({ domain, needed, usable }) => [domain, needed, usable]),
      [
        ['Networks', 10, 1],
        ['Storage', 10, 1],
      ],
    );
  });
});

describe('the bank', PATIENCE, () => {
  let rig: Rig;
  const as = (person: string) => ({ 'x-presgen-user': person });
  const csv =
    'id,domain,stem,option_1,option_2,option_3,key,rationale\r\n' +
    'a,Networks,"Which port does HTTPS use?",443,80,25,1,Because.\r\n' +
    'b,Storage,"What is ""RAID 1""?",mirror,stripe,parity,1,\r\n' +
    'c,Storage,No key?,yes,no,,9,\r\n';
  const bring = (query: string, body = csv, person = 'ada') =>
    fetch(`${rig.url}/api/bank/import?format=csv&certification=Cloud&${query}`, {
      method: 'POST',
      body,
      headers: as(person),
    });
  const find = (id: string) => json<Item>(rig.get(`/api/bank/${id}`, as('bo')));
  const move = (id: string, body: object, person: string) =>
    rig.post(`/api/bank/${id}/moves`, body, as(person));
  let first: string;

  before(async () => {
    rig = await openRig();
    await rig.ports.people.save(
      { person: 'olga', name: 'Olga', roles: ['operator'], groups: [], active: true },
      1,
    );
  });
  after(() => rig.close());

  it('says beforehand what an import will take, know and refuse', async () => {
    const preview = await json<{ taken: Item[]; refused: { at: string; reason: string }[] }>(
      bring('dry_run=true'),
    );
    assert.equal(preview.taken.length, 2);
    assert.deepEqual(preview.refused, [
      { at: 'row 4', reason: 'it does not say which one option is right' },
    ]);
    assert.equal((await listed(rig)).total, 0);
  });

  it('takes them as drafts, the same ones only once', async () => {
    const taken = await json<{ taken: Item[] }>(bring(''));
    first = taken.taken[0]?.id ?? '';
    const again = await json<{ taken: Item[]; known: Item[] }>(bring(''));
    assert.deepEqual([again.taken.length, again.known.length], [0, 2]);
    const { state, authors, verified } = await find(first);
    assert.deepEqual([state, authors, verified], ['draft', ['ada'], false]);
  });

  it('lets nobody review what they wrote', async () => {
    const own = await move(first, { to: 'reviewed', version: 1, comment: 'fine' }, 'ada');
    assert.equal(own.status, 403);
    const { code, detail } = await json<{ code: string; detail: string }>(own);
    assert.equal(code, 'BANK_MOVE_REFUSED');
    assert.match(detail, /somebody else/);
    const operator = await move(first, { to: 'reviewed', version: 1, comment: 'fine' }, 'olga');
    assert.equal(operator.status, 403);
    assert.equal((await find(first)).state, 'draft');
  });

  it('asks for a word where the source is unverified, then moves and audits', async () => {
    assert.equal((await move(first, { to: 'reviewed', version: 1 }, 'bo')).status, 422);
    const comment = 'checked against RFC 9110';
    assert.equal((await move(first, { to: 'reviewed', version: 1, comment }, 'bo')).status, 200);
    assert.equal((await move(first, { to: 'active', version: 1 }, 'ada')).status, 200);
    assert.equal((await move(first, { to: 'reviewed', version: 1, comment }, 'bo')).status, 409);
    assert.equal(rig.audited.filter(({ action }) => action === 'bank.moved').length, 2);
  });

  it('makes a draft of what is edited, and refuses whoever saw an older version', async () => {
    const edit = { base_version: 1, reason: 'clearer', stem: 'Which TCP port does HTTPS use?' };
    const path = `/api/bank/${first}/versions`;
    assert.equal((await rig.post(path, edit, as('bo'))).status, 201);
    const stale = await rig.post(path, { ...edit, stem: 'Other?' }, as('ada'));
    assert.equal(stale.status, 409);
    const item = await find(first);
    assert.deepEqual([item.state, item.version, item.authors], ['draft', 2, ['bo']]);
    const late = await move(first, { to: 'reviewed', version: 1, comment: 'x' }, 'ada');
    assert.equal(late.status, 409);
  });

  it('answers a repeated request like the first, and writes nothing twice', async () => {
    const before = await find(first);
    const edit = { base_version: 1, reason: 'clearer', stem: 'Which TCP port does HTTPS use?' };
    const again = await rig.post(`/api/bank/${first}/versions`, edit, as('bo'));
    assert.equal(again.status, 201);
    assert.deepEqual((await find(first)).history, before.history);
    const other = await rig.post(`/api/bank/${first}/versions`, edit, as('di'));
    assert.equal(other.status, 409);
  });

  it('takes no edit that leaves no question, or one it has', async () => {
    const path = `/api/bank/${first}/versions`;
    const send = (edit: object) =>
      rig.post(path, { base_version: 2, reason: 'r', ...edit }, as('bo'));
    const cases: [object, RegExp][] = [
      [{ options: ['443', '443'] }, /same option twice/],
      [{ options: ['80', '443'] }, /which one is right/],
      [{ options: ['443'], key: 0 }, /fewer than two/],
      [{ stem: ' ' }, /no text/],
      [
        { stem: 'What is "RAID 1"?', options: ['mirror', 'stripe', 'parity'], key: 0 },
        /this very question/,
      ],
    ];
    for (const [edit, words] of cases) {
      const response = await send(edit);
      assert.equal(response.status, 422, JSON.stringify(edit));
      assert.match((await json<{ detail: string }>(response)).detail, words);
    }
    assert.equal((await send({})).status, 422);
  });

  it('gives each of two racing editors a plain answer', async () => {
    const path = `/api/bank/${first}/versions`;
    const edits = ['One way to ask?', 'Another way to ask?'].map((stem) =>
      rig.post(path, { base_version: 2, reason: 'race', stem }, as('bo')),
    );
    const statuses = (await Promise.all(edits)).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [201, 409]);
  });

  it('pages through its list in every order without losing or doubling one', async () => {
    const rows = Array.from({ length: 23 }, (_, at) => `D${at % 3},Stem ${at}?,yes,no,1`);
    await bring('', `domain,stem,option_1,option_2,key\n${rows.join('\n')}\n`);
    for (const sort of ['updated', 'domain', 'facility', 'responses']) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: Awaited<ReturnType<typeof listed>> = await listed(
          rig,
          `?sort=${sort}&limit=7${cursor && `&cursor=${cursor}`}`,
        );
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next;
        assert.equal(page.total, 25);
      }
      assert.equal(seen.length, 25, sort);
      assert.equal(new Set(seen).size, 25, sort);
    }
    assert.equal((await listed(rig, '?state=draft&domain=D1')).total, 8);
    assert.equal((await listed(rig, '?q=100%25')).total, 0);
    assert.equal((await rig.get('/api/bank?cursor=forged')).status, 422);
    assert.equal((await rig.get('/api/bank?colour=red')).status, 422);
  });

  it('exports a selection, says what is lost, and reads it back as known', async () => {
    const path = '/api/exports/bank?format=gift&domain=D1';
    const head = await fetch(`${rig.url}${path}`, { method: 'HEAD' });
    const lost = JSON.parse(
      decodeURIComponent(head.headers.get('x-cannot-carry') ?? ''),
    ) as string[];
    const preview = await json<{ cannot_carry: string[]; questions: number }>(
      rig.get('/api/exports/bank/preview?format=gift&domain=D1'),
    );
    assert.deepEqual(lost, preview.cannot_carry);
    assert.equal(preview.questions, 8);
    const file = await rig.get(path);
    assert.match(file.headers.get('content-disposition') ?? '', /attachment.*Questions\.gift\.txt/);
    const back = await fetch(`${rig.url}/api/bank/import?format=gift&dry_run=true`, {
      method: 'POST',
      body: await file.text(),
    });
    const report = await json<{ taken: object[]; known: object[] }>(back);
    assert.deepEqual([report.taken.length, report.known.length], [0, 8]);
  });

  it('answers the unknown and the unreadable in words', async () => {
    assert.equal((await rig.get('/api/bank/itm_none')).status, 404);
    assert.equal((await move('itm_none', { to: 'active', version: 1 }, 'bo')).status, 404);
    assert.equal((await rig.get('/api/exports/bank?format=word')).status, 422);
    assert.equal((await rig.get('/api/exports/bank?format=csv&domain=none')).status, 422);
    assert.equal((await rig.get('/api/exports/workflows/none?format=csv')).status, 404);
    const broken = await bring('', 'no table');
    assert.equal(broken.status, 422);
    assert.match((await json<{ detail: string }>(broken)).detail, /first row/);
  });
});

describe('the questions of a workflow', PATIENCE, () => {
  let rig: Rig;
  before(async () => {
    rig = await openRig();
  });
  after(() => rig.close());

  it('leave in every format before anybody approved them', async () => {
    const { workflow } = await atQuestions(rig);
    const { items } = await json<{ items: { id: string }[] }>(rig.get('/api/bank/formats'));
    assert.equal(items.length, 6);
    for (const { id } of items) {
      const response = await rig.get(`/api/exports/workflows/${workflow}?format=${id}`);
      assert.equal(response.status, 200, id);
      assert.ok((await response.arrayBuffer()).byteLength > 200, id);
    }
  });
});
