/** What an operator and a developer see of journals on the command line. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { machines } from '../../machines/registry.ts';
import { openDatabase } from '../../persistence/database.ts';
import { createMachineVersions } from '../../persistence/machine-versions.ts';
import { type Ended, type FinishedRun, finishedRun, presgen } from './finished-run.ts';

let finished: FinishedRun;
let dataDir: string;
before(async () => {
  finished = await finishedRun();
  ({ dataDir } = await finished.copy('replayed'));
});
after(() => finished.remove());

const replay = (...args: string[]): Promise<Ended> =>
  presgen(['replay', ...args], { DATA_DIR: dataDir });

interface Replayed {
  seq: number;
  status: string;
  view: { status: string; progress: number };
  course: { seq: number; at: string; event: string; state: string | null }[];
}

describe('presgen replay', { timeout: 300_000 }, () => {
  test('shows the course of a workflow and where it stands', async () => {
    const { code, stdout, stderr } = await replay(finished.workflow);
    assert.equal(code, 0, stderr);
    const lines = stdout.trim().split('\n');
    assert.match(lines[0] ?? '', /^seq +time +event +state$/);
    assert.match(lines[2] ?? '', /^ +1 +\d{4}-\d\d-\d\dT[\d:.]+Z +xstate\.init +\w+/);
    assert.match(stdout, new RegExp(`${finished.workflow} at \\d+, the last position: completed`));
    assert.match(stdout, /certification [0-9a-f]{12}, done$/m);
  });

  test('stands still at a position, and says how many there are', async () => {
    const { code, stdout } = await replay(finished.workflow, '--at', '5');
    assert.equal(code, 0);
    assert.match(stdout, / at 5 of \d+: /);
    assert.match(stdout, /^waits for /m);
    const { stdout: json } = await replay(finished.workflow, '--at', '5', '--json');
    const past = JSON.parse(json) as Replayed;
    assert.deepEqual([past.seq, past.course.length, past.status], [5, 5, 'active']);
    const { stdout: whole } = await replay(finished.workflow, '--json');
    const present = JSON.parse(whole) as Replayed;
    assert.deepEqual([present.view.status, present.view.progress], ['completed', 100]);
    assert.deepEqual(present.course.slice(0, 5), past.course);
  });

  test('shows a part of the workflow by its address', async () => {
    const { stdout: json } = await replay(finished.workflow, '--at', '5', '--json');
    const [child, inc] = Object.entries(
      (JSON.parse(json) as { childInc: Record<string, number> }).childInc,
    )[0] ?? ['', 0];
    const { code, stdout, stderr } = await replay(`${finished.workflow}/${child}.${inc}`);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /integrationCall [0-9a-f]{12}, done$/m);
  });

  const WRONG: [string, () => string[], RegExp][] = [
    ['an unknown workflow', () => ['wf-nobody'], /^there is no workflow wf-nobody$/],
    [
      'a position past the end',
      () => [finished.workflow, '--at', '100000'],
      /^wf-\S+ has \d+ journal positions; there is no 100000 yet$/,
    ],
    [
      'a position that is none',
      () => [finished.workflow, '--at', '0'],
      /^--at needs a journal position from 1, not 0$/,
    ],
    ['no workflow', () => [], /^replay needs one workflow id, or --all$/],
    ['both a workflow and --all', () => ['wf-1', '--all'], /^replay takes either/],
    ['--on-current alone', () => ['wf-1', '--on-current'], /^--on-current goes with --all$/],
  ];
  for (const [what, args, line] of WRONG)
    test(`refuses ${what} with exit 2 and one line`, async () => {
      const { code, stdout, stderr } = await replay(...args());
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr.trim(), line);
    });

  test('never makes a database where none is', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'presgen-empty-'));
    const { code, stderr } = await presgen(['replay', '--all'], { DATA_DIR: empty });
    await rm(empty, { recursive: true });
    assert.equal(code, 2);
    assert.match(stderr, /there is no database in /);
  });
});

describe('presgen replay --all', { timeout: 300_000 }, () => {
  test('finds every journal of a whole run to be what this code comes to', async () => {
    const { code, stdout, stderr } = await replay('--all');
    assert.equal(code, 0, stdout + stderr);
    const [, actors, positions] =
      /^(\d+) actors, (\d+) positions replayed: nothing differs\n$/.exec(stdout) ?? [];
    assert.ok(Number(actors) > 20 && Number(positions) > 100, stdout);
  });

  test('ends with exit 1 and the place where a journal comes out different', async () => {
    const altered = (await finished.copy('altered')).dataDir;
    const database = await openDatabase({ dataDir: altered, databaseUrl: undefined });
    await database.sql(
      `update journal set digest = 'altered' where seq = 3
       and actor = (select id from actor where address = ?)`,
      [finished.workflow],
    );
    const kept = await Promise.all(
      Object.entries(machines).map(([name, { version }]) =>
        createMachineVersions(database).find(name, version),
      ),
    );
    assert.ok(
      kept.every((each) => each !== null),
      'the run left its machines in the database',
    );
    await database.close();
    const { code, stdout } = await presgen(['replay', '--all'], { DATA_DIR: altered });
    assert.equal(code, 1);
    assert.match(
      stdout,
      new RegExp(
        `^${finished.workflow} \\(certification \\w+\\) at 3, \\S+: commands was altered, is now`,
      ),
    );
    assert.match(stdout, /positions replayed: 1 to look at$/m);
    const { code: alone, stderr } = await presgen(['replay', finished.workflow, '--at', '4'], {
      DATA_DIR: altered,
    });
    assert.equal(alone, 1);
    assert.match(stderr, / at 3 \(\S+\): certification \w+ comes to other commands/);
  });

  test('has nothing to replay on the current version when all are on it', async () => {
    const { code, stdout } = await replay('--all', '--on-current', '--json');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), {
      ...{ actors: 0, positions: 0, failing: 0, unchecked: 0, findings: [] },
    });
  });
});
