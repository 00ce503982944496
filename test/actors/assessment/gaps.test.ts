/** From answers to gaps: learners who never answered, tiny cohorts, and what is said about them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { analyseGaps, marksFor, weakAreas } from '../../../actors/assessment/gaps.ts';
import { estimate } from '../../../actors/assessment/irt/estimate.ts';
import { answer } from '../../../actors/assessment/responder.ts';
import type { Item, QuestionSet, ResponseSet } from '../../../actors/content.ts';
import { seeded } from './seeded.ts';

const DOMAINS = [
  { name: 'Sails', weight: 70 },
  { name: 'Knots', weight: 30 },
];

function item(id: string, domain: string, key = 0): Item {
  return {
    id,
    family: 'term',
    domain,
    objective: null,
    stem: `Which is ${id}?`,
    options: ['a', 'b', 'c', 'd'],
    key,
    rationale: 'a',
    source: {
      document_id: 'd',
      document_title: 'D',
      chunk_id: 'c',
      start: 0,
      end: 1,
      quote: 'a',
      sha256: 'x',
      page: null,
      heading: [],
    },
    generator: { kind: 'offline', version: 'test' },
    difficulty_estimate: 'beginner',
    flaws: [],
    knowledge_source_verified: true,
    status: 'approved',
  };
}

function questions(perDomain: number): QuestionSet {
  const items = DOMAINS.flatMap(({ name }) =>
    Array.from({ length: perDomain }, (_, at) => item(`${name}-${at}`, name, at % 4)),
  );
  return { certification_name: 'Sailing', generator_version: 'test', items, blueprint: [] };
}

type Response = ResponseSet['responses'][number];

function response(
  set: QuestionSet,
  learner: string,
  isRight: (item: Item) => boolean | null,
  at = 1,
): Response {
  const answers = set.items.map((one) => {
    const right = isRight(one);
    return { item: one.id, option: right === null ? null : right ? one.key : (one.key + 1) % 4 };
  });
  return { learner, submitted_at: at, answers };
}

function analyse(set: QuestionSet, learners: string[], responses: Response[]) {
  return analyseGaps({
    questions: set,
    responses: { form_id: 'f', closed_at: 9, responses, missing: [] },
    learners,
    domains: DOMAINS,
    pass_mark: 0.7,
  });
}

test('a learner who never answered has no score and no findings, and the report says so', () => {
  const set = questions(10);
  const report = analyse(set, ['here', 'silent'], [response(set, 'here', () => true)]);
  const silent = report.learners[1];
  assert.equal(silent?.score, null);
  assert.equal(silent?.passed, null);
  assert.deepEqual(silent?.domains, []);
  assert.deepEqual(silent?.weak_areas, []);
  assert.match(silent?.statement ?? '', /never submitted/);
  assert.equal(report.cohort.mean_score, 1);
  assert.match(report.cohort.statements.join(' '), /1 of 2 learners never answered/);
});

test('nobody answered: no number is invented', () => {
  const report = analyse(questions(5), ['a', 'b'], []);
  assert.equal(report.cohort.answered, 0);
  assert.equal(report.cohort.mean_score, null);
  assert.deepEqual(report.cohort.common_weak_areas, []);
  assert.ok(report.cohort.item_statistics.every((one) => one.facility === null && one.n === 0));
  assert.match(report.cohort.statements.join(' '), /Nobody answered/);
  assert.ok(!/NaN|Infinity/.test(JSON.stringify(report)));
});

test('no learners, no questions, no responses artefact: an empty report', () => {
  const report = analyseGaps({
    questions: questions(0),
    responses: null,
    learners: [],
    domains: DOMAINS,
    pass_mark: 0.7,
  });
  assert.deepEqual(report.learners, []);
  assert.equal(report.cohort.invited, 0);
});

test('all right is mastered, all wrong is a gap, and both are said with care', () => {
  const set = questions(10);
  const report = analyse(
    set,
    ['best', 'worst'],
    [response(set, 'best', () => true), response(set, 'worst', () => false)],
  );
  assert.deepEqual(report.learners[0]?.mastered, ['Sails', 'Knots']);
  assert.equal(report.learners[0]?.score, 1);
  assert.deepEqual(report.learners[1]?.weak_areas, ['Sails', 'Knots']);
  assert.equal(report.learners[1]?.wrong_items.length, 20);
  assert.ok(report.cohort.item_statistics.every((one) => one.discrimination === null));
  assert.match(report.cohort.statements.join(' '), /2 learners answered\. Below 10/);
});

test('the attempt submitted last counts, and omitted answers count as wrong and are told', () => {
  const set = questions(5);
  const late = response(set, 'a', (one) => (one.domain === 'Sails' ? true : null), 9);
  const first = response(set, 'a', () => true, 2);
  const [learner] = analyse(set, ['a'], [late, first]).learners;
  assert.equal(learner?.score, 0.5);
  assert.match(learner?.statement ?? '', /5 questions were left unanswered/);
});

test('an answer to a question or an option that does not exist is no answer', () => {
  const set = questions(5);
  const odd: Response = {
    learner: 'a',
    submitted_at: 1,
    answers: [
      { item: 'ghost', option: 0 },
      { item: 'Sails-0', option: 7 },
    ],
  };
  assert.equal(analyse(set, ['a'], [odd]).learners[0]?.score, 0);
});

test('a weak area of the cohort needs three learners, or half of a cohort under five', () => {
  const domain = (name: string, in_gap: number, severity: number) => ({
    domain: name,
    in_gap,
    undetermined: 0,
    mastered: 0,
    severity,
  });
  const domains = [
    domain('a', 2, 0.5),
    domain('b', 3, 0.9),
    domain('c', 3, 1.2),
    domain('d', 1, 9),
  ];
  assert.deepEqual(weakAreas(domains, 8), ['c', 'b']);
  assert.deepEqual(weakAreas(domains, 4), ['c', 'b', 'a']);
  assert.deepEqual(weakAreas(domains, 3), ['c', 'b', 'a']);
  assert.deepEqual(weakAreas([domain('a', 0, 1)], 1), []);
});

test('of ten items a domain, at most a tenth of the gaps found are none', () => {
  const set = questions(10);
  const { share, beta } = seeded(2026);
  const truth = new Map<string, Map<string, number>>();
  const learners = Array.from({ length: 4000 }, (_, at) => `learner-${at}`);
  const responses = learners.map((learner) => {
    const own = new Map(DOMAINS.map(({ name }) => [name, beta(4, 2)]));
    truth.set(learner, own);
    return response(set, learner, ({ domain }) => share() < (own.get(domain) ?? 0));
  });
  const verdicts = analyse(set, learners, responses).learners.flatMap((each) =>
    each.domains.map(({ domain, verdict }) => ({
      verdict,
      below: (truth.get(each.learner)?.get(domain) ?? 0) < 0.7,
    })),
  );
  const gaps = verdicts.filter(({ verdict }) => verdict === 'gap');
  const wrong = gaps.filter(({ below }) => !below).length / gaps.length;
  assert.ok(gaps.length > 2000);
  assert.ok(wrong <= 0.1, `${wrong} of ${gaps.length} gaps are none`);
  const mastered = verdicts.filter(({ verdict }) => verdict === 'mastered');
  assert.ok(mastered.filter(({ below }) => below).length / mastered.length <= 0.12);
});

test('objectives are graded where questions carry them, with no verdict below five questions', () => {
  const set = questions(10);
  for (const [at, each] of set.items.entries())
    each.objective = each.domain === 'Sails' ? (at < 6 ? 'Reefing' : 'Trimming') : null;
  const report = analyse(set, ['a'], [response(set, 'a', () => false)]);
  assert.deepEqual(
    report.learners[0]?.objectives?.map(({ objective, items, verdict }) => [
      objective,
      items,
      verdict,
    ]),
    [
      ['Reefing', 6, 'gap'],
      ['Trimming', 4, 'undetermined'],
    ],
  );
  const found = report.cohort.objectives ?? [];
  assert.deepEqual(
    found.map(({ objective, in_gap, undetermined }) => [objective, in_gap, undetermined]),
    [
      ['Reefing', 1, 0],
      ['Trimming', 0, 1],
    ],
  );
  assert.ok((found[0]?.severity ?? 0) > (found[1]?.severity ?? 0));
});

test('one learner gets findings, and no statistic of any question', () => {
  const set = questions(10);
  const report = analyse(set, ['only'], [response(set, 'only', (one) => one.domain === 'Sails')]);
  assert.deepEqual(report.cohort.common_weak_areas, ['Knots']);
  assert.ok(report.cohort.item_statistics.every((one) => one.facility === null && one.n === 1));
  assert.equal(report.cohort.test?.kr20, null);
  assert.equal(report.cohort.item_response, null);
  assert.match(report.cohort.statements.join(' '), /One learner answered\. Below 10/);
});

test('from 50 learners on, questions and learners stand on one scale under their own ids', () => {
  const set = questions(10);
  const { share } = seeded(5);
  const answering = Array.from({ length: 60 }, (_, at) => `l${at}`);
  const assessed = {
    questions: set,
    responses: {
      form_id: 'f',
      closed_at: 9,
      responses: answering.map((learner, at) =>
        response(set, learner, (one) => one.id !== 'Knots-9' && share() < 0.2 + at / 80),
      ),
      missing: ['silent'],
    },
    learners: ['silent', ...answering],
    domains: DOMAINS,
    pass_mark: 0.7,
  };
  const found = analyseGaps(assessed, estimate(marksFor(assessed))).cohort.item_response;
  assert.equal(found?.n, 60);
  assert.deepEqual(found?.left_out, [{ item: 'Knots-9', reason: 'nobody answered it rightly' }]);
  assert.deepEqual(
    found?.learners.map(({ learner }) => learner),
    answering,
  );
  assert.equal(found?.items[0]?.item, 'Sails-0');
  assert.ok((found?.learners.at(-1)?.ability ?? 0) > (found?.learners[0]?.ability ?? 0));
});

test('nobody invited is said as such', () => {
  const report = analyse(questions(5), [], []);
  assert.match(report.cohort.statements.join(' '), /No learner was invited/);
  assert.equal(report.cohort.mean_score, null);
});

for (const [words, isRight, share] of [
  ['right', true, 1],
  ['wrong', false, 0],
] as const)
  test(`a cohort of 60 with every answer ${words} has facilities, and nothing that needs a spread`, () => {
    const set = questions(10);
    const learners = Array.from({ length: 60 }, (_, at) => `l${at}`);
    const report = analyse(
      set,
      learners,
      learners.map((learner) => response(set, learner, () => isRight)),
    );
    for (const each of report.cohort.item_statistics) {
      assert.equal(each.facility, share);
      assert.equal(each.discrimination, null);
    }
    assert.equal(report.cohort.test?.kr20, null);
    assert.equal(report.cohort.test?.standard_error, null);
    assert.equal(report.cohort.test?.skewness, null);
    assert.equal(report.cohort.item_response, null);
    const said = report.cohort.statements.join(' ');
    assert.match(said, /All learners have the same score/);
    assert.match(said, /not placed on one scale/);
    assert.ok(!/NaN|Infinity|null %/.test(JSON.stringify(report)));
  });

test('severity weighs the chance of a gap by the weight of the domain', () => {
  const set = questions(10);
  const report = analyse(set, ['a'], [response(set, 'a', () => false)]);
  const [sails, knots] = report.cohort.domains;
  assert.ok(Math.abs((sails?.severity ?? 0) / (knots?.severity ?? 1) - 7 / 3) < 1e-9);
});

test('no learner name can enter: the report knows learner ids only', () => {
  const set = questions(5);
  const report = analyse(set, ['learner-1'], [response(set, 'learner-1', () => true)]);
  assert.deepEqual(Object.keys(report.learners[0] ?? {}).sort(), [
    'answered',
    'domains',
    'learner',
    'mastered',
    'objectives',
    'passed',
    'score',
    'statement',
    'undetermined',
    'weak_areas',
    'wrong_items',
  ]);
});

test('a simulated learner answers the same way each time, by ability, and worse in weak domains', () => {
  const items = Array.from({ length: 4000 }, (_, at) =>
    item(`i-${at}`, at % 2 === 0 ? 'Sails' : 'Knots', at % 4),
  );
  const learner = { ability: 0.8, weak_domains: ['Knots'], seed: 's' };
  const share = (domain: string): number => {
    const own = items.filter((one) => one.domain === domain);
    return own.filter((one) => answer(one, learner) === one.key).length / own.length;
  };
  assert.ok(Math.abs(share('Sails') - 0.8) < 0.03);
  assert.ok(share('Knots') < 0.4);
  assert.deepEqual(
    items.map((one) => answer(one, learner)),
    items.map((one) => answer(one, learner)),
  );
  assert.ok(
    items.every((one) => answer(one, { ability: 0, weak_domains: [], seed: 's' }) !== one.key),
  );
  assert.ok(
    items.every((one) => answer(one, { ability: 1, weak_domains: [], seed: 's' }) === one.key),
  );
});
