/**
 * Always something watchable: a drawn presenter, else slides with sound and captions, else a
 * storyboard to read. Each step down leaves a sentence that says why.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { FilmRung } from '../../machines/vocabulary.ts';
import { PresGenError } from '../../runtime/errors.ts';
import { captionCues, toVtt } from './captions.ts';
import { drawStills } from './draw.ts';
import { type Film, type FilmOrder, LABEL, makeFilm, slidesOf, type TopicScript } from './film.ts';
import { readingTimes, storyboardPage, transcriptPage } from './pages.ts';
import type { PresenterStyle } from './presenter.ts';
import type { Fonts, Toolbox, Voice } from './tools.ts';

export type Rung = FilmRung;

/** What is to be made. `folder` is an existing scratch folder that the caller removes. */
export interface ProductionOrder {
  script: TopicScript;
  course: string;
  toolbox: Toolbox;
  presenter: PresenterStyle;
  /** Head and eyes are held still. */
  isCalm: boolean;
  fonts: Fonts;
  folder: string;
  signal: AbortSignal;
  progress(fraction: number, note: string): void;
}

/** What came out. `video` is a file in the scratch folder; `storyboard` stands in when it is null. */
export interface Production {
  rung: Rung;
  video: string | null;
  storyboard: string | null;
  vtt: string;
  poster: Buffer;
  transcript: string;
  seconds: number;
  /** Why each better rung was left; empty when nothing was. */
  reasons: string[];
  /** What the rendering program found in the finished file. */
  measured?: Record<string, string | number | null>;
}

/** The rungs of this process itself; `before` says why a better one was left already. */
export async function produce(order: ProductionOrder, before: string[] = []): Promise<Production> {
  const reasons = [...before];
  const { toolbox } = order;
  if (toolbox.missing.length > 0) {
    reasons.push(`This machine has no ${toolbox.missing.join(' and no ')}.`);
    return storyboard(order, reasons);
  }
  for (const presenter of [order.presenter, null]) {
    for (const voice of toolbox.voices) {
      const film = await tryTwice(order, { presenter, voice }, reasons);
      if (film !== null) return finished(order, film, presenter !== null, reasons);
    }
  }
  return storyboard(order, reasons);
}

/** One more try after a failure that may pass; then the reason is noted and the next rung's turn. */
async function tryTwice(
  order: ProductionOrder,
  cast: { presenter: PresenterStyle | null; voice: Voice },
  reasons: string[],
): Promise<Film | null> {
  let reason = '';
  for (const attempt of [1, 2]) {
    const folder = join(
      order.folder,
      `${cast.presenter ? 'presenter' : 'slides'}-${cast.voice.engine}-${attempt}`,
    );
    await mkdir(folder, { recursive: true });
    const film: FilmOrder = { ...order, ...cast, folder };
    try {
      return await makeFilm(film);
    } catch (error) {
      order.signal.throwIfAborted();
      if (!(error instanceof PresGenError) || error.kind !== 'transient') throw error;
      reason = error.message;
      await rm(folder, { recursive: true, force: true });
    }
  }
  const what = cast.presenter ? 'The presenter' : 'The slides';
  reasons.push(`${what} with the voice of ${cast.voice.engine} failed twice: ${reason}.`);
  return null;
}

async function finished(
  order: ProductionOrder,
  film: Film,
  withPresenter: boolean,
  reasons: string[],
): Promise<Production> {
  const label = withPresenter ? LABEL.presenter : LABEL.voice;
  return {
    rung: withPresenter ? 'drawn_presenter' : 'slides_audio_captions',
    video: film.mp4,
    storyboard: null,
    vtt: film.vtt,
    poster: await readFile(film.poster),
    transcript: transcriptPage(
      order.script,
      film.slideStarts,
      `Transcript of a video with a ${label.toLowerCase()}. No real person speaks or is shown.`,
    ),
    seconds: film.seconds,
    reasons,
  };
}

async function storyboard(order: ProductionOrder, reasons: string[]): Promise<Production> {
  const { script, signal } = order;
  const label = 'Storyboard: no voice, no video';
  const folder = join(order.folder, 'storyboard');
  await mkdir(folder, { recursive: true });
  const drawings = slidesOf({ ...order, presenter: null, label });
  const paths = await drawStills(folder, order.fonts, drawings, signal);
  const slides = await Promise.all(paths.map((path) => readFile(path)));
  const { sentences, slideStarts, seconds } = readingTimes(script);
  const cues = captionCues(sentences, [...slideStarts.slice(1), seconds]);
  return {
    rung: 'storyboard',
    video: null,
    storyboard: storyboardPage(script, slides, reasons.join(' ')),
    vtt: toVtt(cues, `${label}. Times are reading times.`),
    poster: slides[0] ?? Buffer.alloc(0),
    transcript: transcriptPage(
      script,
      slideStarts,
      'Script of a storyboard; there is no video. Times are reading times.',
    ),
    seconds,
    reasons,
  };
}
