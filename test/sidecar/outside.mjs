#!/usr/bin/env node
/**
 * A presenter from elsewhere for the tests, after the rules of the seam: one colour that changes with the
 * frame, or, for OUTSIDE_FLASH, white in the frames in whose middle the sound is loud and black in the others.
 */
import { readFileSync } from 'node:fs';
import { argv, env, stdout } from 'node:process';

if (argv[2] === '--capabilities') {
  stdout.write(env.OUTSIDE_FACTS ?? '{"name":"plain","licence":"MIT","commercialUse":true}');
} else {
  const { width, height, from, frames, fps, wav } = JSON.parse(readFileSync(argv[2], 'utf8'));
  const isLoud = env.OUTSIDE_FLASH ? loudnessOf(readFileSync(wav)) : null;
  const last = Math.min(frames, Number(env.OUTSIDE_ENDS ?? frames));
  for (let i = 0; i < last; i += 1) {
    const picture = Buffer.alloc(width * height * 4, 255);
    const colour = isLoud
      ? isLoud((from + i + 0.5) / fps)
        ? 0xffffff
        : 0
      : ((from + i) * 7) & 0xffff;
    for (let at = 0; at < picture.length; at += 4)
      picture.writeUInt32LE((0xff000000 | colour) >>> 0, at);
    if (!stdout.write(picture)) await new Promise((resolve) => stdout.once('drain', resolve));
  }
}

/** Whether the level over 10 ms round a second passes a fiftieth of full scale; the sound is 16 bits, one channel. */
function loudnessOf(file) {
  const at = file.indexOf('data') + 8;
  const rate = file.readUInt32LE(24);
  const samples = (file.length - at) / 2;
  return (seconds) => {
    const middle = Math.round(seconds * rate);
    const reach = Math.round(rate / 200);
    let power = 0;
    for (let i = Math.max(0, middle - reach); i < Math.min(samples, middle + reach); i += 1) {
      power += (file.readInt16LE(at + 2 * i) / 32_768) ** 2;
    }
    return Math.sqrt(power / (2 * reach)) > 0.02;
  };
}
