/** What a drive may say about an upload, sensible or not, and what is made of it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createWorkspace } from '../../actors/workspace/index.ts';
import { sessionsInMemory } from '../../actors/workspace/upload-session.ts';
import { createRig, type Rig } from './workspace-rig.ts';

const PART = 256 * 1024;
const BYTES = Buffer.alloc(2 * PART + 100, 'soundings ');
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const SESSION = 'https://www.googleapis.com/upload/drive/v3/files?upload_id=secret';

type Answer = (request: Request) => Response | Promise<Response>;

const kept = (bytes: number): Answer => {
  const headers = bytes > 0 ? { range: `bytes=0-${bytes - 1}` } : undefined;
  return () => new Response(null, { status: 308, ...(headers ? { headers } : {}) });
};
const stored = (sha256 = SHA256): Answer => {
  return () => Response.json({ id: 'file-1', webViewLink: 'https://x/', sha256Checksum: sha256 });
};
const rangeOf = (range: string): Answer => {
  return () => new Response(null, { status: 308, headers: { range } });
};

/** A drive that answers the parts of an upload as it is told to, in this order. */
function drive(t: { after(fn: () => void): void }, script: Answer[], location = SESSION) {
  const rig = createRig();
  t.after(rig.dispose);
  const ranges: string[] = [];
  const trashed: string[] = [];
  let largest = 0;
  const sessions = sessionsInMemory();
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname === '/token') return Response.json({ access_token: 't', expires_in: 3600 });
    if (pathname.endsWith('/generateIds')) return Response.json({ ids: ['file-1'] });
    if (request.method === 'POST') return new Response(null, { headers: { location } });
    if (request.method === 'PATCH') {
      trashed.push(pathname);
      return Response.json({ id: 'file-1' });
    }
    ranges.push(request.headers.get('content-range') ?? '');
    largest = Math.max(largest, (await request.arrayBuffer()).byteLength);
    const next = script.shift();
    assert.ok(next, `nothing said about ${ranges.at(-1)}`);
    return next(request);
  };
  const workspaceFor = (timeoutMs: number) =>
    createWorkspace({
      mode: 'google',
      credentials: { clientId: 'c', clientSecret: 's', refreshToken: 'r' },
      ledger: rig.ports.ledger,
      now: rig.ports.now,
      sessions,
      parts: { bytes: PART, timeoutMs },
      fetch: (request) => answer(request as Request),
    });
  const write = rig.write('survey');
  return {
    ...{ rig, ranges, trashed, sessions, write },
    largest: () => largest,
    put: async (timeoutMs = 60_000) => {
      const file = await rig.file(BYTES);
      const spec = { ...file, name: 'a', parent: 'p', mime: 'text/plain' };
      return workspaceFor(timeoutMs).putFile(write, spec);
    },
  };
}

const [FIRST, SECOND, THIRD] = [
  `bytes 0-${PART - 1}/${BYTES.length}`,
  `bytes ${PART}-${2 * PART - 1}/${BYTES.length}`,
  `bytes ${2 * PART}-${BYTES.length - 1}/${BYTES.length}`,
];
const HOW_MUCH = `bytes */${BYTES.length}`;

