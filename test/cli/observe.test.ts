import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engineObserver } from '../../cli/observe.ts';
import { createMetrics } from '../../ops/metrics.ts';
import { record } from '../persistence/turns.ts';

test('what stops a workflow is counted and logged by its code, never with what was in the event', async () => {
  const labels = { steps: [], integrations: [], machines: [], quotas: [], version: 'test' };
  const metrics = createMetrics(labels);
  const lines: string[] = [];
  const write = (fields: object, message: string) =>
    lines.push(`${message} ${JSON.stringify(fields)}`);
  const observer = engineObserver(metrics, { info: write, warn: write, error: write } as never);
  observer.putAside?.(
    {
      address: 'wf-1/call.1',
      eventId: 'x',
      event: { type: 'answer', name: 'Zelda Quibble' },
      error: { kind: 'bug', code: 'UNEXPECTED', message: 'no Zelda Quibble here' },
      at: 1,
    },
    record('wf-1/call.1', 3),
  );
  metrics.openDeadLetters(1);
  assert.equal(lines.length, 1);
  assert.match(
    lines[0] ?? '',
    /put aside .*"workflow":"wf-1".*"code":"UNEXPECTED".*"event":"answer"/,
  );
  assert.ok(!lines[0]?.includes('Zelda'));
  const text = await metrics.text();
  assert.match(text, /^presgen_dead_letters_total 1$/m);
  assert.match(text, /^presgen_dead_letters_open 1$/m);
});
