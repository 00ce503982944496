import assert from 'node:assert/strict';
import { test } from 'node:test';
import JSZip from 'jszip';
import {
  type FindEvidence,
  type PresentationPorts,
  presentationBuild,
} from '../../actors/presentation/index.ts';
import {
  activityRun,
  evidence,
  gapReport,
  item,
  learnerResult,
  memoryPorts,
  questionSet,
  responseSet,
  settings,
  standing,
} from './presentation-material.ts';

async function prepared(proof?: NonNullable<PresentationPorts['proof']>) {
  const memory = memoryPorts();
  const queries: string[] = [];
  const find: FindEvidence = async (_knowledge, query, limit) => {
    queries.push(query);
    return evidence(query, limit);
  };
  await memory.putJson('questions', questionSet([item('sluice', 'Locks'), item('gate', 'Locks')]));
  await memory.putJson('responses', responseSet('learner-1', ['sluice']));
  await memory.putJson(
    'gaps',
    gapReport([
      learnerResult(
        'learner-1',
        [standing('Locks', 'gap'), standing('Tides', 'mastered')],
        ['sluice'],
      ),
      learnerResult('learner-2', [standing('Locks', 'gap')], ['sluice']),
      learnerResult('learner-3', [standing('Locks', 'mastered')], []),
    ]),
  );
  const build = presentationBuild({
    ...memory.ports,
    evidence: find,
    ...(proof === undefined ? {} : { proof }),
  });
  const input = (learners: string[]) => ({
    knowledge: 'kb-1',
    learners,
    settings: settings(),
    step: 'presentation_generation' as const,
  });
  return { ...memory, queries, build, input };
}

test('each learner with a gap gets a checked deck named by id', async () => {
  const { build, input, stored } = await prepared();
  const { run, progress } = activityRun();
  const output = await build(input(['learner-1', 'learner-2']), run);
  assert.deepEqual(
    output.decks.map((deck) => [deck.learner, deck.file.name, deck.gap_areas]),
    [
      ['learner-1', 'learner-1.pptx', ['Locks']],
      ['learner-2', 'learner-2.pptx', ['Locks']],
    ],
  );
  const deck = stored.find((each) => each.type === 'deck');
  const checks = deck?.meta.checks as { passed: boolean }[];
  assert.ok(checks.length > 0 && checks.every((check) => check.passed));
  assert.deepEqual(progress, [0, 0.5, 1]);
});

test('the name is on the first slide and nowhere in the artefact record', async () => {
  const { build, input, stored, blobs } = await prepared();
  await build(input(['learner-1']), activityRun().run);
  const deck = stored.find((each) => each.type === 'deck');
  assert.ok(deck);
  assert.doesNotMatch(JSON.stringify(deck), /Achterberg/);
  const zip = await JSZip.loadAsync(blobs.get(deck.sha256) ?? Buffer.alloc(0));
  const holding: string[] = [];
  for (const name of Object.keys(zip.files)) {
    if ((await zip.file(name)?.async('string'))?.includes('Achterberg')) holding.push(name);
  }
  assert.deepEqual(holding, ['ppt/slides/slide1.xml']);
});

test('running it again leaves one artefact per learner', async () => {
  const { build, input, stored } = await prepared();
  const first = await build(input(['learner-1']), activityRun().run);
  const second = await build(input(['learner-1']), activityRun().run);
  assert.deepEqual(second, first);
  assert.equal(stored.filter((each) => each.type === 'deck').length, 1);
});

test('learners share what was found for their common gaps', async () => {
  const { build, input, queries } = await prepared();
  await build(input(['learner-1', 'learner-2']), activityRun().run);
  assert.deepEqual(queries, ['Locks in practice']);
});

test('a learner without a gap gets no deck, and the output says so', async () => {
  const { build, input } = await prepared();
  const output = await build(input(['learner-3']), activityRun().run);
  assert.deepEqual(output.decks, []);
  assert.deepEqual(
    output.warnings?.map((each) => each.code),
    ['DECK_NOT_NEEDED'],
  );
});

test('a gap the documents say nothing about is reported', async () => {
  const { ports, putJson } = memoryPorts();
  await putJson('questions', questionSet([item('sluice', 'Locks')]));
  await putJson('gaps', gapReport([learnerResult('learner-1', [standing('Locks', 'gap')], [])]));
  const build = presentationBuild({ ...ports, evidence: async () => [] });
  const input = {
    knowledge: 'kb',
    learners: ['learner-1'],
    settings: settings(),
    step: 'presentation_generation' as const,
  };
  const output = await build(input, activityRun().run);
  assert.deepEqual(
    output.warnings?.map((each) => each.message),
    ['learner-1: Locks has questions only, the documents say nothing clear about it'],
  );
});

test('an aborted run stops before the next deck', async () => {
  const { build, input, stored } = await prepared();
  const abort = new AbortController();
  const { run } = activityRun(abort.signal);
  const stopping = {
    ...run,
    progress: (fraction: number) => {
      if (fraction > 0) abort.abort();
    },
  };
  await assert.rejects(build(input(['learner-1', 'learner-2']), stopping), { name: 'AbortError' });
  assert.deepEqual(
    stored.filter((each) => each.type === 'deck').map((each) => each.learner),
    ['learner-1'],
  );
});

test('without a gap report there is nothing to build from', async () => {
  const { ports } = memoryPorts();
  const build = presentationBuild({ ...ports, evidence: async () => [] });
  const input = {
    knowledge: 'kb',
    learners: ['learner-1'],
    settings: settings(),
    step: 'presentation_generation' as const,
  };
  await assert.rejects(build(input, activityRun().run), {
    code: 'ARTIFACT_MISSING',
    kind: 'terminal',
  });
});

test('the first decks of a run are looked at as pages, and each says whether it was', async () => {
  const { build, input, stored } = await prepared({
    decks: 1,
    toPdf: async () => {
      throw new Error('soffice was stopped');
    },
    find: async (name) => `/usr/bin/${name}`,
  });
  await build(input(['learner-1', 'learner-2']), activityRun().run);
  assert.deepEqual(
    stored.filter((each) => each.type === 'deck').map((each) => each.meta.rendered),
    [{ not_run: 'soffice was stopped' }, { not_run: 'others of this run were (DECK_PROOFS=1)' }],
  );
});
