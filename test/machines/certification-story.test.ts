import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ATTEMPTS_MAX } from '../../machines/call-rules.ts';
import { certification } from '../../machines/certification.ts';
import type { CertificationContext } from '../../machines/certification-context.ts';
import { machines } from '../../machines/registry.ts';
import { STEP_NAMES } from '../../machines/vocabulary.ts';
import { Story } from './driver.ts';
import { OUTPUTS, REF, TERMINAL, TRANSIENT, verdict, workflowInput } from './samples.ts';

function contextOf(story: Story): CertificationContext {
  return story.snapshot.context as CertificationContext;
}

function viewOf(story: Story) {
  return machines.certification?.project(story.snapshot);
}

/** Every child ends well, one after the other, until the workflow is at this child. */
function upTo(child: string, input = workflowInput()): Story {
  const story = new Story(certification, input);
  for (let turn = 0; turn < 60; turn += 1) {
    const present = childrenOf(story);
    if (present.includes(child)) return story;
    const next = present[0];
    assert(next, `stopped at ${JSON.stringify(story.value)}`);
    finish(story, next);
  }
  throw new Error(`never came to ${child}`);
}

function childrenOf(story: Story): string[] {
  return story.snapshot._nodes.flatMap((node) => node.invoke.map((invoke) => invoke.id));
}

function finish(story: Story, child: string): void {
  story.at += 1_000;
  if (child.startsWith('checkpoint_')) story.done(child, verdict('approve'));
  else if (child === 'responses') {
    story.done(child, { ok: true, answered: ['learner-1'], missing: ['learner-2'] });
  } else story.answered(child, OUTPUTS[child]?.[0] ?? {});
}

function finishAll(story: Story): Story {
  for (let child = childrenOf(story)[0]; child; child = childrenOf(story)[0]) finish(story, child);
  return story;
}

test('a workflow whose every child succeeds walks all eleven steps in order and completes', () => {
  const story = finishAll(new Story(certification, workflowInput()));
  assert.equal(story.value, 'completed');
  assert.equal(story.snapshot.status, 'done');
  const { begun, timings, approvals, outputs } = contextOf(story);
  assert.deepEqual(begun, [...STEP_NAMES]);
  assert(timings.every((timing) => timing.completed_at !== null && timing.attempts >= 0));
  assert.deepEqual(
    approvals.map((each) => each.kind),
    ['questions', 'gaps', 'scripts', 'release'],
  );
  assert.deepEqual(outputs.report, REF);
  assert.deepEqual(story.snapshot.output, { ending: 'completed', left_behind: [] });
});

test('progress follows the step entered and moves a tenth of the way on completion', () => {
  const story = new Story(certification, workflowInput());
  assert.deepEqual(viewOf(story), { status: 'running', step: 'drive_setup', progress: 5 });
  finish(story, 'drive_provision');
  assert.deepEqual(viewOf(story), { status: 'running', step: 'form_creation', progress: 10 });
  const deckOnly = upTo('presentation_build');
  assert.deepEqual(viewOf(deckOnly), { status: 'running', step: 'avatar_creation', progress: 85 });
  const videosDone = upTo('avatar_script');
  for (const child of ['avatar_script', 'checkpoint_scripts', 'avatar_topic', 'avatar_topic']) {
    if (!childrenOf(videosDone).includes(child)) continue;
    finish(videosDone, child);
  }
  finish(videosDone, 'avatar_upload');
  assert.equal(viewOf(videosDone)?.progress, 86);
});

test('an activity is told its step, its settings and its attempt', () => {
  const story = new Story(certification, workflowInput());
  assert.deepEqual(story.spawned().drive_provision, {
    integration: 'google_apis',
    activity: 'drive.provision',
    attempt: 1,
    timeout_ms: 300_000,
    input: { settings: workflowInput().settings, step: 'drive_setup' },
  });
});

