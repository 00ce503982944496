import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { extract } from '../../../actors/knowledge/extract.ts';
import type { Extraction } from '../../../actors/knowledge/extraction.ts';
import { isUnreadable } from '../../../actors/knowledge/extraction.ts';
import { docxOf, pptxOf } from './office-files.ts';
import { type Mark, pdfOf } from './pdf-files.ts';

const EXAMPLES = new URL('../../../examples/documents/', import.meta.url).pathname;
const PCA = new URL('../../../../shared/data/pca/', import.meta.url).pathname;

const read = (text: string, name: string) => extract(Buffer.from(text), '', name);
const kinds = (extraction: Extraction) => extraction.blocks.map((block) => block.kind);

function assertOffsets({ text, blocks }: Extraction): void {
  for (const block of blocks) assert.equal(text.slice(block.start, block.end), block.text);
}

describe('Markdown', () => {
  test('front matter, comments, link syntax and directives stay out of the text', async () => {
    const extraction = await read(
      [
        '---\ntitle: Queues\nsecret_key: 7\n---\n# Queues {#queues}\n',
        'A queue holds [jobs](https://x.example/a_b "t") <!-- hidden --> in `enqueue()` order.\n',
        '<!--\nwhole comment\n-->\n\n:::note\nKept.\n:::\n\n![picture](p.png)\n\n[ref]: https://x.example\n',
      ].join('\n'),
      'a.md',
    );
    assert.equal(extraction.title, 'Queues');
    assert.equal(extraction.text, 'Queues\n\nA queue holds jobs in enqueue() order.\n\nKept.');
  });

  test('the title of the front matter heads every path when no heading says the same', async () => {
    const { blocks } = await read(
      '---\ntitle: Metrics\n---\n## Gauge\nGoes up and down.\n',
      'a.md',
    );
    assert.deepEqual(blocks.at(-1)?.heading, ['Metrics', 'Gauge']);
  });

  test('a table keeps its rows, the header first, and parts lines of a cell by a semicolon', async () => {
    const { blocks } = await read('| a | b |\n|---|---|\n| `x` | one<br>two |\n', 'a.md');
    assert.deepEqual(blocks[0]?.rows, [
      ['a', 'b'],
      ['x', 'one; two'],
    ]);
  });

  test('nested lists keep every item with its depth', async () => {
    const { blocks } = await read('- one\n  - **inner**: text\n    - deep\n- two\n', 'a.md');
    assert.deepEqual(blocks[0]?.items, ['one', 'inner: text', 'deep', 'two']);
    assert.deepEqual(blocks[0]?.levels, [0, 1, 2, 0]);
  });

  test('code is a block of its own, inside lists too, and placeholders are words', async () => {
    const extraction = await read('- run <duration> of\n\n  ```\n  a # b\n  ```\n- two\n', 'a.md');
    assert.deepEqual(kinds(extraction), ['list', 'code']);
    assert.deepEqual(extraction.blocks[0]?.items, ['run <duration> of', 'two']);
    assert.equal(extraction.blocks[1]?.text, 'a # b');
  });

  test('any text keeps offsets true', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }), async (pieces) => {
        const extraction = await read(pieces.join(''), 'a.md').catch(onlyUnreadable);
        if (extraction !== null) assertOffsets(extraction);
      }),
      { numRuns: 200 },
    );
  });
});

const PIECES = [
  ...['# ', '## x\n', '- ', '  - ', '| a | b |\n|---|---|\n', '```\n', '> ', '\n\n', '\n', ' '],
  ...['word ', 'e\u0301', '\ud800', '\u200b', '&amp;', '<b>', '</table>', '<li>', '[x](y)', '1. '],
  ...['<!--', '-->', '---\n', '\t', '\u0000', '**', '`', ':::', '{{< a >}}', '\r\n', '<td>'],
];

function onlyUnreadable(error: unknown): null {
  assert.ok(isUnreadable(error), String(error));
  return null;
}

describe('HTML', () => {
  test('navigation, scripts, styles and footers are left out', async () => {
    const html = readFileSync(join(EXAMPLES, '04-semantic-code.html'));
    const extraction = await extract(html, 'text/html', 'page.html');
    assert.doesNotMatch(extraction.text, /font-family|nothing to run|Sample course/);
    assert.equal(extraction.title, 'Semantic code and ARIA');
    assert.equal(extraction.blocks.filter(({ kind }) => kind === 'table').length, 2);
    assertOffsets(extraction);
  });

  test('a definition list becomes items of term and text', async () => {
    const { blocks } = await read('<dl><dt>Role</dt><dd>A kind.</dd></dl>', 'a.html');
    assert.deepEqual(blocks[0]?.items, ['Role: A kind.']);
  });

  test('a declared older encoding is honoured', async () => {
    const bytes = Buffer.from('<meta charset="windows-1252"><p>caf\xe9 bar</p>', 'latin1');
    assert.equal((await extract(bytes, 'text/html', 'a.html')).text, 'café bar');
  });
});

