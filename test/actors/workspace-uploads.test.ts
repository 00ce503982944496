/** An upload that was cut, lost or left by a process goes on where it stopped: one file, its bytes sent once. */
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { createWorkspace } from '../../actors/workspace/index.ts';
import type { FaultRule, LocalWorkspace } from '../../actors/workspace/local/index.ts';
import { sessionsInMemory } from '../../actors/workspace/upload-session.ts';
import { createEffectLedger } from '../../persistence/effect-ledger.ts';
import { createSeal } from '../../persistence/sealing.ts';
import { createUploadSessions } from '../../persistence/upload-sessions.ts';
import { scratchEmbedded } from '../persistence/scratch.ts';
import { createRig, type Rig } from './workspace-rig.ts';

const PART_BYTES = 1024 * 1024;
const PARTS = { bytes: PART_BYTES, timeoutMs: 60_000 };
/** Two whole parts and a half. */
const SIZE = 2.5 * PART_BYTES;
const BYTES = Buffer.alloc(SIZE, 'soundings off the harbour mouth, ');
const PUT = 'drive.files.create#put';
const GRAIN = 256 * 1024;

interface Upload {
  rig: Rig;
  /** One attempt, as a process that has just started would make it. */
  attempt(): Promise<{ id: string }>;
  /** Bytes of the file that left this side so far. */
  sent(): number;
  progress: number[];
}

async function upload(t: { after(fn: () => void): void }, faults: FaultRule[]): Promise<Upload> {
  const rig = createRig({ faults });
  t.after(rig.dispose);
  const sessions = sessionsInMemory();
  const progress: number[] = [];
  const file = await rig.file(BYTES);
  const spec = { ...file, name: 'survey.bin', parent: 'root', mime: 'application/octet-stream' };
  const shared = { ledger: rig.ports.ledger, sessions, now: rig.ports.now, parts: PARTS };
  const counted = counting(rig.local);
  return {
    rig,
    progress,
    attempt: () => {
      const workspace = createWorkspace({ ...shared, mode: 'local', local: counted.local });
      const uploaded = (bytes: number): void => void progress.push(bytes);
      return workspace.putFile({ ...rig.write('survey'), uploaded }, spec);
    },
    sent: counted.sent,
  };
}

/** Counts what leaves this side, whether or not it arrives. */
function counting(local: LocalWorkspace): { local: LocalWorkspace; sent(): number } {
  let sent = 0;
  const handle: LocalWorkspace['handle'] = async (request) => {
    if (request.method === 'PUT') sent += (await request.clone().arrayBuffer()).byteLength;
    return local.handle(request);
  };
  return { local: { ...local, handle }, sent: () => sent };
}

async function assertOneWhole({ rig }: Upload, id: string): Promise<void> {
  const files = await rig.store.files({});
  assert.deepEqual(
    files.map((file) => file.id),
    [id],
  );
  assert.equal(files[0]?.sha256, (await rig.file(BYTES)).sha256);
  assert.equal(rig.effects.get(rig.write('survey').key)?.state, 'done');
}

interface Cut {
  where: string;
  rule: FaultRule;
  /** Bytes that have to go a second time. */
  twice: number;
}

const CUTS: Cut[] = [
  {
    where: 'before its first byte arrived',
    rule: { call: PUT, fault: 'uploadCut', byte: 0, nth: 1 },
    twice: PART_BYTES,
  },
  {
    where: 'in the middle of a part',
    rule: { call: PUT, fault: 'uploadCut', byte: PART_BYTES + 3 * GRAIN + 77, nth: 1 },
    twice: PART_BYTES - 3 * GRAIN,
  },
  {
    where: 'between two parts',
    rule: { call: PUT, fault: 'resetBefore', nth: 2 },
    twice: PART_BYTES,
  },
  {
    where: 'after a part was kept and before that was said',
    rule: { call: PUT, fault: 'resetAfterEffect', nth: 2 },
    twice: 0,
  },
  {
    where: 'in its last part',
    rule: { call: PUT, fault: 'uploadCut', byte: SIZE - 1, nth: 1 },
    twice: GRAIN,
  },
  {
    where: 'after the last byte and before the answer',
    rule: { call: PUT, fault: 'resetAfterEffect', nth: 3 },
    twice: 0,
  },
  {
    where: 'by an unavailable server',
    rule: { call: PUT, fault: 'err503', nth: 2 },
    twice: PART_BYTES,
  },
];

describe('an upload that was cut', () => {
  for (const { where, rule, twice } of CUTS) {
    it(`${where} is one whole file after the next attempt`, async (t) => {
      const one = await upload(t, [rule]);

      await assert.rejects(one.attempt(), { kind: 'transient', code: 'GOOGLE_UNAVAILABLE' });
      const { id } = await one.attempt();

      await assertOneWhole(one, id);
      assert.equal(one.sent(), SIZE + twice);
      const opened = one.rig.exchanges.filter(({ method, url }) => {
        return method === 'POST' && url.searchParams.get('uploadType') === 'resumable';
      });
      assert.equal(opened.length, 1, 'the session of the first attempt served the second');
    });
  }

  it('in every part, again and again, sends no byte more than the parts that were cut', async (t) => {
    const cuts = [1, 2, 3].map((part): FaultRule => {
      return {
        call: PUT,
        fault: 'uploadCut',
        byte: part * PART_BYTES - PART_BYTES / 2 - 1,
        nth: 1,
      };
    });
    const one = await upload(t, [...cuts]);

    let failures = 0;
    let id: string | null = null;
    while (id === null) {
      id = await one.attempt().then(
        (made) => made.id,
        () => null,
      );
      failures += id === null ? 1 : 0;
      assert.ok(failures < 10, 'never succeeded');
    }

    await assertOneWhole(one, id);
    assert.equal(failures, 3);
    assert.ok(one.sent() <= SIZE + 3 * PART_BYTES, `sent ${one.sent()} bytes`);
  });

  it('tells how far it is, and never goes back behind what is kept', async (t) => {
    const one = await upload(t, [{ call: PUT, fault: 'resetAfterEffect', nth: 2 }]);
    await assert.rejects(one.attempt());
    await one.attempt();
    assert.deepEqual(one.progress, [0, PART_BYTES, 2 * PART_BYTES]);
  });
});

