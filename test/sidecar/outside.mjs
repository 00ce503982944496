#!/usr/bin/env node
/** A presenter from elsewhere for the tests: one colour that changes with the frame, after the rules of the seam. */
import { readFileSync } from 'node:fs';
import { argv, env, stdout } from 'node:process';

if (argv[2] === '--capabilities') {
  stdout.write(env.OUTSIDE_FACTS ?? '{"name":"plain","licence":"MIT","commercialUse":true}');
} else {
  const { width, height, from, frames } = JSON.parse(readFileSync(argv[2], 'utf8'));
  const last = Math.min(frames, Number(env.OUTSIDE_ENDS ?? frames));
  for (let i = 0; i < last; i += 1) {
    const picture = Buffer.alloc(width * height * 4, 255);
    for (let at = 0; at < picture.length; at += 4) picture.writeUInt16LE((from + i) * 7, at);
    if (!stdout.write(picture)) await new Promise((resolve) => stdout.once('drain', resolve));
  }
}
