import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Evidence, Item, Mastery } from '../../actors/content.ts';
import { checkDeck } from '../../actors/presentation/check.ts';
import { planDeck } from '../../actors/presentation/plan.ts';
import { renderDeck } from '../../actors/presentation/render.ts';
import type { DeckMaterial, Slide } from '../../actors/presentation/slides.ts';
import { plain } from '../../actors/presentation/typeface.ts';
import { PresGenError } from '../../runtime/errors.ts';
import {
  evidence,
  item,
  learnerResult,
  questionSet,
  source,
  standing,
} from './presentation-material.ts';

const word = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
  fc.constantFrom(
    '<b>&amp;"quoted"',
    ']]>',
    'node_cpu_seconds_total',
    'Ünïcödé',
    '漢字',
    '\u0000\u0007',
  ),
  fc.string({ minLength: 60, maxLength: 90 }),
);
const prose = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.join(' '));
const verdict = fc.constantFrom<Mastery>('gap', 'undetermined', 'mastered');

const areas = fc.uniqueArray(
  fc.record({
    name: prose,
    verdict,
    correct: fc.integer({ min: 0, max: 5 }),
    statements: fc.array(prose, { maxLength: 9 }),
    items: fc.array(
      fc.record({
        stem: prose,
        options: fc.array(prose, { minLength: 2, maxLength: 5 }),
        quote: prose,
        wrong: fc.boolean(),
        asked: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
  }),
  { minLength: 1, maxLength: 9, selector: (area) => plain(area.name) },
);

const material = fc.record({ areas, maxSlides: fc.integer({ min: 5, max: 30 }) }).map(build);

function build(drawn: { areas: AreaDraw[]; maxSlides: number }): DeckMaterial {
  const items: Item[] = [];
  const wrong: string[] = [];
  const answers = new Map<string, number | null>();
  const found = new Map<string, Evidence[]>();
  for (const area of drawn.areas) {
    found.set(
      area.name,
      area.statements.map((text) => ({ text, source: source(text, text) })),
    );
    for (const each of area.items) {
      const id = `item-${items.length}`;
      items.push(
        item(id, area.name, {
          stem: each.stem,
          options: each.options,
          key: 0,
          source: source(each.quote),
        }),
      );
      if (each.wrong) wrong.push(id);
      if (each.wrong || each.asked) answers.set(id, 1);
    }
  }
  const domains = drawn.areas.map((area) => standing(area.name, area.verdict, area.correct));
  return {
    result: learnerResult('learner-1', domains, wrong),
    passMark: 0.7,
    questions: questionSet(items),
    evidence: found,
    answers,
    maxSlides: drawn.maxSlides,
  };
}

interface AreaDraw {
  name: string;
  verdict: Mastery;
  correct: number;
  statements: string[];
  items: { stem: string; options: string[]; quote: string; wrong: boolean; asked: boolean }[];
}

function sourced(slide: Slide): boolean {
  if (slide.kind === 'statements') return slide.statements.every((each) => each.citation !== '');
  if (slide.kind === 'revisit') return slide.quote.citation !== '';
  return slide.kind === 'practice' ? slide.citation !== '' : true;
}

test('a plan never exceeds the slide limit, repeats no title and cites every statement', () => {
  fc.assert(
    fc.property(material, (each) => {
      const plan = planDeck(each);
      assert.ok(plan.slides.length <= each.maxSlides, `${plan.slides.length} slides`);
      assert.equal(new Set(plan.slides.map((slide) => slide.title)).size, plan.slides.length);
      assert.ok(plan.slides.every(sourced));
    }),
    { numRuns: 150 },
  );
});

test('whatever the texts, the drawn deck passes every check', async () => {
  await fc.assert(
    fc.asyncProperty(material, async (each) => {
      const pptx = await renderDeck(planDeck(each), { person: 'A <b>& C', foot: 'Foot', at: 1e12 });
      const failed = (await checkDeck(pptx)).filter((check) => !check.passed);
      assert.deepEqual(failed, []);
    }),
    { numRuns: 25 },
  );
});

test('decks of one to eight gaps pass every check', async () => {
  for (let gaps = 1; gaps <= 8; gaps += 1) {
    const pptx = await renderDeck(planDeck(ordinary(gaps, 30)), {
      person: null,
      foot: 'F',
      at: 1e12,
    });
    const failed = (await checkDeck(pptx)).filter((check) => !check.passed);
    assert.deepEqual(failed, [], `${gaps} gaps`);
  }
});

test('every gap gets a slide before any gets its second, and what did not fit is named', () => {
  const plan = planDeck(ordinary(4, 9));
  assert.equal(plan.slides.length, 9);
  assert.equal(plan.gapAreas.length, 4);
  assert.ok(plan.leftOut.some((each) => each.includes('beyond the slide limit')));
});

test('practice comes from questions the learner has not seen', () => {
  const seen = item('seen', 'Locks');
  const fresh = item('fresh', 'Locks');
  const plan = planDeck({
    ...ordinary(1, 20),
    questions: questionSet([seen, fresh]),
    answers: new Map([['seen', 1]]),
  });
  const stems = plan.slides.flatMap((slide) =>
    slide.kind === 'practice' ? [slide.stem.text] : [],
  );
  assert.deepEqual(stems, [fresh.stem]);
});

test('a question whose source is not verified never enters a deck', () => {
  const doubtful = item('doubtful', 'Locks', { knowledge_source_verified: false });
  const base = ordinary(1, 20);
  const result = { ...base.result, wrong_items: ['doubtful'] };
  const plan = planDeck({ ...base, result, questions: questionSet([doubtful]) });
  assert.ok(plan.slides.every((slide) => slide.kind !== 'revisit' && slide.kind !== 'practice'));
});

test('a limit too small for a deck is refused with the reason', () => {
  assert.throws(
    () => planDeck(ordinary(1, 4)),
    (error) =>
      error instanceof PresGenError && error.code === 'DECK_TOO_SHORT' && error.kind === 'terminal',
  );
});

test('the same plan gives the same bytes', async () => {
  const plan = planDeck(ordinary(3, 20));
  const cover = { person: 'Ada', foot: 'F', at: 1e12 };
  assert.deepEqual(await renderDeck(plan, cover), await renderDeck(plan, cover));
});

test('fifteen slides: time to draw and check', async (t) => {
  const plan = planDeck(ordinary(4, 15));
  assert.equal(plan.slides.length, 15);
  const cover = { person: null, foot: 'F', at: 1e12 };
  for (const round of ['first', 'second', 'third']) {
    const start = performance.now();
    const pptx = await renderDeck(plan, cover);
    const drawn = performance.now();
    await checkDeck(pptx);
    const end = performance.now();
    t.diagnostic(
      `${round}: ${(drawn - start).toFixed(0)} ms drawn, ${(end - drawn).toFixed(0)} ms checked, ${((15 / (end - start)) * 1000).toFixed(0)} slides/s`,
    );
  }
});

function ordinary(gaps: number, maxSlides: number): DeckMaterial {
  const names = ['Locks', ...Array.from({ length: gaps - 1 }, (_, index) => `Area ${index + 2}`)];
  const items = names.flatMap((name) =>
    ['sluice', 'gate', 'gauge'].map((id) => item(`${id} of ${name}`, name)),
  );
  return {
    result: learnerResult(
      'learner-1',
      names.map((name) => standing(name, 'gap')),
      items.filter((each) => !each.id.startsWith('gauge')).map((each) => each.id),
    ),
    passMark: 0.7,
    questions: questionSet(items),
    evidence: new Map(names.map((name) => [name, evidence(name, 5)])),
    answers: new Map(
      items.filter((each) => !each.id.startsWith('gauge')).map((each) => [each.id, 2]),
    ),
    maxSlides,
  };
}
