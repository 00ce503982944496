/** After an erasure nothing under the data directory and nothing in the database tells who it was. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openRecords } from '../../cli/records.ts';
import { installationSecret } from '../../cli/secret.ts';
import { type Database, openDatabase } from '../../persistence/database.ts';
import { createLearnerVisits } from '../../persistence/learner-visits.ts';
import {
  dumped,
  type FinishedRun,
  filesWith,
  finishedRun,
  holds,
  PLANTED,
  presgen,
} from './finished-run.ts';

const [GONE, STAYS] = PLANTED;
const TEXTS = [GONE.name, ...GONE.name.split(' '), GONE.email];

let run: FinishedRun;
before(async () => {
  run = await finishedRun();
});
after(() => run.remove());

async function inDatabase<T>(dataDir: string, work: (database: Database) => Promise<T>) {
  const database = await openDatabase({ dataDir });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Path and hash of every file but the database's own, which change whenever it is opened. */
async function filesOf(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || /\/data\/(pg\/|lock)/.test(path)) continue;
    files.set(
      path,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  }
  return files;
}

async function sealedName(database: Database, dataDir: string, learner: string) {
  const secret = await installationSecret(dataDir, undefined);
  const { vault } = openRecords({ database, dataDir, secret, now: () => 0 });
  return (await vault.open(run.workflow, [learner])).get(learner)?.name;
}

/** As a change to the presentation leaves it: other bytes, shown in the tree in the old ones' place. */
async function editDeck(database: Database, dataDir: string): Promise<void> {
  const { blobs } = openRecords({ database, dataDir, secret: 'any', now: () => 0 });
  const { sha256 } = await blobs.put(new TextEncoder().encode(`edited for ${GONE.name}`));
  const name = `${GONE.id}.pptx`;
  await database.sql('update ws_file set sha256 = ? where name = ?', [sha256, name]);
  const tree = join(dataDir, 'workspace', 'tree');
  const shown = (await readdir(tree, { recursive: true })).find((path) => path.endsWith(name));
  assert.ok(shown);
  await rm(join(tree, shown));
  await link(blobs.path(sha256), join(tree, shown));
}

/** What a crash in the middle of a write may have left. */
async function leaveHalves(dataDir: string): Promise<void> {
  await mkdir(join(dataDir, 'blobs', 'incoming'), { recursive: true });
  await writeFile(join(dataDir, 'blobs', 'incoming', '1-1-1'), `half a deck for ${GONE.name}`);
  const outbox = join(dataDir, 'workspace', 'outbox');
  const [mail] = await filesWith(outbox, [GONE.email]);
  assert.ok(mail);
  await writeFile(`${mail}.part`, `To: ${GONE.name}`);
  await mkdir(join(dataDir, 'workspace', 'uploads'), { recursive: true });
  await writeFile(join(dataDir, 'workspace', 'uploads', 'broken'), `half for ${GONE.name}`);
  await inDatabase(dataDir, async (database) => {
    const { note } = createLearnerVisits(database);
    for (const { id } of [GONE, STAYS]) await note(run.workflow, id, 'home', 1);
    await editDeck(database, dataDir);
    await database.sql(
      `insert into ws_upload (id, mime, total, created_at, metadata)
       select 'broken', 'text/plain', 9, 1, json_build_object('appProperties', f.properties)
       from ws_file f where f.name = ?`,
      [`${GONE.id}.pptx`],
    );
    await database.sql(
      `insert into form_draft (form, respondent, answers, saved_at)
       select id, ?, '{"half": "a thought"}'::jsonb, 1 from ws_form`,
      [GONE.id],
    );
  });
}

