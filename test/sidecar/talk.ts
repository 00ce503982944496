/** A short lesson as a job for the rendering program, with real slides, and what a finished one leaves behind. */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawStills } from '../../actors/avatar/draw.ts';
import { LABEL } from '../../actors/avatar/film.ts';
import { lexiconFor } from '../../actors/avatar/lexicon.ts';
import type { Job } from '../../actors/avatar/sidecar/contract.ts';
import { spokenWords } from '../../actors/avatar/sidecar/spoken.ts';
import { slideSvg } from '../../actors/avatar/slide.ts';
import { findFonts } from '../../actors/avatar/tools.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
export const SERVICE = at('../../sidecar/build/presgen-avatar');
export const RENDERER = at('../../sidecar/build/presgen-avatar-render');

export const LESSON = [
  'Welcome back. In this film we look at how a counter becomes a rate, and why that matters for an alert.',
  'A counter only ever goes up. When a process restarts, it begins again at zero. The rate function notices the reset, and computes how fast the counter grew per second. A window must hold at least two samples, so that a slope can be taken from them.',
  'Remember three points. Pick a window of at least four scrape intervals. Put the rate inside the sum, never the sum inside the rate. And name your alert by its symptom, not by its cause, so that people on call know what is broken.',
];

export interface Slide {
  id: string;
  sha256: string;
  png: string;
}

/** Slides as the product draws them, in a folder of their own. */
export async function drawnSlides(folder: string, count: number): Promise<Slide[]> {
  await mkdir(folder, { recursive: true });
  const fonts = await findFonts();
  const svgs = Array.from({ length: count }, (_, number) => ({
    name: `slide-${number}`,
    svg: slideSvg(
      {
        kind: 'topic',
        title: 'How a counter becomes a rate',
        bullets: ['A counter only goes up', 'A restart begins at zero', 'Two samples make a slope'],
        topic: 'Rates',
        course: 'Monitoring',
        source: '',
        number,
        of: count,
        label: LABEL.presenter,
      },
      fonts.family,
      '',
    ),
  }));
  const paths = await drawStills(folder, fonts, svgs, AbortSignal.timeout(60_000));
  return Promise.all(
    paths.map(async (png, i) => ({
      id: `slide-${i}`,
      png,
      sha256: createHash('sha256')
        .update(await readFile(png))
        .digest('hex'),
    })),
  );
}

export interface Wanted {
  texts: string[];
  presenter?: string;
  voice?: string;
  fps?: number;
  changes?: Partial<Job>;
}

/** A job of one segment a slide, at 1280x720 with a window of 320x360. */
export function jobOf(slides: Slide[], wanted: Wanted): Job {
  const { texts, presenter = 'maya', voice = 'slt', fps = 30, changes = {} } = wanted;
  return {
    script: {
      segments: texts.map((text, i) => ({
        slideId: slides[i % slides.length]?.id ?? '',
        text,
        lang: 'en-us',
        spoken: spokenWords(text, lexiconFor(text)),
      })),
      lexicon: [],
    },
    slides: slides.map(({ id, sha256 }) => ({ id, sha256 })),
    presenter,
    voice,
    profile: {
      w: 1280,
      h: 720,
      fps,
      panel: { x: 920, y: 168, w: 320, h: 360 },
      quality: 'standard',
    },
    backend: 'auto',
    deadlineMs: 600_000,
    label: LABEL.presenter,
    ...changes,
  };
}

export interface Report {
  frames: number;
  fps: number;
  duration: number;
  soundDuration: number;
  avOffsetMs: number;
  closuresVisible: number;
  closuresHeard: number;
  mouthCorrelation: number;
  mouthCorrelationShuffled: number;
  stillInSilence: number;
  captionCharactersASecond: number;
  renderSeconds: number;
  realtimeFactor: number;
  lanes: number;
  checks: { name: string; ok: boolean; found: string }[];
}

export async function reportIn(folder: string): Promise<Report> {
  return JSON.parse(await readFile(join(folder, 'out', 'report.json'), 'utf8')) as Report;
}
