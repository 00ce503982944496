/** Mails to reviewers, and the links in them: they show on GET and act on POST, once. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Message } from '../../actors/notification/index.ts';
import { type ReviewMail, startReviewMail } from '../../cli/review-mail.ts';
import { SKEW_MS } from '../../http/learner/links.ts';
import { createRehearsalClock } from '../../ops/clock.ts';
import { createReviewLetters } from '../../persistence/review-letters.ts';
import { atQuestions, openRig, type Rig } from './rig.ts';

const ADA = 'ada@school.example';
const BOB = 'bob@school.example';
const HEAD = 'head@school.example';
const MINUTE = 60_000;
const SCRIPT = '<img src=x onerror=alert(1)>';

describe('mails to reviewers', () => {
  const clock = createRehearsalClock();
  let rig: Rig;
  let mail: ReviewMail;
  let sent: Message[] = [];
  let fails = false;
  const openMail = (): ReviewMail =>
    startReviewMail({
      engine: rig.engine,
      openCheckpoints: rig.ports.readModels.openCheckpoints,
      courseOf: async () => 'Cloud Practitioner',
      people: rig.ports.people,
      letters: createReviewLetters(rig.database),
      links: rig.links,
      outbox: {
        deliver: async (message) => {
          if (fails) throw new Error('the mail server is away');
          sent.push(message);
          return { file: '', sent: true };
        },
      },
      now: clock.now,
      wakeAt: clock.wakeAt,
      log: { info: () => {}, warn: () => {} },
    });
  const employ = (person: string, groups: string[], active = true) =>
    rig.ports.people.save(
      { person, name: person.split('@')[0] ?? '', roles: ['educator'], groups, active },
      clock.now(),
    );
  before(async () => {
    rig = await openRig({}, {}, { clock });
    await employ(ADA, []);
    await employ(BOB, []);
    await employ(HEAD, ['heads']);
    await employ('no-address', []);
    mail = openMail();
  });
  after(async () => {
    await mail.close();
    await rig.close();
  });

  const settled = async (): Promise<void> => {
    await rig.engine.quiet();
    await mail.settled();
    await mail.settled();
  };
  const opened = async (policy: object = {}): Promise<string> => {
    sent = [];
    const { checkpoint } = await atQuestions(rig, { checkpoints: { questions: policy } });
    await settled();
    return checkpoint;
  };
  const pass = async (minutes: number): Promise<void> => {
    clock.jumpTo(clock.now() + minutes * MINUTE);
    await settled();
  };
  const linkOf = (person: string): string => {
    const text = sent.findLast(({ to }) => to.email === person)?.text ?? '';
    return /https?:\/\/\S+(\/decide\/\S+)/.exec(text)?.[1] ?? '';
  };
  const get = async (path: string, method = 'GET'): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`${rig.url}${path}`, { method, redirect: 'manual' });
    return { status: answer.status, text: await answer.text() };
  };
  const submit = async (
    path: string,
    fields: Record<string, string>,
  ): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`${rig.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    return { status: answer.status, text: await answer.text() };
  };
  const look = async (id: string) =>
    (await (await rig.get(`/api/checkpoints/${id}`)).json()) as {
      status: string;
      subject: { content_hash: string };
      decisions: { by: string; verdict: string; comment: string }[];
      approvals: string[];
      assignee: string | null;
    };
  const approval = async (id: string) => ({
    verdict: 'approve',
    content_hash: (await look(id)).subject.content_hash,
  });

  it('reach everybody of the groups who has an address, each with a link of their own, once', async () => {
    await opened();
    assert.deepEqual(sent.map(({ to }) => to.email).sort(), [ADA, BOB, HEAD].sort());
    assert.equal(new Set([ADA, BOB, HEAD].map(linkOf)).size, 3);
    assert.match(sent[0]?.text ?? '', /Opening it decides nothing/);
    const again = openMail();
    await again.settled();
    await again.close();
    assert.equal(sent.length, 3, 'a restart owes nothing twice');
  });

  it('are only looked at by opening: no GET, no HEAD and no prefetch changes anything', async () => {
    const id = await opened();
    const facts = async () => ({ ...(await look(id)), now: null });
    const before = await facts();
    const seq = async () => (await rig.engine.read(id.replaceAll('~', '/')))?.seq;
    const was = await seq();
    const shown = await get(linkOf(ADA));
    assert.equal(shown.status, 200);
    assert.match(shown.text, /Which device forwards packets/);
    assert.equal((await get(linkOf(ADA), 'HEAD')).status, 200);
    await get(`${linkOf(ADA)}?verdict=approve&content_hash=${before.subject.content_hash}`);
    assert.deepEqual(await facts(), before);
    assert.equal(await seq(), was, 'nothing reached the checkpoint');
    const answer = await fetch(`${rig.url}${linkOf(ADA)}`);
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/);
  });

  it('decide by POST, under the name they were sent to, and then never again', async () => {
    const id = await opened({ quorum: 2 });
    const done = await submit(linkOf(ADA), await approval(id));
    assert.equal(done.status, 200);
    assert.match(done.text, /You approved/);
    assert.deepEqual(
      (await look(id)).decisions.map(({ by, verdict }) => [by, verdict]),
      [[ADA, 'approve']],
    );
    assert.equal(rig.audited.at(-1)?.detail.by_way_of, 'mail');
    for (const again of [
      await submit(linkOf(ADA), { ...(await approval(id)), verdict: 'reject', comment: 'x' }),
      await get(linkOf(ADA)),
    ]) {
      assert.equal(again.status, 410);
      assert.match(again.text, /This link has been used/);
      assert.match(again.text, /You approved with it/);
    }
    assert.equal((await look(id)).decisions.length, 1);
    assert.equal((await submit(linkOf(BOB), await approval(id))).status, 200);
    assert.equal((await look(id)).status, 'done');
    const late = await get(linkOf(HEAD));
    assert.deepEqual([late.status, /Already decided/.test(late.text)], [410, true]);
  });

  it('take a comment with a request for changes', async () => {
    const id = await opened();
    const fields = {
      ...(await approval(id)),
      verdict: 'request_changes',
      comment: 'Fewer, please.',
    };
    assert.equal((await submit(linkOf(BOB), fields)).status, 200);
    assert.deepEqual(
      (await look(id)).decisions.map(({ verdict, comment }) => [verdict, comment]),
      [['request_changes', 'Fewer, please.']],
    );
  });

  it('refuse what is stale, showing what has changed, and stay good for one decision', async () => {
    const id = await opened();
    const stale = await approval(id);
    const patch = { questions: [{ id: 'q1', stem: `Which ${SCRIPT} joins networks?` }] };
    await rig.post(
      `/api/checkpoints/${id}/decisions`,
      { ...stale, patch },
      { 'x-presgen-user': ADA },
    );
    const refused = await submit(linkOf(BOB), stale);
    assert.equal(refused.status, 409);
    assert.match(refused.text, /What has changed since/);
    assert.ok(!refused.text.includes(SCRIPT), 'what people wrote stays text');
    assert.ok(refused.text.includes('&lt;img src=x'));
    assert.equal((await submit(linkOf(BOB), await approval(id))).status, 200);
    assert.equal((await look(id)).status, 'done');
  });

  it('let nobody approve their own edit, nor decide what a colleague has reserved', async () => {
    const id = await opened();
    const patch = { questions: [{ id: 'q1', stem: 'Which device joins networks?' }] };
    await rig.post(
      `/api/checkpoints/${id}/decisions`,
      { ...(await approval(id)), patch },
      { 'x-presgen-user': ADA },
    );
    const own = await submit(linkOf(ADA), await approval(id));
    assert.equal(own.status, 403);
    assert.match(own.text, /somebody else has to approve it/);
    await rig.post(`/api/checkpoints/${id}/claim`, {}, { 'x-presgen-user': 'cy' });
    const taken = await submit(linkOf(BOB), await approval(id));
    assert.deepEqual([taken.status, /cy is reviewing this/.test(taken.text)], [409, true]);
    assert.deepEqual((await look(id)).approvals, []);
  });

  it('end after a week, and open nothing when they were changed', async () => {
    await opened({ due_minutes: 60 * 24 * 30 });
    const link = linkOf(ADA);
    const forged = await get(`${link.slice(0, -3)}abc`);
    assert.deepEqual([forged.status, /does not work/.test(forged.text)], [404, true]);
    for (const odd of ['/decide/x', '/decide/..%2f..', `/decide/${'a'.repeat(5000)}.b`])
      assert.equal((await get(odd)).status, 404, odd.slice(0, 40));
    await pass(60 * 24 * 7 + Math.ceil(SKEW_MS / MINUTE) + 1);
    const expired = await get(link);
    assert.deepEqual([expired.status, /has expired/.test(expired.text)], [410, true]);
    const posted = await submit(link, { verdict: 'approve', content_hash: 'x' });
    assert.equal(posted.status, 410);
  });

  it('are worth nothing to somebody who no longer works here', async () => {
    const id = await opened();
    await employ(BOB, [], false);
    await pass(1);
    const refused = await submit(linkOf(BOB), await approval(id));
    await employ(BOB, [], true);
    assert.equal(refused.status, 403);
    assert.deepEqual((await look(id)).decisions, []);
  });

  it('remind at half time, say when it is overdue, and ask those it escalates to', async () => {
    await opened({
      due_minutes: 100,
      groups: ['lawyers'],
      escalation: [{ after_minutes: 10, to: 'heads' }],
    });
    assert.equal(sent.length, 0, 'nobody with an address is a lawyer');
    await pass(120);
    assert.deepEqual(
      sent.map(({ to, subject }) => [to.email, subject]),
      [[HEAD, 'Overdue: the questions of Cloud Practitioner']],
    );
    await opened({ due_minutes: 100 });
    await pass(51);
    const reminders = sent.filter(({ subject }) => subject.startsWith('A reminder'));
    assert.equal(reminders.length, 3);
  });

  it('ask those again whose approval an edit has voided', async () => {
    const id = await opened({ quorum: 2 });
    await submit(linkOf(BOB), await approval(id));
    const patch = { questions: [{ id: 'q2', stem: 'What keeps things under keys?' }] };
    sent = [];
    await rig.post(
      `/api/checkpoints/${id}/decisions`,
      { ...(await approval(id)), patch },
      { 'x-presgen-user': ADA },
    );
    await settled();
    assert.deepEqual(
      sent.map(({ to }) => to.email),
      [BOB],
    );
    assert.match(sent[0]?.text ?? '', /your approval\s+no longer counts/);
    assert.equal((await submit(linkOf(BOB), await approval(id))).status, 200);
    assert.deepEqual((await look(id)).approvals, [BOB]);
  });

  it('that could not go out are owed still', async () => {
    fails = true;
    await opened();
    assert.equal(sent.length, 0);
    fails = false;
    await pass(2);
    assert.ok(sent.length >= 3, 'a minute later they are out');
  });
});
