/** What a player would show and sound, by ffmpeg. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Where the mouth is when the presenter stands at (920, 168) in a window of 320x360. */
const MOUTH = { x: 1040, y: 336, w: 80, h: 56 };
/** Luma of the inside of a mouth; the lips of every presenter are lighter. */
const INSIDE = 50;

async function raw(args: string[]): Promise<Buffer> {
  const { stdout } = await run('ffmpeg', ['-v', 'error', ...args, '-'], {
    encoding: 'buffer',
    maxBuffer: 1 << 30,
  });
  return stdout;
}

/** For each frame the share of the mouth's place that is as dark as the inside of a mouth. */
export async function mouthsIn(film: string): Promise<number[]> {
  const { x, y, w, h } = MOUTH;
  const crop = `crop=${w}:${h}:${x}:${y},extractplanes=y`;
  const bytes = await raw(['-i', film, '-vf', crop, '-f', 'rawvideo', '-pix_fmt', 'gray']);
  const size = w * h;
  return Array.from({ length: bytes.length / size }, (_, i) => {
    const frame = bytes.subarray(i * size, (i + 1) * size);
    return enclosed(frame, w) / size;
  });
}

/** Dark pixels that no path of dark pixels joins to the edge: not hair, not the shadow of the chin. */
function enclosed(frame: Buffer, width: number): number {
  const height = frame.length / width;
  const dark = Uint8Array.from(frame, (luma) => (luma < INSIDE ? 1 : 0));
  const open: number[] = [];
  const clear = (x: number, y: number) => {
    if (x < 0 || y < 0 || x >= width || y >= height || dark[y * width + x] === 0) return;
    dark[y * width + x] = 0;
    open.push(y * width + x);
  };
  for (let x = 0; x < width; x += 1) for (const y of [0, height - 1]) clear(x, y);
  for (let y = 0; y < height; y += 1) for (const x of [0, width - 1]) clear(x, y);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    clear(x - 1, y);
    clear(x + 1, y);
    clear(x, y - 1);
    clear(x, y + 1);
  }
  return dark.reduce((sum, one) => sum + one, 0);
}

/** For each frame whether the presenter's window is white rather than black. */
export async function flashesIn(film: string): Promise<boolean[]> {
  const crop = 'crop=160:160:1000:260,extractplanes=y,scale=1:1:flags=area';
  const bytes = await raw(['-i', film, '-vf', crop, '-f', 'rawvideo', '-pix_fmt', 'gray']);
  return [...bytes].map((luma) => luma > 128);
}

/** Samples at 16 kHz, one channel. */
export async function heardIn(film: string): Promise<Float32Array> {
  const bytes = await raw(['-i', film, '-ac', '1', '-ar', '16000', '-f', 'f32le']);
  return new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
}

/** Square root of the level over 60 ms round a second. */
export function loudnessAt(sound: Float32Array, seconds: number): number {
  const from = Math.max(0, Math.floor((seconds - 0.03) * 16_000));
  const part = sound.subarray(from, Math.max(from, Math.floor((seconds + 0.03) * 16_000)));
  const power = part.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, part.length);
  return power ** 0.25;
}
