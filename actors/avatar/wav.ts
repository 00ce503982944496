/** Reads and writes 16-bit mono WAV, and finds where speech starts and ends in it. */
import { endianness } from 'node:os';

import { terminal, transient } from '../../runtime/errors.ts';

/** Mono samples; `rate` in Hz. */
export interface Sound {
  rate: number;
  samples: Int16Array;
}

/** Parses a PCM16 mono file; anything else is a transient `VOICE_FAILED` (the voice broke). */
export function readWav(bytes: Buffer): Sound {
  if (bytes.length < 44 || bytes.toString('latin1', 0, 4) !== 'RIFF')
    throw broken('no RIFF header');
  let rate = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8);
    if (id === 'fmt ') {
      if (bytes.readUInt16LE(at + 10) !== 1 || bytes.readUInt16LE(at + 22) !== 16) {
        throw broken('not 16-bit mono');
      }
      rate = bytes.readUInt32LE(at + 12);
    }
    if (id === 'data' && rate > 0) {
      return { rate, samples: samplesOf(bytes.subarray(at + 8, at + 8 + size)) };
    }
    at += 8 + size + (size & 1);
  }
  throw broken('no samples after a format');
}

function samplesOf(data: Buffer): Int16Array {
  const samples = new Int16Array(data.length >> 1);
  const bytes = Buffer.from(samples.buffer);
  data.copy(bytes, 0, 0, bytes.length);
  if (endianness() === 'BE') bytes.swap16();
  return samples;
}

function broken(why: string) {
  return transient('VOICE_FAILED', `the voice wrote an unreadable sound file (${why})`);
}

/** The whole file in memory: two minutes of speech are about 4 MB. */
export function writeWav(sound: Sound): Buffer {
  const data = Buffer.alloc(44 + sound.samples.length * 2);
  data.write('RIFF', 0, 'latin1');
  data.writeUInt32LE(data.length - 8, 4);
  data.write('WAVEfmt ', 8, 'latin1');
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(sound.rate, 24);
  data.writeUInt32LE(sound.rate * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36, 'latin1');
  data.writeUInt32LE(sound.samples.length * 2, 40);
  const { buffer, byteOffset, byteLength } = sound.samples;
  const payload = data.subarray(44);
  payload.set(new Uint8Array(buffer, byteOffset, byteLength));
  if (endianness() === 'BE') payload.swap16();
  return data;
}

/** Joins sounds placed at sample offsets onto silence of `length` samples; rates must agree. */
export function lay(rate: number, length: number, parts: { at: number; sound: Sound }[]): Sound {
  const samples = new Int16Array(length);
  for (const { at, sound } of parts) {
    if (sound.rate !== rate)
      throw terminal('VOICE_MIXED', 'two voices with different sample rates');
    samples.set(sound.samples, at);
  }
  return { rate, samples };
}

/** Loudness of each window of `seconds`, as root mean square from 0 to 1. */
export function envelope(sound: Sound, seconds: number): Float64Array {
  const size = sound.rate * seconds;
  const values = new Float64Array(Math.ceil(sound.samples.length / size));
  for (let i = 0; i < values.length; i += 1) {
    const from = Math.round(i * size);
    const to = Math.min(sound.samples.length, Math.round((i + 1) * size));
    let sum = 0;
    for (let j = from; j < to; j += 1) sum += ((sound.samples[j] ?? 0) / 32768) ** 2;
    values[i] = to > from ? Math.sqrt(sum / (to - from)) : 0;
  }
  return values;
}

/** Runs of speech in seconds; quieter than 1 % of full scale for 120 ms ends one. */
export function speechRuns(sound: Sound): [number, number][] {
  const step = 0.01;
  const levels = envelope(sound, step);
  const runs: [number, number][] = [];
  levels.forEach((level, i) => {
    if (level < 0.01) return;
    const last = runs.at(-1);
    if (last && i * step - last[1] < 0.12) last[1] = (i + 1) * step;
    else runs.push([i * step, (i + 1) * step]);
  });
  return runs;
}
