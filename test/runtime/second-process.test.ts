/** Two real processes on one Postgres; one is killed with everything under way. */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../persistence/database.ts';
import { createSqlStore } from '../../persistence/store.ts';
import { emptyPostgres, serverAway } from '../persistence/scratch.ts';

const LEASE_MS = 1500;
const WORKFLOWS = 200;
/** Longer than the test: what the killed process began it never finishes. */
const ENDLESS_MS = 600_000;
const CALL_MS = 200;

interface Begun {
  begun: string;
  attempt: number;
}

interface Spawned {
  child: ChildProcess;
  begun: Begun[];
  /** Whatever else it said: nothing, if all is well. */
  said: object[];
}

const away = await serverAway();

test('what a killed process was running is finished by another, within its lease and a little', {
  skip: away ?? false,
}, async (t) => {
  const scratch = await emptyPostgres();
  const database = await openDatabase({ databaseUrl: scratch.url, dataDir: scratch.dir });
  const store = createSqlStore(database);
  const [one, two] = await Promise.all([
    spawned('one', scratch, ENDLESS_MS),
    spawned('two', scratch, CALL_MS),
  ]);
  t.after(async () => {
    one.child.kill('SIGKILL');
    two.child.disconnect();
    await once(two.child, 'exit');
    await database.close();
    await scratch.drop();
  });
  const mine = Array.from({ length: WORKFLOWS }, (_, n) => `one-${n}`);
  const others = Array.from({ length: WORKFLOWS }, (_, n) => `two-${n}`);
  await Promise.all([order(one, { start: mine }), order(two, { start: others })]);
  one.child.kill('SIGKILL');
  const killedAt = performance.now();
  await order(two, { signal: [...mine, ...others] });

  const open = async () => {
    const rows = await database.sql("select address from actor where status = 'active'");
    return rows.length;
  };
  while ((await open()) > 0) {
    assert.ok(performance.now() - killedAt < LEASE_MS + 20_000, `${await open()} never ended`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  t.diagnostic(`all ended ${Math.round(performance.now() - killedAt)} ms after the kill`);

  assert.deepEqual(two.said, []);
  const attempts = new Map(two.begun.map(({ begun, attempt }) => [begun, attempt]));
  for (const address of mine) assert.equal(attempts.get(`${address}/work.1`), 2, address);
  // What was its own from the start was run once: nobody took it for dead.
  for (const address of others) assert.equal(attempts.get(`${address}/work.1`), 1, address);
  assert.equal(two.begun.length, attempts.size, 'no call was begun twice by the survivor');
  for (const address of [...mine, ...others]) {
    const journal = await store.journal(address, 0, 100);
    assert.deepEqual(
      journal.map(({ seq, kind }) => [seq, kind]),
      [
        [1, 'init'],
        [2, 'event'],
        [3, 'event'],
        [4, 'event'],
      ],
      address,
    );
  }
});

async function spawned(
  id: string,
  scratch: { url: string; dir: string },
  callMs: number,
): Promise<Spawned> {
  const file = fileURLToPath(new URL('second-process.ts', import.meta.url));
  const args = [scratch.url, scratch.dir, id, String(LEASE_MS), String(callMs)];
  const child = fork(file, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const begun: Begun[] = [];
  const said: object[] = [];
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const what = JSON.parse(line) as Begun;
      if ('begun' in what) begun.push(what);
      else said.push(what);
    }
  });
  await once(child, 'message');
  return { child, begun, said };
}

async function order(
  { child }: Spawned,
  { start = [], signal = [] }: { start?: string[]; signal?: string[] },
): Promise<void> {
  child.send({ start, signal });
  await once(child, 'message');
}
