import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineTime, workLeft } from '../../machines/machine-time.ts';

const at = (step: string, leaf: string) => ({ phase: { [step]: leaf } });
const BOTH = (deck: string, video: string) => ({
  content: { presentation_generation: { build: deck }, avatar_creation: { script: video } },
});

test('work, retries and waits for an integration count, waits for people do not', () => {
  const moments = [
    { at: 0, value: at('gap_analysis', 'calling') },
    { at: 10, value: at('gap_analysis', 'backingOff') },
    { at: 30, value: at('gap_analysis', 'circuitOpen') },
    { at: 70, value: at('gap_analysis', 'needsAttention') },
    { at: 5_070, value: at('gap_analysis', 'calling') },
    { at: 5_075, value: at('gap_analysis', 'awaitingApproval') },
    { at: 90_000, value: at('response_collection', 'collecting') },
    { at: 95_000, value: at('completion', 'calling') },
  ];
  assert.deepEqual(machineTime(moments), { gap_analysis: 75, completion: 0 });
  assert.deepEqual(machineTime(moments, 95_400), { gap_analysis: 75, completion: 400 });
});

test('steps side by side count each their own time', () => {
  const moments = [
    { at: 0, value: BOTH('calling', 'calling') },
    { at: 100, value: BOTH('completed', 'calling') },
    { at: 250, value: at('drive_organization', 'calling') },
  ];
  const times = machineTime(moments, 300);
  assert.deepEqual(times, {
    ...{ presentation_generation: 100, avatar_creation: 250 },
    drive_organization: 50,
  });
});

const PAST = [
  { drive_setup: 5, presentation_generation: 100, avatar_creation: 300, completion: 10 },
  { drive_setup: 7, presentation_generation: 120, avatar_creation: 200, completion: 30 },
  { drive_setup: 9, presentation_generation: 500, completion: 20 },
];

test('what is left is the medians of the steps to come, the longer of two side by side', () => {
  assert.equal(workLeft(PAST, {}, at('drive_setup', 'calling')), 7 + 200 + 20);
  assert.equal(workLeft(PAST, { drive_setup: 4 }, at('drive_setup', 'calling')), 3 + 200 + 20);
  assert.equal(workLeft(PAST, { drive_setup: 99 }, at('drive_setup', 'calling')), 200 + 20);
  assert.equal(workLeft(PAST, { avatar_creation: 50 }, BOTH('completed', 'calling')), 150 + 20);
  assert.equal(workLeft(PAST, {}, at('completion', 'calling')), 20);
});

test('fewer than three finished workflows foretell nothing', () => {
  assert.equal(workLeft(PAST.slice(0, 2), {}, at('drive_setup', 'calling')), null);
});
