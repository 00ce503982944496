import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../../actors/content.ts';
import { gatherEvidence } from '../../actors/presentation/gather.ts';
import { planDeck } from '../../actors/presentation/plan.ts';
import type { Slide } from '../../actors/presentation/slides.ts';
import {
  evidence,
  item,
  learnerResult,
  questionSet,
  source,
  standing,
} from './presentation-material.ts';

const statement = (text: string, heading = 'Locks'): Evidence => ({
  text,
  source: source(text, heading),
});

async function gathered(statements: Evidence[]): Promise<string[]> {
  const found = await gatherEvidence(async (_kb, _query, limit) => statements.slice(0, limit), {
    knowledge: 'kb',
    domains: [{ name: 'Locks', weight: 1, objectives: ['Gates'] }],
    result: learnerResult('learner-1', [standing('Locks', 'gap')], ['sluice']),
    questions: questionSet([item('sluice', 'Locks')]),
    signal: new AbortController().signal,
  });
  return (found.get('Locks') ?? []).map(({ text }) => text);
}

test('statements that lean on their neighbours, on other products or on a text stay out of a deck', async () => {
  const sound = 'A lock gate is a door that holds back the water between two levels of a canal.';
  const chosen = await gathered([
    statement('The subset is selected by the keeper before the gate opens in the morning.'),
    statement('A time limit longer than twenty hours is exempt from the requirement.'),
    statement('This makes the gate easier to open when the water is high in spring.'),
    statement('Weirs and Sons offer a steel gate, which supports remote opening.', 'Comparison'),
    statement('A design document describes how keepers handle a gate that is stuck.'),
    statement(sound),
  ]);
  assert.deepEqual(chosen, [sound]);
});

test('what the missed question already quotes is not said a second time', async () => {
  const quoted = item('sluice', 'Locks').source.quote;
  const chosen = await gathered([statement(quoted), ...evidence('Locks', 1)]);
  assert.ok(!chosen.includes(quoted) && chosen.length === 1);
});

function planned(items = [item('sluice', 'Locks'), item('gate', 'Locks')]) {
  return planDeck({
    result: learnerResult(
      'learner-1',
      [standing('Locks', 'gap'), standing('Tides', 'undetermined')],
      ['sluice'],
    ),
    passMark: 0.7,
    questions: questionSet(items),
    evidence: new Map([['Locks', evidence('Locks', 7)]]),
    answers: new Map([['sluice', 0]]),
    maxSlides: 20,
  });
}
const kinds = (slides: Slide[]) => slides.map((slide) => slide.kind);

test('a deck tells where the learner stands, what to know, what was missed, then practice, answers and sources', () => {
  assert.deepEqual(kinds(planned().slides), [
    ...['title', 'chart', 'table', 'statements', 'statements', 'revisit'],
    ...['practice', 'table', 'sources'],
  ]);
});

test('no practice question follows the slide that answers it, and a repeated one turns its options', () => {
  const { slides } = planned([item('sluice', 'Locks')]);
  const practice = slides.find((slide) => slide.kind === 'practice');
  const original = item('sluice', 'Locks').options;
  assert.equal(practice?.title, 'Locks: try again');
  assert.deepEqual(practice?.options, [...original.slice(1), original[0]]);
});

test('the place to look an answer up does not give the answer away', () => {
  const gate = item('gate', 'Locks', {
    source: source('A gate is lowered.', 'gate is raised'),
    key: 0,
  });
  const { slides } = planned([item('sluice', 'Locks'), gate]);
  const practice = slides.find((slide) => slide.kind === 'practice');
  assert.equal(practice?.citation, 'Look it up: Harbour handbook, page 3');
});

test('a row of a table is quoted by its cells, and a heading run into a sentence is left off', () => {
  const quoteOf = (quote: string, heading = 'Locks') => {
    const { slides } = planned([item('sluice', 'Locks', { source: source(quote, heading) })]);
    const again = slides.find((slide) => slide.kind === 'revisit');
    return again?.quote.text;
  };
  assert.equal(quoteOf('Spring | high'), 'The table puts “Spring” beside “high”');
  assert.equal(quoteOf('Sluice A sluice is a gate.', 'Sluice'), '“A sluice is a gate.”');
});

test('the sources slide says what to read and on which slides it is quoted', () => {
  const last = planned().slides.at(-1);
  assert.ok(last?.kind === 'sources');
  assert.deepEqual(last.header, ['Document', 'Sections', 'On slides']);
  assert.equal(last.rows[0]?.[0], 'Harbour handbook');
  assert.match(last.rows[0]?.[2] ?? '', /^4, 5, 6/);
});

test('a long list keeps every document: what has no room is in the notes and the slide says so', () => {
  const many = Array.from({ length: 7 }, (_, at) => ({
    ...statement(`Keepers of lock ${at} check the gauge before they open the gate.`),
    source: {
      ...source('x'),
      document_title: `Volume ${at}: ${'a very long title of a handbook '.repeat(6)}`,
      heading: [`${'a long section about locks '.repeat(12)} ${at}`],
    },
  }));
  const plan = planDeck({
    result: learnerResult('learner-1', [standing('Locks', 'gap')], []),
    passMark: 0.7,
    questions: questionSet([]),
    evidence: new Map([['Locks', many]]),
    answers: new Map(),
    maxSlides: 20,
  });
  const last = plan.slides.at(-1);
  assert.ok(last?.kind === 'sources');
  const cited = plan.slides.flatMap((slide) =>
    slide.kind === 'statements' ? slide.statements : [],
  );
  const left = cited.length - last.rows.length;
  assert.equal(last.caption, left > 0 ? `${left} more in the speaker notes.` : null);
  for (let at = 0; at < cited.length; at += 1)
    assert.match(last.notes, new RegExp(`Volume ${at}:`));
});
