import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ResponseCollectionContext,
  responseCollection,
} from '../../machines/response-collection.ts';
import { Story } from './driver.ts';
import { LINK, settingsWith, TERMINAL, TRANSIENT } from './samples.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const OFF = { watch: 'off', look_at: null };

/** Before it knows whether anybody will tell it of answers. */
function unwatched(hours = 24): Story {
  const input = {
    workflow: 'wf',
    settings: settingsWith(),
    form: LINK,
    opened_at: 0,
    closes_at: hours * HOUR_MS,
  };
  return new Story(responseCollection, input, 0, 'wf/responses.1');
}

function collection(watch: object = OFF, hours = 24): Story {
  return unwatched(hours).answered('responses_watch', watch);
}

function at(story: Story, ms: number): Story {
  story.at = ms;
  return story;
}

/** All that closing takes, up to the last reading. */
function shut(story: Story): Story {
  return story.answered('responses_shut', { closed_at: story.at }).elapse('settle');
}

function read(story: Story, answered: string[]): Story {
  return story.answered('responses_read', { answered });
}

function contextOf(story: Story): ResponseCollectionContext {
  return story.snapshot.context as ResponseCollectionContext;
}

test('it asks to be told, reads at once and, when all have answered, closes', () => {
  const story = unwatched();
  assert('responses_watch' in story.spawned());
  assert('responses_read' in story.answered('responses_watch', OFF).spawned());
  read(story, ['learner-1', 'learner-2']);
  assert('responses_shut' in story.spawned());
  assert.equal(story.answered('responses_shut', { closed_at: 5 }).value, 'settling');
  assert('responses_close' in story.elapse('settle').spawned());
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
  assert.deepEqual(at(story, 12 * HOUR_MS).elapse('untilHalfTime').value, { open: 'reminding' });
  const { input } = story.spawned().responses_remind as { input: { missing: string[] } };
  assert.deepEqual(input.missing, ['learner-2']);
  story.failed('responses_remind', TERMINAL);
  assert.deepEqual(story.value, { open: 'waiting' });
});

test('of a window of days it reminds once more a day before the end, of a short one it does not', () => {
  const long = read(collection(OFF, 96), ['learner-1']);
  at(long, 48 * HOUR_MS)
    .elapse('untilHalfTime')
    .answered('responses_remind', { reminded: 1 });
  const { input } = at(long, 72 * HOUR_MS)
    .elapse('untilLastDay')
    .spawned().responses_remind as {
    input: { reminder: number };
  };
  assert.equal(input.reminder, 2);
  const short = read(collection(OFF, 24), ['learner-1']);
  at(short, 12 * HOUR_MS)
    .elapse('untilHalfTime')
    .answered('responses_remind', { reminded: 1 });
  assert.deepEqual(short.elapse('untilLastDay').value, { open: 'waiting' });
});

test('a watched form is read seldom, and its watch is seen to when that is due', () => {
  const story = read(collection({ watch: 'on', look_at: 5 * MINUTE_MS }), []);
  assert.equal(story.armed('poll'), 7.5 * MINUTE_MS);
  assert(
    'responses_read' in
      at(story, 4 * MINUTE_MS)
        .elapse('poll')
        .spawned(),
  );
  read(story, []);
  assert(
    'responses_watch' in
      at(story, 6 * MINUTE_MS)
        .elapse('poll')
        .spawned(),
  );
  story.answered('responses_watch', { watch: 'on', look_at: 9e9 });
  assert('responses_read' in story.spawned(), 'what came in meanwhile is looked for');
});

test('an answer that the watch did not tell of makes it look at the watch', () => {
  const story = read(collection({ watch: 'on', look_at: 9e9 }), ['learner-1']);
  assert('responses_watch' in story.elapse('poll').spawned());
});

test('an answer that the watch told of leaves it alone', () => {
  const story = read(collection({ watch: 'on', look_at: 9e9 }), []).send('response.submitted');
  read(story.elapse('nudgeDebounce'), ['learner-1']);
  assert('responses_read' in story.elapse('poll').spawned());
});

test('a watch that cannot be had is tried again later, and answers are read without it', () => {
  const story = unwatched().failed('responses_watch', TERMINAL);
  assert('responses_read' in story.spawned());
  assert.equal(read(story, []).armed('poll'), 45_000);
  assert(
    'responses_watch' in
      at(story, 31 * MINUTE_MS)
        .elapse('poll')
        .spawned(),
  );
});

test('a suspended watch is said, and answers are looked for as without one', () => {
  const warnings = [{ code: 'WATCH_SUSPENDED', message: 'It does not tell us.' }];
  const story = collection({ watch: 'suspended', look_at: 9e9, warnings });
  assert.equal(read(story, []).armed('poll'), 45_000);
  shut(at(story, 24 * HOUR_MS).elapse('untilDeadline'));
  story.answered('responses_close', { answered: [], missing: ['learner-1', 'learner-2'] });
  assert.deepEqual((story.snapshot.output as { warnings: object[] }).warnings, warnings);
});

test('at the deadline it closes with whoever has answered', () => {
  const story = read(collection(), ['learner-1']);
  assert.deepEqual(story.elapse('untilDeadline').value, { shutting: 'calling' });
  shut(story);
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
  const story = shut(read(collection(), ['learner-1', 'learner-2']));
  story.failed('responses_close', TRANSIENT);
  assert.deepEqual(story.value, { closing: 'backingOff' });
  story.elapse('wait').failed('responses_close', TERMINAL);
  assert.deepEqual(story.snapshot.output, { ok: false, failure: TERMINAL });
});
