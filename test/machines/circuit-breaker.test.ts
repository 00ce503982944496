import assert from 'node:assert/strict';
import { test } from 'node:test';
import { circuitBreaker, PROBE_LEASE_MS } from '../../machines/circuit-breaker.ts';
import { Story } from './driver.ts';
import { TERMINAL, TRANSIENT } from './samples.ts';

const OPEN_MS = 300_000;

function breaker(): Story {
  return new Story(circuitBreaker, { integration: 'google_apis', threshold: 3, open_ms: OPEN_MS });
}

function fail(story: Story, failure: object = TRANSIENT, caller = 'wf/a.1'): Story {
  return story.send('call.failed', { caller, failure });
}

function ask(
  story: Story,
  caller: string,
): { to: string; event: { type: string; retry_at?: number } } {
  const [answer] = story.send('permit.requested', { caller }).told();
  assert(answer, 'the breaker said nothing');
  return answer;
}

function opened(): Story {
  const story = breaker();
  for (let count = 0; count < 3; count += 1) fail(story);
  return story;
}

test('a closed breaker grants every caller its permit', () => {
  const answer = ask(breaker(), 'wf/a.1');
  assert.deepEqual(answer, { to: 'wf/a.1', event: { type: 'permit.granted' } });
});

test('as many consecutive failures as the threshold open it, one fewer does not', () => {
  const story = fail(fail(breaker()));
  assert.equal(story.value, 'closed');
  assert.equal(fail(story).value, 'open');
  assert.equal(story.armed('openFor'), OPEN_MS);
});

test('a success in between starts the count anew', () => {
  const story = fail(fail(breaker())).send('call.succeeded', { caller: 'wf/a.1' });
  assert.equal(fail(fail(story)).value, 'closed');
});

test('rate limits, refusals, bugs and calls without budget never count', () => {
  const story = breaker();
  for (let count = 0; count < 10; count += 1) {
    fail(story, { ...TRANSIENT, code: 'QUOTA_WAIT' });
    fail(story, { ...TRANSIENT, code: 'RATE_LIMITED' });
    fail(story, TERMINAL);
    fail(story, { kind: 'bug', code: 'UNEXPECTED', message: '' });
  }
  assert.equal(story.value, 'closed');
});

test('an open breaker refuses and says when to come back', () => {
  const story = opened();
  const since = story.at;
  story.at += 10_000;
  const { event } = ask(story, 'wf/b.1');
  assert.deepEqual(event, { type: 'permit.refused', retry_at: since + OPEN_MS });
});

test('after its time one caller may probe and a second is refused', () => {
  const story = opened();
  story.at += OPEN_MS;
  story.elapse('openFor');
  assert.equal(ask(story, 'wf/a.2').event.type, 'permit.granted');
  const second = ask(story, 'wf/b.1').event;
  assert.equal(second.type, 'permit.refused');
  assert((second.retry_at ?? 0) > story.at, 'a refused caller must wait');
});

test('a successful probe closes it, a failed one opens it again for the whole time', () => {
  const good = opened().elapse('openFor');
  ask(good, 'wf/a.2');
  assert.equal(good.send('call.succeeded', { caller: 'wf/a.2' }).value, 'closed');
  assert.equal(fail(fail(good)).value, 'closed', 'the count starts anew');

  const bad = opened().elapse('openFor');
  ask(bad, 'wf/a.2');
  bad.at += 500;
  assert.equal(fail(bad, TRANSIENT, 'wf/a.2').value, 'open');
  assert.equal(ask(bad, 'wf/b.1').event.retry_at, bad.at + OPEN_MS);
});

test('a probe that was refused or rate limited shows that the integration is up', () => {
  const story = opened().elapse('openFor');
  ask(story, 'wf/a.2');
  assert.equal(fail(story, TERMINAL, 'wf/a.2').value, 'closed');
});

test('reports of callers without the probe permit change nothing while half open', () => {
  const story = opened().elapse('openFor');
  ask(story, 'wf/a.2');
  fail(story, TRANSIENT, 'wf/z.1').send('call.succeeded', { caller: 'wf/z.1' });
  assert.deepEqual(story.value, { halfOpen: 'probing' });
});

test('a probe that never reports gives its permit back after the lease', () => {
  const story = opened().elapse('openFor');
  ask(story, 'wf/a.2');
  assert.equal(story.armed('probeLease'), PROBE_LEASE_MS);
  story.elapse('probeLease');
  assert.equal(ask(story, 'wf/b.1').event.type, 'permit.granted');
});

test('a probe that had no budget shows nothing and gives its permit back', () => {
  const story = opened().elapse('openFor');
  assert.equal(ask(story, 'wf/b.1').event.type, 'permit.granted');
  fail(story, { ...TRANSIENT, code: 'QUOTA_WAIT' }, 'wf/b.1');
  assert.deepEqual(story.value, { halfOpen: 'available' });
  assert.equal(ask(story, 'wf/c.1').event.type, 'permit.granted');
});