describe('erase', () => {
  test('leaves no trace of the name and the address, in files, in archives and in the database', async () => {
    const { out, dataDir } = await run.copy('erased');
    await leaveHalves(dataDir);
    const before = await filesOf(out);
    const found = await filesWith(out, TEXTS);
    for (const where of ['outbox/', 'tree/', 'blobs/', 'incoming/', 'uploads/', 'artifacts/deck/'])
      assert.ok(
        found.some((path) => path.includes(where)),
        `${where} holds the name before, or this test proves nothing`,
      );
    // What was made about a learner goes too where it calls them by their id alone.
    const theirs = new Set<string>();
    await inDatabase(dataDir, async (database) => {
      const { blobs } = openRecords({ database, dataDir, secret: 'any', now: () => 0 });
      const made = 'select sha256 from artifact where learner = ?';
      for (const { sha256 } of await database.sql<{ sha256: string }>(made, [GONE.id]))
        theirs.add(blobs.path(sha256));
      assert.equal(await sealedName(database, dataDir, GONE.id), GONE.name);
      assert.ok((await dumped(database)).includes(`${GONE.id}@learners.invalid`));
    });

    const { code, stdout, stderr } = await presgen(['erase', GONE.id, '--yes'], {
      DATA_DIR: dataDir,
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /What remains, and why:/);
    assert.equal(await holds(Buffer.from(stdout + stderr), TEXTS), false, stdout);

    assert.deepEqual(await filesWith(out, TEXTS), []);
    await inDatabase(dataDir, async (database) => {
      const dump = await dumped(database);
      assert.ok(dump.includes(run.workflow), 'the dump is of the right database');
      assert.equal(await holds(Buffer.from(dump), TEXTS), false);
      assert.ok(!dump.includes(`${GONE.id}@learners.invalid`));
      assert.equal(await sealedName(database, dataDir, GONE.id), undefined);
      assert.equal(await sealedName(database, dataDir, STAYS.id), STAYS.name);
      const count = async (text: string, ...params: string[]) =>
        (await database.sql<{ count: number }>(text, params))[0]?.count;
      const answers = 'select count(*) as count from ws_response where respondent = ?';
      assert.equal(await count(answers, GONE.id), 0);
      assert.equal(await count(answers, STAYS.id), 1);
      const drafts = 'select count(*) as count from form_draft where respondent = ?';
      assert.equal(await count(drafts, GONE.id), 0);
      const file = 'select count(*) as count from ws_file where name = ?';
      assert.equal(await count(file, `${GONE.id}.pptx`), 0);
      assert.equal(await count(file, `${STAYS.id}.pptx`), 1);
      const visits = 'select count(*) as count from learner_visit where learner = ?';
      assert.equal(await count(visits, GONE.id), 0);
      assert.equal(await count(visits, STAYS.id), 1);
      const made = 'select count(*) as count from artifact where learner = ?';
      assert.equal(await count(made, GONE.id), 0);
      assert.equal(await count(made, STAYS.id), 2, 'a deck and a report');
      const key = 'select count(*) as count from learner where id = ? and wrapped_key is null';
      assert.equal(await count(key, GONE.id), 1);
      const [entry] = await database.sql(
        `select action, subject, detail ->> 'learner' as learner from audit order by seq desc limit 1`,
      );
      const expected = { action: 'learner.erased', subject: run.workflow, learner: GONE.id };
      assert.deepEqual({ ...entry }, expected);
    });

    const left = await filesOf(out);
    const lost = [...before.keys()].filter((path) => !left.has(path));
    const wanted = new Set([...found.filter((path) => before.has(path)), ...theirs]);
    assert.deepEqual(lost.sort(), [...wanted].sort());
    for (const [path, hash] of left) assert.equal(hash, before.get(path), path);
    assert.equal((await presgen(['audit', 'verify'], { DATA_DIR: dataDir })).code, 0);

    const again = await presgen(['erase', GONE.id], { DATA_DIR: dataDir });
    assert.equal(again.code, 0);
    assert.match(again.stdout, /Nothing is left to erase of learner-1/);
  });

  test('without --yes lists what would go and changes nothing', async () => {
    const { out, dataDir } = await run.copy('looked-at');
    const before = await filesOf(out);
    const { code, stdout, stderr } = await presgen(['erase', GONE.id], { DATA_DIR: dataDir });
    assert.equal(code, 0, stderr);
    for (const line of [
      /this would go/,
      /name and address/,
      /1 response to a form/,
      /rights? to read a shared file/,
      /deck learner-1\.pptx/,
      /\.eml$/m,
      /run the command again with --yes/,
    ])
      assert.match(stdout, line);
    assert.deepEqual(await filesOf(out), before);
    await inDatabase(dataDir, async (database) => {
      assert.equal(await sealedName(database, dataDir, GONE.id), GONE.name);
      const erased = await database.sql("select from audit where action = 'learner.erased'");
      assert.equal(erased.length, 0);
    });
  });

  test('goes on where an erasure broke off', async () => {
    const { out, dataDir } = await run.copy('broken-off');
    const [mail, ...others] = await filesWith(join(dataDir, 'workspace', 'outbox'), [GONE.email]);
    assert.ok(mail && others.length > 0);
    await rm(mail);
    await inDatabase(dataDir, (database) =>
      database.sql('delete from ws_response where respondent = ?', [GONE.id]),
    );
    const ended = await presgen(['erase', GONE.id, '--yes'], { DATA_DIR: dataDir });
    assert.equal(ended.code, 0, ended.stderr);
    assert.deepEqual(await filesWith(out, TEXTS), []);
  });

  test('in Google mode names what has to be removed there, and calls nobody', async () => {
    const { dataDir } = await run.copy('google');
    const env = {
      DATA_DIR: dataDir,
      GOOGLE_SERVICE_ACCOUNT_FILE: '/nowhere/key.json',
      GOOGLE_SHARED_DRIVE_ID: 'drive',
    };
    const { code, stdout, stderr } = await presgen(['erase', GONE.id], env);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /On Google, by hand:\n- remove the file http\S+, from the trash too/);
    assert.match(stdout, /remove their right \d+ on \S+, and their answers from that form/);
  });

  test('does not take two people with one id for one', async () => {
    const { dataDir } = await run.copy('namesakes');
    await inDatabase(dataDir, async (database) => {
      const secret = await installationSecret(dataDir, undefined);
      const records = openRecords({ database, dataDir, secret, now: () => 0 });
      const settings = await records.requests.settings(run.workflow);
      assert.ok(settings);
      await records.requests.save('wf-other', settings, [
        { id: GONE.id, name: 'Somebody Else', email: 'else@planted.example' },
      ]);
    });
    const env = { DATA_DIR: dataDir };
    const both = await presgen(['erase', GONE.id, '--yes'], env);
    assert.equal(both.code, 2);
    assert.match(both.stderr, /not the same person in .*wf-other.*--workflow/);
    const one = await presgen(['erase', GONE.id, '--workflow', 'wf-other', '--yes'], env);
    assert.equal(one.code, 0, one.stderr);
    await inDatabase(dataDir, async (database) =>
      assert.equal(await sealedName(database, dataDir, GONE.id), GONE.name),
    );
    const mails = await filesWith(join(dataDir, 'workspace', 'outbox'), [GONE.email]);
    assert.ok(mails.length > 0, 'mails of the other workflow stay');
  });

  test('refuses learners and workflows it does not know with exit 2', async () => {
    const { dataDir } = await run.copy('refused');
    const cases: [string[], RegExp][] = [
      [['erase', 'learner-99', '--yes'], /there is no learner of that id: learner-99/],
      [['erase', GONE.id, '--workflow', 'wf-nowhere'], /in workflow wf-nowhere: learner-1/],
      [['erase'], /needs one learner id/],
      [['erase', GONE.id, '--now'], /--now/],
    ];
    for (const [args, line] of cases) {
      const { code, stderr } = await presgen(args, { DATA_DIR: dataDir });
      assert.equal(code, 2, stderr);
      assert.match(stderr, line);
    }
    const help = await presgen(['erase', '--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /Without --yes nothing is changed/);
  });
});
