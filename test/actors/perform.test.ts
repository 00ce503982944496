import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Activities, type CallOutcome, createPerform } from '../../actors/index.ts';
import { transient } from '../../runtime/errors.ts';
import type { ActivityRun, Json } from '../../runtime/ports.ts';

function runOf(activity: string): ActivityRun {
  return {
    key: 'w/call.1/activity.1',
    src: 'perform',
    input: { activity, input: { step: 'avatar_creation' } },
    attempt: 1,
    root: 'w',
    owner: 'w/call.1',
    signal: new AbortController().signal,
    progress: () => undefined,
  };
}

async function outcomeOf(activity: () => Promise<object>): Promise<CallOutcome | undefined> {
  const seen: CallOutcome[] = [];
  const table = { 'avatar.render': activity } as unknown as Activities;
  const observer = {
    called: (_call: string, _run: ActivityRun, _seconds: number, outcome: CallOutcome) => {
      seen.push(outcome);
    },
  };
  const perform = createPerform(table, observer, () => () => 5);
  await perform(runOf('avatar.render')).catch((): Json => null);
  return seen[0];
}

describe('performing a call', () => {
  it('tells when an artefact came out in a lesser form, and of which step', async () => {
    const degraded = await outcomeOf(async () => ({ degraded: ['no voice'] }));
    assert.deepEqual(degraded, { failure: null, degraded: 'avatar_creation' });
    assert.deepEqual(await outcomeOf(async () => ({})), { failure: null, degraded: null });
  });

  it('tells what failed', async () => {
    const failed = await outcomeOf(() => Promise.reject(transient('AWAY', 'try later')));
    assert.equal(failed?.failure?.code, 'AWAY');
  });
});