describe('Office files', () => {
  test('a Word document keeps headings, bold terms, lists and tables', async () => {
    const bytes = await docxOf([
      { heading: 'Audit', level: 1 },
      { paragraph: 'Tests **prove** it.' },
      { items: ['**Scope**: The pages.', '**Sample**: A choice.'] },
      {
        rows: [
          ['Level', 'Count'],
          ['A', '31'],
        ],
      },
    ]);
    const extraction = await extract(bytes, '', 'audit.docx');
    assert.deepEqual(kinds(extraction), ['heading', 'paragraph', 'list', 'table']);
    assert.deepEqual(extraction.blocks[2]?.items, ['Scope: The pages.', 'Sample: A choice.']);
    assert.deepEqual(extraction.blocks[3]?.rows, [
      ['Level', 'Count'],
      ['A', '31'],
    ]);
    assertOffsets(extraction);
  });

  test('slides come in the order of the deck with their numbers as pages', async () => {
    const bytes = await pptxOf([
      { title: 'First & only', lines: ['one', 'two'] },
      { title: 'Second', lines: ['A single line.'] },
    ]);
    const { blocks, pages } = await extract(bytes, '', 'deck.pptx');
    assert.equal(pages, 2);
    assert.deepEqual(
      blocks.map(({ kind, page, text }) => [kind, page, text]),
      [
        ['heading', 1, 'First & only'],
        ['list', 1, '- one\n- two'],
        ['heading', 2, 'Second'],
        ['paragraph', 2, 'A single line.'],
      ],
    );
  });
});

describe('PDF', () => {
  test('headings, a table and a list drawn without bullet characters are told apart', async () => {
    const bytes = readFileSync(join(EXAMPLES, '06-accessible-media.pdf'));
    const extraction = await extract(bytes, 'application/pdf', 'media.pdf');
    const table = extraction.blocks.find(({ kind }) => kind === 'table');
    const list = extraction.blocks.find(({ kind }) => kind === 'list');
    assert.deepEqual(table?.rows?.[1], ['Captions', 'People who are deaf']);
    assert.equal(table?.rows?.length, 5);
    assert.equal(list?.items?.length, 5);
    assert.deepEqual(list?.heading, ['Accessible media', 'Terms of media access']);
    assertOffsets(extraction);
  });

  test('columns and a table between full lines are read in order', async () => {
    const column = (x: number, word: string) =>
      [700, 688, 676, 664, 652].map((y) => ({ x, y, text: `${word} column text fills its line` }));
    const row = (y: number, ...cells: string[]) =>
      cells.map((text, index) => ({ x: 60 + index * 40 * (index + 1), y, text }));
    const marks: Mark[] = [
      { x: 60, y: 760, size: 18, text: 'A paper' },
      {
        x: 60,
        y: 730,
        text: 'A full line crosses the middle of the page and is read before the columns.',
      },
      ...column(60, 'Left'),
      ...column(320, 'Right'),
      { x: 60, y: 610, size: 14, text: 'Results' },
      ...row(580, 'Name', 'Size', 'Remark'),
      ...row(560, 'Alpha', '1', 'a remark that is'),
      ...row(548, '', '', 'set in two lines').slice(2),
      ...row(528, 'Beta', '2', 'short'),
      ...row(508, 'Gamma', '3', 'last'),
    ];
    const extraction = await extract(pdfOf([marks]), '', 'a.pdf');
    const left = extraction.text.lastIndexOf('Left column');
    assert.ok(left < extraction.text.indexOf('Right column'));
    assert.ok(extraction.text.lastIndexOf('Right column') < extraction.text.indexOf('Results'));
    assert.deepEqual(extraction.blocks.at(-1)?.rows, [
      ['Name', 'Size', 'Remark'],
      ['Alpha', '1', 'a remark that is set in two lines'],
      ['Beta', '2', 'short'],
      ['Gamma', '3', 'last'],
    ]);
    assertOffsets(extraction);
  });

  test('running heads and page numbers are dropped, words parted at a line end are joined', async () => {
    const page = (number: number): Mark[] => [
      { x: 60, y: 770, text: 'Course notes' },
      { x: 60, y: 600, text: `Page ${number} speaks of acces-` },
      { x: 60, y: 588, text: 'sible pages in two lines.' },
      { x: 290, y: 30, text: `${number}` },
    ];
    const { text, pages } = await extract(pdfOf([page(1), page(2), page(3)]), '', 'a.pdf');
    assert.equal(pages, 3);
    assert.equal(
      text,
      [1, 2, 3].map((n) => `Page ${n} speaks of accessible pages in two lines.`).join('\n\n'),
    );
  });

  test('two columns are read one after the other', skipWithout(PCA), async () => {
    const bytes = readFileSync(join(PCA, 'PCA_Curriculum.pdf'));
    const { blocks, pages } = await extract(bytes, '', 'outline.pdf');
    const outline = blocks.filter(({ text }) => /^\d+% - /.test(text)).map(({ text }) => text);
    assert.equal(pages, 3);
    assert.deepEqual(outline, [
      '28% - PromQL',
      '20% - Prometheus Fundamentals',
      '18% - Observability Concepts',
      '18% - Alerting & Dashboarding',
      '16% - Instrumentation and Exporters',
    ]);
    const promql = blocks.find((block) => block.heading.at(-1) === outline[0] && block.items);
    assert.equal(promql?.items?.at(-1), 'Timestamp Metrics');
  });
});