describe('an upload whose session is lost', () => {
  for (const nth of [1, 2, 3]) {
    it(`at part ${nth} begins again under the same id`, async (t) => {
      const one = await upload(t, [{ call: PUT, fault: 'sessionLost', nth }]);
      const { id } = await one.attempt();
      await assertOneWhole(one, id);
      assert.equal(one.rig.effects.get(one.rig.write('survey').key)?.planned_id, id);
    });
  }

  it('between two attempts begins again under the same id', async (t) => {
    const one = await upload(t, [{ call: PUT, fault: 'resetBefore', nth: 2 }]);
    await assert.rejects(one.attempt());
    one.rig.advance(8 * 24 * 3_600_000);
    assert.deepEqual(await one.rig.local.sweepUploads(), { sessions: 1, files: 1 });
    const { id } = await one.attempt();
    await assertOneWhole(one, id);
  });

  it('twice is left to the next attempt', async (t) => {
    const one = await upload(t, [{ call: PUT, fault: 'sessionLost', nth: 1, times: 2 }]);
    await assert.rejects(one.attempt(), { kind: 'transient', message: /lost twice/ });
    const { id } = await one.attempt();
    await assertOneWhole(one, id);
  });

  it('after the file was made finds the file and compares it', async (t) => {
    const one = await upload(t, [
      { call: PUT, fault: 'resetAfterEffect', nth: 3 },
      { call: PUT, fault: 'sessionLost', nth: 4 },
    ]);
    await assert.rejects(one.attempt());
    const { id } = await one.attempt();
    await assertOneWhole(one, id);
    assert.equal(one.sent(), SIZE, 'no byte went twice');
  });
});

/** The local server's disk adds a byte to whatever it stores, until healed. */
function damageNext({ ports: { blobs } }: Rig): () => void {
  const { putFile } = blobs;
  blobs.putFile = async (path) => {
    appendFileSync(path, '!');
    return putFile(path);
  };
  return () => {
    blobs.putFile = putFile;
  };
}

describe('an upload that arrived as something else', () => {
  it('is trashed, and goes under a new id when a person has it tried again', async (t) => {
    const one = await upload(t, []);
    const heal = damageNext(one.rig);
    await assert.rejects(one.attempt(), { kind: 'terminal', code: 'UPLOAD_CORRUPT' });
    heal();

    const { id } = await one.attempt();

    const [spoilt, good] = await one.rig.store.files({});
    assert.equal(spoilt?.trashed, true);
    assert.deepEqual([good?.id, good?.trashed], [id, false]);
    assert.equal((await one.attempt()).id, id);
    const { rig } = one;
    await rig.workspace.undo(rig.write('survey'));
    assert.deepEqual(await rig.store.files({ trashed: false }), []);
  });

  it('is taken back whole when its second try never gets an answer', async (t) => {
    const one = await upload(t, [{ call: PUT, fault: 'resetAfterEffect', nth: 6 }]);
    const heal = damageNext(one.rig);
    await assert.rejects(one.attempt(), { code: 'UPLOAD_CORRUPT' });
    heal();
    await assert.rejects(one.attempt(), { code: 'GOOGLE_UNAVAILABLE' });

    assert.equal((await one.rig.store.files({ trashed: false })).length, 1);
    await one.rig.workspace.undo(one.rig.write('survey'));

    assert.deepEqual(await one.rig.store.files({ trashed: false }), []);
  });
});

describe('an upload left by a process', () => {
  it('goes on in the next one, from a session that was sealed in its ledger row', async (t) => {
    const rig = createRig({ faults: [{ call: PUT, fault: 'resetAfterEffect', nth: 2 }] });
    t.after(rig.dispose);
    const { db, drop } = await scratchEmbedded();
    t.after(drop);
    const write = rig.write('survey');
    const counted = counting(rig.local);
    const file = await rig.file(BYTES);
    const spec = { ...file, name: 'survey.bin', parent: 'root', mime: 'video/mp4' };
    const processWith = (secret: string) => {
      const sessions = createUploadSessions(db, createSeal(secret, 'upload sessions'));
      const ledger = createEffectLedger(db, rig.ports.now);
      const shared = { ledger, sessions, now: rig.ports.now, parts: PARTS };
      return createWorkspace({ ...shared, mode: 'local', local: counted.local });
    };
    const columns = async () =>
      (
        await db.sql<{ sealed_session: Buffer | null; session_offset: number | null }>(
          'select sealed_session, session_offset from effect where key = ?',
          [write.key],
        )
      )[0];

    await assert.rejects(processWith('a secret of the first process, long').putFile(write, spec));
    const left = await columns();
    assert.equal(left?.session_offset, PART_BYTES);
    assert.ok(left.sealed_session);
    assert.equal(Buffer.from(left.sealed_session).includes('upload'), false);

    const { id } = await processWith('a secret of the first process, long').putFile(write, spec);

    assert.equal(counted.sent(), SIZE);
    assert.equal((await rig.store.file(id))?.sha256, file.sha256);
    assert.deepEqual(await columns(), { sealed_session: null, session_offset: null });
  });
});
