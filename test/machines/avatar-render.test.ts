import assert from 'node:assert/strict';
import { test } from 'node:test';
import { avatarRender } from '../../machines/avatar-render.ts';
import { ATTEMPTS_MAX } from '../../machines/call-rules.ts';
import { Story } from './driver.ts';
import { settingsWith, TERMINAL, TRANSIENT } from './samples.ts';

function rendering(): Story {
  const input = { workflow: 'wf', settings: settingsWith(), topic: 'Networks', index: 1 };
  return new Story(avatarRender, input, 1_000, 'wf/avatar_topic.3');
}

test('it renders its topic and ends with the video', () => {
  const story = rendering();
  const { input } = story.spawned().avatar_render as { input: Record<string, unknown> };
  assert.deepEqual([input.topic, input.index, input.step], ['Networks', 1, 'avatar_creation']);
  story.answered('avatar_render', { topic: 'Networks', rung: 'full' });
  assert.deepEqual(story.snapshot.output, {
    ok: true,
    output: { topic: 'Networks', rung: 'full' },
  });
});

test('it tries again after a transient failure', () => {
  const story = rendering().failed('avatar_render', TRANSIENT).elapse('wait');
  assert.equal((story.spawned().avatar_render as { attempt: number }).attempt, 2);
});

test('a terminal failure bubbles up at once', () => {
  const story = rendering().failed('avatar_render', TERMINAL);
  assert.deepEqual(story.snapshot.output, { ok: false, failure: TERMINAL });
});

test('the last of its attempts bubbles up too', () => {
  const story = rendering();
  for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt += 1) {
    story.failed('avatar_render', TRANSIENT).elapse('wait');
  }
  story.failed('avatar_render', TRANSIENT);
  assert.deepEqual(story.snapshot.output, { ok: false, failure: TRANSIENT });
});
