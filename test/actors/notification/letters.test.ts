import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import type { GapReport, LearnerResult } from '../../../actors/content.ts';
import { inWords } from '../../../actors/notification/copy.ts';
import {
  assessmentInvite,
  createOutbox,
  learnersNotify,
  type NotificationPorts,
  type Outbox,
  responsesRemind,
} from '../../../actors/notification/index.ts';
import { transient } from '../../../runtime/errors.ts';
import { activityRun, type MemoryPorts, memoryPorts, settings } from '../avatar/memory-ports.ts';

const LEARNERS = [
  { id: 'learner-1', name: 'Åsa "Ace" Öberg, PhD', email: 'asa@learners.example' },
  { id: 'learner-2', name: 'Bo <Castellan>', email: 'bo@learners.example' },
];
const CLOSES_AT = Date.UTC(2026, 10, 24, 14, 0);
const form = { id: 'form-7', url: 'http://127.0.0.1/form' };

interface Mail {
  headers: Map<string, string>;
  text: string;
  html: string;
}

type World = { ports: MemoryPorts & NotificationPorts; folder: string; mails(): Promise<Mail[]> };

async function world(body: (it: World) => Promise<void>, outbox?: Outbox) {
  const scratch = await mkdtemp(join(tmpdir(), 'presgen-mail-'));
  try {
    const memory = memoryPorts(scratch, LEARNERS);
    const folder = join(scratch, 'outbox');
    const options = {
      folder,
      from: 'Training <training@localhost>',
      smtpUrl: null,
      now: memory.now,
    };
    const ports = { ...memory, outbox: outbox ?? createOutbox(options) };
    const mails = async () => {
      const names = (await readdir(folder)).sort();
      return Promise.all(
        names.map(async (name) => parse(await readFile(join(folder, name), 'latin1'))),
      );
    };
    await body({ ports, folder, mails });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A small reader of the messages, independent of what wrote them. */
function parse(raw: string): Mail {
  const { headers, body } = split(raw);
  const boundary = /boundary="?([^";]+)/.exec(headers.get('content-type') ?? '')?.[1];
  assert.ok(boundary, 'a multipart message');
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.trimStart()));
  const of = (type: string) => {
    const part = parts.find((one) => one.headers.get('content-type')?.startsWith(type));
    return decode(part?.body ?? '', part?.headers.get('content-transfer-encoding') ?? '');
  };
  return { headers, text: of('text/plain'), html: of('text/html') };
}

