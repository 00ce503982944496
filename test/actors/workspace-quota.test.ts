/** Calls beyond the quota are not sent; the answer is how long to wait, and complaints are heeded. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createWorkspace } from '../../actors/workspace/index.ts';
import type { FaultRule } from '../../actors/workspace/local/index.ts';
import type { Workspace } from '../../actors/workspace/port.ts';
import { bucketsInMemory } from '../../actors/workspace/quota.ts';
import { costOf, QUOTA_CLASSES, type QuotaClass } from '../../actors/workspace/quota-classes.ts';
import { quotaOwner } from '../../actors/workspace/quota-owner.ts';
import { isRateAnswer, retryAfterMs } from '../../actors/workspace/rate-answer.ts';
import { certification } from '../../machines/certification.ts';
import { circuitBreaker } from '../../machines/circuit-breaker.ts';
import { type Failure, PresGenError, toFailure } from '../../runtime/errors.ts';
import { Story } from '../machines/driver.ts';
import { workflowInput } from '../machines/samples.ts';
import { createRig, type Rig } from './workspace-rig.ts';

const DRIVE = 'https://www.googleapis.com/drive/v3';
const FORMS = 'https://forms.googleapis.com/v1/forms';
const SLIDES = 'https://slides.googleapis.com/v1/presentations';
const UPLOAD = 'https://www.googleapis.com/upload/drive/v3/files';

const COSTS: [method: string, url: string, cost: [QuotaClass, number][]][] = [
  ['GET', `${DRIVE}/files/a?fields=id`, [['drive', 5]]],
  ['GET', `${DRIVE}/files?q=x`, [['drive', 100]]],
  ['GET', `${DRIVE}/changes?pageToken=1`, [['drive', 100]]],
  ['GET', `${DRIVE}/files/a/permissions`, [['drive', 100]]],
  [
    'GET',
    `${DRIVE}/files/a?alt=media`,
    [
      ['drive', 200],
      ['drive_download', 0],
    ],
  ],
  [
    'GET',
    `${DRIVE}/files/a/export?mimeType=text/plain`,
    [
      ['drive', 200],
      ['drive_download', 0],
    ],
  ],
  ['GET', `${DRIVE}/files/generateIds?count=10`, [['drive', 5]]],
  ['GET', `${DRIVE}/about?fields=user`, [['drive', 5]]],
  ['POST', `${DRIVE}/files`, [['drive', 50]]],
  ['PATCH', `${DRIVE}/files/a`, [['drive', 50]]],
  ['DELETE', `${DRIVE}/files/a/permissions/b`, [['drive', 50]]],
  ['POST', `${UPLOAD}?uploadType=resumable`, [['drive', 50]]],
  [
    'PUT',
    `${UPLOAD}?upload_id=a`,
    [
      ['drive', 5],
      ['drive_upload', 1000],
    ],
  ],
  ['GET', `${FORMS}/a`, [['forms_read', 1]]],
  ['GET', `${FORMS}/a/responses?pageSize=10`, [['forms_responses', 1]]],
  ['POST', `${FORMS}/a:batchUpdate`, [['forms_write', 1]]],
  ['POST', `${FORMS}/a/watches`, [['forms_write', 1]]],
  ['GET', `${SLIDES}/a`, [['slides_read', 1]]],
  ['GET', `${SLIDES}/a/pages/b/thumbnail`, [['slides_thumbnail', 1]]],
  ['POST', `${SLIDES}/a:batchUpdate`, [['slides_write', 1]]],
  ['POST', 'https://oauth2.googleapis.com/token', []],
];

interface Asked {
  name: QuotaClass;
  waitMs: number;
  left: number;
}

function counted(t: { after(fn: () => void): void }, share: number, faults: FaultRule[] = []) {
  const rig = createRig({ faults });
  t.after(rig.dispose);
  const asked: Asked[] = [];
  const limited: QuotaClass[] = [];
  const observe = {
    asked: (name: QuotaClass, waitMs: number, left: number) =>
      void asked.push({ name, waitMs, left }),
    limited: (name: QuotaClass) => void limited.push(name),
  };
  const workspace = createWorkspace({
    mode: 'local',
    local: rig.local,
    ledger: rig.ports.ledger,
    now: rig.ports.now,
    quota: { buckets: bucketsInMemory(), share, observe },
  });
  return { rig, workspace, asked, limited };
}

/** Closes forms, one write each, until there is no budget; returns how many and the refusal. */
async function exhaust(rig: Rig, workspace: Workspace): Promise<[number, PresGenError]> {
  for (let made = 0; ; made += 1) {
    try {
      await workspace.closeForm(rig.write(`close.${made}`), 'no-such-form');
    } catch (error) {
      assert.ok(error instanceof PresGenError);
      if (error.code === 'QUOTA_WAIT') return [made, error];
      assert.equal(error.code, 'GOOGLE_NOT_FOUND');
    }
  }
}

