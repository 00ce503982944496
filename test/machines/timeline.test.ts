import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certification } from '../../machines/certification.ts';
import { foldTimeline, stepUpdates, type TimelineEntry } from '../../machines/timeline.ts';
import { STEP_NAMES } from '../../machines/vocabulary.ts';
import { Story } from './driver.ts';
import { OUTPUTS, TERMINAL, TRANSIENT, verdict, workflowInput } from './samples.ts';

/** A story that keeps its journal: the value only where it changed. */
class Journalled extends Story {
  readonly entries: TimelineEntry[] = [];

  override send(type: string, fields: object = {}): this {
    const before = JSON.stringify(this.value);
    super.send(type, fields);
    const value = JSON.stringify(this.value) === before ? null : structuredClone(this.value);
    const event = { type, at: this.at, ...fields };
    this.entries.push({ seq: this.entries.length + 1, at: this.at, event, value });
    return this;
  }
}

function journalled(): Journalled {
  const story = new Journalled(certification, workflowInput());
  const event = { type: 'xstate.init' };
  story.entries.push({ seq: 1, at: 0, event, value: structuredClone(story.value) });
  return story;
}

function presentChild(story: Story): string | undefined {
  return story.snapshot._nodes.flatMap((node) => node.invoke.map((invoke) => invoke.id))[0];
}

function finish(story: Story, child: string): void {
  if (child.startsWith('checkpoint_')) story.done(child, verdict('approve'));
  else if (child === 'responses') story.done(child, { ok: true, answered: [], missing: [] });
  else story.answered(child, OUTPUTS[child]?.[0] ?? {});
}

test('a workflow that completes shows every step entered and completed once', () => {
  const story = journalled();
  for (let child = presentChild(story); child; child = presentChild(story)) finish(story, child);
  const items = foldTimeline(story.entries);
  const completed = items.filter((item) => item.status === 'completed');
  assert.deepEqual(
    completed.map((item) => item.step_name),
    [...STEP_NAMES],
  );
  const progress = items.map((item) => item.progress_percentage);
  assert.deepEqual(
    progress,
    progress.toSorted((left, right) => left - right),
  );
  assert.equal(progress.at(-1), 100);
  const said = Object.fromEntries(
    completed.map((item) => [item.step_name, item.progress_percentage]),
  );
  assert.deepEqual(
    [said.drive_setup, said.knowledge_collection, said.response_collection, said.avatar_creation],
    [5.5, 14.4, 32, 86],
    'a tenth of the way to the value of the next step',
  );
  const entered = (step: string) =>
    items.find((item) => item.step_name === step)?.progress_percentage;
  assert.deepEqual(
    ['presentation_generation', 'avatar_creation'].map(entered),
    [70, 85],
    'the value of each step, though both are entered at once',
  );
});

test('a retry and a wait are told apart, with the failure and the attempt', () => {
  const story = journalled();
  story.failed('drive_provision', TRANSIENT).elapse('wait');
  story.done('drive_provision', { ok: false, refused: { retry_at: 9 } });
  const [, backingOff, again, circuit] = foldTimeline(story.entries);
  assert.deepEqual(backingOff?.metadata, { wait: 'retry', failure: TRANSIENT });
  assert.equal(backingOff?.status, 'in_progress');
  assert.deepEqual(again?.metadata, { attempt: 2 });
  assert.equal(circuit?.metadata.wait, 'circuit');
  assert.equal(circuit?.status, 'waiting');
});

test('a step that needs a person is shown as failed, with why', () => {
  const story = journalled();
  story.failed('drive_provision', TERMINAL);
  const item = foldTimeline(story.entries).at(-1);
  assert.equal(item?.status, 'failed');
  assert.deepEqual(item?.metadata, { needs_attention: true, failure: TERMINAL });
});

test('steps that begin and end within one transition are shown as completed', () => {
  const before = { assessment: { gap_analysis: 'awaitingApproval' } };
  const after = { distribution: { drive_organization: { organising: 'calling' } } };
  const updates = stepUpdates(before, after);
  assert.deepEqual(
    updates.map(({ step_name, status }) => `${step_name} ${status}`),
    [
      'gap_analysis completed',
      'presentation_generation completed',
      'avatar_creation completed',
      'drive_organization in_progress',
    ],
  );
});

test('compensation shows each undo in reverse order, and what was left behind', () => {
  const story = journalled();
  for (const child of ['drive_provision', 'forms_create_intake']) finish(story, child);
  story.send('cancel', { by: 'ann' }).failed('step_undo', TRANSIENT).elapse('wait');
  story.answered('step_undo', { undone: 1, kept: [] }).failed('step_undo', TERMINAL);
  story.send('skip', { by: 'op' });
  finish(story, 'step_undo');
  const items = foldTimeline(story.entries).filter((item) => item.seq > 3);
  const lines = items.map(({ step_name, status, metadata }) =>
    [step_name, status, metadata.undone ? 'undone' : '', metadata.left_behind ? 'left' : '']
      .join(' ')
      .trim(),
  );
  assert.deepEqual(lines, [
    'knowledge_collection failed',
    'knowledge_collection compensating',
    'knowledge_collection compensating',
    'knowledge_collection compensating',
    'knowledge_collection compensating undone',
    'form_creation compensating',
    'form_creation failed',
    'form_creation failed  left',
    'drive_setup compensating',
    'drive_setup compensating undone',
  ]);
});

test('an update during compensation takes its step from the view', () => {
  const before = { compensating: { undoing: 'calling' } };
  const after = { compensating: 'compensationFailed' };
  const [update] = stepUpdates(before, after, { step: 'drive_setup', progress: 10 });
  assert.equal(update?.step_name, 'drive_setup');
  assert.equal(update?.status, 'failed');
});

test('nothing changed means no update', () => {
  const value = { knowledge: { knowledge_processing: { processing: 'calling' } } };
  assert.deepEqual(stepUpdates(value, value), []);
});

test('an event that failed changes nothing until it is retried', () => {
  const story = journalled();
  while (presentChild(story) !== 'forms_create_intake') finish(story, presentChild(story) ?? '');
  story.send('cancel', { by: 'ann' }).answered('step_undo', { undone: 1, kept: [] });
  finish(story, 'step_undo');
  const twice = story.entries.flatMap((entry) =>
    entry.event.type.startsWith('xstate.done.')
      ? [
          { ...entry, kind: 'failed', value: null },
          { ...entry, kind: 'retried' },
        ]
      : [entry],
  );
  assert.ok(twice.length > story.entries.length);
  assert.deepEqual(foldTimeline(twice), foldTimeline(story.entries));
});
