/** Speaks a whole topic, sentence by sentence, and knows to the sample when everything happens. */
import type { HeardSentence } from './captions.ts';
import { type LexiconEntry, speak } from './lexicon.ts';
import { sentencesOf } from './sentences.ts';
import type { Voice } from './tools.ts';
import { type Phone, type Utterance, utter } from './voice.ts';
import { lay, type Sound, speechRuns } from './wav.ts';
import { timeWords } from './word-times.ts';

/** Frames a second of every video. Divides 16,000 and 22,050 Hz into whole samples a frame. */
export const FPS = 25;

const PAUSE_SECONDS = { lead: 0.5, sentence: 0.12, slide: 0.55, tail: 1.2 };

/** The finished soundtrack, exactly `frames / FPS` seconds long. */
export interface Narration {
  sound: Sound;
  frames: number;
  /** First frame of each slide; slide 0 starts at frame 0. */
  slideStarts: number[];
  sentences: HeardSentence[];
  /** Phones in seconds of the video; empty when the voice tells none. */
  phones: Phone[];
}

/** What is to be said: one text a slide. */
export interface NarrationOrder {
  texts: string[];
  lexicon: LexiconEntry[];
  voice: Voice;
  /** Existing folder for the sentences' sound files. */
  folder: string;
  signal: AbortSignal;
  onProgress(fraction: number): void;
}

interface Line {
  slide: number;
  written: string;
  spoken: ReturnType<typeof speak>;
}

export async function narrate(order: NarrationOrder): Promise<Narration> {
  const lines: Line[] = order.texts.flatMap((text, slide) =>
    sentencesOf(text).map((written) => ({ slide, written, spoken: speak(written, order.lexicon) })),
  );
  const utterances: Utterance[] = [];
  for (const [i, line] of lines.entries()) {
    utterances.push(
      await utter(order.voice, line.spoken.text, order.folder, `s${i}`, order.signal),
    );
    order.onProgress((i + 1) / lines.length);
  }
  return place(lines, utterances, order.texts.length);
}

function place(lines: Line[], utterances: Utterance[], slides: number): Narration {
  const rate = utterances[0]?.sound.rate ?? 16_000;
  const parts: { at: number; sound: Sound }[] = [];
  const sentences: HeardSentence[] = [];
  const phones: Phone[] = [];
  const slideStarts: number[] = [0];
  let seconds = PAUSE_SECONDS.lead;
  lines.forEach((line, i) => {
    const utterance = utterances[i];
    if (!utterance) return;
    while (slideStarts.length <= line.slide) {
      slideStarts.push(Math.round((seconds + PAUSE_SECONDS.slide / 2) * FPS));
      seconds += PAUSE_SECONDS.slide;
    }
    const at = Math.round(seconds * rate);
    const start = at / rate;
    parts.push({ at, sound: utterance.sound });
    const runs = runsOf(utterance).map(([from, to]): [number, number] => [
      from + start,
      to + start,
    ]);
    sentences.push({ slide: line.slide, words: timeWords(line.written, line.spoken, runs) });
    for (const phone of utterance.phones) {
      phones.push({ name: phone.name, start: phone.start + start, end: phone.end + start });
    }
    seconds = start + utterance.sound.samples.length / rate + PAUSE_SECONDS.sentence;
  });
  while (slideStarts.length < slides) slideStarts.push(Math.round(seconds * FPS));
  const frames = Math.ceil((seconds + PAUSE_SECONDS.tail) * FPS);
  const sound = lay(rate, Math.round((frames * rate) / FPS), parts);
  return { sound, frames, slideStarts, sentences, phones };
}

/** Speech between pauses; by phones where there are some, else by loudness. */
function runsOf(utterance: Utterance): [number, number][] {
  if (utterance.phones.length === 0) return speechRuns(utterance.sound);
  const runs: [number, number][] = [];
  let open = false;
  for (const phone of utterance.phones) {
    if (phone.name === 'pau') open = false;
    else if (open) (runs.at(-1) ?? [0, 0])[1] = phone.end;
    else {
      runs.push([phone.start, phone.end]);
      open = true;
    }
  }
  return runs;
}