describe('the quota', () => {
  it('knows what every kind of call costs', () => {
    const headers = new Headers({ 'content-range': 'bytes 1000-1999/5000' });
    for (const [method, url, cost] of COSTS) {
      const found = costOf({ method, url, headers }).map(({ name, units }) => [name, units]);
      assert.deepEqual(found, cost, `${method} ${url}`);
    }
    const known = new Set(COSTS.flatMap(([, , cost]) => cost.map(([name]) => name)));
    assert.deepEqual([...known].sort(), [...QUOTA_CLASSES].sort());
  });

  it('refuses without sending what has no budget, and says how long it takes', async (t) => {
    const { rig, workspace, asked } = counted(t, 0.8);
    const [made, refusal] = await exhaust(rig, workspace);

    assert.equal(made, 30, 'a quarter of 80 % of 150 at once');
    assert.equal(refusal.kind, 'transient');
    assert.equal(refusal.retryAfterMs, 500);
    const writes = () => rig.exchanges.filter(({ url }) => url.hostname.startsWith('forms'));
    assert.equal(writes().length, 30);
    assert.deepEqual(asked.at(-1), { name: 'forms_write', waitMs: 500, left: 0 });

    rig.advance(1000);
    const [more] = await exhaust(rig, workspace);
    assert.equal(more, 2, 'two a second');
    assert.equal(writes().length, 32);
  });

  it('of one class does not touch another', async (t) => {
    const { rig, workspace } = counted(t, 0.8);
    await exhaust(rig, workspace);
    const folder = await workspace.createFolder(rig.write('folder'), { name: 'A', parent: null });
    assert.ok(folder.id);
  });

  it('is not counted unless it is asked for', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    for (let made = 0; made < 100; made += 1) {
      const closing = rig.workspace.closeForm(rig.write(`close.${made}`), 'no-such-form');
      await assert.rejects(closing, { code: 'GOOGLE_NOT_FOUND' });
    }
  });

  for (const fault of ['rate429', 'rate403'] as const) {
    it(`shrinks for a while after ${fault}, and comes back`, async (t) => {
      const call = 'drive.files.create';
      const { rig, workspace, limited } = counted(t, 0.8, [{ call, fault, nth: 1 }]);
      const create = (name: string) =>
        workspace.createFolder(rig.write(name), { name, parent: null });

      // The library asks again by itself after a 403, and finds no budget.
      await assert.rejects(create('a'), { code: /^(RATE_LIMITED|QUOTA_WAIT)$/ });
      assert.ok(limited.length >= 1 && limited.every((name) => name === 'drive'));
      await assert.rejects(create('a'), (error: PresGenError) => {
        const silence = fault === 'rate429' ? 1000 : 0;
        return error.code === 'QUOTA_WAIT' && (error.retryAfterMs ?? 0) > silence;
      });
      rig.advance(2000);
      await create('a');
      assert.equal((await rig.store.files({})).length, 1);
    });
  }

  it('keeps the bytes of an upload that ran out of it, and the session too', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const part = 256 * 1024;
    const bytes = Buffer.alloc(3 * part, 'x');
    let refusals = 1;
    const own = bucketsInMemory();
    const workspace = createWorkspace({
      mode: 'local',
      local: rig.local,
      ledger: rig.ports.ledger,
      now: rig.ports.now,
      parts: { bytes: part, timeoutMs: 60_000 },
      quota: {
        share: 0.8,
        buckets: {
          ...own,
          take: async (draws, now) => {
            const isThird = draws.some(({ units }) => units === part) && puts() === 2;
            if (!isThird || refusals === 0) return own.take(draws, now);
            refusals -= 1;
            return { waitMs: 5000, left: draws.map(() => 0) };
          },
        },
      },
    });
    const puts = () => rig.exchanges.filter(({ method }) => method === 'PUT').length;
    const file = await rig.file(bytes);
    const put = () =>
      workspace.putFile(rig.write('big'), {
        ...file,
        name: 'big.bin',
        parent: 'root',
        mime: 'application/octet-stream',
      });

    await assert.rejects(put(), { code: 'QUOTA_WAIT', retryAfterMs: 5000 });
    await put();

    const sent = rig.exchanges.filter(({ method }) => method === 'PUT');
    assert.equal(
      sent.reduce((sum, { request }) => sum + request.length, 0),
      bytes.length,
    );
    assert.equal((await rig.store.files({}))[0]?.sha256, file.sha256);
  });

  it('that a form has to wait for does not send anybody looking for that form', async (t) => {
    const { rig, workspace } = counted(t, 0.8, [
      { call: 'drive.files.list', fault: 'staleSearch', seconds: 120, nth: 1_000_000 },
    ]);
    const [, refusal] = await exhaust(rig, workspace);
    const form = { title: 'Quiz', description: '', parent: 'root', quiz: false, sections: [] };
    const create = () => workspace.createForm(rig.write('form'), form);

    await assert.rejects(create(), { code: 'QUOTA_WAIT' });
    assert.deepEqual(await workspace.undo(rig.write('form')), {}, 'there is nothing to take back');
    rig.advance((refusal.retryAfterMs ?? 0) * 10);
    await create();

    const searches = rig.exchanges.filter(({ url }) => url.searchParams.has('q'));
    assert.equal(searches.length, 0);
    assert.equal((await rig.store.files({})).length, 1);
  });

  it('belongs to a project and an account, which its buckets do not name', () => {
    const account = { project_id: 'north-harbour', client_email: 'robot@north-harbour.example' };
    const json = JSON.stringify(account);
    const robot = quotaOwner({ serviceAccountJson: json });
    const delegate = quotaOwner({ serviceAccountJson: json, subject: 'ines@school.example' });
    assert.equal(robot.project, delegate.project);
    assert.notEqual(robot.identity, delegate.identity);
    assert.equal(/harbour|ines|@/.test(JSON.stringify([robot, delegate])), false);
  });
});