describe('plain text', () => {
  test('UTF-16 with its mark is read, headings and lists are found', async () => {
    const text = 'Title\n=====\n\nSome words\nin a row.\n\n- one\n- two\n';
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    const extraction = await extract(bytes, 'text/plain', 'a.txt');
    assert.deepEqual(kinds(extraction), ['heading', 'paragraph', 'list']);
    assert.equal(extraction.blocks[1]?.text, 'Some words in a row.');
  });

  test('five megabytes in one line are read', async () => {
    const extraction = await read('words and more '.repeat(350_000), 'a.txt');
    assert.equal(extraction.blocks.length, 1);
    assertOffsets(extraction);
  });
});

describe('what cannot be read has a named reason', () => {
  const pdf = readFileSync(join(EXAMPLES, '06-accessible-media.pdf'));
  const zip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
  const cases: [string, Uint8Array, string, string][] = [
    ['an empty file', new Uint8Array(), 'a.md', 'DOCUMENT_EMPTY'],
    ['only front matter', Buffer.from('---\ntitle: x\n---\n'), 'a.md', 'DOCUMENT_EMPTY'],
    ['a PDF that stops after its header', pdf.subarray(0, 200), 'a.pdf', 'DOCUMENT_DAMAGED'],
    ['pages without text', pdfOf([[], []]), 'a.pdf', 'DOCUMENT_SCANNED'],
    ['a PDF with a password', pdfOf([[]], { encrypted: true }), 'a.pdf', 'DOCUMENT_ENCRYPTED'],
    ['a zip that is no Word document', zip, 'a.docx', 'DOCUMENT_KIND'],
    [
      'half a Word document',
      Buffer.from('PK\u0003\u0004word/document.xml'),
      'a.docx',
      'DOCUMENT_KIND',
    ],
    [
      'UTF-16 without its mark',
      Buffer.from('Some text here', 'utf16le'),
      'a.txt',
      'DOCUMENT_ENCODING',
    ],
    [
      'bytes that are no UTF-8',
      Buffer.from('caf\xe9 and more', 'latin1'),
      'a.md',
      'DOCUMENT_ENCODING',
    ],
    [
      'an old or encrypted Office file',
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      'a.docx',
      'DOCUMENT_LEGACY',
    ],
    ['a program', Buffer.from('7f454c4602010100000000000000', 'hex'), 'a.txt', 'DOCUMENT_KIND'],
  ];
  for (const [what, bytes, name, code] of cases)
    test(what, () => assert.rejects(extract(bytes, '', name), { code, kind: 'terminal' }));

  test('a PDF whose end is missing is read as far as it goes or refused, never a crash', async () => {
    for (const part of [0.3, 0.6, 0.9, 0.99]) {
      const cut = pdf.subarray(0, Math.floor(pdf.length * part));
      const extraction = await extract(cut, '', 'a.pdf').catch(onlyUnreadable);
      if (extraction !== null) assertOffsets(extraction);
    }
  });

  test('a Word document that unpacks a thousandfold is not opened', async () => {
    const bomb = await docxOf([{ paragraph: 'x'.repeat(30_000_000) }]);
    await assert.rejects(extract(bomb, '', 'a.docx'), { code: 'DOCUMENT_BOMB' });
  });
});

test(
  'every block of every document of a real course stands at its offsets',
  skipWithout(PCA),
  async () => {
    const names = readdirSync(PCA, { recursive: true, encoding: 'utf8' });
    let blocks = 0;
    for (const name of names.filter((one) => /\.(md|pdf)$/.test(one))) {
      const bytes = readFileSync(join(PCA, name));
      const extraction = await extract(bytes, '', name).catch(onlyUnreadable);
      if (extraction === null) continue;
      assertOffsets(extraction);
      blocks += extraction.blocks.length;
      for (const { kind, text } of extraction.blocks)
        if (kind !== 'code') assert.doesNotMatch(text, /\]\(http|<!--|^sort_rank/m);
    }
    assert.ok(blocks > 1000);
  },
);

function skipWithout(path: string): { skip?: string } {
  return existsSync(path) ? {} : { skip: `${path} is not there` };
}
