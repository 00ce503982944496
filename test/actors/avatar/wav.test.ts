import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { lay, readWav, speechRuns, writeWav } from '../../../actors/avatar/wav.ts';

test('a sound written and read again is the same sound', () => {
  fc.assert(
    fc.property(
      fc.int16Array({ maxLength: 500 }),
      fc.constantFrom(16_000, 22_050),
      (samples, rate) => {
        const again = readWav(writeWav({ rate, samples }));
        assert.equal(again.rate, rate);
        assert.deepEqual([...again.samples], [...samples]);
      },
    ),
  );
});

test('samples stand in the file low byte first', () => {
  const bytes = writeWav({ rate: 16_000, samples: Int16Array.of(1, -2, 0x1234) });
  assert.equal(bytes.subarray(44).toString('hex'), '0100feff3412');
});

test('broken sound files are a failure that may pass, whatever is broken', () => {
  const whole = writeWav({ rate: 16_000, samples: new Int16Array(40) });
  const stereo = Buffer.from(whole);
  stereo.writeUInt16LE(2, 22);
  for (const bytes of [Buffer.alloc(0), Buffer.from('RIFF'), whole.subarray(0, 44 - 8), stereo]) {
    assert.throws(() => readWav(bytes), { code: 'VOICE_FAILED', kind: 'transient' });
  }
});

test('sounds are laid onto silence where they belong, and speech is found there', () => {
  const tone = { rate: 16_000, samples: new Int16Array(8000).fill(9000) };
  const laid = lay(16_000, 48_000, [
    { at: 4000, sound: tone },
    { at: 32_000, sound: tone },
  ]);
  const runs = speechRuns(laid).map(([from, to]) => [from.toFixed(2), to.toFixed(2)]);
  assert.deepEqual(runs, [
    ['0.25', '0.75'],
    ['2.00', '2.50'],
  ]);
});
