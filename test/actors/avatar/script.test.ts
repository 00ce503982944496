import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { avatarScript, type FindEvidence } from '../../../actors/avatar/index.ts';
import { missedSegment, resultsOn } from '../../../actors/avatar/missed-question.ts';
import { sentencesOf } from '../../../actors/avatar/sentences.ts';
import { bulletOf } from '../../../actors/avatar/statements.ts';
import { inSentence, spokenSeconds } from '../../../actors/avatar/topic-script.ts';
import type { Evidence, ScriptSet } from '../../../actors/content.ts';
import {
  gapReport,
  item,
  learnerResult,
  questionSet,
  source,
  standing,
} from '../presentation-material.ts';
import { activityRun, memoryPorts, settings } from './memory-ports.ts';

const FACTS: Record<string, string[]> = {
  Lines: [
    'A spring line is a mooring line that keeps the ship from moving along the quay.',
    'Breast lines hold the ship close to the quay and run at right angles to its side.',
    'A line under load stretches before it parts, and the broken end can snap back across the deck.',
  ],
  Fenders: [
    'A fender is a cushion that spreads the force of a berthing ship over a part of the quay.',
    'Fenders wear faster in ports with a long swell, because the ship rubs against them all day.',
  ],
  Bollards: [
    'A bollard is a short post on the quay that carries the eyes of several mooring lines.',
    'Every bollard has a rated load, which is painted on the quay next to it.',
  ],
  Tides: [
    'The tidal range is the difference between the height of high water and of low water.',
    'Mooring lines must be tended at every change of the tide, since the ship rises and falls.',
  ],
  Radio: ['Channel sixteen is the calling channel of the marine radio service in every port.'],
};

function statement(text: string, title: string, at: number): Evidence {
  return {
    text,
    source: {
      document_id: `doc-${title}`,
      document_title: `${title} handbook`,
      chunk_id: `chunk-${title}`,
      start: at * 100,
      end: at * 100 + text.length,
      quote: text,
      sha256: 'f'.repeat(64),
      page: 3,
      heading: [title],
    },
  };
}

/** Finds what the query's first word names, like a search would. */
const evidence: FindEvidence = async (_kb, query, limit) => {
  const topic = query.split(' ')[0] ?? '';
  return (FACTS[topic] ?? []).map((text, i) => statement(text, topic, i)).slice(0, limit);
};

