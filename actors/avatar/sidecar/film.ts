/** One topic's film by the rendering program: slides up, one job per backend, artefacts down and checked. */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PresGenError, terminal, transient } from '../../../runtime/errors.ts';
import { drawStills } from '../draw.ts';
import { LABEL, slidesOf } from '../film.ts';
import type { Production, ProductionOrder, Rung } from '../ladder.ts';
import { transcriptPage } from '../pages.ts';
import { COLUMN_X, FRAME } from '../slide.ts';
import { verifyVideo } from '../verify.ts';
import type { SidecarClient } from './client.ts';
import {
  type Job,
  type JobArtifact,
  type JobFailure,
  type NamedJob,
  nameJob,
  type RenderReport,
  renderReport,
  timings,
} from './contract.ts';
import { type Ending, follow } from './follow.ts';
import { spokenWords } from './spoken.ts';

/** How the program is reached. `restart` ends one that froze, so that the next answer is a fresh one. */
export interface Sidecar {
  /** Whether this installation has one. */
  present: boolean;
  /** Starts it where it does not run. */
  connect(): Promise<SidecarClient>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface Cast {
  presenter: string;
  voice: string;
  framing: 'portrait' | 'studio';
  motion: 'full' | 'reduced';
}

export interface SidecarOrder extends ProductionOrder {
  connect: Sidecar['connect'];
  /** Names of presenter and voice as the request has them; the program's own where it knows them. */
  cast: Cast;
  backend: string;
  silenceMs: number;
}

const WANTED = ['video.mp4', 'captions.vtt', 'poster.jpg', 'timings.json', 'report.json'] as const;
/** The presenter's window beside the words; even numbers, for half-resolution colour. */
const PANEL = { x: COLUMN_X + 20, y: 168, w: 320, h: 360 };
const FRAMES_A_SECOND = 30;

/**
 * Resolves with the film, checked. Rejects with what went wrong: transient where another attempt
 * of the same job may end better, terminal where it cannot.
 */
export async function filmBySidecar(order: SidecarOrder): Promise<Production> {
  const client = await order.connect();
  const [slides, can] = [await drawnSlides(order), await client.capabilities(order.signal)];
  await client.ready(order.signal);
  for (const { sha256, png } of slides) await client.uploadSlide(sha256, png, order.signal);
  const reasons: string[] = [];
  for (const backend of backendsFor(order.backend, can.backends)) {
    const job = nameJob(jobOf(order, slides, backend));
    const ending = await twice(order, job);
    reasons.push(
      ...ending.degraded.map(({ from, to, reason }) => `${from} gave way to ${to}: ${reason}.`),
    );
    if ('done' in ending) return await fetched(order, job, ending.done, reasons);
    if (!isOfDevice(ending.failed)) throw asError(ending.failed);
    reasons.push(`Rendering on ${backend} failed twice: ${ending.failed.message}.`);
  }
  throw terminal('AVATAR_DEVICE', reasons.join(' '));
}

/** Failures of a device or a backend are tried once more on the same one. */
async function twice(order: SidecarOrder, job: NamedJob): Promise<Ending> {
  const { signal, connect, silenceMs, progress } = order;
  const once = () => follow({ job, signal, connect, silenceMs, progress });
  try {
    const first = await once();
    return 'failed' in first && isOfDevice(first.failed) ? await once() : first;
  } catch (error) {
    // A stop by a person or by compensation leaves nothing behind; a shutdown leaves the job to go on with.
    if (signal.aborted && isStop(signal.reason)) await removed(order, job);
    throw error;
  }
}

/** What is asked for first, and what after a device has failed. */
function backendsFor(wanted: string, known: string[]): string[] {
  const isOnCard = wanted === 'auto' && known.includes('cuda');
  return isOnCard || wanted === 'exec' || wanted === 'http' ? [wanted, 'cpu'] : [wanted];
}

const RUNGS: Record<string, Rung> = {
  cuda: 'rendered_gpu',
  cpu: 'rendered_cpu',
  none: 'slides_audio_captions',
};

function isStop(reason: unknown): boolean {
  return reason instanceof PresGenError && reason.code === 'CANCELLED';
}

async function removed(order: SidecarOrder, job: NamedJob): Promise<void> {
  const signal = AbortSignal.timeout(10_000);
  await order
    .connect()
    .then((client) => client.cancel(job.id, signal))
    .catch(() => undefined);
}

function isOfDevice({ code }: JobFailure): boolean {
  return /^(DEVICE|BACKEND)_/.test(code);
}

function asError({ code, message, retryable }: JobFailure): PresGenError {
  return retryable ? transient(code, message) : terminal(code, message);
}

async function drawnSlides(
  order: SidecarOrder,
): Promise<{ id: string; sha256: string; png: string }[]> {
  const folder = join(order.folder, 'slides');
  await mkdir(folder, { recursive: true });
  const drawings = slidesOf({ ...order, column: 'empty', label: LABEL.presenter });
  const paths = await drawStills(folder, order.fonts, drawings, order.signal);
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

function jobOf(
  order: SidecarOrder,
  slides: { id: string; sha256: string }[],
  backend: string,
): Job {
  const { script, cast } = order;
  const words = script.segments
    .map(({ text }) => text)
    .join(' ')
    .split(/\s+/).length;
  return {
    script: {
      segments: script.segments.map(({ text }, i) => ({
        slideId: `slide-${i}`,
        text,
        lang: 'en-us',
        spoken: spokenWords(text, script.lexicon),
      })),
      lexicon: script.lexicon,
    },
    slides: slides.map(({ id, sha256 }) => ({ id, sha256 })),
    presenter: cast.presenter,
    voice: cast.voice,
    framing: cast.framing,
    motion: cast.motion,
    profile: {
      w: FRAME.width,
      h: FRAME.height,
      fps: FRAMES_A_SECOND,
      panel: PANEL,
      quality: 'standard',
    },
    backend,
    // Ten times the length of the talk at two words a second is beyond any machine worth waiting for.
    deadlineMs: 120_000 + words * 5_000,
    label: LABEL.presenter,
  };
}

async function fetched(
  order: SidecarOrder,
  job: NamedJob,
  artifacts: JobArtifact[],
  reasons: string[],
): Promise<Production> {
  const folder = join(order.folder, 'fetched');
  await mkdir(folder, { recursive: true });
  const client = await order.connect();
  for (const name of WANTED) {
    const what = artifacts.find((each) => each.name === name);
    if (!what) throw terminal('VERIFY_FAILED', `the rendering came without ${name}`);
    await client.download(job.id, what, join(folder, name), order.signal);
  }
  const text = (name: (typeof WANTED)[number]) => readFile(join(folder, name), 'utf8');
  const report = trusted(await text('report.json'));
  const video = join(folder, 'video.mp4');
  const { ffprobe } = order.toolbox;
  if (ffprobe !== null) await verifyVideo(ffprobe, video, report, order.signal);
  const starts = timings.parse(JSON.parse(await text('timings.json'))).slides.map(({ t0 }) => t0);
  return {
    rung: RUNGS[report.backend] ?? 'rendered_outside',
    video,
    storyboard: null,
    vtt: await text('captions.vtt'),
    poster: await readFile(join(folder, 'poster.jpg')),
    transcript: transcriptPage(
      order.script,
      starts,
      `Transcript of a video with a ${LABEL.presenter.toLowerCase()}. No real person speaks or is shown.`,
    ),
    seconds: report.duration,
    reasons,
    measured: {
      backend: report.backend,
      av_offset_ms: report.avOffsetMs ?? null,
      closures_visible: report.closuresVisible ?? null,
      mouth_correlation: report.mouthCorrelation ?? null,
      mouth_correlation_shuffled: report.mouthCorrelationShuffled ?? null,
      realtime_factor: report.realtimeFactor ?? null,
    },
  };
}

/** The program's own checks must all hold, and its figures must agree with each other. */
function trusted(text: string): RenderReport {
  const read = renderReport.safeParse(parsed(text));
  if (!read.success) throw terminal('VERIFY_FAILED', 'the report of the rendering cannot be read');
  const report = read.data;
  const broken = report.checks.filter(({ ok }) => !ok).map(({ name }) => name);
  if (broken.length > 0) throw transient('VERIFY_FAILED', `did not hold: ${broken.join(', ')}`);
  const { frames, duration, fps } = report;
  if (Math.round(duration * fps) !== frames) {
    throw transient(
      'VERIFY_FAILED',
      `${frames} frames do not make ${duration} s at ${fps} a second`,
    );
  }
  return report;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
