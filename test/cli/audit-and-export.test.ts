/** The audit log can be checked and a workflow handed out, from the command line. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import JSZip from 'jszip';
import { type Database, openDatabase } from '../../persistence/database.ts';
import { type FinishedRun, finishedRun, holds, PLANTED, presgen } from './finished-run.ts';

let run: FinishedRun;
let empty: string;
before(async () => {
  [run, empty] = await Promise.all([finishedRun(), mkdtemp(join(tmpdir(), 'presgen-empty-'))]);
});
after(async () => {
  await run.remove();
  await rm(empty, { recursive: true, force: true });
});

async function inDatabase<T>(dataDir: string, work: (database: Database) => Promise<T>) {
  const database = await openDatabase({ dataDir });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

describe('audit verify', () => {
  test('counts the entries of an untouched log', async () => {
    const { dataDir } = await run.copy('untouched');
    const { code, stdout, stderr } = await presgen(['audit', 'verify'], { DATA_DIR: dataDir });
    assert.equal(code, 0, stderr);
    const [{ count } = { count: 0 }] = await inDatabase(dataDir, (database) =>
      database.sql<{ count: number }>('select count(*) as count from audit'),
    );
    assert.ok(count > 3);
    assert.match(stdout, new RegExp(`^default +${count}$`, 'm'));
  });

  test('names the tenant and the first entry that does not fit, with exit 1', async () => {
    const { dataDir } = await run.copy('altered');
    await inDatabase(dataDir, (database) =>
      database.sql("update audit set actor = 'nobody' where seq = 3"),
    );
    const { code, stdout, stderr } = await presgen(['audit', 'verify'], { DATA_DIR: dataDir });
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /tenant default .* entry 3 /);
  });

  test('refuses a folder without a database and leaves it empty', async () => {
    const { code, stderr } = await presgen(['audit', 'verify'], { DATA_DIR: empty });
    assert.equal(code, 2);
    assert.match(stderr, /^there is no database in /);
    await assert.rejects(stat(join(empty, 'pg')));
  });

  test('says what it can do when asked for anything else', async () => {
    for (const args of [['audit'], ['audit', 'mend'], ['audit', 'verify', 'twice']])
      assert.equal((await presgen(args, { DATA_DIR: empty })).code, 2, args.join(' '));
    const help = await presgen(['audit', '--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /presgen audit verify/);
  });
});

describe('export', () => {
  test('packs settings, the whole journal, timeline, audit and artefacts, and no name', async () => {
    const { out, dataDir } = await run.copy('exported');
    const file = join(out, 'export.zip');
    const args = ['export', run.workflow, '--out', file];
    const { code, stdout, stderr } = await presgen(args, { DATA_DIR: dataDir });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /left out: \d+ made for one learner/);
    assert.equal((await stat(file)).mode & 0o077, 0, 'nobody else may read it');
    const bytes = await readFile(file);
    const texts = PLANTED.flatMap(({ name, email }) => [name, email]);
    assert.equal(await holds(bytes, texts), false, 'a name is in the export');

    const zip = await JSZip.loadAsync(bytes);
    const text = (name: string) => zip.file(name)?.async('string') ?? assert.fail(name);
    const settings = JSON.parse(await text('settings.json')) as { learners: string[] };
    assert.deepEqual(
      settings.learners,
      PLANTED.map(({ id }) => id),
    );
    const journal = (await text('journal.ndjson')).trim().split('\n');
    const entries = journal.map((line) => JSON.parse(line) as { address: string; seq: number });
    const [{ count } = { count: 0 }] = await inDatabase(dataDir, (database) =>
      database.sql<{ count: number }>(
        'select count(*) as count from journal j join actor a on a.id = j.actor where a.root = ?',
        [run.workflow],
      ),
    );
    assert.ok(count > 100);
    assert.equal(entries.length, count);
    assert.equal(new Set(entries.map(({ address, seq }) => `${address} ${seq}`)).size, count);
    const timeline = JSON.parse(await text('timeline.json')) as { step_name: string }[];
    assert.equal(timeline.at(-1)?.step_name, 'completion');
    const audit = (await text('audit.ndjson')).trim().split('\n');
    const actions = audit.map((line) => (JSON.parse(line) as { action: string }).action);
    assert.equal(actions[0], 'workflow.started');
    assert.equal(actions.at(-1), 'workflow.exported');
    assert.ok(actions.includes('checkpoint.approve'));

    const listed = JSON.parse(await text('artifacts.json')) as {
      file: string | null;
      sha256: string;
      type: string;
      learner: string | null;
    }[];
    assert.ok(listed.some(({ type }) => type === 'report'));
    const decks = listed.filter(({ type }) => type === 'deck');
    assert.ok(decks.length > 0 && decks.every((deck) => deck.learner && deck.file === null));
    for (const { file: name, sha256 } of listed) {
      if (name === null) continue;
      const packed = (await zip.file(name)?.async('nodebuffer')) ?? assert.fail(name);
      assert.equal(createHash('sha256').update(packed).digest('hex'), sha256, name);
    }
    const verified = await presgen(['audit', 'verify'], { DATA_DIR: dataDir });
    assert.equal(verified.code, 0, verified.stderr);
  });

  test('refuses an unknown workflow, a file that exists and a folder without a database', async () => {
    const { out, dataDir } = await run.copy('refused');
    const file = join(out, 'mine.zip');
    const cases: [string[], string, RegExp][] = [
      [['export', 'wf-nowhere', '--out', file], dataDir, /there is no workflow wf-nowhere/],
      [['export', '--out', file], dataDir, /needs one workflow id/],
      [['export', run.workflow, '--out', file], empty, /there is no database in/],
    ];
    for (const [args, folder, line] of cases) {
      const { code, stderr } = await presgen(args, { DATA_DIR: folder });
      assert.equal(code, 2, stderr);
      assert.match(stderr, line);
      await assert.rejects(stat(file));
    }
    await writeFile(file, 'mine');
    const again = await presgen(['export', run.workflow, '--out', file], { DATA_DIR: dataDir });
    assert.equal(again.code, 2);
    assert.match(again.stderr, /exists/);
    assert.equal(await readFile(file, 'utf8'), 'mine');
  });

  test('leaves no file and exits 1 when an artefact is damaged', async () => {
    const { out, dataDir } = await run.copy('damaged');
    const [report] = await inDatabase(dataDir, (database) =>
      database.sql<{ sha256: string }>("select sha256 from artifact where type = 'gaps'"),
    );
    assert.ok(report);
    await rm(join(dataDir, 'blobs', report.sha256.slice(0, 2), report.sha256));
    const file = join(out, 'torn.zip');
    const ended = await presgen(['export', run.workflow, '--out', file], { DATA_DIR: dataDir });
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /no stored file/);
    await assert.rejects(stat(file));
    await assert.rejects(stat(`${file}.part`));
  });
});
