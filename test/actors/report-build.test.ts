import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '../../actors/content.ts';
import type { Effect } from '../../actors/ports.ts';
import { certificationWorkflowResult, reportBuild } from '../../actors/report/index.ts';
import type { StepName } from '../../machines/vocabulary.ts';
import {
  activityRun,
  gapReport,
  item,
  learnerResult,
  memoryPorts,
  questionSet,
  settings,
  silentLearner,
  standing,
} from './presentation-material.ts';

function effect(step: StepName, ordinal: string, state: Effect['state'] = 'done'): Effect {
  return {
    key: `wf-1/${step}/${ordinal}`,
    workflow: 'wf-1',
    step,
    call: 'drive.files.create',
    state,
    planned_id: null,
    ref: { id: ordinal, url: `https://drive.example/${ordinal}` },
    at: 0,
  };
}

function reportInput() {
  return {
    settings: settings(),
    step: 'completion' as const,
    timings: [
      { step: 'drive_setup' as const, entered_at: 1000, completed_at: 4000, attempts: 1 },
      { step: 'completion' as const, entered_at: 9000, completed_at: null, attempts: 1 },
    ],
    warnings: [{ code: 'NOTE', message: 'One document was set aside' }],
    degraded: ['avatar_creation: slides and captions only'],
    approvals: [],
  };
}

async function prepared(items: Item[] = [item('sluice', 'Locks')], effects: Effect[] = []) {
  const memory = memoryPorts(effects);
  await memory.putJson('questions', questionSet(items));
  await memory.putJson(
    'gaps',
    gapReport([
      learnerResult(
        'learner-1',
        [standing('Locks', 'gap'), standing('Tides', 'undetermined')],
        ['sluice'],
      ),
      silentLearner('learner-2'),
    ]),
  );
  await memory.ports.artifacts.put(
    {
      workflow: 'wf-1',
      step: 'presentation_generation',
      type: 'deck',
      name: 'learner-1.pptx',
      mime: 'application/octet-stream',
      learner: 'learner-1',
      meta: {
        gap_areas: ['Locks'],
        checks: [{ id: 'deck_contrast', passed: true, evidence: '5 slides' }],
      },
    },
    Buffer.from('deck'),
  );
  const build = reportBuild({
    ...memory.ports,
    vault: {
      open: async () => {
        throw new Error('a report must not ask for names');
      },
    },
  });
  const text = (sha256: string) => memory.blobs.get(sha256)?.toString('utf8') ?? '';
  const both = async (input = reportInput()) => {
    const output = await build(input, activityRun().run);
    return {
      page: text(output.report.sha256),
      result: JSON.parse(text(output.result.sha256)),
      output,
    };
  };
  return { ...memory, build, both };
}

test('the result has exactly the shape of its contract', async () => {
  const { both } = await prepared();
  const { result } = await both();
  assert.deepEqual(certificationWorkflowResult.parse(result), result);
  assert.equal(result.success, true);
  assert.equal(result.completion_time, '1970-01-01T00:00:09.000Z');
  assert.deepEqual(result.timings[0], {
    step: 'drive_setup',
    entered_at: '1970-01-01T00:00:01.000Z',
    completed_at: '1970-01-01T00:00:04.000Z',
    seconds: 3,
    attempts: 1,
  });
});

test('a missing or an additional key is refused by the schema', async () => {
  const { both } = await prepared();
  const { result } = await both();
  const { quality: _, ...without } = result;
  assert.equal(certificationWorkflowResult.safeParse(without).success, false);
  assert.equal(certificationWorkflowResult.safeParse({ ...result, extra: 1 }).success, false);
});

test('a learner who never answered has no score, and the report says why', async () => {
  const { both } = await prepared();
  const { page, result } = await both();
  const silent = result.assessment_results.individual_results.find(
    (each: { user_id: string }) => each.user_id === 'learner-2',
  );
  assert.equal(silent.score, null);
  assert.match(page, /Never answered: learner-2/);
});