test('a transient failure backs off and calls again with the next attempt', () => {
  const story = new Story(certification, workflowInput());
  story.failed('drive_provision', TRANSIENT);
  assert.deepEqual(story.value, {
    initialization: { drive_setup: { provisioning: 'backingOff' } },
  });
  const waited = story.armed('wait');
  assert(waited !== undefined && waited >= 0 && waited < 1_000, `waited ${waited} ms`);
  story.elapse('wait');
  const input = story.spawned().drive_provision as { attempt: number };
  assert.equal(input.attempt, 2);
});

test('a wait asked for by the other side is honoured', () => {
  const story = new Story(certification, workflowInput());
  story.failed('drive_provision', { ...TRANSIENT, code: 'RATE_LIMITED', retryAfterMs: 60_000 });
  const waited = story.armed('wait') ?? 0;
  assert(waited >= 60_000 && waited < 66_000, `waited ${waited} ms`);
});

test('the same workflow waits the same time again, another workflow a different time', () => {
  const wait = (address: string) =>
    new Story(certification, workflowInput(), 1_000, address)
      .failed('drive_provision', TRANSIENT)
      .armed('wait');
  assert.equal(wait('wf-a'), wait('wf-a'));
  assert.notEqual(wait('wf-a'), wait('wf-b'));
});

test('after the last attempt a person is asked, and a retry starts from attempt one', () => {
  const story = new Story(certification, workflowInput());
  for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt += 1) {
    story.failed('drive_provision', TRANSIENT).elapse('wait');
  }
  story.failed('drive_provision', TRANSIENT);
  assert.equal(viewOf(story)?.status, 'needs_attention');
  story.send('retry', { by: 'operator' });
  assert.equal((story.spawned().drive_provision as { attempt: number }).attempt, 1);
  assert.deepEqual(contextOf(story).interventions, [
    { type: 'retry', by: 'operator', at: story.at, step: 'drive_setup' },
  ]);
});

test('a terminal failure asks a person at once', () => {
  const story = new Story(certification, workflowInput());
  story.failed('drive_provision', TERMINAL);
  assert.equal(viewOf(story)?.status, 'needs_attention');
  assert.equal(contextOf(story).last_failure?.code, 'FORBIDDEN');
});

test('a call without budget waits as long as it is told, uses up no attempt and is no error', () => {
  const story = new Story(certification, workflowInput());
  const waits: number[] = [];
  for (let asked = 0; asked < 3 * ATTEMPTS_MAX; asked += 1) {
    story.failed('drive_provision', { ...TRANSIENT, code: 'QUOTA_WAIT', retryAfterMs: 20_000 });
    assert.deepEqual(story.value, {
      initialization: { drive_setup: { provisioning: 'backingOff' } },
    });
    waits.push(story.armed('wait') ?? 0);
    story.at += 25_000;
    story.elapse('wait');
    assert.equal((story.spawned().drive_provision as { attempt: number }).attempt, 1);
  }
  assert(waits.every((wait) => wait >= 22_000 && wait <= 24_000));
  assert(new Set(waits).size > 10, 'never all at once');
  assert.equal(contextOf(story).error_count, 0);
  story.failed('drive_provision', TRANSIENT).elapse('wait');
  assert.equal((story.spawned().drive_provision as { attempt: number }).attempt, 2);
});

test('a call that has had no budget for a day asks a person', () => {
  const story = new Story(certification, workflowInput());
  const failure = { ...TRANSIENT, code: 'QUOTA_WAIT', retryAfterMs: 600_000 };
  story.failed('drive_provision', failure).elapse('wait');
  story.at += 24 * 3_600_000;
  story.failed('drive_provision', failure);
  assert.equal(viewOf(story)?.status, 'needs_attention');
  assert.equal(contextOf(story).last_failure?.code, 'QUOTA_WAIT');
});