async function write(
  options: { topics?: string[]; comments?: string[]; find?: FindEvidence } = {},
) {
  const scratch = await mkdtemp(join(tmpdir(), 'presgen-script-'));
  try {
    const ports = { ...memoryPorts(scratch), evidence: options.find ?? evidence };
    const output = await avatarScript(ports)(
      {
        knowledge: 'kb-1',
        topics: options.topics ?? ['Mooring'],
        round: 1,
        comments: options.comments ?? [],
        settings: settings(),
        step: 'avatar_creation',
      },
      activityRun(),
    );
    const bytes = await ports.artifacts.read(output.scripts);
    return { output, ports, set: JSON.parse(bytes.toString('utf8')) as ScriptSet };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

test('a script opens, makes four to six points in two to four sentences each, and says what to do next', async () => {
  const { set, output } = await write();
  const [topic] = set.topics;
  assert.ok(topic);
  assert.equal(output.scripts.name, 'scripts.json');
  assert.equal(output.scripts.type, 'scripts');
  const points = topic.segments.slice(1, -1);
  assert.ok(points.length >= 4 && points.length <= 6, `${points.length} points`);
  for (const point of points) {
    const sentences = sentencesOf(point.text).length;
    assert.ok(sentences >= 2 && sentences <= 4, point.text);
    assert.ok(point.slide.bullets.length >= 1 && point.slide.title !== '');
    assert.ok(point.source);
  }
  assert.match(topic.segments[0]?.text ?? '', /^Welcome/);
  assert.equal(topic.segments.at(-1)?.slide.title, 'What to do next');
  assert.match(topic.segments.at(-1)?.text ?? '', /Lines handbook/);
});

test('everything a point says beyond its first sentence stands word for word in the documents', async () => {
  const { set } = await write();
  const known = new Set(Object.values(FACTS).flat());
  for (const segment of set.topics[0]?.segments.slice(1, -1) ?? []) {
    const [, ...quoted] = sentencesOf(segment.text);
    for (const sentence of quoted) assert.ok(known.has(sentence), sentence);
  }
  for (const source of set.topics[0]?.sources ?? []) assert.ok(known.has(source.quote));
});

test('nothing is said twice and the narration keeps to about one or two minutes', async () => {
  const { set } = await write();
  const texts = set.topics[0]?.segments.map(({ text }) => text) ?? [];
  const sentences = texts.flatMap(sentencesOf);
  assert.equal(new Set(sentences).size, sentences.length);
  const seconds = spokenSeconds(texts);
  assert.ok(seconds >= 60 && seconds <= 120, `${seconds} s`);
});

test('at most max_topics scripts are written, and the same input writes the same bytes', async () => {
  const one = await write({ topics: ['Mooring', 'Radio', 'Lines'] });
  const other = await write({ topics: ['Mooring', 'Radio', 'Lines'] });
  assert.deepEqual(one.output.topics, ['Mooring', 'Radio']);
  assert.equal(one.output.scripts.sha256, other.output.scripts.sha256);
});

test('a topic the documents are silent about is left out with a warning', async () => {
  const { output, set } = await write({ topics: ['Navigation'] });
  assert.deepEqual(output.topics, []);
  assert.deepEqual(set.topics, []);
  assert.equal(output.warnings?.[0]?.code, 'SCRIPT_WITHOUT_EVIDENCE');
  assert.match(output.warnings?.[0]?.message ?? '', /Navigation/);
});

test('a reviewer who quotes a sentence does not meet it again, and "shorter" is heard', async () => {
  const before = await write();
  const quoted = FACTS.Fenders?.[1] ?? '';
  const said = (set: ScriptSet) => set.topics[0]?.segments.map(({ text }) => text) ?? [];
  assert.ok(said(before.set).join(' ').includes(quoted));
  const after = await write({ comments: [`Please drop "${quoted}" and make it shorter.`] });
  assert.ok(!said(after.set).join(' ').includes(quoted));
  assert.ok(spokenSeconds(said(after.set)) < spokenSeconds(said(before.set)));
});

test('the cohort’s own results say why a topic matters and which question to get right', async () => {
  const stem = 'In the context of “Lines: Loads”, what is a spring line?';
  const question = item('spring', 'Mooring', {
    stem,
    options: ['a rope ladder', 'a line along the quay', 'a flag', 'an anchor'],
    key: 1,
    source: source('A spring line keeps the ship from moving along the quay when others leave.'),
  });
  const choice = item('choice', 'Mooring', { stem: 'Which of these describes a fender?' });
  const results = resultsOn(
    'Mooring',
    [
      { name: 'Mooring', weight: 3, objectives: [] },
      { name: 'Radio', weight: 1, objectives: [] },
    ],
    gapReport(
      ['a', 'b', 'c'].map((learner) =>
        learnerResult(learner, [standing('Mooring', 'gap')], ['spring', 'choice']),
      ),
    ),
    questionSet([choice, question]),
  );
  assert.match(results.why ?? '', /^It makes up 75% of the exam\./);
  assert.ok(results.missed);
  const { text, slide } = missedSegment(results.missed);
  assert.equal(
    text,
    'Here is the question that most of you missed. What is a spring line? Think for a moment before I tell you. ' +
      'The answer is: a line along the quay. ' +
      'The document says: A spring line keeps the ship from moving along the quay when others leave.',
  );
  assert.deepEqual(slide.bullets, ['What is a spring line?', 'Answer: a line along the quay']);
});

test('a topic nobody was tested on says nothing about results', () => {
  const nothing = resultsOn(
    'Mooring',
    [{ name: 'Mooring', weight: 1, objectives: [] }],
    null,
    null,
  );
  assert.deepEqual(nothing, { why: null, missed: null });
});

test('markup, code and web addresses are never read out', async () => {
  const find: FindEvidence = async (kb, query, limit) => [
    statement('A `line` is **strong** when its [eye](x.md) is spliced and dry.', 'Lines', 8),
    statement(
      'A line is described at https://lines.example in the manual of the port.',
      'Lines',
      9,
    ),
    statement('A line is tied by tie(line, {knot: 3}) in the simulator of the port.', 'Lines', 10),
    ...(await evidence(kb, query, limit)),
  ];
  const { set } = await write({ find });
  const words = set.topics[0]?.segments.map(({ text }) => text).join(' ') ?? '';
  assert.doesNotMatch(words, /https|\{|`|\*\*|\]\(/);
});

test('headings become part of a sentence without losing names', () => {
  const corpus = 'The lines run to Kiel and the tides in Kiel are small. Configuring is easy.';
  assert.equal(inSentence('Understanding Tides in Kiel', corpus), 'tides in Kiel');
  assert.equal(inSentence('Push vs Pull', corpus), 'push vs pull');
  assert.equal(inSentence('VHF Radio (basics)', corpus), 'VHF radio');
});

test('a bullet is the statement itself or ends where a clause ends', () => {
  assert.equal(bulletOf('A bollard is a post (of iron).'), 'A bollard is a post');
  const long =
    'If the wind rises above thirty knots during the night watch on deck or anywhere ashore, extra lines go out, which needs two people on the quay.';
  assert.equal(bulletOf(long), 'Extra lines go out, which needs two people on the quay');
  const reason =
    'Spring lines are set before the breast lines on a ship that still has headway at the berth, because they stop the ship from surging along the quay.';
  assert.equal(
    bulletOf(reason),
    'Spring lines are set before the breast lines on a ship that still has headway at the berth',
  );
  const other =
    'The tug pushes the ship against the quay with a steady force until every line is fast; the pilot then releases the tug and leaves the bridge.';
  assert.equal(
    bulletOf(other),
    'The tug pushes the ship against the quay with a steady force until every line is fast',
  );
});
