import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { DrawJob } from '../../../actors/avatar/draw-process.ts';
import { presenterStyle, RESTING } from '../../../actors/avatar/presenter.ts';

const SCRIPT = fileURLToPath(new URL('../../../actors/avatar/draw-process.ts', import.meta.url));
/** An hour and more of drawing: the process does not come to its end by itself. */
const FACES = 100_000;

test('drawing stops when the process that asked for it is gone', { timeout: 60_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'presgen-draw-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const job: DrawJob = {
    fontFiles: [],
    fontFamily: 'sans-serif',
    stills: [],
    presenter: { style: presenterStyle('maya'), faces: new Array(FACES).fill(RESTING) },
  };
  await writeFile(join(folder, 'job.json'), JSON.stringify(job));

  const artist = spawn(process.execPath, [SCRIPT, join(folder, 'job.json')], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  t.after(() => artist.kill('SIGKILL'));
  assert.ok(artist.stdout);
  await once(artist.stdout, 'data');
  artist.stdout.resume();
  artist.disconnect();
  const [code] = await once(artist, 'exit');
  assert.equal(code, 1);
});
