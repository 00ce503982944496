import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { avatarRender } from '../../machines/avatar-render.ts';
import { ATTEMPTS_MAX } from '../../machines/call-rules.ts';
import { CALL_TIMEOUT_MS } from '../../machines/call-table.ts';
import type { CallName } from '../../machines/vocabulary.ts';
import { Story } from './driver.ts';
import { settingsWith, TERMINAL, TRANSIENT } from './samples.ts';

const VIDEO = {
  ...{ topic: 'Networks', video: null, captions: {}, poster: {}, transcript: {} },
  ...{ duration_seconds: 60, rung: 'rendered_cpu' },
};
const FILES = [{ name: 'video.mp4', sha256: 'aa', size: 1 }];
const BREAKER = 'breaker.presgen_avatar';
const LOST = { kind: 'transient', code: 'AVATAR_LOST', message: 'It does not answer.' };
const DEVICE = { kind: 'transient', code: 'DEVICE_LOST', message: 'The card is gone' };

/** What the latest turn asked an activity for. */
function asked(story: Story): { activity: CallName; input: Record<string, unknown> } {
  return story.spawned().activity as { activity: CallName; input: Record<string, unknown> };
}

function failing(story: Story, error: object): Story {
  return story.send('xstate.error.actor.activity', { error });
}

function planned(plan: object): Story {
  const input = { workflow: 'wf', settings: settingsWith(), topic: 'Networks', index: 1 };
  const story = new Story(avatarRender, input, 1_000, 'wf/avatar_topic.3');
  assert.equal(asked(story).activity, 'avatar.plan');
  return story.done('activity', plan);
}

function probed(backends = ['auto']): Story {
  const story = planned({ by: 'program', made: null });
  assert.deepEqual(told(story), ['permit.requested']);
  story.send('permit.granted');
  return story.done('activity', { backends, device: 'cpu' });
}

function told(story: Story): string[] {
  return story
    .told()
    .filter(({ to }) => to === BREAKER)
    .map(({ event }) => event.type);
}

function submitted(backends?: string[]): Story {
  return probed(backends).done('activity', { job: 'j1', seq: 0, from: 0 });
}

function marked(story: Story, seq: number, stage: string, tenths = 0, more: object = {}): Story {
  return story.done('activity', { seq, stage, tenths, reasons: [], files: null, ...more });
}

/** Through the wait, and the permit, to the same job again. */
function again(story: Story, accepted = { job: 'j1', seq: 9, from: 0 }): Story {
  assert.equal(story.value, 'retryWait');
  story.elapse('wait').send('permit.granted').done('activity', { backends: [], device: 'cpu' });
  return story.done('activity', accepted);
}

describe('a rendering', () => {
  test('is probed, submitted, watched through its stages, verified and published', () => {
    const story = submitted();
    assert.deepEqual(story.value, { streaming: 'queued' });
    for (const [at, stage] of ['speaking', 'rendering', 'encoding', 'checking'].entries())
      assert.deepEqual(marked(story, at + 1, stage).value, { streaming: stage });
    assert.deepEqual(asked(story).input.mark, { seq: 4, stage: 'checking', tenths: 0 });
    marked(story, 9, 'checking', 10, { files: FILES });
    assert.deepEqual([story.value, asked(story).input.files], ['verifying', FILES]);
    story.done('activity', { rung: 'rendered_cpu', duration_seconds: 60 });
    assert.deepEqual([story.value, told(story)], ['publishing', ['call.succeeded']]);
    story.done('activity', VIDEO);
    assert.deepEqual(story.snapshot.output, { ok: true, output: VIDEO });
  });

  test('that was published before is not made again', () => {
    const story = planned({ by: 'program', made: VIDEO });
    assert.deepEqual(story.snapshot.output, { ok: true, output: VIDEO });
  });

  test('without a program is drawn here, without asking for a permit', () => {
    const story = planned({ by: 'here', made: null });
    assert.deepEqual([story.value, told(story)], ['drawing', []]);
    assert.deepEqual(asked(story).input.reasons, []);
  });

  test('says with every mark where it is, and asks for what comes after', () => {
    const story = marked(marked(submitted(), 5, 'rendering', 3), 8, 'rendering', 4);
    assert.deepEqual(story.value, { streaming: 'rendering' });
    assert.deepEqual(asked(story).input.mark, { seq: 8, stage: 'rendering', tenths: 4 });
  });
});

