import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

import { createBlobs } from '../../persistence/blobs.ts';

function scratch(t: TestContext) {
  const dir = mkdtempSync(join(tmpdir(), 'presgen-blobs-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return { dir, blobs: createBlobs(join(dir, 'blobs')) };
}

test('bytes are found under their hash', async (t) => {
  const { blobs, dir } = scratch(t);
  const bytes = Buffer.from('a deck');
  const ref = await blobs.put(bytes);
  assert.equal(ref.sha256, createHash('sha256').update(bytes).digest('hex'));
  assert.equal(ref.bytes, 6);
  assert.deepEqual(await blobs.read(ref.sha256), bytes);
  assert.equal(blobs.path(ref.sha256), join(dir, 'blobs', ref.sha256.slice(0, 2), ref.sha256));
});

test('the same bytes put many times at once leave one file and no scratch', async (t) => {
  const { blobs, dir } = scratch(t);
  const refs = await Promise.all(Array.from({ length: 20 }, () => blobs.put(Buffer.from('same'))));
  assert.equal(new Set(refs.map(({ sha256 }) => sha256)).size, 1);
  assert.deepEqual(readdirSync(join(dir, 'blobs', 'incoming')), []);
  assert.equal((await blobs.read(refs[0]?.sha256 ?? '')).toString(), 'same');
});

test('a finished file is taken over and is gone from where it was', async (t) => {
  const { blobs, dir } = scratch(t);
  for (const round of [1, 2]) {
    const file = join(dir, `video-${round}.mp4`);
    writeFileSync(file, 'frames');
    const ref = await blobs.putFile(file);
    assert.equal(existsSync(file), false);
    assert.equal((await blobs.read(ref.sha256)).toString(), 'frames');
  }
});

test('a half-written blob under the right name is replaced by the next put', async (t) => {
  const { blobs } = scratch(t);
  const ref = await blobs.put(Buffer.from('whole'));
  writeFileSync(blobs.path(ref.sha256), 'wh');
  await blobs.put(Buffer.from('whole'));
  assert.equal((await blobs.read(ref.sha256)).toString(), 'whole');
});

test('a missing blob, a damaged one and a name that is no hash are told apart', async (t) => {
  const { blobs } = scratch(t);
  await assert.rejects(blobs.read('0'.repeat(64)), { kind: 'terminal', code: 'BLOB_MISSING' });
  const ref = await blobs.put(Buffer.from('true'));
  writeFileSync(blobs.path(ref.sha256), 'lies');
  await assert.rejects(blobs.read(ref.sha256), { kind: 'terminal', code: 'BLOB_DAMAGED' });
  assert.throws(() => blobs.path('../../etc/passwd'), { code: 'BLOB_UNKNOWN' });
});
