import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { openDatabase } from '../../persistence/database.ts';
import { createSqlStore } from '../../persistence/store.ts';

test('a killed process loses no acknowledged turn, and its successor goes on at once', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'presgen-kill-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const child = fork(new URL('./committing-process.ts', import.meta.url), [dataDir]);
  let acknowledged = -1;
  child.on('message', (seq: number) => {
    acknowledged = seq;
    if (seq === 100) child.kill('SIGKILL');
  });
  await once(child, 'exit');

  const db = await openDatabase({ dataDir });
  t.after(() => db.close());
  const journal = await createSqlStore(db).journal('survivor', -1, 10_000);
  assert.ok(journal.length > acknowledged, `${acknowledged} acknowledged, ${journal.length} kept`);
  assert.deepEqual(
    journal.map(({ seq }) => seq),
    journal.map((_, n) => n),
  );
});