test('a statistic that could not be computed says so and is never 0', async () => {
  const { both } = await prepared();
  const { page, result } = await both();
  const row = /sluice\?.*?<\/tr>/s.exec(page.slice(page.indexOf('id="items"')))?.[0] ?? '';
  assert.equal(row.match(/not enough responses/g)?.length, 3);
  assert.equal(result.assessment_results.gap_analysis.item_statistics[0].facility, null);
  assert.match(page, /Mean score<\/dt><dd class="words">not enough responses/);
});

test('hostile text stays text', async () => {
  const attack = `<script>alert('x')</script>"><img src=x onerror=alert(1)>`;
  const hostile = item('sluice', attack, {
    stem: attack,
    options: [attack, 'b', 'c', 'd'],
    key: 0,
  });
  const { both } = await prepared([{ ...hostile, source: { ...hostile.source, quote: attack } }]);
  const input = reportInput();
  input.settings.certification_name = attack;
  input.warnings = [{ code: attack, message: attack }];
  const { page } = await both(input);
  assert.doesNotMatch(page, /<script|<img/i);
  assert.ok(page.includes('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&gt;&lt;img'));
});

test('the page needs nothing but itself, and every chart has a table', async () => {
  const { both } = await prepared();
  const { page } = await both();
  assert.doesNotMatch(page, /<script|<link|src=|url\(|@import/i);
  assert.match(page, /<html lang="en">/);
  assert.match(page, /@media print/);
  assert.match(page, /prefers-color-scheme:dark/);
  const afterCharts = page.split('</figure>').slice(1);
  assert.ok(afterCharts.length >= 4);
  for (const rest of afterCharts) assert.match(rest.slice(0, 200), /<table>/);
});

test('running it again with the same input leaves one report and one result', async () => {
  const { both, stored } = await prepared();
  const first = await both();
  const second = await both();
  assert.deepEqual(second.output, first.output);
  assert.deepEqual(
    stored
      .filter((each) => each.type === 'report' || each.type === 'result')
      .map((each) => each.version),
    [1, 1],
  );
});

test('folders and links come from the external writes that were done', async () => {
  // artifact-2 is the deck: the third file that `prepared` stores.
  const made = await prepared(undefined, [
    effect('drive_setup', 'folder.videos'),
    effect('drive_setup', 'folder.forms', 'planned'),
    effect('presentation_generation', 'artifact.artifact-2'),
    effect('presentation_generation', 'artifact.artifact-21'),
  ]);
  const { result } = await made.both();
  assert.deepEqual(result.drive_organization.videos, {
    id: 'folder.videos',
    url: 'https://drive.example/folder.videos',
  });
  assert.equal(result.drive_organization.forms, null);
  assert.equal(result.presentation_urls[0].url, 'https://drive.example/artifact.artifact-2');
});

test('a deck whose upload is still open has no link', async () => {
  const open = effect('presentation_generation', 'artifact.artifact-2', 'planned');
  const { both } = await prepared(undefined, [open]);
  assert.equal((await both()).result.presentation_urls[0].url, null);
});

test('only accepted documents count, by what coverage says of them', async () => {
  const { both, putJson, ports } = await prepared();
  await putJson('coverage', {
    documents: [{ status: 'indexed' }, { status: 'quarantined' }],
    domains: [],
  });
  await ports.artifacts.put(
    {
      workflow: 'wf-1',
      step: 'knowledge_collection',
      type: 'document',
      name: 'upload-1-handbook.md',
      mime: 'text/markdown',
      meta: { title: 'Harbour handbook' },
    },
    Buffer.from('handbook'),
  );
  const { result } = await both();
  assert.equal(result.assessment_results.knowledge_base_status.documents_processed, 1);
  assert.deepEqual(
    result.assessment_results.processed_documents.map((each: { title: string }) => each.title),
    ['Harbour handbook'],
  );
  assert.equal(result.quality.compliance_status, 'compliant');
});

test('each learner has a report of their own, which names no question and nobody else', async () => {
  const { both, stored, blobs } = await prepared();
  await both();
  const reports = stored.filter((each) => each.type === 'learner_report');
  assert.deepEqual(
    reports.map((each) => [each.name, each.learner]),
    [
      ['learner-1.html', 'learner-1'],
      ['learner-2.html', 'learner-2'],
    ],
  );
  const [own, silent] = reports.map((each) => blobs.get(each.sha256)?.toString('utf8') ?? '');
  assert.match(own ?? '', /Your results, learner <code>learner-1</);
  assert.doesNotMatch(own ?? '', /learner-2|about sluice|<script/);
  assert.match(own ?? '', /Harbour handbook › Locks, page 3/);
  assert.match(silent ?? '', /ask your trainer/);
  assert.doesNotMatch(silent ?? '', / %/);
});

test('predicted stands beside actual where workflows ended before, else it says that none did', async () => {
  const { both } = await prepared();
  assert.match((await both()).page, /Nothing was predicted: too few workflows ended/);
  const memory = memoryPorts();
  await memory.putJson('questions', questionSet([item('sluice', 'Locks')]));
  await memory.putJson('gaps', gapReport([learnerResult('learner-1', [], [])]));
  const steps = [{ step: 'drive_setup' as const, predicted_ms: 2000, actual_ms: 3000 }];
  const foretell = async () => ({ runs: 4, steps });
  const output = await reportBuild({ ...memory.ports, foretell })(reportInput(), activityRun().run);
  const page = memory.blobs.get(output.report.sha256)?.toString('utf8') ?? '';
  assert.match(page, /median of 4 earlier workflows/);
  assert.match(page, /<td>2\.0 s<\/td><td>3\.0 s<\/td><td>\+ 1\.0 s<\/td>/);
});

test('a video without a picture is reported as degraded', async () => {
  const { both, ports } = await prepared();
  for (const type of ['captions', 'transcript']) {
    await ports.artifacts.put(
      {
        workflow: 'wf-1',
        step: 'avatar_creation',
        type,
        name: `locks-${type}.txt`,
        mime: 'text/plain',
        meta: { topic: 'Locks', duration_seconds: 4, degraded: true, rung: 'text only' },
      },
      Buffer.from('WEBVTT\n\n00:00.000 --> 00:03.000\nKeep the gate shut.\n'),
    );
  }
  const { page, result } = await both();
  assert.deepEqual(result.avatar_videos, [
    {
      topic: 'Locks',
      video_url: null,
      captions_url: null,
      poster_url: null,
      duration_seconds: 4,
      degraded: true,
    },
  ]);
  assert.match(page, /Video “Locks” is degraded: text only/);
  assert.equal(result.quality.compliance_status, 'compliant');
});

test('a learner with a gap and no deck is no success', async () => {
  const memory = memoryPorts();
  await memory.putJson('questions', questionSet([item('sluice', 'Locks')]));
  await memory.putJson(
    'gaps',
    gapReport([learnerResult('learner-1', [standing('Locks', 'gap')], [])]),
  );
  const output = await reportBuild(memory.ports)(reportInput(), activityRun().run);
  const result = JSON.parse(memory.blobs.get(output.result.sha256)?.toString('utf8') ?? '{}');
  assert.equal(result.success, false);
  assert.equal(result.quality.compliance_status, 'not_compliant');
  assert.ok(
    result.quality.recommendations.some(
      (each: { subject: string }) => each.subject === 'learner-1',
    ),
  );
});

test('without questions and gaps there is nothing to report', async () => {
  const build = reportBuild(memoryPorts().ports);
  await assert.rejects(build(reportInput(), activityRun().run), {
    code: 'ARTIFACT_MISSING',
    kind: 'terminal',
  });
});

test('decks that nobody looked at as pages are said to be so, with the reason', async () => {
  const { ports, both } = await prepared();
  assert.doesNotMatch((await both()).page, /were not looked at/);
  for (const learner of ['learner-1', 'learner-3'])
    await ports.artifacts.put(
      {
        ...{ workflow: 'wf-1', step: 'presentation_generation', type: 'deck', learner },
        ...{ name: `${learner}.pptx`, mime: 'application/octet-stream' },
        meta: { rendered: { not_run: 'LibreOffice is not installed' } },
      },
      Buffer.from(`deck of ${learner}`),
    );
  assert.match(
    (await both()).page,
    /Rendered pages of 2 decks were not looked at: LibreOffice is not installed\./,
  );
});