describe('the machines, told of too many calls', () => {
  /** Failures as an activity reports them, from calls that really met them. */
  async function failures(t: { after(fn: () => void): void }): Promise<Failure[]> {
    const call = 'drive.about.get';
    const faults: FaultRule[] = [
      { call, fault: 'rate429', nth: 1 },
      // The library tries a 403 again by itself, with a new token.
      { call, fault: 'rate403', nth: 2, times: 2 },
    ];
    const rig = createRig({ faults });
    t.after(rig.dispose);
    const found: Failure[] = [];
    for (let count = 0; count < 2; count += 1) {
      await rig.workspace.preflight(rig.write('x').signal).catch((error: unknown) => {
        found.push(toFailure(error));
      });
    }
    const empty = counted(t, 0.8);
    found.push(toFailure((await exhaust(empty.rig, empty.workspace))[1]));
    return found;
  }

  it('trip no breaker and wait at least as long as they were asked to', async (t) => {
    const found = await failures(t);
    assert.deepEqual(
      found.map(({ code }) => code),
      ['RATE_LIMITED', 'RATE_LIMITED', 'QUOTA_WAIT'],
    );
    const input = { integration: 'google_apis', threshold: 5, open_ms: 300_000 };
    const breaker = new Story(circuitBreaker, input);
    for (let count = 0; count < 50; count += 1) {
      for (const failure of found) breaker.send('call.failed', { caller: `wf/${count}`, failure });
    }
    assert.equal(breaker.value, 'closed');
    for (const failure of found) {
      const story = new Story(certification, workflowInput());
      story.failed('drive_provision', failure);
      assert.ok((story.armed('wait') ?? -1) >= (failure.retryAfterMs ?? 0), failure.code);
    }
  });
});

describe('an answer that asks to go slower', () => {
  const date = 'Mon, 02 Nov 2026 10:00:00 GMT';
  const WAITS: [string, Record<string, string>, number | null][] = [
    ['seconds', { 'retry-after': '12' }, 12_000],
    ['a date', { 'retry-after': 'Mon, 02 Nov 2026 10:01:30 GMT', date }, 90_000],
    ['a date that has passed', { 'retry-after': 'Mon, 02 Nov 2026 09:00:00 GMT', date }, 0],
    ['a date without knowing its own', { 'retry-after': date }, null],
    ['nonsense', { 'retry-after': 'soon', date }, null],
    ['nothing', {}, null],
  ];
  for (const [what, headers, wait] of WAITS) {
    it(`by ${what} means ${wait === null ? 'nothing certain' : `${wait} ms`}`, () => {
      assert.equal(retryAfterMs(new Headers(headers)), wait);
    });
  }

  it('is told from other refusals by its reason, and stays readable', async () => {
    const refusal = (status: number, reason: string) =>
      Response.json({ error: { errors: [{ reason }] } }, { status });
    assert.equal(await isRateAnswer(refusal(429, '')), true);
    const rate = refusal(403, 'sharingRateLimitExceeded');
    assert.equal(await isRateAnswer(rate), true);
    assert.match(await rate.text(), /sharingRate/);
    assert.equal(await isRateAnswer(refusal(403, 'storageQuotaExceeded')), false);
    assert.equal(await isRateAnswer(refusal(503, 'rateLimitExceeded')), false);
  });
});
