import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defines, sentencesOf, standsAlone } from '../../../actors/knowledge/sentences.ts';

test('abbreviations and numbers do not end a sentence, and places are exact', () => {
  const text = 'Use units, e.g. seconds, since v. 2.0 does. Dr. Who agrees. Third one.';
  const sentences = sentencesOf(text);
  assert.deepEqual(
    sentences.map((sentence) => sentence.text),
    ['Use units, e.g. seconds, since v. 2.0 does.', 'Dr. Who agrees.', 'Third one.'],
  );
  for (const sentence of sentences)
    assert.equal(text.slice(sentence.start, sentence.end), sentence.text);
});

describe('a slide takes', () => {
  for (const sentence of [
    'A gauge is a metric that represents a single numerical value that can go up and down.',
    'Do not use a counter to expose a value that can decrease.',
    'Large text needs a contrast ratio of at least 3 to 1.',
  ])
    test(sentence, () => assert.ok(standsAlone(sentence)));
});

describe('a slide refuses', () => {
  for (const [why, sentence] of [
    ['a pronoun', 'It can be reset to zero whenever the process is restarted by someone.'],
    ['a reference', 'The following table shows the ports that each server listens on.'],
    ['a link rest', 'Read the guide](https://x.example) before the server is started again.'],
    ['code', 'Set scrape_interval: 15s and evaluation_interval: 15s in prometheus.yml files.'],
    ['a question', 'Why would anyone want to restart the server in the night?'],
    ['a fragment', 'Optional values of the label for the instance in the list'],
    ['too few words', 'Counters only ever go up.'],
    ['an unclosed bracket', 'A counter (a number that only goes up is reset by a restart.'],
    ['an announcement', 'Alerting with the server is separated into two parts.'],
    ['a missing subject', 'Writes each event as a single line of text to the output.'],
  ] as const)
    test(why, () => assert.equal(standsAlone(sentence), false));
});

test('a definition names its subject first', () => {
  assert.ok(defines('A focus order is the sequence in which controls receive the focus.'));
  assert.equal(defines('Controls receive the focus in a certain order.'), false);
});
