/** One sentence in, one sound out, by a system voice; with phone times where the voice tells them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { transient } from '../../runtime/errors.ts';
import { runTool } from './child-process.ts';
import type { Voice } from './tools.ts';
import { readWav, type Sound } from './wav.ts';

/** A phone in ARPAbet (`pau` is silence) and the second in the sentence's sound at which it ends. */
export interface Phone {
  name: string;
  start: number;
  end: number;
}

/** What one sentence sounds like. `phones` is empty when the voice does not tell. */
export interface Utterance {
  sound: Sound;
  phones: Phone[];
}

const SENTENCE_TIMEOUT_MS = 30_000;

/** Speaks `text` into a file of `folder` and reads it back. Rejects with a transient error. */
export async function utter(
  voice: Voice,
  text: string,
  folder: string,
  name: string,
  signal: AbortSignal,
): Promise<Utterance> {
  const wav = join(folder, `${name}.wav`);
  const run = { signal, timeoutMs: SENTENCE_TIMEOUT_MS };
  let phones: Phone[] = [];
  if (voice.engine === 'flite') {
    const args = ['-voice', voice.name, '-psdur', '-t', text, '-o', wav];
    phones = readPhones(await runTool(voice.path, args, run));
  } else {
    const script = join(folder, `${name}.txt`);
    await writeFile(script, text);
    await runTool(voice.path, ['-v', voice.name, '-s', '155', '-f', script, '-w', wav], run);
  }
  const sound = readWav(await readFile(wav));
  if (sound.samples.length < sound.rate / 20) {
    throw transient('VOICE_FAILED', `${voice.engine} said nothing for a sentence`);
  }
  return { sound, phones };
}

function readPhones(line: string): Phone[] {
  const phones: Phone[] = [];
  for (const [, name, end] of line.matchAll(/([a-z]+):(\d+\.\d+)/g)) {
    if (name === undefined) continue;
    phones.push({ name, start: phones.at(-1)?.end ?? 0, end: Number(end) });
  }
  return phones;
}
