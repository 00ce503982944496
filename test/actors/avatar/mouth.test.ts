import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { faceTrack } from '../../../actors/avatar/mouth.ts';
import { FPS, type Narration } from '../../../actors/avatar/narration.ts';
import { cropSvg, PRESENTERS, presenterStyle, RESTING } from '../../../actors/avatar/presenter.ts';
import type { Phone } from '../../../actors/avatar/voice.ts';

function narration(phones: Phone[], frames: number): Narration {
  const samples = new Int16Array((frames * 16_000) / FPS);
  return { sound: { rate: 16_000, samples }, frames, slideStarts: [0], sentences: [], phones };
}

const phones = fc
  .array(
    fc.record({
      name: fc.constantFrom('aa', 'iy', 'm', 'b', 'p', 's', 't', 'ow', 'eh'),
      seconds: fc.double({ min: 0.04, max: 0.2, noNaN: true }),
    }),
    { minLength: 3, maxLength: 60 },
  )
  .map((all) => {
    let at = 0.5;
    return all.map(({ name, seconds }): Phone => {
      const start = at;
      at += seconds;
      return { name, start, end: at };
    });
  });

test('the lips meet for every m, b and p, however short', () => {
  fc.assert(
    fc.property(phones, (all) => {
      const frames = Math.ceil(((all.at(-1)?.end ?? 0) + 1) * FPS);
      const faces = faceTrack(narration(all, frames), () => 0.5);
      for (const { name, start, end } of all.filter((phone) => 'mbp'.includes(phone.name))) {
        const near = faces.slice(Math.floor(start * FPS) - 1, Math.ceil(end * FPS) + 1);
        assert.ok(
          near.some((face) => face.open === 0),
          `${name} at ${start}`,
        );
      }
    }),
  );
});

test('the mouth is shut in silence and opens for vowels', () => {
  const all: Phone[] = [
    { name: 'pau', start: 0, end: 1 },
    { name: 'aa', start: 1, end: 1.4 },
    { name: 'pau', start: 1.4, end: 2.4 },
  ];
  const faces = faceTrack(narration(all, 60), () => 0.5);
  assert.ok(faces.slice(0, 22).every(({ open }) => open === 0));
  assert.ok((faces[30]?.open ?? 0) > 0.9);
  assert.ok(faces.slice(38, 58).every(({ open }) => open === 0));
});

test('without phones the mouth follows the loudness of the sound', () => {
  const still = narration([], 50);
  still.sound.samples.fill(8000, 16_000, 24_000);
  const faces = faceTrack(still, () => 0.5);
  assert.ok(faces.slice(0, 24).every(({ open }) => open === 0));
  assert.ok(faces.slice(26, 36).every(({ open }) => open > 0.5));
});

test('the presenter blinks every few seconds and the same random numbers move alike', () => {
  const track = () => faceTrack(narration([], 500), () => 0.25);
  const blinks = track().filter(
    ({ blink }, i, all) => blink === 1 && all[i - 1]?.blink !== 1,
  ).length;
  assert.ok(blinks >= 3 && blinks <= 10, `${blinks} blinks in 20 s`);
  assert.deepEqual(track(), track());
});

test('every presenter is drawn with an open mouth, a closed one and shut eyes, each time differently', () => {
  for (const name of Object.keys(PRESENTERS)) {
    const style = presenterStyle(name);
    const open = cropSvg(style, { ...RESTING, open: 0.9 });
    const blink = cropSvg(style, { ...RESTING, blink: 1 });
    assert.equal(new Set([cropSvg(style, RESTING), open, blink]).size, 3);
    assert.doesNotMatch(open + blink, /NaN|undefined/);
  }
  assert.equal(presenterStyle('nobody'), PRESENTERS.maya);
});
