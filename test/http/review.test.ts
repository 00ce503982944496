/** Reviewing through the API: reservations, groups, edits, samples and time. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createRehearsalClock } from '../../ops/clock.ts';
import { createKnowledgeStore } from '../../persistence/knowledge-store.ts';
import { atQuestions, openRig, type Rig } from './rig.ts';

interface Checkpoint {
  id: string;
  status: string;
  state: unknown;
  priority: number;
  assignee: string | null;
  reserved_until: string | null;
  escalated_at: string | null;
  escalations: { to: string }[];
  handovers: { from: string; to: string }[];
  revisions: { by: string; from_version: number; to_version: number; items: string[] }[];
  flags: { by: string; item: string; comment: string }[];
  decisions: { by: string; reading?: object; reason_code?: string; comment: string }[];
  approvals: string[];
  subject: { content_hash: string; version: number; authors: string[] };
  changed: Changed | null;
  news: Changed | null;
  may: Record<'claim' | 'edit' | 'decide' | 'approve', { code: string; why: string } | null>;
  sample: { seed: string; of: number; items: string[]; refused: string | null } | null;
}
interface Changed {
  version: number;
  changes: { id: string; change: string; before: { stem: string }; after: { stem: string } }[];
}
interface Problem {
  code: string;
  detail: string;
  seen_version?: number;
  changes?: Changed['changes'];
  missing?: string[];
  checkpoint?: Checkpoint;
}

const as = (person: string) => ({ 'x-presgen-user': person });
const EDIT = { questions: [{ id: 'q1', stem: 'Which device joins networks?' }] };
const MINUTE = 60_000;

describe('reviewing', () => {
  const clock = createRehearsalClock();
  let rig: Rig;
  before(async () => {
    rig = await openRig({}, {}, { clock });
    for (const [person, groups] of [
      ['gil', ['lawyers']],
      ['hal', ['heads']],
    ] as const)
      await rig.ports.people.save(
        { person, name: person, roles: ['educator'], groups: [...groups], active: true },
        clock.now(),
      );
  });
  after(() => rig.close());

  const look = async (id: string, person = 'ada', query = ''): Promise<Checkpoint> =>
    (await (await rig.get(`/api/checkpoints/${id}${query}`, as(person))).json()) as Checkpoint;
  const act = async (
    id: string,
    what: string,
    body: object,
    person: string,
    more: Record<string, string> = {},
  ): Promise<{ status: number; body: Checkpoint & Problem }> => {
    const answer = await rig.post(`/api/checkpoints/${id}/${what}`, body, {
      ...as(person),
      ...more,
    });
    return { status: answer.status, body: (await answer.json()) as Checkpoint & Problem };
  };
  const decide = async (id: string, person: string, more: object = {}) => {
    const { content_hash } = (await look(id)).subject;
    return act(id, 'decisions', { verdict: 'approve', content_hash, ...more }, person);
  };
  const listed = async (query: string, person = 'ada'): Promise<string[]> => {
    const answer = await rig.get(`/api/checkpoints?${query}`, as(person));
    const { items } = (await answer.json()) as { items: Checkpoint[] };
    return items.map(({ id }) => id);
  };
  /** Time passes, and whatever falls due meanwhile has happened. */
  const pass = async (minutes: number): Promise<void> => {
    clock.jumpTo(clock.now() + minutes * MINUTE);
    await rig.engine.quiet();
  };
  const open = async (policy: object = {}): Promise<string> =>
    (await atQuestions(rig, { checkpoints: { questions: policy } })).checkpoint;

  it('keeps a reserved review for whoever reserved it, and says until when', async () => {
    const id = await open();
    const claimed = await act(id, 'claim', {}, 'ada');
    assert.equal(claimed.body.assignee, 'ada');
    assert.equal(Date.parse(claimed.body.reserved_until ?? '') > clock.now(), true);
    for (const [what, body] of [
      ['decisions', { verdict: 'approve', content_hash: claimed.body.subject.content_hash }],
      ['decisions', { verdict: 'reject', content_hash: claimed.body.subject.content_hash }],
      [
        'decisions',
        { verdict: 'approve', content_hash: claimed.body.subject.content_hash, patch: EDIT },
      ],
      ['claim', {}],
    ] as const) {
      const refused = await act(id, what, body, 'bob');
      assert.deepEqual([refused.status, refused.body.code], [409, 'RESERVED_BY_ANOTHER']);
      assert.match(refused.body.detail, /ada/);
    }
    assert.equal((await decide(id, 'ada')).status, 200);
  });

  it('gives a review back when it is released', async () => {
    const id = await open();
    await act(id, 'claim', {}, 'ada');
    assert.equal((await act(id, 'release', {}, 'bob')).body.assignee, 'ada');
    assert.equal((await act(id, 'release', {}, 'ada')).body.assignee, null);
    assert.equal((await act(id, 'claim', {}, 'bob')).status, 200);
  });

  it('lets a colleague take a reservation over, on record', async () => {
    const id = await open();
    await act(id, 'claim', {}, 'ada');
    const taken = await act(id, 'claim', { take_over: true }, 'bob');
    assert.equal(taken.body.assignee, 'bob');
    assert.deepEqual(
      taken.body.handovers.map(({ from, to }) => [from, to]),
      [['ada', 'bob']],
    );
    assert.deepEqual(rig.audited.at(-1), {
      actor: 'bob',
      action: 'checkpoint.taken_over',
      subject: id,
      detail: { before: { reserved_by: 'ada' }, after: { reserved_by: 'bob' } },
    });
    assert.equal((await decide(id, 'ada')).status, 409);
  });

  it('has one question written anew, which somebody else then approves', async () => {
    const id = await open();
    const { subject } = await look(id);
    const request = { item: 'q1', content_hash: subject.content_hash, comment: 'too easy' };
    const key = { 'idempotency-key': 'anew-1' };
    const made = await act(id, 'regenerations', request, 'ada', key);
    assert.equal(made.status, 200);
    const next = (made.body as unknown as { item: string }).item;
    const after = await look(id);
    assert.deepEqual(after.subject.version, subject.version + 1);
    assert.deepEqual(
      after.changed?.changes.map(({ id: item, change }) => [item, change]),
      [
        [next, 'added'],
        ['q1', 'dropped'],
      ],
    );
    assert.equal(rig.audited.at(-1)?.action, 'checkpoint.regenerated');
    assert.equal(rig.audited.at(-1)?.actor, 'ada');
    const again = await act(id, 'regenerations', request, 'ada', key);
    assert.equal(again.body.subject.version, after.subject.version, 'a repeat makes no other');
    const stale = await act(id, 'regenerations', { ...request, item: 'q2' }, 'bob');
    assert.deepEqual([stale.status, stale.body.code], [409, 'STALE_CONTENT']);
    const gone = { item: 'q1', content_hash: after.subject.content_hash };
    assert.equal((await act(id, 'regenerations', gone, 'ada')).status, 422);
    assert.equal((await decide(id, 'ada')).body.code, 'AUTHOR_CANNOT_APPROVE');
    assert.equal((await decide(id, 'bob')).status, 200);
  });

  it('says so when the documents carry no other question', async () => {
    const id = await open();
    await act(id, 'claim', {}, 'ada');
    const { content_hash } = (await look(id)).subject;
    const held = await act(id, 'regenerations', { item: 'q2', content_hash }, 'bob');
    assert.deepEqual([held.status, held.body.code], [409, 'RESERVED_BY_ANOTHER']);
    const seen = new Set<string>();
    for (let item = 'q1'; ; ) {
      const { content_hash: present } = (await look(id)).subject;
      const made = await act(id, 'regenerations', { item, content_hash: present }, 'ada');
      if (made.status === 422) {
        assert.equal(made.body.code, 'NO_OTHER_QUESTION', made.body.detail);
        break;
      }
      assert.equal(made.status, 200, `${made.body.code} ${made.body.detail}`);
      item = (made.body as unknown as { item: string }).item;
      assert.ok(!seen.has(item) && seen.size < 20, 'none comes twice');
      seen.add(item);
    }
  });

  it('lets exactly one of two racing people have it', async () => {
    const id = await open();
    const answers = await Promise.all(['ada', 'bob'].map((each) => act(id, 'claim', {}, each)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    const lost = answers.find(({ status }) => status === 409);
    assert.equal(lost?.body.checkpoint?.assignee, (await look(id)).assignee);
  });

  it('returns to the queue when the reservation has expired', async () => {
    const id = await open();
    await act(id, 'claim', {}, 'ada');
    assert.ok((await listed('mine=me')).includes(id));
    await pass(29);
    assert.equal((await look(id)).assignee, 'ada');
    await pass(2);
    assert.equal((await look(id)).assignee, null);
    assert.ok(!(await listed('mine=me')).includes(id));
    assert.ok((await listed('state=open')).includes(id));
    assert.equal((await act(id, 'claim', {}, 'bob')).status, 200);
  });

  it('escalates when due, to who is named, and never decides by itself', async () => {
    const id = await open({
      due_minutes: 60,
      groups: ['lawyers'],
      escalation: [{ after_minutes: 30, to: 'heads' }],
    });
    assert.equal((await act(id, 'claim', {}, 'hal')).body.code, 'NOT_IN_GROUP');
    await pass(61);
    assert.notEqual((await look(id)).escalated_at, null);
    assert.ok((await listed('state=escalated')).includes(id));
    assert.ok((await listed('due=overdue')).includes(id));
    assert.equal((await act(id, 'claim', {}, 'hal')).status, 403, 'not yet widened');
    await pass(30);
    const escalated = await look(id);
    assert.deepEqual(
      escalated.escalations.map(({ to }) => to),
      ['heads'],
    );
    assert.equal(escalated.status, 'active');
    assert.equal((await act(id, 'claim', {}, 'hal')).status, 200);
    assert.equal((await decide(id, 'hal')).status, 200);
  });

  it('follows a policy that decides by itself when due', async () => {
    const [rejecting, approving] = [
      await open({ due_minutes: 10, on_timeout: 'reject' }),
      await open({ due_minutes: 10, on_timeout: 'approve' }),
    ];
    await pass(11);
    for (const id of [rejecting, approving]) {
      const refused = await decide(id, 'ada');
      assert.deepEqual([refused.status, refused.body.code], [409, 'CHECKPOINT_DECIDED']);
    }
  });

  it('is for its groups only; a group named after a role holds everybody with the role', async () => {
    const lawyers = await open({ groups: ['lawyers'] });
    const educators = await open({ groups: ['educators'] });
    assert.equal((await decide(lawyers, 'hal')).body.code, 'NOT_IN_GROUP');
    assert.ok(!(await listed('mine=group', 'hal')).includes(lawyers));
    assert.ok((await listed('mine=group', 'gil')).includes(lawyers));
    assert.ok((await listed('group=lawyers')).includes(lawyers));
    assert.equal((await decide(lawyers, 'gil')).status, 200);
    assert.equal((await decide(educators, 'hal')).status, 200);
  });

  it('answers a decision about an earlier version with what has changed since', async () => {
    const id = await open();
    const seen = (await look(id)).subject;
    assert.equal((await decide(id, 'ada', { patch: EDIT })).status, 200);
    const stale = await act(
      id,
      'decisions',
      { verdict: 'approve', content_hash: seen.content_hash },
      'bob',
    );
    assert.deepEqual([stale.status, stale.body.code], [409, 'STALE_CONTENT']);
    assert.equal(stale.body.seen_version, seen.version);
    assert.deepEqual(
      stale.body.changes?.map((each) => [each.id, each.change, each.before.stem, each.after.stem]),
      [
        [
          'q1',
          'edited',
          'Which device forwards packets between networks?',
          EDIT.questions[0]?.stem,
        ],
      ],
    );
    const now = await look(id, 'bob', `?since=${seen.content_hash}`);
    assert.deepEqual(now.changed?.changes, stale.body.changes);
    assert.deepEqual(now.news, now.changed);
    const settled = await look(id, 'bob', `?since=${now.subject.content_hash}`);
    assert.deepEqual([settled.news?.changes, settled.changed], [[], now.changed]);
    assert.equal((await decide(id, 'bob')).status, 200);
  });

  it('tells each person what they may do, and why not', async () => {
    const id = await open({ quorum: 2 });
    await act(id, 'claim', {}, 'ada');
    await decide(id, 'ada', { patch: EDIT });
    const [ada, bob] = [await look(id, 'ada'), await look(id, 'bob')];
    assert.equal(ada.assignee, null, 'an editor hands the review on');
    assert.equal(ada.may.approve?.code, 'AUTHOR_CANNOT_APPROVE');
    assert.deepEqual([ada.may.claim, ada.may.edit, ada.may.decide], [null, null, null]);
    assert.deepEqual(bob.may, { claim: null, edit: null, decide: null, approve: null });
    assert.deepEqual(
      ada.revisions.map(({ by, from_version, to_version, items }) => [
        by,
        to_version - from_version,
        items,
      ]),
      [['ada', 1, ['q1']]],
    );
    await decide(id, 'bob');
    assert.equal((await look(id, 'bob')).may.approve?.code, 'ALREADY_APPROVED');
    assert.equal((await decide(id, 'cy')).status, 200);
  });

  it('voids earlier approvals when somebody edits, and the editor cannot approve by any way', async () => {
    const id = await open({ quorum: 2 });
    await decide(id, 'bob');
    await decide(id, 'ada', { patch: EDIT });
    assert.deepEqual((await look(id)).approvals, []);
    const own = await decide(id, 'ada');
    assert.deepEqual([own.status, own.body.code], [403, 'AUTHOR_CANNOT_APPROVE']);
    const { content_hash } = (await look(id)).subject;
    const address = id.replaceAll('~', '/');
    await rig.engine.send(address, {
      type: 'decision',
      by: 'ada',
      verdict: 'approve',
      content_hash,
    });
    assert.deepEqual((await look(id)).approvals, [], 'the statechart refuses it too');
    await decide(id, 'bob');
    assert.equal((await look(id)).status, 'active');
    await decide(id, 'cy');
    assert.equal((await look(id)).status, 'done');
  });

  it('records a sample that was read: its seed, its size and what was in it', async () => {
    const id = await open();
    const { sample } = await look(id, 'ada');
    assert.ok(sample);
    assert.equal(sample.refused, null);
    const unread = await decide(id, 'ada', { reading: { how: 'sample', items: [] } });
    assert.deepEqual([unread.status, unread.body.code], [409, 'NOT_ALL_READ']);
    assert.deepEqual(unread.body.missing, sample.items);
    const read = await decide(id, 'ada', { reading: { how: 'sample', items: sample.items } });
    assert.equal(read.status, 200);
    const { seed, of, items } = sample;
    assert.deepEqual((await look(id)).decisions[0]?.reading, { how: 'sample', of, items, seed });
    assert.deepEqual(rig.audited.at(-1)?.detail.reading, { how: 'sample', read: items.length, of });
  });

  it('refuses samples once a question is doubted, for everybody', async () => {
    const id = await open();
    const { content_hash } = (await look(id)).subject;
    const flagged = await act(
      id,
      'flags',
      { item: 'q2', content_hash, comment: 'Two keys?' },
      'bob',
    );
    assert.equal(flagged.status, 201);
    assert.deepEqual(
      flagged.body.flags.map(({ by, item, comment }) => [by, item, comment]),
      [['bob', 'q2', 'Two keys?']],
    );
    const { sample } = await look(id, 'ada');
    assert.match(sample?.refused ?? '', /bob has doubts about question 2/);
    const refused = await decide(id, 'ada', {
      reading: { how: 'sample', items: sample?.items ?? [] },
    });
    assert.deepEqual([refused.status, refused.body.code], [409, 'SAMPLE_REFUSED']);
    const whole = await decide(id, 'ada', { reading: { how: 'whole', items: ['q1', 'q2'] } });
    assert.equal(whole.status, 200);
  });

  it('refuses samples once a sampled question needed an edit', async () => {
    const id = await open();
    assert.ok((await look(id, 'ada')).sample?.items.includes('q1'), 'two questions are all drawn');
    await decide(id, 'ada', { patch: EDIT });
    assert.match((await look(id, 'bob')).sample?.refused ?? '', /needed an edit/);
  });

  it('keeps the reason of a rejection', async () => {
    const id = await open();
    const answer = await decide(id, 'ada', {
      verdict: 'reject',
      reason_code: 'off_topic',
      comment: 'About another exam.',
    });
    assert.deepEqual(
      answer.body.decisions.map(({ reason_code, comment }) => [reason_code, comment]),
      [['off_topic', 'About another exam.']],
    );
    const unknown = await decide(id, 'ada', { verdict: 'reject', reason_code: 'whim' });
    assert.equal(unknown.status, 422);
  });

  it('offers higher priorities first, of equals the earlier due', async () => {
    const [late, urgent, early] = [
      await open({ due_minutes: 900 }),
      await open({ due_minutes: 950, priority: 90 }),
      await open({ due_minutes: 700 }),
    ];
    const order = (await listed('state=open')).filter((id) => [late, urgent, early].includes(id));
    assert.deepEqual(order, [urgent, early, late]);
  });

  it('narrows the list by kind, workflow and due date', async () => {
    const { workflow, checkpoint } = await atQuestions(rig, {
      checkpoints: { questions: { due_minutes: 5000 } },
    });
    assert.deepEqual(await listed(`workflow=${workflow}`), [checkpoint]);
    assert.deepEqual(await listed(`workflow=${workflow}&kind=questions&due=week`), [checkpoint]);
    assert.deepEqual(await listed(`workflow=${workflow}&kind=gaps`), []);
    assert.deepEqual(await listed(`workflow=${workflow}&due=day`), []);
    assert.equal((await rig.get('/api/checkpoints?due=never')).status, 422);
  });

  it('shows a quote where it stands in its document', async () => {
    const { workflow } = await atQuestions(rig);
    const before = 'Routers.\n\nSome words first. ';
    const quote = 'A router forwards packets between networks.';
    const text = `${before}${quote} And then some.\n${'Far away. '.repeat(900)}`;
    const block = { kind: 'paragraph' as const, heading: ['Routers'], page: 3, text: '' };
    await createKnowledgeStore(rig.database).addDocument(
      'k1',
      {
        ...{ id: 'd1', title: 'Guide', sha256: 'aa', mime: 'text/plain', pages: 3 },
        ...{ status: 'indexed', reason: null, text },
      },
      [{ ...block, start: 10, end: text.length }],
      [],
    );
    const at = before.length;
    const passage = (document: string) =>
      rig.get(
        `/api/passages?workflow=${workflow}&document=${document}&start=${at}&end=${at + quote.length}`,
      );
    const shown = (await (await passage('d1')).json()) as Record<string, unknown>;
    assert.deepEqual(
      [shown.document_title, shown.heading, shown.page, shown.before, shown.quote, shown.cut],
      ['Guide', ['Routers'], 3, before, quote, { before: false, after: true }],
    );
    assert.ok(String(shown.after).startsWith(' And then some.'));
    assert.equal((await passage('d9')).status, 404);
  });

  it('answers a repeated edit under its key without another version', async () => {
    const id = await open();
    const { content_hash } = (await look(id)).subject;
    const body = { verdict: 'approve', content_hash, patch: EDIT };
    const key = { 'idempotency-key': 'edit-once' };
    const answers = [
      await act(id, 'decisions', body, 'ada', key),
      await act(id, 'decisions', body, 'ada', key),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    assert.equal((await look(id)).revisions.length, 1);
  });
});