describe('after a failure of the program, a rendering', () => {
  test('waits and finds the same job again, where it was last seen', () => {
    const story = failing(marked(submitted(), 5, 'rendering', 3), LOST);
    assert.deepEqual([story.value, told(story)], ['retryWait', ['call.failed']]);
    again(story, { job: 'j1', seq: 9, from: 0 });
    assert.deepEqual(asked(story).input.mark, { seq: 5, stage: 'queued', tenths: 0 });
  });

  test('begins its count of events anew where the program has lost its memory', () => {
    const story = again(failing(marked(submitted(), 5, 'rendering', 3), LOST), {
      ...{ job: 'j1', seq: 2, from: 0 },
    });
    assert.deepEqual(asked(story).input.mark, { seq: 0, stage: 'queued', tenths: 0 });
  });

  test('gives way to what can be drawn here when a second follows without progress', () => {
    const story = failing(again(failing(marked(submitted(), 5, 'rendering', 3), LOST)), LOST);
    assert.deepEqual([story.value, told(story)], ['drawing', ['call.failed']]);
    assert.deepEqual(asked(story).input.reasons, [
      'The rendering program failed: It does not answer.',
    ]);
  });

  test('is patient with a program that fails often and gets on in between', () => {
    const story = submitted();
    for (const tenths of [1, 2, 3, 4]) {
      marked(story, tenths, 'rendering', tenths);
      again(failing(story, LOST), { job: 'j1', seq: tenths, from: 0 });
    }
    assert.deepEqual(story.value, { streaming: 'queued' });
    failing(marked(story, 5, 'rendering', 4), LOST);
    assert.equal(story.value, 'drawing', 'the same tenth again is no progress');
  });

  test('gives way at once where asking again would not help', () => {
    const story = failing(probed(), TERMINAL);
    assert.equal(story.value, 'drawing');
  });

  test('treats silence beyond the watchdog as a failure', () => {
    const story = submitted();
    assert.equal(story.armed('watchdog'), CALL_TIMEOUT_MS['avatar.follow']);
    story.elapse('watchdog');
    assert.equal(story.value, 'retryWait');
    assert.equal(story.snapshot.context.last_failure.code, 'AVATAR_FROZEN');
  });

  test('waits for a full queue as often as it is told to, without counting it', () => {
    const full = { ...TRANSIENT, code: 'RATE_LIMITED', retryAfterMs: 7_000 };
    const story = probed();
    for (let turn = 0; turn < 5; turn += 1) {
      failing(story, full);
      assert.ok((story.armed('wait') ?? 0) >= 7_000);
      story.elapse('wait').send('permit.granted').done('activity', { backends: [], device: '' });
    }
    assert.deepEqual([story.value, story.snapshot.context.error_count], ['submitting', 0]);
    story.at += 25 * 3_600_000;
    failing(story, full);
    assert.equal(story.value, 'retryWait', 'from here on it counts');
  });

  test('waits while the circuit is open, and is drawn here when that lasts a day', () => {
    const story = planned({ by: 'program', made: null });
    story.send('permit.refused', { retry_at: 901_000 });
    assert.equal(story.value, 'circuitOpen');
    assert.ok((story.armed('wait') ?? 0) >= 900_000);
    story.elapse('wait');
    story.at += 25 * 3_600_000;
    story.send('permit.refused', { retry_at: story.at + 900_000 });
    assert.equal(story.value, 'drawing');
  });
});

describe('a device that fails', () => {
  test('is asked once more, then the next one is, and the breaker hears nothing of it', () => {
    const story = submitted(['auto', 'cpu']);
    failing(story, DEVICE);
    assert.deepEqual([story.value, asked(story).input.backend], ['submitting', 'auto']);
    failing(story.done('activity', { job: 'j1', seq: 9, from: 4 }), DEVICE);
    assert.deepEqual([story.value, asked(story).input.backend], ['submitting', 'cpu']);
    assert.deepEqual(told(story), []);
    const { reasons, job } = story.snapshot.context;
    assert.deepEqual(reasons, ['Rendering on auto failed twice: The card is gone.']);
    assert.equal(job, null);
  });

  test('leaves the program when it was the last', () => {
    const story = failing(submitted(['cpu']), DEVICE);
    failing(story.done('activity', { job: 'j1', seq: 9, from: 4 }), DEVICE);
    assert.equal(story.value, 'drawing');
  });
});

describe('a person is asked', () => {
  test('at once when there is nothing to make a film of', () => {
    const input = { workflow: 'wf', settings: settingsWith(), topic: 'Networks', index: 1 };
    const story = failing(new Story(avatarRender, input, 1_000, 'wf/t.1'), TERMINAL);
    assert.deepEqual(story.snapshot.output, { ok: false, failure: TERMINAL });
  });

  test('after the last attempt at what needs no program', () => {
    const story = planned({ by: 'here', made: null });
    for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt += 1) {
      failing(story, TRANSIENT).elapse('wait');
      assert.equal(story.value, 'drawing');
    }
    failing(story, TRANSIENT);
    assert.deepEqual(story.snapshot.output, { ok: false, failure: TRANSIENT });
  });

  test('when an answer lacks what it promises, wherever that is', () => {
    const story = submitted().done('activity', { seq: 1 });
    const { result } = story.snapshot.context;
    assert.deepEqual([story.value, result.failure.code], ['failed', 'BAD_OUTPUT']);
  });

  test('about a defect of ours, which no other rung would mend', () => {
    const story = failing(submitted(), { kind: 'bug', code: 'UNEXPECTED', message: 'fell over' });
    assert.equal(story.value, 'failed');
  });
});

test('publishing is repeated by itself, and gives way where the files are gone', () => {
  const published = (): Story => {
    const story = marked(submitted(), 9, 'checking', 10, { files: FILES });
    return story.done('activity', { rung: 'rendered_cpu', duration_seconds: 60 });
  };
  const story = failing(published(), TRANSIENT).elapse('wait');
  assert.equal(story.value, 'publishing');
  assert.equal(failing(published(), { ...TERMINAL, code: 'AVATAR_REFUSED' }).value, 'drawing');
});
