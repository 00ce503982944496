/** What a person gets who hands in a wrong request or a wrong document. */
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { presgen, REQUEST } from '../chaos/process.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'presgen-bad-input-'));
});
after(() => rm(root, { recursive: true, force: true }));

type Request = Record<string, unknown> & {
  documents: unknown[];
  learners: Record<string, unknown>[];
};

/** A copy of the small request in a folder of its own, changed by `change`. */
async function requestWith(
  name: string,
  change: (request: Request) => void,
  files: Record<string, string> = {},
): Promise<{ path: string; out: string }> {
  const folder = join(root, name);
  await mkdir(folder);
  await cp(dirname(REQUEST), folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  const path = join(folder, 'request.yaml');
  const request = parse(await readFile(path, 'utf8')) as Request;
  change(request);
  await writeFile(path, stringify(request));
  return { path, out: join(folder, 'out') };
}

function run(path: string, out: string) {
  return presgen(['run', path, '--auto', '--json', '--out', out], join(root, 'no-programs')).ended;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function assertRefused(path: string, out: string, line: RegExp): Promise<void> {
  const { code, stdout, stderr } = await run(path, out);
  assert.equal(code, 2, stderr);
  assert.match(stderr, line);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  assert.equal(stdout, '');
  assert.equal(await isThere(out), false, 'nothing was written');
}

describe('a wrong request ends with exit 2 and one line', { concurrency: 2 }, () => {
  test('when the file is missing', async () => {
    const path = join(root, 'nowhere.yaml');
    await assertRefused(path, join(root, 'nowhere'), /cannot read .*nowhere\.yaml/);
  });

  test('when the file is not YAML', async () => {
    const path = join(root, 'broken.yaml');
    await writeFile(path, 'certification_name: [one, two\nlearners: }');
    await assertRefused(path, join(root, 'broken'), /broken\.yaml is neither YAML nor JSON: /);
  });

  const WRONG: [string, (request: Request) => void, RegExp][] = [
    [
      'an unknown field is named by its path',
      (request) => Object.assign(request.assessment_config as object, { question_cuont: 5 }),
      /assessment_config\.question_cuont: is not a field/,
    ],
    [
      'a missing field is named by its path',
      (request) => delete request.certification_name,
      /certification_name: is missing/,
    ],
    [
      'a bad address is named by its path',
      (request) => Object.assign(request.learners[1] ?? {}, { email: 'bo at bakers' }),
      /learners\[1\]\.email: /,
    ],
    [
      'a document that does not exist is named by its path',
      (request) => request.documents.push({ path: 'lost.pdf' }),
      /documents\[2\]\.path: lost\.pdf does not exist/,
    ],
    [
      'a learner of the rehearsal who does not exist is named by the path',
      (request) =>
        Object.assign((request.rehearsal as { learners: object }).learners, {
          'learner-9': { ability: 0.5 },
        }),
      /rehearsal\.learners\.learner-9: /,
    ],
    [
      'an ability that is no share is named by its path',
      (request) =>
        Object.assign((request.rehearsal as { learners: object }).learners, {
          'learner-1': { ability: 7 },
        }),
      /rehearsal\.learners\.learner-1\.ability: /,
    ],
  ];
  for (const [index, [what, change, line]] of WRONG.entries()) {
    test(`when ${what}`, async () => {
      const { path, out } = await requestWith(`wrong-${index}`, change);
      await assertRefused(path, out, line);
    });
  }
});

test('a refused request leaves the run of before as it was', async () => {
  const { path, out } = await requestWith('earlier', (request) => {
    Object.assign(request, { colour: 'blue' });
  });
  await mkdir(out);
  await writeFile(join(out, '.presgen-run'), '{}');
  await writeFile(join(out, 'report.html'), 'the report of before');
  const { code } = await run(path, out);
  assert.equal(code, 2);
  assert.equal(await readFile(join(out, 'report.html'), 'utf8'), 'the report of before');
});

test('unreadable documents among good ones are named and left out, and the run succeeds', async () => {
  const { path, out } = await requestWith(
    'some',
    (request) => {
      request.documents.push(
        { path: 'garbage.pdf', title: 'Garbage' },
        { path: 'torn.pdf', title: 'Torn' },
        { path: 'empty.md', title: 'Empty' },
      );
    },
    { 'garbage.pdf': 'no PDF at all', 'torn.pdf': '%PDF-1.7\n1 0 obj <<', 'empty.md': '' },
  );
  const { code, stdout, stderr } = await run(path, out);
  assert.equal(code, 0, stderr);
  const { success, assessment_results } = JSON.parse(stdout) as {
    success: boolean;
    assessment_results: { knowledge_base_status: { documents_processed: number } };
  };
  assert.equal(success, true);
  assert.equal(assessment_results.knowledge_base_status.documents_processed, 2);
  const report = await readFile(join(out, 'report.html'), 'utf8');
  for (const title of ['Garbage', 'Torn', 'Empty']) {
    assert.match(stderr, new RegExp(`warning: .*${title}`), title);
    assert.match(report, new RegExp(`<td>[^<]*${title}`), title);
  }
});

test('a request of which no document can be read waits for a person and says so', async () => {
  const { path, out } = await requestWith(
    'none',
    (request) => {
      request.documents = [{ path: 'garbage.pdf' }, { path: 'torn.pdf' }, { path: 'empty.md' }];
    },
    { 'garbage.pdf': 'no PDF at all', 'torn.pdf': '%PDF-1.7\n1 0 obj <<', 'empty.md': '' },
  );
  const { code, stdout, stderr } = await run(path, out);
  assert.equal(code, 1, stderr);
  assert.match(stderr, /None of the documents can be read\..*torn\.pdf: /);
  assert.match(stderr, /not completed: needs_attention/);
  assert.equal((JSON.parse(stdout) as { status: string }).status, 'needs_attention');
  assert.equal(await isThere(join(out, 'report.html')), false);
  assert.equal(await isThere(join(out, 'result.json')), false);
});
