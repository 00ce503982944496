/**
 * How fast presenter videos are rendered and how well mouth and voice go together, from script to checked file, by
 * the rendering program built here: 1280x720 at 30 frames a second, a presenter of 320x360. Each run is a process.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  drawnSlides,
  jobOf,
  LESSON,
  RENDERER,
  type Report,
  reportIn,
} from '../test/sidecar/talk.ts';
import { publish } from './harness/benchmark.ts';
import { median } from './harness/statistics.ts';

const { values } = parseArgs({
  options: { json: { type: 'string' }, runs: { type: 'string', default: '5' } },
});

if (!existsSync(RENDERER)) {
  process.stderr.write('the rendering program is not built: npm run sidecar:build\n');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'presgen-bench-avatar-'));
try {
  const slides = await drawnSlides(join(folder, 'drawn'), LESSON.length);
  await mkdir(join(folder, 'slides'));
  for (const { sha256, png } of slides) copyFileSync(png, join(folder, 'slides', `${sha256}.png`));
  const reports: Report[] = [];
  const cast = [
    ['maya', 'slt'],
    ['jonas', 'rms'],
    ['amara', 'slt'],
    ['ravi', 'rms'],
  ] as const;
  for (let run = 0; run < Number(values.runs); run += 1) {
    const [presenter, voice] = cast[run % cast.length] ?? cast[0];
    const job = join(folder, `job-${run}`);
    await mkdir(job);
    writeFileSync(
      join(job, 'job.json'),
      JSON.stringify(jobOf(slides, { texts: LESSON, presenter, voice })),
    );
    execFileSync(RENDERER, [job, join(folder, 'slides')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const report = await reportIn(job);
    reports.push(report);
    process.stderr.write(
      `${presenter} ${report.duration.toFixed(1)} s in ${report.renderSeconds.toFixed(1)} s: ${report.realtimeFactor.toFixed(2)}x\n`,
    );
  }
  const middle = (pick: (report: Report) => number) => median(reports.map(pick));
  const worst = (pick: (report: Report) => number) => Math.max(...reports.map(pick));
  const least = (pick: (report: Report) => number) => Math.min(...reports.map(pick));
  const figures = {
    realtime_factor: middle((report) => report.realtimeFactor),
    av_offset_ms: worst((report) => Math.abs(report.avOffsetMs)),
    closures_visible: least((report) => report.closuresVisible),
    mouth_correlation: least((report) => report.mouthCorrelation),
    mouth_correlation_shuffled: worst((report) => report.mouthCorrelationShuffled),
    still_in_silence: least((report) => report.stillInSilence),
    caption_characters_a_second: worst((report) => report.captionCharactersASecond),
    video_seconds: middle((report) => report.duration),
  };
  publish(
    {
      bench: 'avatar',
      device: `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}, ${reports[0]?.lanes ?? 0} lanes, load ${loadavg()[0]?.toFixed(1)}`,
      runs: reports.length,
      figures,
    },
    values.json,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
