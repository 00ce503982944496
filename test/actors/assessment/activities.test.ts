/** The two activities over an in-memory artefact store: what they leave behind, once. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { type AssessmentPorts, assessmentActivities } from '../../../actors/assessment/index.ts';
import type { GapReport, QuestionSet, ResponseSet } from '../../../actors/content.ts';
import type { Artifact, Artifacts, CallInput } from '../../../actors/ports.ts';
import type { WorkflowSettings } from '../../../machines/vocabulary.ts';
import { PresGenError } from '../../../runtime/errors.ts';
import type { ActivityRun } from '../../../runtime/ports.ts';
import { HARBOUR_DOMAINS, harbour } from './harbour-corpus.ts';
import { memoryKnowledge, type Parsed, parseMarkdown } from './markdown-corpus.ts';

function memoryArtifacts(): Artifacts {
  const stored: { artifact: Artifact; bytes: Buffer }[] = [];
  const newest = (workflow: string, type: string, name?: string) =>
    stored.findLast(
      ({ artifact }) =>
        artifact.workflow === workflow &&
        artifact.type === type &&
        (!name || artifact.name === name),
    );
  return {
    put(what, bytes) {
      if (!(bytes instanceof Uint8Array)) throw new Error('files are not used here');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const last = newest(what.workflow, what.type, what.name);
      if (last?.artifact.sha256 === sha256) return Promise.resolve(last.artifact);
      const version = (last?.artifact.version ?? 0) + 1;
      const artifact: Artifact = {
        id: `a${stored.length}`,
        version,
        sha256,
        bytes: bytes.length,
        learner: null,
        meta: {},
        created_at: 0,
        ...what,
      };
      stored.push({ artifact, bytes: Buffer.from(bytes) });
      return Promise.resolve(artifact);
    },
    latest: (workflow, type, name) =>
      Promise.resolve(newest(workflow, type, name)?.artifact ?? null),
    list: () => Promise.resolve(stored.map(({ artifact }) => artifact)),
    get: (id) =>
      Promise.resolve(stored.find(({ artifact }) => artifact.id === id)?.artifact ?? null),
    read: (ref) =>
      Promise.resolve(
        stored.find(({ artifact }) => artifact.sha256 === ref.sha256)?.bytes ?? Buffer.alloc(0),
      ),
  };
}

const SETTINGS = {
  certification_name: 'Certified Harbour Pilot',
  domains: HARBOUR_DOMAINS,
  learners: ['learner-1', 'learner-2'],
  assessment: {
    question_count: 10,
    difficulty_levels: ['beginner'],
    timeout_hours: 1,
    pass_mark: 0.7,
  },
} as unknown as WorkflowSettings;

const GENERATE: CallInput<'assessment.generate'> = {
  settings: SETTINGS,
  step: 'assessment_generation',
  knowledge: 'kb',
  round: 1,
  comments: [],
};
const ANALYSE: CallInput<'gaps.analyse'> = {
  settings: SETTINGS,
  step: 'gap_analysis',
  knowledge: 'kb',
  round: 1,
  comments: [],
};

function run(signal = new AbortController().signal): ActivityRun {
  return {
    key: 'k',
    src: 's',
    input: null,
    attempt: 1,
    root: 'w1',
    owner: 'w1',
    signal,
    progress: () => {},
  };
}

function room(parsed: Parsed[]) {
  const artifacts = memoryArtifacts();
  // Only these two ports are used; touching any other fails the test.
  const ports = { artifacts, knowledge: memoryKnowledge(parsed) } as unknown as AssessmentPorts;
  return { artifacts, activities: assessmentActivities(ports) };
}

async function readJson<T>(artifacts: Artifacts, type: string): Promise<T> {
  const artifact = await artifacts.latest('w1', type, `${type}.json`);
  assert.ok(artifact);
  return JSON.parse((await artifacts.read(artifact)).toString('utf8'));
}

test('generation leaves one artefact however often it runs, and tells what is missing', async () => {
  const { artifacts, activities } = room(harbour());
  const first = await activities['assessment.generate'](GENERATE, run());
  const second = await activities['assessment.generate'](GENERATE, run());
  assert.equal(first.questions.id, second.questions.id);
  assert.equal((await artifacts.list('w1')).length, 1);
  const set = await readJson<QuestionSet>(artifacts, 'questions');
  assert.equal(set.items.length, first.generated);
  assert.ok(first.generated > 0);
  const zoology = first.short_of.find((line) => line.domain === 'Zoology');
  assert.deepEqual([zoology?.wanted, zoology?.got], [1, 0]);
  assert.ok(first.short_of.every((line) => line.reason.length > 20));
});

test('the order in which the store lists documents does not change the questions', async () => {
  const forth = await room(harbour()).activities['assessment.generate'](GENERATE, run());
  const back = await room(harbour().reverse()).activities['assessment.generate'](GENERATE, run());
  assert.equal(forth.questions.sha256, back.questions.sha256);
});

test('documents without a single defensible statement end terminally, with a name', async () => {
  const chat = parseMarkdown(
    'chat.md',
    '# Diary\n\nWe went there again. It was fine, and then they left, which may have been best for us all in the end.\n',
  );
  const { artifacts, activities } = room([chat]);
  await assert.rejects(
    activities['assessment.generate'](GENERATE, run()),
    (error) =>
      error instanceof PresGenError &&
      error.kind === 'terminal' &&
      error.code === 'NO_DEFENSIBLE_QUESTIONS',
  );
  assert.equal((await artifacts.list('w1')).length, 0);
});

test('a cancelled generation stops and writes nothing', async () => {
  const { artifacts, activities } = room(harbour());
  await assert.rejects(activities['assessment.generate'](GENERATE, run(AbortSignal.abort())));
  assert.equal((await artifacts.list('w1')).length, 0);
});

test('analysis grades the newest questions and responses and leaves one report', async () => {
  const { artifacts, activities } = room(harbour());
  await activities['assessment.generate'](GENERATE, run());
  const set = await readJson<QuestionSet>(artifacts, 'questions');
  const responses: ResponseSet = {
    form_id: 'f',
    closed_at: 5,
    missing: ['learner-2'],
    responses: [
      {
        learner: 'learner-1',
        submitted_at: 1,
        answers: set.items.map((item) => ({ item: item.id, option: (item.key + 1) % 4 })),
      },
    ],
  };
  await artifacts.put(
    {
      workflow: 'w1',
      step: 'response_collection',
      type: 'responses',
      name: 'responses.json',
      mime: 'application/json',
    },
    Buffer.from(JSON.stringify(responses)),
  );
  const output = await activities['gaps.analyse'](ANALYSE, run());
  assert.deepEqual(await activities['gaps.analyse'](ANALYSE, run()), output);
  const report = await readJson<GapReport>(artifacts, 'gaps');
  assert.deepEqual(output.learners_with_gaps, ['learner-1']);
  assert.deepEqual(output.common_weak_areas, report.cohort.common_weak_areas);
  assert.equal(report.learners[0]?.score, 0);
  assert.equal(report.learners[1]?.answered, false);
});

test('analysis without questions is a terminal failure with a name', async () => {
  await assert.rejects(
    room(harbour()).activities['gaps.analyse'](ANALYSE, run()),
    (error) => error instanceof PresGenError && error.code === 'QUESTIONS_MISSING',
  );
});