test('a refusal by the breaker waits for it and does not use up an attempt', () => {
  const story = new Story(certification, workflowInput());
  story.done('drive_provision', { ok: false, refused: { retry_at: story.at + 300_000 } });
  const waited = story.armed('wait') ?? 0;
  assert(waited >= 300_000 && waited < 306_000, `waited ${waited} ms`);
  assert.equal(viewOf(story)?.status, 'waiting');
  story.elapse('wait');
  assert.equal((story.spawned().drive_provision as { attempt: number }).attempt, 1);
});

test('editing the input merges into the settings and is on record with before and after', () => {
  const story = new Story(certification, workflowInput());
  story.failed('drive_provision', TERMINAL);
  story.send('edit_input', { by: 'operator', patch: { assessment: { question_count: 4 } } });
  const { settings, interventions } = contextOf(story);
  assert.equal(settings.assessment.question_count, 4);
  assert.equal(settings.assessment.pass_mark, 70);
  assert.deepEqual(interventions[0]?.before, { assessment: workflowInput().settings.assessment });
  assert.deepEqual(interventions[0]?.after, { assessment: settings.assessment });
});

test('without documents the workflow waits for uploads and collects when one arrives', () => {
  const story = upTo('knowledge_collect', workflowInput({ documents: [] }));
  story.answered('knowledge_collect', { accepted: 0, rejected: [] });
  assert.deepEqual(story.value, { knowledge: { knowledge_collection: 'awaitingUploads' } });
  assert.equal(story.armed('untilUploadsClose'), 30 * 60_000 - 0);
  story.send('documents.uploaded').answered('knowledge_collect', { accepted: 1, rejected: [] });
  assert.deepEqual(story.value, { knowledge: { knowledge_processing: { processing: 'calling' } } });
});

test('an upload that arrives while collecting is collected too', () => {
  const story = upTo('knowledge_collect', workflowInput({ documents: [] }));
  story.send('documents.uploaded').answered('knowledge_collect', { accepted: 0, rejected: [] });
  assert.deepEqual(story.value, { knowledge: { knowledge_collection: { collecting: 'calling' } } });
});

test('no document after the deadline is shown to a person as NO_DOCUMENTS', () => {
  const story = upTo('knowledge_collect', workflowInput({ documents: [] }));
  story.answered('knowledge_collect', { accepted: 0, rejected: [] }).elapse('untilUploadsClose');
  story.answered('knowledge_collect', { accepted: 0, rejected: [] });
  assert.deepEqual(story.value, { knowledge: { knowledge_collection: 'noDocuments' } });
  assert.equal(contextOf(story).last_failure?.code, 'NO_DOCUMENTS');
});

test('requested changes generate again with the comments and the next round', () => {
  const story = upTo('checkpoint_questions');
  story.done('checkpoint_questions', verdict('request_changes', ['fewer dates']));
  const { input } = story.spawned().assessment_generate as { input: Record<string, unknown> };
  assert.equal(input.round, 2);
  assert.deepEqual(input.comments, ['fewer dates']);
});

test('a rejected checkpoint waits for a person, who may have it made anew', () => {
  const story = upTo('checkpoint_gaps').done('checkpoint_gaps', verdict('reject'));
  assert.deepEqual(story.value, { assessment: { gap_analysis: 'rejected' } });
  assert.equal(viewOf(story)?.status, 'needs_attention');
  story.send('retry', { by: 'educator' });
  assert('gaps_analyse' in story.spawned());
});

test('a submitted answer is passed on to the collection', () => {
  const story = upTo('responses').send('response.submitted', { learner: 'learner-1' });
  assert.deepEqual(
    story.wants.map((want) => want.type),
    ['xstate.sendTo'],
  );
});

