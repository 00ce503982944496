import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  exportSet,
  FORMATS,
  type Format,
  formatOf,
  lossesOf,
  type Part,
} from '../../../actors/assessment/exchange/formats.ts';
import {
  type ExchangeItem,
  type ExchangeSet,
  faultOf,
  tidyItem,
  tidySet,
} from '../../../actors/assessment/exchange/item.ts';

/** Texts made of what each format treats specially, and of anything at all. */
const special = fc.constantFrom(
  ...[
    '~',
    '=',
    '#',
    '####',
    '{',
    '}',
    ':',
    '::',
    '\\',
    '\\n',
    '\\=',
    '\n',
    '\r\n',
    '\t',
    '%',
    '%50%',
  ],
  ...['<', '>', '&', '&amp;', '"', "'", ']]>', '<![CDATA[', '<!--', '-->', '<br>', '</text>', '?>'],
  ...[',', ';', '[html]', '[plain]', '//', '/', '$CATEGORY:', '->', '|', '+1', '-2', '@', '“', 'é'],
  ...[
    '日本',
    '🦉',
    '\u0000',
    '\u0007',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\ud800',
    '\ue003',
    'T',
    'word',
    ' ',
  ],
);
const odd = fc.oneof(
  fc.array(special, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
);
const item: fc.Arbitrary<ExchangeItem> = fc
  .record({
    id: fc.oneof(fc.uuid(), odd),
    domain: fc.oneof(odd, fc.constant('')),
    objective: fc.option(odd),
    difficulty: fc.constantFrom(
      'beginner' as const,
      'intermediate' as const,
      'advanced' as const,
      null,
    ),
    type: fc.constantFrom('definition', 'llm', ''),
    stem: odd,
    options: fc.array(odd, { minLength: 2, maxLength: 6 }),
    at: fc.nat(),
    rationale: fc.oneof(odd, fc.constant('')),
    source: fc.option(fc.record({ document: odd, chunk: odd, quote: odd, sha256: odd })),
  })
  .map(({ at, ...rest }) => ({ ...rest, key: at % rest.options.length }))
  .filter((each) => faultOf(tidyItem(each)) === null);
const set = fc.record({
  title: odd,
  pass_mark: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  items: fc.array(item, { minLength: 1, maxLength: 6 }),
});

/** The parts of a question that the format promises to carry. */
function carried(format: Format, items: ExchangeItem[]): object[] {
  const parts: Part[] = [...format.carries];
  return items.map(({ stem, options, key, ...rest }) => ({
    ...{ stem, options, key },
    ...Object.fromEntries(parts.map((part) => [part, rest[part]])),
  }));
}

async function back(format: Format, sent: ExchangeSet) {
  const { bytes } = await exportSet(format, sent);
  assert.ok(format.read);
  return format.read(bytes);
}

describe('questions go out and come back equal', () => {
  for (const format of FORMATS.filter(({ read }) => read !== null))
    it(`as ${format.name}, whatever characters they are made of`, async () => {
      await fc.assert(
        fc.asyncProperty(set, async (sent) => {
          const arrived = await back(format, sent);
          assert.deepEqual(arrived.refused, []);
          assert.deepEqual(carried(format, arrived.items), carried(format, tidySet(sent).items));
        }),
        { numRuns: 120, endOnFailure: true },
      );
    });

  it('and the same questions make the same file', async () => {
    for (const format of FORMATS) {
      const sent = fc.sample(set, { seed: 7, numRuns: 1 })[0] as ExchangeSet;
      const [one, other] = [await exportSet(format, sent), await exportSet(format, sent)];
      assert.deepEqual(Buffer.from(one.bytes), Buffer.from(other.bytes), format.name);
    }
  });
});

const PLAIN: ExchangeItem = {
  id: 'q1',
  domain: 'Networks',
  objective: null,
  difficulty: 'beginner',
  type: 'definition',
  stem: 'Which device forwards packets?',
  options: ['router', 'printer'],
  key: 0,
  rationale: 'The guide says so.',
  source: { document: 'Guide', chunk: 'c1', quote: 'A router forwards packets.', sha256: 'aa' },
};

describe('what a format cannot carry is said', () => {
  it('only of what these questions have', () => {
    const gift = formatOf('gift') as Format;
    const lost = lossesOf(gift, [PLAIN, { ...PLAIN, source: null }]);
    assert.ok(lost.includes('The source passage with its checksum (of 1 of 2 questions).'));
    assert.ok(!lost.some((each) => each.startsWith('The objective')));
    assert.ok(lost.some((each) => each.startsWith('Statistics')));
  });
});

describe('files of others', () => {
  const read = (id: string, text: string) => {
    const format = formatOf(id);
    assert.ok(format?.read);
    return format.read(new TextEncoder().encode(text));
  };

  it('GIFT takes single choice and names every other kind', async () => {
    const { items, refused } = await read(
      'gift',
      [
        '// a comment\n$CATEGORY: $course$/top/Default/Cells\n',
        '::Q1:: What\\: grows {\n=cell # yes\n~%0%stone # no\n####Because.\n}\n',
        'Sun is a star {T}\n',
        'Two and two {#4}\n',
        'Match {\n=a -> b\n=c -> d\n}\n',
        'Say it {=one =two}\n',
        'Write {}\n',
        'Half {~%50%a ~%50%b ~c}\n',
        'Roses are {=red ~green} in June\n',
      ].join('\n'),
    );
    assert.deepEqual(
      items.map(({ id, domain, stem, options, key, rationale }) => ({
        ...{ id, domain, stem, options, key, rationale },
      })),
      [
        {
          id: 'Q1',
          domain: 'Cells',
          stem: 'What: grows',
          options: ['cell', 'stone'],
          key: 0,
          rationale: 'Because.',
        },
        {
          id: 'question-8',
          domain: 'Cells',
          stem: 'Roses are _____ in June',
          options: ['red', 'green'],
          key: 0,
          rationale: '',
        },
      ],
    );
    assert.deepEqual(
      refused.map(({ reason }) => reason.split(' ').slice(0, 4).join(' ')),
      [
        'it is a true/false',
        'it asks for a',
        'it is a matching',
        'it is a short-answer',
        'it has no answers',
        'several of its answers',
      ],
    );
  });

  it('Moodle XML in HTML comes in as what a reader sees', async () => {
    const { items, refused } = await read(
      'moodle',
      `<?xml version="1.0"?><quiz>
       <question type="multichoice"><name><text>N</text></name>
         <questiontext format="html"><text><![CDATA[<p>Is 1 &lt; 2<br>really?</p>]]></text></questiontext>
         <single>true</single>
         <answer fraction="0"><text>no</text></answer><answer fraction="100"><text>yes</text></answer>
       </question><question type="essay"/></quiz>`,
    );
    assert.equal(items[0]?.stem, 'Is 1 < 2\nreally?');
    assert.equal(items[0]?.key, 1);
    assert.equal(refused[0]?.reason, 'it is a question of the kind essay');
  });

  it('a spreadsheet may use semicolons, letters for the key, and columns in any order', async () => {
    const { items, refused } = await read(
      'csv',
      'Key;Stem;Option 1;Option 2\nB;Which?;one;"two; too"\n7;Which?;one;two\n',
    );
    assert.deepEqual(items[0]?.options, ['one', 'two; too']);
    assert.equal(items[0]?.key, 1);
    assert.deepEqual(refused, [
      { at: 'row 3', reason: 'it does not say which one option is right' },
    ]);
  });

  it('what is no such file is refused as a whole, in words', async () => {
    const cases: [string, string][] = [
      ['csv', 'a,b\n1,2'],
      ['csv', '"open'],
      ['moodle', '<quiz><question>'],
      ['moodle', '<!DOCTYPE quiz [<!ENTITY x "y">]><quiz>&x;</quiz>'],
      ['moodle', '<html></html>'],
      ['qti12', '<quiz/>'],
      ['qti21', 'PK not a zip'],
    ];
    for (const [id, text] of cases)
      await assert.rejects(read(id, text), { code: 'IMPORT_UNREADABLE' }, `${id}: ${text}`);
  });

  it('no cell of a table begins like a formula', async () => {
    const { bytes } = await exportSet(formatOf('csv') as Format, {
      title: 't',
      pass_mark: null,
      items: [{ ...PLAIN, stem: '=HYPERLINK("http://x")', options: ['+1', '-1', '@x'] }],
    });
    const cells = new TextDecoder().decode(bytes).split('\r\n')[1] ?? '';
    assert.doesNotMatch(cells, /(^|,)"?[=+\-@]/);
  });
});
