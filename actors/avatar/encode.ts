/** Puts slides, soundtrack, captions and presenter into one MP4 by ffmpeg. */
import { spawn } from 'node:child_process';

import { transient } from '../../runtime/errors.ts';
import { deadline } from './child-process.ts';
import { FPS } from './narration.ts';
import { CROP } from './presenter.ts';

/** Everything one video is made of; paths are files of the scratch folder. */
export interface EncodeOrder {
  ffmpeg: string;
  slides: { png: string; frames: number }[];
  wav: string;
  vtt: string;
  out: string;
  /** Program that writes the presenter's frames to its stdout, or null for slides alone. */
  presenter: { path: string; args: string[] } | null;
  title: string;
  /** Goes into the file's metadata: says that voice and presenter are synthetic. */
  comment: string;
  signal: AbortSignal;
  timeoutMs: number;
  onFrames(done: number): void;
}

/** Resolves when the file is written; rejects with a transient `ENCODER_FAILED` or the abort reason. */
export function encode(order: EncodeOrder): Promise<void> {
  return new Promise((resolve, reject) => {
    if (order.signal.aborted) return reject(order.signal.reason);
    const limits = { signal: deadline(order), killSignal: 'SIGKILL' } as const;
    const encoder = spawn(order.ffmpeg, encoderArguments(order), {
      stdio: [order.presenter ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      ...limits,
    });
    // The pipe is handed from program to program; no frame passes through this process.
    const artist =
      order.presenter && encoder.stdin
        ? spawn(order.presenter.path, order.presenter.args, {
            // The channel tells the artist when this process dies; without frames the encoder ends.
            stdio: ['ignore', encoder.stdin, 'pipe', 'ipc'],
            ...limits,
          })
        : null;
    encoder.stdin?.on('error', () => undefined).destroy();
    let complaint = '';
    let artistFailed = false;
    for (const child of [encoder, artist]) {
      child?.stderr?.setEncoding('utf8').on('data', (text: string) => {
        complaint = (complaint + text).slice(-2000);
      });
      child?.on('error', () => encoder.kill('SIGKILL'));
    }
    artist?.on('close', (code) => {
      artistFailed = code !== 0;
      if (artistFailed) encoder.kill('SIGKILL');
    });
    encoder.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const frames = [...text.matchAll(/frame=\s*(\d+)/g)].at(-1)?.[1];
      if (frames !== undefined) order.onFrames(Number(frames));
    });
    encoder.on('close', (code) => {
      artist?.kill('SIGKILL');
      if (order.signal.aborted) return reject(order.signal.reason);
      if (code === 0 && !artistFailed) return resolve();
      const who = artistFailed
        ? 'the presenter could not be drawn'
        : `ffmpeg ended with code ${code}`;
      const last = complaint.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
      reject(transient('ENCODER_FAILED', `${who}: ${last}`));
    });
  });
}

function encoderArguments(order: EncodeOrder): string[] {
  const count = order.slides.length;
  const inputs = order.slides.flatMap(({ png }) => ['-framerate', String(FPS), '-i', png]);
  const size = `${CROP.width}x${CROP.height}`;
  const raw = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgba',
    '-video_size',
    size,
    '-framerate',
    String(FPS),
  ];
  return [
    ...['-y', '-hide_banner', '-nostdin', '-loglevel', 'error'],
    ...['-progress', 'pipe:1', '-stats_period', '0.5'],
    ...inputs,
    ...['-i', order.wav, '-i', order.vtt],
    ...(order.presenter ? [...raw, '-i', 'pipe:0'] : []),
    ...['-filter_complex', filterGraph(order, count)],
    ...['-map', '[v]', '-map', '[a]', '-map', `${count + 1}:s`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p', '-g', '125'],
    ...(order.presenter ? [] : ['-tune', 'stillimage']),
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
    ...['-c:a', 'aac', '-b:a', '96k', '-ar', '44100', '-ac', '1', '-c:s', 'mov_text'],
    ...['-metadata', `title=${order.title}`, '-metadata', `comment=${order.comment}`],
    ...['-metadata', `description=${order.comment}`],
    ...['-metadata:s:a:0', 'language=eng', '-metadata:s:s:0', 'language=eng'],
    ...['-disposition:s:0', 'default', '-movflags', '+faststart', order.out],
  ];
}

/** Each slide is decoded once and repeated; frame numbers, not durations, decide every cut. */
function filterGraph(order: EncodeOrder, count: number): string {
  const colour = 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p';
  const clock = `setpts=N/(${FPS}*TB)`;
  const slides = order.slides.map(
    ({ frames }, i) => `[${i}:v]${colour},loop=loop=${frames - 1}:size=1,${clock}[s${i}]`,
  );
  const names = order.slides.map((_, i) => `[s${i}]`).join('');
  const base = `${names}concat=n=${count}:v=1:a=0,${clock}`;
  const picture = order.presenter
    ? [
        `${base}[base]`,
        `[${count + 2}:v]${colour},${clock}[face]`,
        `[base][face]overlay=x=${CROP.x}:y=${CROP.y}:format=yuv420:shortest=1[v]`,
      ]
    : [`${base}[v]`];
  // Spoken-word loudness people expect of online video; the limiter keeps peaks off the ceiling.
  const sound = `[${count}:a]loudnorm=I=-17:TP=-1.5:LRA=7,aresample=44100[a]`;
  return [...slides, ...picture, sound].join(';');
}
