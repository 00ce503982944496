/** Blueprints out of curricula of many shapes; none of them is one the reader was written for alone. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCurriculumReader } from '../../../actors/knowledge/curriculum-file.ts';
import { extract } from '../../../actors/knowledge/extract.ts';
import { docxOf } from './office-files.ts';
import { pdfOf } from './pdf-files.ts';

const reader = createCurriculumReader(extract);

async function read(name: string, bytes: string | Buffer) {
  const answer = await reader(name, Buffer.from(bytes));
  assert.ok(!('refused' in answer), JSON.stringify(answer));
  const lines = answer.domains.map((domain) =>
    [domain.weight ?? '?', domain.name, ...domain.objectives].join(' / '),
  );
  return { ...answer, lines };
}

describe('a curriculum is read as domains, weights and objectives', () => {
  const PLANNED = ['40 / Planning / Scope / Risk', '60 / Doing / Build'];
  const table = [
    ['Topic', 'Weight (%)', 'Objectives'],
    ['Planning', '40', 'Scope; Risk'],
    ['Doing', '60', 'Build'],
  ];
  const SHAPES: [string, string, string | Promise<Buffer>, string[]][] = [
    ['lines of text', 'a.txt', 'Planning — 40%\nDoing: 60 %\n', ['40 / Planning', '60 / Doing']],
    [
      'objectives behind a colon',
      'a.txt',
      'Planning (40%): Scope, Risk\nDoing (60%): Build\n',
      PLANNED,
    ],
    [
      'numbered lines with letters below',
      'a.txt',
      '1. Planning 40%\n   a. Scope\n   b. Risk\n2. Doing 60%\n   a. Build\n',
      PLANNED,
    ],
    [
      'headings with the share first',
      'a.md',
      '# Exam\n\n## 40% - Planning\n\n- Scope\n- Risk\n\n## 60% - Doing\n\n- Build\n',
      PLANNED,
    ],
    [
      'the share on a line of its own',
      'a.md',
      '# Exam\n\n## Domain 1: Planning\n\nWeight: 40%\n\n- Scope\n- Risk\n\n## Domain 2: Doing\n\nWeight: 60%\n\n- Build\n',
      PLANNED,
    ],
    [
      'a nested list whose parts have shares too',
      'a.md',
      '1. Planning (40%)\n   - Scope (10%)\n   - Risk (30%)\n2. Doing (60%)\n   - Build (60%)\n',
      PLANNED,
    ],
    [
      'shares as parts of one',
      'a.md',
      '| No | Area | Weight |\n|--|--|--|\n| 1 | Planning | 0.4 |\n| 2 | Doing | 0.6 |\n',
      ['40 / Planning', '60 / Doing'],
    ],
    [
      'an HTML table with ordinals and a total',
      'a.html',
      '<h1>Exam</h1><table><tr><th>Domain</th><th>Share of the exam</th></tr><tr><td>1.0 Planning</td><td>40%</td></tr><tr><td>2.0 Doing</td><td>60%</td></tr><tr><td>Total</td><td>100%</td></tr></table>',
      ['40 / Planning', '60 / Doing'],
    ],
    ['a Word table', 'a.docx', docxOf([{ heading: 'Exam', level: 1 }, { rows: table }]), PLANNED],
    [
      'Word headings',
      'a.docx',
      docxOf([
        { heading: 'Planning – 40 %', level: 2 },
        { items: ['Scope', 'Risk'] },
        { heading: 'Doing – 60 %', level: 2 },
        { items: ['Build'] },
      ]),
      PLANNED,
    ],
  ];
  for (const [shape, name, file, lines] of SHAPES)
    test(shape, async () => {
      const found = await read(name, await file);
      assert.deepEqual([found.lines, found.sum, found.notes], [lines, 100, []]);
    });

  test('an overview table and a section for each domain are one blueprint', async () => {
    const found = await read(
      'guide.md',
      '# Guide\n\nThe exam has 65 questions, 15 (23%) of them unscored; 70% passes.\n\n| Domain | % of exam |\n|---|---|\n| Domain 1: Plan Well | 40% |\n| Domain 2: Do Well | 60% |\n\n## Domain 1: Plan Well\n\n### Task Statement 1.1: Draw the scope\n\n- x\n\n### Task Statement 1.2: Weigh risks\n\n- y\n\n## Domain 2: Do Well (60% of scored content)\n\n- Build\n',
    );
    assert.deepEqual(found.lines, [
      '40 / Plan Well / Draw the scope / Weigh risks',
      '60 / Do Well / Build',
    ]);
  });

  test('the columns of a PDF are read by their places, and each domain names its page', async () => {
    const column = (x: number, lines: string[]) =>
      lines.map((text, index) => ({ x, y: 600 - index * 16, text }));
    const left = column(50, [
      '40% - Planning',
      '- Drawing up the scope',
      '- Weighing all risks',
      '- Asking who pays it',
    ]);
    const right = column(330, [
      '60% - Doing',
      '- Building what counts',
      '- Testing what is built',
      '- Handing it all over',
    ]);
    const found = await read(
      'guide.pdf',
      pdfOf([
        [{ x: 50, y: 700, text: 'Exam curriculum of planners', size: 20 }],
        [...left, ...right],
      ]),
    );
    assert.deepEqual(
      found.domains.map(({ name, weight, page, objectives }) => [
        name,
        weight,
        page,
        objectives[0],
      ]),
      [
        ['Planning', 40, 2, 'Drawing up the scope'],
        ['Doing', 60, 2, 'Building what counts'],
      ],
    );
  });
});

describe('what a curriculum does not say stays open', () => {
  test('a range is no weight', async () => {
    const found = await read('a.md', '- Planning (35–40%)\n- Doing (60-65%)\n');
    assert.deepEqual(found.lines, ['? / Planning', '? / Doing']);
    assert.match(found.notes.join(' '), /"Planning" it gives a range \(35–40 %\)/);
  });

  test('weights that do not come to 100 are given as they are, and said', async () => {
    const found = await read('a.txt', 'Planning 40%\nDoing 50%\n');
    assert.deepEqual([found.sum, found.lines], [90, ['40 / Planning', '50 / Doing']]);
    assert.match(found.notes.join(' '), /add up to 90 %, not to 100 %/);
  });

  test('percentages in prose are no domains', async () => {
    const text = 'Sales rose by 20% in spring. Costs fell by 30% at once. A score of 70% passes.';
    for (const name of ['a.md', 'a.txt', 'a.html'])
      assert.deepEqual((await read(name, text)).lines, [], name);
  });

  test('a file that cannot be read is refused in words', async () => {
    assert.deepEqual(await reader('a.pdf', pdfOf([[]])), {
      refused: 'The pages are pictures without text; run text recognition on them first.',
    });
    assert.match(JSON.stringify(await reader('a.txt', Buffer.from([0x63, 0xe9]))), /UTF-8/);
  });
});
