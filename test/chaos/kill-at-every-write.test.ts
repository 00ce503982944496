/**
 * SIGKILL between every row of the effect ledger and its call, and between every call and its
 * settling. One process holds several workflows, each at another of these places, when it is killed;
 * the next one goes on with all of them, on the same database.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { outside } from '../actors/workspace-outside.ts';
import { createRig } from '../actors/workspace-rig.ts';
import { runWholeWorkflow } from '../actors/workspace-story.ts';
import type { Order, Told } from './writing-process.ts';

const PROCESS = new URL('./writing-process.ts', import.meta.url);
/** Side by side: more of them are more work, fewer are more processes to start. */
const WORKFLOWS = 12;

/** What one story without a crash writes and leaves. */
async function plainly(): Promise<{ writes: number; lines: string[] }> {
  const rig = createRig();
  await runWholeWorkflow(rig);
  const lines = await outside(rig);
  rig.dispose();
  return { writes: rig.effects.size, lines };
}

function start(order: Order): ChildProcess {
  const execArgv = ['--conditions=development', '--disable-warning=ExperimentalWarning'];
  return fork(PROCESS, [JSON.stringify(order)], { execArgv });
}

async function told<K extends Told['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<Told, { kind: K }>> {
  const said = Promise.race([once(child, 'message'), once(child, 'exit')]);
  const [message] = (await said) as [Told | number | null];
  assert.ok(typeof message === 'object' && message?.kind === kind, `it ended: ${message}`);
  return message as Extract<Told, { kind: K }>;
}

/** How often each line comes, without what differs between two stories: ids, and what names them. */
function counted(lines: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const what = line.replace(/ [0-9a-f]{64}$/, '').replace(/ \(wf-\d+\)/, '');
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}

test('a process killed at every write of the ledger leaves one of everything, and nothing after a cancel', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'presgen-writes-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const { writes, lines } = await plainly();

  let kills = 0;
  for (let place = 0; place < 2 * writes; place += WORKFLOWS) {
    const count = Math.min(WORKFLOWS, 2 * writes - place);
    const places = Array.from({ length: count }, (_, index) => place + index);
    const child = start({ dataDir, workflows: count, places });
    t.after(() => child.kill('SIGKILL'));
    const { at } = await told(child, 'standing');
    const dead = once(child, 'exit');
    child.kill('SIGKILL');
    assert.deepEqual(await dead, [null, 'SIGKILL']);
    kills += new Set(at).size;
  }

  assert.equal(kills, 2 * writes);

  const last = start({ dataDir, workflows: WORKFLOWS, places: [] });
  t.after(() => last.kill('SIGKILL'));
  const end = await told(last, 'ended');
  const wanted = Array.from({ length: WORKFLOWS }, () => lines).flat();
  assert.deepEqual(counted(end.lines), counted(wanted));
  assert.deepEqual(end.open, []);
  assert.deepEqual(end.left, []);
  assert.deepEqual(end.notUndone, []);
  t.diagnostic(`killed at ${2 * writes} places: ${writes} writes, before each call and after it`);
});