function split(raw: string) {
  const at = raw.indexOf('\r\n\r\n');
  const headers = new Map<string, string>();
  for (const line of raw
    .slice(0, at)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: raw.slice(at + 4) };
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function invite(ports: NotificationPorts) {
  const input = {
    form,
    closes_at: CLOSES_AT,
    settings: settings(),
    step: 'assessment_generation',
  } as const;
  return assessmentInvite(ports)(input, activityRun());
}

test('each learner is invited with a link of their own and the closing time in words', async () => {
  await world(async ({ ports, mails }) => {
    assert.deepEqual(await invite(ports), { invited: 2 });
    const all = await mails();
    assert.equal(all.length, 2);
    for (const learner of LEARNERS) {
      const link = `http://127.0.0.1/f/w1-${learner.id}-form-7`;
      const mine = all.filter((mail) => mail.text.includes(link));
      assert.equal(mine.length, 1);
      const [mail] = mine;
      assert.match(mail?.headers.get('to') ?? '', new RegExp(learner.email));
      assert.ok(mail?.html.includes(`href="${link}"`));
      assert.match(
        mail?.text.replace(/\n/g, ' ') ?? '',
        /Tuesday 24 November 2026 at 14:00 \(UTC\)/,
      );
      assert.ok(mail?.text.includes(`Hello ${learner.name},`));
    }
  });
});

test('a message has the headers of a real mail, and a name with markup stays text', async () => {
  await world(async ({ ports, mails }) => {
    await invite(ports);
    const all = await mails();
    const bo = all.find((mail) => mail.text.includes('Bo <Castellan>'));
    assert.ok(bo);
    assert.ok(bo.html.includes('Bo &lt;Castellan&gt;'));
    assert.equal(bo.headers.get('mime-version'), '1.0');
    assert.match(bo.headers.get('message-id') ?? '', /^<[0-9a-f]{64}@presgen\.invalid>$/);
    assert.match(bo.headers.get('date') ?? '', /^Thu, 15 Jan 2026 09:30:00 \+0000$/);
    assert.match(bo.headers.get('from') ?? '', /training@localhost/);
    assert.equal(bo.headers.get('auto-submitted'), 'auto-generated');
    assert.match(bo.html, /^<!doctype html><html lang="en">/);
  });
});

test('running again after a crash leaves one mail a learner, byte for byte the first one', async () => {
  await world(async ({ ports, folder }) => {
    await invite(ports);
    const bytes = async () =>
      Promise.all(
        (await readdir(folder)).sort().map((name) => readFile(join(folder, name), 'latin1')),
      );
    const before = await bytes();
    // A crash after the file was written and before the ledger knew: the row is planned still.
    for (const [key, row] of ports.effects) ports.effects.set(key, { ...row, state: 'planned' });
    assert.deepEqual(await invite(ports), { invited: 2 });
    assert.deepEqual(await bytes(), before);
    assert.ok(
      [...ports.effects.values()].every(
        ({ state, call }) => state === 'done' && call === 'mail.send',
      ),
    );
  });
});

test('a mail that is out is not sent again when a later one fails', async () => {
  const sent: string[] = [];
  let broken = true;
  const outbox: Outbox = {
    async deliver({ key }) {
      if (key.endsWith('learner-2') && broken) throw transient('MAIL_UNREACHABLE', 'no answer');
      sent.push(key.slice(key.lastIndexOf('/') + 1));
      return { file: '', sent: true };
    },
  };
  await world(async ({ ports }) => {
    await assert.rejects(invite(ports), { code: 'MAIL_UNREACHABLE' });
    broken = false;
    assert.deepEqual(await invite(ports), { invited: 2 });
    assert.deepEqual(sent, ['learner-1', 'learner-2']);
  }, outbox);
});

test('over SMTP a refused address becomes a warning without the address, the others get theirs', async () => {
  await world(async ({ ports, folder }) => {
    const raw: Buffer[] = [];
    const options = { folder, from: 'T <t@localhost>', smtpUrl: 'smtp://unused', now: ports.now };
    const outbox = createOutbox(options, async ({ to }, bytes) => {
      if (to.startsWith('asa'))
        throw Object.assign(new Error(`no such user ${to}`), { responseCode: 550 });
      raw.push(bytes);
    });
    const output = await invite({ ...ports, outbox });
    assert.equal(output.invited, 1);
    assert.equal(output.warnings?.[0]?.code, 'MAIL_REFUSED');
    assert.match(output.warnings?.[0]?.message ?? '', /learner-1.*550/);
    assert.doesNotMatch(JSON.stringify(output), /asa@|Öberg/);
    assert.equal(raw.length, 1);
  });
});

test('only those whose answers are missing are reminded, and only once', async () => {
  await world(async ({ ports, mails }) => {
    const input = {
      form,
      missing: ['learner-2'],
      settings: settings(),
      step: 'response_collection' as const,
    };
    assert.deepEqual(await responsesRemind(ports)(input, activityRun('w1/remind.1')), {
      reminded: 1,
    });
    assert.deepEqual(await responsesRemind(ports)(input, activityRun('w1/remind.2')), {
      reminded: 1,
    });
    const all = await mails();
    assert.equal(all.length, 1);
    assert.match(all[0]?.headers.get('to') ?? '', /bo@learners/);
  });
});

test('a learner who was erased gets no mail, and the rest do', async () => {
  await world(async ({ ports, mails }) => {
    const without = {
      ...ports,
      vault: { open: async () => new Map([['learner-1', LEARNERS[0] as never]]) },
    };
    const output = await invite(without);
    assert.equal(output.invited, 1);
    assert.equal(output.warnings?.[0]?.code, 'LEARNER_UNKNOWN');
    assert.equal((await mails()).length, 1);
  });
});

function result(learner: string, answered: boolean, weak: string[]): LearnerResult {
  return {
    learner,
    answered,
    score: answered ? 0.5 : null,
    passed: answered ? false : null,
    domains: [],
    weak_areas: weak,
    undetermined: [],
    mastered: [],
    wrong_items: [],
    statement: '',
  };
}

async function withOutcome(ports: MemoryPorts) {
  const report: Pick<GapReport, 'learners'> = {
    learners: [result('learner-1', true, ['Mooring', 'Radio']), result('learner-2', false, [])],
  };
  const put = (
    type: string,
    name: string,
    text: string,
    more: { learner?: string; meta?: Record<string, unknown> } = {},
  ) =>
    ports.artifacts.put(
      { workflow: 'w1', step: 'gap_analysis', type, name, mime: 'x/y', ...more },
      Buffer.from(text),
    );
  await put('gaps', 'gaps.json', JSON.stringify(report));
  await put('deck', 'learner-1.pptx', 'deck', { learner: 'learner-1' });
  await put('video', 'mooring.mp4', 'film', { meta: { topic: 'Mooring', duration_seconds: 88 } });
}

test('a learner with gaps hears of deck, areas and videos; one who never answered is told how to go on', async () => {
  await world(async ({ ports, mails }) => {
    await withOutcome(ports);
    const input = { settings: settings(), step: 'drive_organization' } as const;
    assert.deepEqual(await learnersNotify(ports)(input, activityRun()), { notified: 2 });
    const all = await mails();
    const to = (email: string) => all.find((mail) => mail.headers.get('to')?.includes(email));
    const asa = to('asa@')?.text.replace(/\n/g, ' ') ?? '';
    assert.match(asa, /slide deck for you.*Mooring and Radio/);
    assert.match(asa, /Mooring \(about 1 min, captioned\)/);
    assert.ok(asa.includes('http://127.0.0.1/d/w1-learner-1'));
    const bo = to('bo@')?.text.replace(/\n/g, ' ') ?? '';
    assert.match(bo, /no answers from you reached us.*no result/);
    assert.doesNotMatch(bo, /deck|Your results/);
    assert.ok(bo.includes('http://127.0.0.1/d/w1-learner-2'));
    assert.match(bo, /tell your educator/);
  });
});

test('no name and no address reaches a log line, the ledger or an output', async () => {
  await world(async ({ ports }) => {
    await withOutcome(ports);
    const outputs = [
      await invite(ports),
      await learnersNotify(ports)(
        { settings: settings(), step: 'drive_organization' },
        activityRun(),
      ),
    ];
    assert.ok(ports.logged.length >= 2);
    const seen = JSON.stringify([outputs, ports.logged, [...ports.effects.values()]]);
    assert.doesNotMatch(seen, /@learners\.example|Öberg|Castellan/);
  });
});

test('times are told in words with their zone', () => {
  assert.equal(inWords(Date.UTC(2027, 1, 3, 7, 5)), 'Wednesday 3 February 2027 at 07:05 (UTC)');
});