describe('a drive that is sent a file in parts', () => {
  it('gets no request larger than a part, and each part once', async (t) => {
    const one = drive(t, [kept(PART), kept(2 * PART), stored()]);
    assert.equal((await one.put()).id, 'file-1');
    assert.deepEqual(one.ranges, [FIRST, SECOND, THIRD]);
    assert.equal(one.largest(), PART);
  });

  it('and keeps less than it was sent is sent the rest from there', async (t) => {
    const one = drive(t, [kept(1000), kept(1000 + PART), stored()]);
    await one.put();
    const [, second, third] = one.ranges;
    assert.equal(second, `bytes 1000-${1000 + PART - 1}/${BYTES.length}`);
    assert.equal(third, `bytes ${1000 + PART}-${BYTES.length - 1}/${BYTES.length}`);
  });

  it('and says everything is there, but not what became of it, is asked', async (t) => {
    const one = drive(t, [kept(PART), kept(2 * PART), kept(BYTES.length), stored()]);
    await one.put();
    assert.deepEqual(one.ranges, [FIRST, SECOND, THIRD, HOW_MUCH]);
  });

  const USELESS: [string, Answer, Answer, RegExp][] = [
    ['keeps nothing', kept(0), kept(0), /kept nothing/],
    ['names a range that does not begin at zero', rangeOf('bytes=5-9'), kept(0), /kept nothing/],
    ['names no range at all in its range', rangeOf('lots'), kept(0), /kept nothing/],
    ['keeps more than there is', kept(PART), kept(BYTES.length + 1), /more than was sent/],
  ];
  for (const [what, first, second, message] of USELESS) {
    it(`and ${what} is left alone after one more try, and its session forgotten`, async (t) => {
      const one = drive(t, [first, second, kept(0), stored()]);
      await assert.rejects(one.put(), { kind: 'transient', message });
      assert.ok(one.ranges.length <= 3);
      assert.equal(await one.sessions.get(one.write.key), null);
    });
  }

  it('and forgets a part it had is sent that part again, and no more than once', async (t) => {
    const one = drive(t, [kept(PART), kept(0), kept(PART), kept(2 * PART), stored()]);
    await assert.rejects(one.put(), { kind: 'transient', message: /kept nothing/ });
    const other = drive(t, [kept(PART), kept(0), kept(2 * PART), stored()]);
    await other.put();
    assert.deepEqual(other.ranges, [FIRST, SECOND, FIRST, THIRD]);
  });

  it('and hangs is given up after the time for a part, and asked again later', async (t) => {
    const hang: Answer = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    // In life an open connection keeps the process there until the time is up.
    const alive = setInterval(() => undefined, 1000);
    t.after(() => clearInterval(alive));
    const one = drive(t, [hang, kept(PART), kept(2 * PART), stored()]);
    await assert.rejects(one.put(20), { kind: 'transient', code: 'GOOGLE_UNAVAILABLE' });
    await one.put();
    assert.deepEqual(one.ranges, [FIRST, HOW_MUCH, SECOND, THIRD]);
  });

  it('and stored something else has it trashed, which a person is told', async (t) => {
    const one = drive(t, [kept(PART), kept(2 * PART), stored('0'.repeat(64))]);
    await assert.rejects(one.put(), { kind: 'terminal', code: 'UPLOAD_CORRUPT' });
    assert.deepEqual(one.trashed, ['/drive/v3/files/file-1']);
  });

  it('and sends it elsewhere is not followed, and the address not kept', async (t) => {
    const one = drive(t, [], 'https://elsewhere.example/upload?upload_id=secret');
    await assert.rejects(one.put(), { kind: 'terminal', code: 'EGRESS_REFUSED' });
    assert.equal(await one.sessions.get(one.write.key), null);
    assert.deepEqual(one.ranges, []);
  });

  it('never has the address of its session in what is thrown', async (t) => {
    const refusing = () =>
      Response.json({ error: { errors: [{ reason: 'no' }] } }, { status: 400 });
    const one = drive(t, [refusing]);
    await assert.rejects(one.put(), (error: Error) => !error.message.includes('secret'));
  });
});

describe('uploads nobody finishes', () => {
  const WEEK_MS = 7 * 24 * 3_600_000;

  async function begun(rig: Rig): Promise<void> {
    const file = await rig.file(BYTES);
    const spec = { ...file, name: 'a.bin', parent: 'root', mime: 'application/octet-stream' };
    await assert.rejects(rig.workspace.putFile(rig.write('survey'), spec));
  }

  it('are forgotten after a week, with their bytes, and not before', async (t) => {
    const call = 'drive.files.create#put';
    const rig = createRig({
      faults: [
        { call, fault: 'resetAfterEffect', nth: 1 },
        { call, fault: 'uploadCut', byte: 5, nth: 1 },
      ],
    });
    t.after(rig.dispose);
    const dir = join(rig.dir, 'workspace', 'uploads');
    assert.deepEqual(await rig.local.sweepUploads(), { sessions: 0, files: 0 });
    await begun(rig);
    rig.advance(WEEK_MS);
    assert.deepEqual(await rig.local.sweepUploads(), { sessions: 0, files: 0 });
    rig.advance(1);
    const { sessions } = await rig.local.sweepUploads();
    assert.equal(sessions, 1);
    assert.deepEqual(readdirSync(dir), []);
  });

  it('leave no bytes that no session knows of, and those of others are spared', async (t) => {
    const call = 'drive.files.create#put';
    const rig = createRig({ faults: [{ call, fault: 'uploadCut', byte: 5, nth: 1 }] });
    t.after(rig.dispose);
    const dir = join(rig.dir, 'workspace', 'uploads');
    await begun(rig);
    const [open] = readdirSync(dir);
    writeFileSync(join(dir, 'left-by-nobody'), 'bytes');
    assert.deepEqual(await rig.local.sweepUploads(), { sessions: 0, files: 1 });
    assert.deepEqual(readdirSync(dir), [open]);
  });
});
