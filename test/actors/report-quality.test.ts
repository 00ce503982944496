import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item, QuestionSet } from '../../actors/content.ts';
import type { Material } from '../../actors/report/material.ts';
import { judge } from '../../actors/report/quality.ts';
import { scoreOf } from '../../actors/report/quality-categories.ts';
import { cueSpeeds } from '../../actors/report/quality-experience.ts';
import { captionFault } from '../../actors/report/quality-media.ts';
import { verdictOf } from '../../actors/report/quality-verdict.ts';
import {
  DOCUMENT_SHA,
  gapReport,
  item,
  questionSet,
  settings,
  source,
} from './presentation-material.ts';

function material(
  items: Item[],
  more: Partial<Material> & { blueprint?: QuestionSet['blueprint'] } = {},
): Material {
  const questions = questionSet(items);
  return {
    workflow: 'wf-1',
    input: {
      settings: settings(),
      step: 'completion',
      timings: [],
      warnings: [],
      degraded: [],
      approvals: [],
    },
    questions: { ...questions, blueprint: more.blueprint ?? questions.blueprint },
    gaps: gapReport([]),
    responses: null,
    documents: [{ title: 'Harbour handbook', sha256: DOCUMENT_SHA }],
    decks: [],
    videos: [],
    topics: [],
    artifacts: [],
    effects: [],
    documentsProcessed: 1,
    forecast: null,
    ...more,
  };
}

function failing(of: Material): string[] {
  return [
    ...new Set(
      judge(of)
        .checks.filter((check) => !check.passed)
        .map((check) => check.id),
    ),
  ];
}

const DEFECTS: { name: string; rule: string; hard: boolean; items: Item[] }[] = [
  {
    name: 'two options that read like the key',
    rule: 'exactly_one_key',
    hard: true,
    items: [item('sluice', 'Locks', { options: ['Open', ' open ', 'shut', 'ajar'], key: 0 })],
  },
  {
    name: 'a key outside the options',
    rule: 'key_among_options',
    hard: true,
    items: [item('sluice', 'Locks', { key: 7 })],
  },
  {
    name: 'a source that was not verified',
    rule: 'knowledge_source_verified',
    hard: true,
    items: [item('sluice', 'Locks', { knowledge_source_verified: false })],
  },
  {
    name: 'a source from a document of another workflow',
    rule: 'knowledge_source_verified',
    hard: true,
    items: [item('sluice', 'Locks', { source: { ...source('quote'), sha256: 'f'.repeat(64) } })],
  },
  {
    name: 'the same question twice',
    rule: 'no_duplicate',
    hard: true,
    items: [item('sluice', 'Locks'), { ...item('sluice', 'Locks'), id: 'again' }],
  },
  {
    name: 'an option that gives itself away by its length',
    rule: 'length_symmetry',
    hard: false,
    items: [
      item('sluice', 'Locks', {
        options: ['up', 'down', 'the gate is raised slowly by two keepers', 'shut'],
      }),
    ],
  },
  {
    name: 'a negative question',
    rule: 'no_negative_stem',
    hard: false,
    items: [item('sluice', 'Locks', { stem: 'Which of these is NOT a lock?' })],
  },
  {
    name: 'all of the above',
    rule: 'no_all_of_the_above',
    hard: false,
    items: [
      item('sluice', 'Locks', {
        options: ['one gate', 'two gates', 'no gates', 'All of the above'],
      }),
    ],
  },
  {
    name: 'keys that always stand first',
    rule: 'key_position_balance',
    hard: false,
    items: Array.from({ length: 8 }, (_, index) => item(`gate ${index}`, 'Locks', { key: 0 })),
  },
];

for (const { name, rule, hard, items } of DEFECTS) {
  test(`quality finds ${name}`, () => {
    const judged = judge(material(items));
    assert.ok(failing(material(items)).includes(rule));
    assert.equal(judged.compliance_status, hard ? 'not_compliant' : 'compliant');
    const advice = judged.recommendations.find((each) => each.reason.startsWith(rule));
    assert.ok(advice && advice.fix !== '');
  });
}

test('sound questions hold every rule', () => {
  const judged = judge(material([item('sluice', 'Locks'), item('gauge', 'Tides')]));
  assert.deepEqual(judged.recommendations, []);
  assert.equal(judged.overall_quality_score, 100);
});

