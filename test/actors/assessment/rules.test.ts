/** The reading and writing rules one by one, on sentences that each caught a bad question. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { factsOf, worthAsking } from '../../../actors/assessment/collect.ts';
import { flawsOf } from '../../../actors/assessment/flaws.ts';
import { isOfOneKind, mayAlsoFit } from '../../../actors/assessment/likeness.ts';
import { ask } from '../../../actors/assessment/numbers.ts';
import { aroundKey, numericOptions } from '../../../actors/assessment/numeric-options.ts';
import { sentences } from '../../../actors/assessment/sentences.ts';
import { toThePoint } from '../../../actors/assessment/statement.ts';
import { parseMarkdown } from './markdown-corpus.ts';

const ASKED: [string, string, string][] = [
  ['The default lease time is 90 seconds.', 'what is the default lease time, in seconds?', '90'],
  ['The lease defaults to 15m.', 'what is the default of the lease, in minutes?', '15'],
  ['Each basket is limited to 1,024 eggs.', 'each basket is limited to how many eggs?', '1,024'],
  [
    'A crew must rest for at least 11 hours per day.',
    'a crew must rest for at least how many hours per day?',
    '11',
  ],
];
for (const [line, question, value] of ASKED)
  test(`“${line}” is asked with the unit in the question`, () => {
    assert.deepEqual(ask(line), { question, value });
  });

const UNASKED = [
  'For a job that runs every 4 hours, the limit is 10 minutes.',
  'For example, the default limit is 10 minutes.',
  'The limit was reached in the late 1970s.',
  'You can keep at most 5 copies.',
  'Have no more than 5 graphs on a page.',
  'This defaults to 10 seconds.',
  'The default version is 3.',
];
for (const line of UNASKED)
  test(`“${line}” is not asked`, () => {
    assert.equal(ask(line), null);
  });

const GOOD = {
  family: 'term',
  stem: 'Which term is defined as “a marked channel for large vessels”?',
  options: ['Fairway', 'Berthing', 'Slipway', 'Dolphin'],
  key: 0,
};

const FLAWED: [string, Partial<typeof GOOD>][] = [
  ['clue_in_stem', { stem: 'Which term is defined as “a fair marked way”?' }],
  ['anaphora', { stem: 'Which of the previous two is a channel?' }],
  ['hedge', { stem: 'Which term is often a channel?' }],
  ['mixed_options', { options: ['Fairway', 'berth_id', 'Slipway', 'Dolphin'] }],
  [
    'length_spread',
    { options: ['Fairway', 'Berthing', 'Slipway', 'A sheltered stretch of water'] },
  ],
  ['markup', { stem: 'Which term is **defined** as a channel?' }],
  ['options_repeat', { options: ['Fairway', 'fairway', 'Slipway', 'Dolphin'] }],
  ['stem_is_no_question', { stem: 'Name the channel.' }],
  ['negative_stem', { stem: 'Which of these is not a berth?' }],
  [
    'abbreviation_in_stem',
    {
      stem: 'Which function takes the square root?',
      options: ['sqrt()', 'ceil()', 'rand()', 'dice()'],
    },
  ],
  [
    'clue_in_stem',
    {
      stem: 'Which label holds the Amazon Machine Image?',
      options: ['ec2_ami', 'ec2_key', 'ec2_zone', 'ec2_host'],
    },
  ],
  [
    'clue_in_stem',
    {
      stem: 'Which protocol has the version “0.0.4”?',
      options: ['Text0.0.4', 'Text1.0.0', 'Text2.0.0', 'Text2.1.0'],
    },
  ],
];
for (const [flaw, change] of FLAWED)
  test(`a question with the flaw ${flaw} is found: ${change.stem ?? change.options?.join(', ')}`, () => {
    assert.ok(flawsOf({ ...GOOD, ...change }).includes(flaw));
  });

test('a sound question has no flaw, and a word that all options share is no clue', () => {
  assert.deepEqual(flawsOf(GOOD), []);
  const shared = {
    ...GOOD,
    stem: 'Which line holds a course?',
    options: ['Red line', 'Blue line', 'Green line', 'White line'],
  };
  assert.deepEqual(flawsOf(shared), []);
});

test('a word that all other options but one share is no clue; one that half of them lack is', () => {
  const stem = 'Which signal marks the line of a course?';
  const with3 = { ...GOOD, stem, options: ['Red line', 'Blue line', 'Green line', 'White buoy'] };
  assert.deepEqual(flawsOf(with3), []);
  const with2 = { ...GOOD, stem, options: ['Red line', 'Blue line', 'Green lamp', 'White buoy'] };
  assert.deepEqual(flawsOf(with2), ['clue_in_stem']);
});

test('entries of one list may be told in like words, unless one is true of the other too', () => {
  const [binary, decimal] = ['takes the binary logarithm of v', 'takes the decimal logarithm of v'];
  assert.equal(mayAlsoFit(binary, decimal, true), false);
  assert.equal(mayAlsoFit(binary, decimal, false), true);
  assert.equal(mayAlsoFit('counts the ships', 'counts the ships at anchor', true), true);
});

test('a statement ends before what it adds in passing, but never as a stump', () => {
  const whole = 'finds the lowest tide of the month, returning a number (special cases)';
  assert.equal(toThePoint(whole), 'finds the lowest tide of the month');
  assert.equal(toThePoint('finds it, returning a number'), 'finds it, returning a number');
  assert.equal(toThePoint('lies at anchor (off the quay)'), 'lies at anchor (off the quay)');
});

test('the letter of an argument ends a statement only of what is called with arguments', () => {
  const told = 'calculates the mean depth of all soundings in d';
  assert.equal(toThePoint(told, true), 'calculates the mean depth of all soundings');
  assert.equal(toThePoint(told), told);
});

test('two things of one kind that are described alike fit each other’s question', () => {
  const quay = 'an open mooring platform for small ships with fresh water';
  const pier = 'an open floating platform used by small ships to take fresh water';
  assert.equal(isOfOneKind(quay, pier), true);
  assert.equal(isOfOneKind(quay, 'an open vessel for small ships with fresh water'), false);
});

test('sentences end at full stops, but not after abbreviations and initials', () => {
  const text = 'Ropes, e.g. Hawsers, are long. J. Smith made v2.1 of them.  Done';
  assert.deepEqual(
    sentences(text).map((one) => one.text),
    ['Ropes, e.g. Hawsers, are long.', 'J. Smith made v2.1 of them.', 'Done'],
  );
  for (const one of sentences(text)) assert.equal(text.slice(one.start, one.end), one.text);
});

test('wrong numbers are multiples, and none of them stands nearby in the text', () => {
  assert.deepEqual(numericOptions('10', ['10', '20']), ['1', '5', '40', '100']);
  assert.deepEqual(aroundKey('8', numericOptions('8', []), 0), ['8', '16', '32', '80']);
  assert.equal(aroundKey('8', numericOptions('8', []), 3).length, 4);
});

const read = (text: string): string[] => {
  const parsed = parseMarkdown('a.md', text);
  return worthAsking(factsOf(parsed), [parsed.document.text]).flatMap((fact) =>
    fact.kind === 'numeric' || (fact.kind === 'definition' && fact.form === 'named')
      ? []
      : [fact.term],
  );
};

test('a list of names behind one long prefix is an inventory and gives no questions', () => {
  const list = (prefix: string): string =>
    `# Labels\n\n${['port', 'zone', 'rack', 'tags'].map((name) => `* \`${prefix}${name}\`: written by the keeper of the ${name.length} gates`).join('\n')}\n`;
  assert.deepEqual(read(list('__meta_host_')), []);
});

test('a cell with several things glued together gives no question', () => {
  const rows = [
    'Oak | count, sum, bucket',
    'Elm | one, two, three',
    'Ash | red, green, blue',
    'Fir | hot, cold, mild',
  ];
  assert.deepEqual(
    read(`# Trees\n\n| Tree | Parts |\n|---|---|\n| ${rows.join(' |\n| ')} |\n`),
    [],
  );
});

test('a set that calls something by a name defines that name', () => {
  const text =
    '# Work\n\nA collection of targets with the same purpose is called a job. One job, another job.\n';
  assert.deepEqual(read(text), ['job']);
});

test('entries that point elsewhere, name an event or deny their opposite give no question', () => {
  const list = (statements: string[]): string =>
    `# Boats\n\n${statements.map((told, at) => `* ${['Oak', 'Elm', 'Ash', 'Fir'][at]}: ${told}`).join('\n')}\n`;
  const fine = [
    'tows smaller vessels into port',
    'holds water for longer trips',
    'pulls nets behind its stern',
  ];
  const kept = (told: string): string[] => read(list([told, ...fine]));
  assert.deepEqual(kept('carries heavy timber across lakes'), ['Oak', 'Elm', 'Ash', 'Fir']);
  for (const told of [
    'Section 4: Towing, Section 11: Nets',
    'Ann Smith at the harbour fair 2015',
    'All boats that are not fast',
  ])
    assert.deepEqual(kept(told), ['Elm', 'Ash', 'Fir'], told);
});

test('a definition that speaks of people or of the easiest way gives no question', () => {
  const defined = (told: string): string[] =>
    read(`# Terms\n\n## Fairway\n\nA fairway is ${told}.\n`);
  assert.deepEqual(defined('a marked channel for large vessels in a harbour'), ['Fairway']);
  assert.deepEqual(defined('a marked channel on which you steer large vessels'), []);
  assert.deepEqual(defined('the easiest way to reach a berth in a harbour'), []);
});

test('a statement is not cut before it has said what follows from its condition', () => {
  const whole =
    'flag saying that if the file exists, and the file is open, its length becomes zero';
  assert.equal(toThePoint(whole), whole);
  assert.equal(
    toThePoint('malicious text sent in by a user. (See the sheet on injection)'),
    'malicious text sent in by a user',
  );
});

test('an acronym beside its own words is a clue, whichever of both is the question', () => {
  const item = {
    family: 'definition',
    key: 0,
    options: ['A newer Remote Event Signalling Protocol'],
  };
  assert.ok(flawsOf({ ...item, stem: 'What is RESP3?' }).includes('abbreviation_in_stem'));
  assert.ok(!flawsOf({ ...item, stem: 'What is HTML5?' }).includes('abbreviation_in_stem'));
});
