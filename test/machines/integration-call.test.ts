import assert from 'node:assert/strict';
import { test } from 'node:test';
import { integrationCall, PERMIT_PATIENCE_MS } from '../../machines/integration-call.ts';
import { Story } from './driver.ts';
import { LINK, TERMINAL, TRANSIENT } from './samples.ts';

const ADDRESS = 'wf/drive_provision.1';
const INPUT = {
  integration: 'google_apis',
  activity: 'drive.provision',
  input: { step: 'drive_setup' },
  attempt: 1,
  timeout_ms: 300_000,
};

function call(): Story {
  return new Story(integrationCall, INPUT, 1_000, ADDRESS);
}

function submitted(): Story {
  return call().send('permit.granted');
}

test('it asks its breaker first and submits nothing before the answer', () => {
  const story = call();
  assert.deepEqual(story.told(), [
    {
      to: 'breaker.google_apis',
      event: { type: 'permit.requested', caller: ADDRESS, at: 0 },
    },
  ]);
  assert.deepEqual(story.spawned(), {});
});

test('with a permit it runs the activity with the input it was given', () => {
  assert.deepEqual(submitted().spawned(), {
    activity: { activity: 'drive.provision', input: { step: 'drive_setup' } },
  });
});

test('a silent breaker does not hold the call up', () => {
  const story = call();
  assert.equal(story.armed('permitPatience'), PERMIT_PATIENCE_MS);
  assert('activity' in story.elapse('permitPatience').spawned());
});

test('a refused permit ends the attempt without a report', () => {
  const story = call().send('permit.refused', { retry_at: 77 });
  assert.deepEqual(story.snapshot.output, { ok: false, refused: { retry_at: 77 } });
  assert.deepEqual(story.told(), []);
});

test('an answer ends it well and is reported as a success', () => {
  const story = submitted().done('activity', { folders: { root: LINK } });
  assert.deepEqual(story.snapshot.output, { ok: true, output: { folders: { root: LINK } } });
  assert.equal(story.told()[0]?.event.type, 'call.succeeded');
});

test('an answer that lacks what the call promises is a terminal BAD_OUTPUT', () => {
  for (const output of [null, 'text', {}, [1]]) {
    const story = submitted().done('activity', output);
    const { ok, failure } = story.snapshot.output as { ok: boolean; failure: { code: string } };
    assert.equal(ok, false);
    assert.equal(failure.code, 'BAD_OUTPUT');
  }
});

for (const failure of [TRANSIENT, TERMINAL]) {
  test(`a ${failure.kind} failure ends it with that failure and reports it`, () => {
    const story = submitted().send('xstate.error.actor.activity', { error: failure });
    assert.deepEqual(story.snapshot.output, { ok: false, failure });
    assert.deepEqual(story.told(), [
      {
        to: 'breaker.google_apis',
        event: { type: 'call.failed', caller: ADDRESS, at: story.at, failure },
      },
    ]);
  });
}

test('an activity that never answers ends as a transient TIMEOUT', () => {
  const story = submitted().elapse('watchdog');
  const { failure } = story.snapshot.output as { failure: { kind: string; code: string } };
  assert.deepEqual([failure.kind, failure.code], ['transient', 'TIMEOUT']);
  assert.equal(story.told()[0]?.event.type, 'call.failed');
  assert(
    story.wants.some((want) => want.type === 'xstate.stopChild'),
    'the activity is stopped',
  );
});
