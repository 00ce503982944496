/** Makes one topic's video in a scratch folder: voice, slides, presenter, captions, encoding, checks. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { transient } from '../../runtime/errors.ts';
import type { ScriptSet } from '../content.ts';
import { type Cue, captionCues, captionProblems, toVtt } from './captions.ts';
import { drawStills, presenterCommand } from './draw.ts';
import { encode } from './encode.ts';
import { type Face, faceTrack } from './mouth.ts';
import { FPS, type Narration, narrate } from './narration.ts';
import { columnScene, type PresenterStyle, RESTING } from './presenter.ts';
import { type SlideSpec, slideSvg } from './slide.ts';
import type { Fonts, Toolbox, Voice } from './tools.ts';
import { verifyVideo } from './verify.ts';
import { writeWav } from './wav.ts';

export type TopicScript = ScriptSet['topics'][number];

/** What a film is made from. `progress` runs from 0 to 1 over the whole film. */
export interface FilmOrder {
  script: TopicScript;
  course: string;
  toolbox: Toolbox;
  voice: Voice;
  /** Null leaves the presenter out. */
  presenter: PresenterStyle | null;
  /** Head and eyes are held still, for people whom movement makes unwell. */
  isCalm: boolean;
  fonts: Fonts;
  /** Existing empty folder of this attempt. */
  folder: string;
  signal: AbortSignal;
  progress(fraction: number, note: string): void;
}

/** A finished, verified film; paths lie in the order's folder. */
export interface Film {
  mp4: string;
  poster: string;
  cues: Cue[];
  vtt: string;
  /** Second at which each slide appears. */
  slideStarts: number[];
  seconds: number;
}

export const LABEL = {
  presenter: 'Synthetic presenter and voice',
  voice: 'Synthetic voice',
};

/** Rejects with a transient error when a tool fails, or with the abort reason. */
export async function makeFilm(order: FilmOrder): Promise<Film> {
  const { script, folder, signal } = order;
  const narration = await narrate({
    texts: script.segments.map((segment) => segment.text),
    lexicon: script.lexicon,
    voice: order.voice,
    folder,
    signal,
    onProgress: (done) => order.progress(done * 0.15, 'speaking'),
  });
  const cues = checkedCues(script, narration);
  const vtt = toVtt(cues, `${labelOf(order)}. ${script.title}`);
  const files = { wav: join(folder, 'narration.wav'), vtt: join(folder, 'captions.vtt') };
  await writeFile(files.wav, writeWav(narration.sound));
  await writeFile(files.vtt, vtt);
  order.progress(0.16, 'drawing slides');
  const slides = await drawStills(folder, order.fonts, slidesOf(order), signal);
  const [poster] = slides;
  if (poster === undefined) throw transient('ENCODER_FAILED', 'no slide was drawn');
  const mp4 = join(folder, 'film.mp4');
  await encodeFilm(order, narration, slides, { ...files, out: mp4 });
  order.progress(0.96, 'checking');
  await verifyVideo(
    order.toolbox.ffprobe ?? 'ffprobe',
    mp4,
    { frames: narration.frames, fps: FPS },
    signal,
  );
  return {
    mp4,
    poster,
    cues,
    vtt,
    slideStarts: narration.slideStarts.map((frame) => frame / FPS),
    seconds: narration.frames / FPS,
  };
}

function checkedCues(script: TopicScript, narration: Narration): Cue[] {
  const cues = captionCues(narration.sentences, endsOf(narration));
  const [problem] = captionProblems(cues, script.segments.map((segment) => segment.text).join(' '));
  if (problem !== undefined) throw new Error(`captions of "${script.topic}": ${problem}`);
  return cues;
}

async function encodeFilm(
  order: FilmOrder,
  narration: Narration,
  slides: string[],
  files: { wav: string; vtt: string; out: string },
): Promise<void> {
  const { script, presenter } = order;
  const starts = [...narration.slideStarts, narration.frames];
  const label = labelOf(order);
  await encode({
    ...files,
    ffmpeg: order.toolbox.ffmpeg ?? 'ffmpeg',
    slides: slides.map((png, i) => ({ png, frames: (starts[i + 1] ?? 0) - (starts[i] ?? 0) })),
    presenter:
      presenter && (await presenterCommand(order.folder, presenter, facesOf(order, narration))),
    title: `${script.title} (${label.toLowerCase()})`,
    comment: `${label}: no real person speaks or is shown.`,
    signal: order.signal,
    // Four times real time is far beyond any machine worth waiting for.
    timeoutMs: 60_000 + (narration.frames / FPS) * 4000,
    onFrames: (done) => order.progress(0.2 + (0.75 * done) / narration.frames, 'rendering'),
  });
}

function facesOf({ script, isCalm }: FilmOrder, narration: Narration): Face[] {
  const faces = faceTrack(narration, seeded(script.topic));
  return isCalm ? faces.map((face) => ({ ...face, yaw: 0, nod: 0, roll: 0, gaze: 0 })) : faces;
}

function labelOf({ presenter }: Pick<FilmOrder, 'presenter'>): string {
  return presenter ? LABEL.presenter : LABEL.voice;
}

function endsOf(narration: Narration): number[] {
  return [...narration.slideStarts.slice(1), narration.frames].map((frame) => frame / FPS);
}

/** The slides of a script as SVG documents, with the presenter's column or without. */
export function slidesOf(
  order: Pick<FilmOrder, 'script' | 'course' | 'presenter' | 'fonts'> & {
    label?: string;
    /** `empty` leaves the presenter's column free for another program, which also writes the label. */
    column?: 'empty';
  },
) {
  const { script, presenter } = order;
  const scene = presenter && (order.column ? '' : columnScene(presenter, RESTING));
  const label = order.label ?? labelOf(order);
  const last = script.segments.length - 1;
  return script.segments.map((segment, number) => {
    const cover = segment.source === null;
    const kind: SlideSpec['kind'] =
      cover && number === 0 ? 'opening' : cover && number === last ? 'closing' : 'topic';
    const spec: SlideSpec = {
      kind,
      label,
      number,
      title: segment.slide.title,
      bullets: segment.slide.bullets,
      topic: script.topic,
      course: order.course,
      source: segment.source ? slideSource(segment.source) : '',
      of: script.segments.length,
    };
    return { name: `slide-${number}`, svg: slideSvg(spec, order.fonts.family, scene) };
  });
}

/** The source as one line that fits under a slide; the heading goes first when it does not. */
function slideSource(source: Parameters<typeof sourceLine>[0]): string {
  const whole = `Source: ${sourceLine(source)}`;
  return whole.length <= 72 ? whole : `Source: ${sourceLine({ ...source, heading: [] })}`;
}

/** Document, page and innermost heading of a source, for people. */
export function sourceLine(source: {
  document_title: string;
  page: number | null;
  heading: string[];
}) {
  const heading = source.heading.at(-1);
  const parts = [source.document_title];
  if (heading !== undefined && heading !== source.document_title) parts.push(heading);
  if (source.page !== null) parts.push(`page ${source.page}`);
  return parts.join(', ');
}

/** Random numbers from a text (mulberry32), so that a repeated render is the same film. */
function seeded(text: string): () => number {
  let state = createHash('sha256').update(text).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
