/** What a person gets who hands in a wrong request or a wrong document. */
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { docxOf } from '../actors/knowledge/office-files.ts';
import { pdfOf } from '../actors/knowledge/pdf-files.ts';
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
  files: Record<string, string | Uint8Array> = {},
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

const LINE = 'Kneading dough takes a while, whether the café is naïve or not. ';
const OFFICE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const LOCKED = Buffer.concat([OFFICE, Buffer.from('EncryptedPackage', 'utf16le')]);

/** Each with the reason it is set aside for. */
const UNREADABLE: [string, string | Uint8Array | Promise<Buffer>, RegExp][] = [
  ['garbage.pdf', 'no PDF at all', /kind of file is unknown/],
  ['torn.pdf', '%PDF-1.7\n1 0 obj <<', /damaged/],
  ['empty.md', '', /is empty/],
  ['scan.pdf', pdfOf([[], []]), /pictures without text/],
  ['locked.pdf', pdfOf([[{ x: 50, y: 700, text: LINE }]], { encrypted: true }), /password/],
  ['locked.docx', LOCKED, /without a password/],
  ['unmarked.txt', Buffer.from(LINE, 'utf16le'), /save it as UTF-8/],
  ['latin.txt', Buffer.from(LINE, 'latin1'), /save it as UTF-8/],
  ['mixed.md', Buffer.concat([Buffer.from(LINE), Buffer.from(LINE, 'latin1')]), /save it as UTF-8/],
  ['table.md', '| | |\n|--|--|\n| | |\n', /holds no text/],
  [
    'table.docx',
    docxOf([
      {
        rows: [
          ['', ''],
          ['', ''],
        ],
      },
    ]),
    /holds no text/,
  ],
  ['long.pdf', pdfOf(Array.from({ length: 10_000 }, () => [])), /more than 3,000 pages/],
  ['long.md', `${'a '.repeat(400)}\n\n`.repeat(4_000), /more than 3,000 pages/],
];

describe('bad documents, a domain without evidence, answers all wrong', () => {
  let report: string;
  let stderr: string;
  let result: {
    success: boolean;
    assessment_results: {
      questions: { domain: string }[];
      knowledge_base_status: { documents_processed: number };
      individual_results: { user_id: string; score: number | null }[];
      gap_analysis: { item_statistics: Record<string, unknown>[] };
    };
  };
  before(async () => {
    const files: Record<string, string | Uint8Array> = {
      'marked.txt': Buffer.from(`\ufeff${LINE}`, 'utf16le'),
    };
    for (const [name, bytes] of UNREADABLE) files[name] = await bytes;
    const change = (request: Request) => {
      for (const name of Object.keys(files)) request.documents.push({ path: name, title: name });
      const { domains } = request.certification_context as { domains: object[] };
      domains.push({
        name: 'Maritime salvage law',
        weight: 50,
        objectives: ['Lien of the salvor'],
      });
      const rehearsal = request.rehearsal as { learners: Record<string, object> };
      rehearsal.learners['learner-1'] = { ability: 0 };
      rehearsal.learners['learner-2'] = { ability: 1 };
    };
    const { path, out } = await requestWith('some', change, files);
    const ended = await run(path, out);
    stderr = ended.stderr;
    assert.equal(ended.code, 0, stderr);
    result = JSON.parse(ended.stdout);
    report = (await readFile(join(out, 'report.html'), 'utf8')).replace(/<[^>]+>/g, ' ');
  });

  test('each document is named with its reason and left out, and the run succeeds', () => {
    assert.equal(result.success, true);
    assert.equal(result.assessment_results.knowledge_base_status.documents_processed, 3);
    for (const [name, , reason] of UNREADABLE) {
      const warned = stderr
        .split('\n')
        .find((line) => line.startsWith('warning: ') && line.includes(name));
      assert.match(warned ?? `no warning names ${name}`, reason);
      assert.ok(report.includes(name), `the report names ${name}`);
    }
  });

  test('a domain without evidence gets no question, no figure and a sentence', () => {
    const { questions } = result.assessment_results;
    assert.equal(
      questions.some(({ domain }) => domain === 'Maritime salvage law'),
      false,
    );
    assert.match(report, /No question was asked on Maritime salvage law/);
    assert.match(report, /Add documents on Maritime salvage law/);
    const verdicts = /Severity(.*?)Severity adds up/s.exec(report)?.[1] ?? '';
    assert.match(verdicts.replace(/\s+/g, ' '), /Maritime salvage law 0 0 0 not enough responses/);
  });

  test('all wrong and all right are scores; statistics that two answers cannot carry stay empty', () => {
    const { individual_results, gap_analysis } = result.assessment_results;
    assert.deepEqual(individual_results.map(({ user_id, score }) => [user_id, score]).slice(0, 2), [
      ['learner-1', 0],
      ['learner-2', 1],
    ]);
    assert.ok(gap_analysis.item_statistics.length > 0);
    for (const { n, facility, discrimination } of gap_analysis.item_statistics)
      assert.deepEqual([n, facility, discrimination], [2, null, null]);
    assert.doesNotMatch(report, /NaN|Infinity|undefined/);
  });
});

test('a course for one learner without a gap makes no deck, and its statistics are counts', async () => {
  const { path, out } = await requestWith('one', (request) => {
    request.learners.splice(1);
    (request.rehearsal as { learners: object }).learners = { 'learner-1': { ability: 1 } };
  });
  const { code, stderr } = await run(path, out);
  assert.equal(code, 0, stderr);
  const report = (await readFile(join(out, 'report.html'), 'utf8')).replace(/<[^>]+>/g, ' ');
  assert.match(report, /1 of 1 learner answered, and no gap was found in their answers\./);
  assert.match(report, /One learner answered\. Below 10, question statistics are counts only/);
});

test('a course without learners ends by saying that nobody answered', async () => {
  const { path, out } = await requestWith('nobody', (request) => {
    request.learners = [];
    (request.rehearsal as { learners: object }).learners = {};
  });
  const { code, stderr } = await run(path, out);
  assert.equal(code, 1, stderr);
  assert.match(stderr, /completed without its main outcome; .*report\.html says what is missing/);
  const report = (await readFile(join(out, 'report.html'), 'utf8')).replace(/<[^>]+>/g, ' ');
  assert.match(report, /The main outcome is incomplete: nobody answered\./);
  assert.match(report, /Mean score\s+not enough responses/);
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