test('the collection closes timeout_hours after the step began, also after a failed first try', () => {
  const story = upTo('responses');
  const first = story.spawned().responses as { closes_at: number };
  story.at += 3_600_000;
  story.done('responses', { ok: false, failure: TERMINAL }).send('retry', { by: 'operator' });
  const second = story.spawned().responses as { closes_at: number; opened_at: number };
  assert.equal(second.closes_at, first.closes_at);
  assert.equal(second.opened_at, story.at);
});

test('without gaps and weak areas both content steps pass over with warnings', () => {
  const story = upTo('checkpoint_gaps');
  const outputs = { gaps: REF, learners_with_gaps: [], common_weak_areas: [] };
  story.done('checkpoint_gaps', verdict('request_changes', [])).answered('gaps_analyse', outputs);
  story.done('checkpoint_gaps', verdict('approve'));
  assert.deepEqual(story.value, {
    distribution: { drive_organization: { organising: 'calling' } },
  });
  const codes = contextOf(story).warnings.map((warning) => warning.code);
  assert(codes.includes('NO_GAPS') && codes.includes('NO_COMMON_WEAK_AREAS'), codes.join());
});

test('topics are rendered one after the other, and a failed one may be skipped', () => {
  const story = upTo('avatar_topic');
  story.failed('avatar_topic', TERMINAL).send('skip', { by: 'educator' });
  assert.equal((story.spawned().avatar_topic as { topic: string }).topic, 'Storage');
  finish(story, 'avatar_topic');
  assert('avatar_upload' in story.spawned());
  assert.equal(contextOf(story).videos.length, 1);
});

test('cancelling while something runs undoes every begun step, the interrupted one first', () => {
  const story = upTo('assessment_publish').send('cancel', { by: 'educator' });
  const undone: string[] = [];
  while (story.snapshot.status === 'active') {
    const { input } = story.spawned().step_undo as { input: { step: string } };
    undone.push(input.step);
    finish(story, 'step_undo');
  }
  assert.deepEqual(undone, STEP_NAMES.slice(0, 5).toReversed());
  assert.equal(story.value, 'cancelled');
});

test('an undo that cannot succeed waits for an operator; skipping it is recorded', () => {
  const story = upTo('forms_create_intake').failed('forms_create_intake', TERMINAL);
  story.send('give_up', { by: 'educator' }).failed('step_undo', TERMINAL);
  assert.deepEqual(story.value, { compensating: 'compensationFailed' });
  assert.equal(viewOf(story)?.status, 'needs_attention');
  story.send('skip', { by: 'operator' });
  finish(story, 'step_undo');
  assert.equal(story.value, 'compensated');
  assert.deepEqual(contextOf(story).left_behind, [
    { step: 'form_creation', by: 'operator', at: story.at - 1_000, code: 'FORBIDDEN' },
  ]);
  assert.deepEqual(contextOf(story).undone, ['drive_setup']);
});

test('no snapshot or child input of a workflow holds anything but plain JSON', () => {
  const story = upTo('avatar_topic');
  assert.deepEqual(JSON.parse(JSON.stringify(story.snapshot.context)), story.snapshot.context);
});

test('with two steps waiting for a person, a command may mean one of them', () => {
  const story = upTo('avatar_script');
  story.failed('avatar_script', TERMINAL).failed('presentation_build', TERMINAL);
  story.send('retry', { by: 'operator', step: 'avatar_creation' });
  assert.deepEqual(story.value, {
    content: {
      presentation_generation: { building: 'needsAttention' },
      avatar_creation: { scripting: 'calling' },
    },
  });
});

test('after an edited artefact is approved, later steps know the approved version', () => {
  const story = upTo('checkpoint_questions');
  const subject = { artifact_id: 'artifact-2', version: 2, content_hash: 'bb', authors: ['ann'] };
  story.done('checkpoint_questions', { ...verdict('approve'), content_hash: 'bb', subject });
  const { questions } = contextOf(story).outputs;
  assert.deepEqual([questions?.id, questions?.version, questions?.sha256], ['artifact-2', 2, 'bb']);
});
