/** Brings a finished rendering home: every file with its hash, the report's checks, the film itself. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { RenderedFile } from '../../../machines/vocabulary.ts';
import { terminal, transient } from '../../../runtime/errors.ts';
import { LABEL } from '../film.ts';
import type { Production, ProductionOrder, Rung } from '../ladder.ts';
import { transcriptPage } from '../pages.ts';
import { verifyVideo } from '../verify.ts';
import type { SidecarClient } from './client.ts';
import { type RenderReport, renderReport, timings } from './contract.ts';

export interface Fetch {
  client: SidecarClient;
  job: string;
  files: RenderedFile[];
  reasons: string[];
}

const WANTED = ['video.mp4', 'captions.vtt', 'poster.jpg', 'timings.json', 'report.json'] as const;

const RUNGS: Record<string, Rung> = {
  cuda: 'rendered_gpu',
  cpu: 'rendered_cpu',
  none: 'slides_audio_captions',
};

/**
 * The files of a finished job in the order's folder, checked; what is there already is not fetched
 * again. Rejects with `VERIFY_FAILED` where bytes, report or film are not what was promised.
 */
export async function fetchFilm(
  order: ProductionOrder,
  { client, job, files, reasons }: Fetch,
): Promise<Production> {
  const folder = join(order.folder, 'fetched');
  await mkdir(folder, { recursive: true });
  for (const name of WANTED) {
    const what = files.find((each) => each.name === name);
    if (!what) throw terminal('VERIFY_FAILED', `the rendering came without ${name}`);
    await client.download(job, what, join(folder, name), order.signal);
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