test('a topic that was scripted but never rendered is named', () => {
  const judged = judge(material([item('sluice', 'Locks')], { topics: ['Locks'] }));
  assert.deepEqual(
    judged.recommendations.map((each) => each.reason),
    ['video_for_every_topic: scripted but not rendered'],
  );
});

test('a deficit fails only when nobody explained it', () => {
  const short = { domain: 'Locks', weight: 100, wanted: 3, got: 1 };
  const items = [item('sluice', 'Locks')];
  assert.deepEqual(failing(material(items, { blueprint: [{ ...short, reason: null }] })), [
    'blueprint_met_or_declared',
  ]);
  assert.deepEqual(
    failing(material(items, { blueprint: [{ ...short, reason: 'thin documents' }] })),
    [],
  );
});

test('a hard check weighs three times a soft one', () => {
  const check = (severity: 'hard' | 'soft', passed: boolean) => ({
    id: 'x',
    subject: 's',
    severity,
    passed,
    evidence: '',
  });
  assert.equal(scoreOf([check('hard', true), check('soft', false)]), 75);
  assert.equal(scoreOf([check('hard', false), check('soft', true)]), 25);
});

test('captions must be WebVTT, in order, and end with the video', () => {
  const cue = (from: string, to: string) => `${from} --> ${to}\nWords\n`;
  const vtt = (...cues: string[]) => `WEBVTT\n\n${cues.join('\n')}`;
  assert.equal(
    captionFault(vtt(cue('00:00.000', '00:02.000'), cue('00:02.000', '00:04.000')), 4),
    null,
  );
  assert.match(captionFault('1\n00:00 --> 00:02', 4) ?? '', /not WebVTT/);
  assert.match(captionFault('WEBVTT\n', 4) ?? '', /empty/);
  assert.match(
    captionFault(vtt(cue('00:00.000', '00:03.000'), cue('00:02.000', '00:04.000')), 4) ?? '',
    /overlaps/,
  );
  assert.match(captionFault(vtt(cue('00:03.000', '00:02.000')), 4) ?? '', /before it starts/);
  assert.match(captionFault(vtt(cue('00:00.000', '01:00:00.000')), 4) ?? '', /past the end/);
});

test('every check counts in one category, and a category without checks has no score', () => {
  const judged = judge(material([item('sluice', 'Locks')]));
  const categories = judged.categories ?? [];
  assert.equal(
    categories.reduce((sum, { checked }) => sum + checked, 0),
    judged.checks.length,
  );
  const performance = categories.find(({ category }) => category === 'performance');
  assert.deepEqual([performance?.score, performance?.compliance_status], [null, 'not_measured']);
});

test('a failed hard check breaks its own category and no other', () => {
  const unsourced = item('sluice', 'Locks', { knowledge_source_verified: false });
  const { categories = [] } = judge(material([unsourced]));
  const standing = new Map(categories.map((each) => [each.category, each.compliance_status]));
  assert.equal(standing.get('content'), 'not_compliant');
  assert.equal(standing.get('experience'), 'compliant');
});

test('work that took too long is found by the times that were measured', () => {
  const steps = [
    { step: 'knowledge_processing' as const, predicted_ms: 1000, actual_ms: 1000 },
    { step: 'assessment_generation' as const, predicted_ms: 20_000, actual_ms: 31 * 60_000 },
  ];
  const judged = judge(material([item('sluice', 'Locks')], { forecast: { runs: 9, steps } }));
  const slow = judged.checks.filter(({ passed }) => !passed).map(({ id }) => id);
  assert.deepEqual(slow, ['machine_time', 'questions_per_minute', 'step_as_foretold']);
  assert.equal(judged.compliance_status, 'compliant');
});

test('the speed of captions is characters a second, without their markup', () => {
  const vtt =
    'WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v Mira>ten\nletters\n\n00:00:02.000 --> 00:00:03.000\nshort\n';
  assert.deepEqual(cueSpeeds(vtt), [5.5, 5]);
});

test('a verdict says the same of the same work, whenever it was judged, and names no learner', () => {
  const judged = judge(material([item('sluice', 'Locks')]));
  const of = { workflow: 'wf-1', certification_name: 'Locks', moment: 'report' as const };
  const [first, again] = [verdictOf({ ...of, at: 1 }, judged), verdictOf({ ...of, at: 2 }, judged)];
  assert.equal(first.key, again.key);
  assert.notEqual(first.key, verdictOf({ ...of, at: 1, moment: 'release' }, judged).key);
  assert.ok(first.rules.every((rule) => !('subject' in rule)));
});
