import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ResponseCollectionContext,
  responseCollection,
} from '../../machines/response-collection.ts';
import { Story } from './driver.ts';
import { LINK, settingsWith, TERMINAL, TRANSIENT } from './samples.ts';

const HOUR_MS = 3_600_000;

function collection(): Story {
  const input = {
    workflow: 'wf',
    settings: settingsWith(),
    form: LINK,
    opened_at: 0,
    closes_at: 24 * HOUR_MS,
  };
  return new Story(responseCollection, input, 0, 'wf/responses.1');
}

function read(story: Story, answered: string[]): Story {
  return story.answered('responses_read', { answered });
}

function contextOf(story: Story): ResponseCollectionContext {
  return story.snapshot.context as ResponseCollectionContext;
}

test('it reads at once and, when all have answered, closes', () => {
  const story = collection();
  assert('responses_read' in story.spawned());
  read(story, ['learner-1', 'learner-2']);
  assert('responses_close' in story.spawned());
  story.answered('responses_close', { answered: ['learner-1', 'learner-2'], missing: [] });
  assert.deepEqual(story.snapshot.output, {
    ok: true,
    answered: ['learner-1', 'learner-2'],
    missing: [],
  });
});

test('it polls slower while nothing comes in and faster after an answer', () => {
  const story = collection();
  const first = read(story, []).armed('poll') ?? 0;
  const second = read(story.elapse('poll'), []).armed('poll') ?? 0;
  assert(second > first, `${first} then ${second}`);
  const third = read(story.elapse('poll'), ['learner-1']).armed('poll') ?? 0;
  assert(third < first, `${third} after news`);
});

test('the pace never falls below one read in a quarter of an hour', () => {
  const story = collection();
  for (let turn = 0; turn < 40; turn += 1) read(story, []).elapse('poll');
  assert.equal(contextOf(story).poll_ms, 15 * 60_000);
});

test('an answer handed in is read soon, many together only once', () => {
  const story = read(collection(), []);
  story.send('response.submitted', { learner: 'learner-1' });
  assert.deepEqual(story.value, { open: 'debouncing' });
  story.send('response.submitted', { learner: 'learner-2' });
  assert.deepEqual(story.spawned(), {});
  assert('responses_read' in story.elapse('nudgeDebounce').spawned());
});

test('an answer handed in during a read causes another read', () => {
  const story = collection().send('response.submitted', { learner: 'learner-1' });
  assert.deepEqual(read(story, []).value, { open: 'debouncing' });
});

test('half way it reminds those who are missing, and goes on even if that fails', () => {
  const story = read(collection(), ['learner-1']);
  assert.deepEqual(story.elapse('untilHalfTime').value, { open: 'reminding' });
  const { input } = story.spawned().responses_remind as { input: { missing: string[] } };
  assert.deepEqual(input.missing, ['learner-2']);
  story.failed('responses_remind', TERMINAL);
  assert.deepEqual(story.value, { open: 'waiting' });
});

test('at the deadline it closes with whoever has answered', () => {
  const story = read(collection(), ['learner-1']);
  assert.deepEqual(story.elapse('untilDeadline').value, { closing: 'calling' });
  story.answered('responses_close', { answered: ['learner-1'], missing: ['learner-2'] });
  assert.deepEqual(story.snapshot.output, {
    ok: true,
    answered: ['learner-1'],
    missing: ['learner-2'],
  });
});

test('transient failures and refusals of a read only mean reading later', () => {
  const story = collection().failed('responses_read', TRANSIENT);
  assert.deepEqual(story.value, { open: 'waiting' });
  story.elapse('poll').done('responses_read', { ok: false, refused: { retry_at: 5 } });
  assert.deepEqual(story.value, { open: 'waiting' });
});

test('a terminal failure ends it with that failure', () => {
  const story = collection().failed('responses_read', TERMINAL);
  assert.deepEqual(story.snapshot.output, { ok: false, failure: TERMINAL });
});

test('closing is tried again before it fails', () => {
  const story = read(collection(), ['learner-1', 'learner-2']).failed('responses_close', TRANSIENT);
  assert.deepEqual(story.value, { closing: 'backingOff' });
  story.elapse('wait').failed('responses_close', TERMINAL);
  assert.deepEqual(story.snapshot.output, { ok: false, failure: TERMINAL });
});
