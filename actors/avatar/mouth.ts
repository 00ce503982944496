/**
 * How the presenter's face moves: the mouth from phones (or from loudness where the voice tells
 * no phones), closed in silence and on m, b and p; blinks and small head movements around it.
 */
import type { Narration } from './narration.ts';
import { FPS } from './narration.ts';
import { envelope } from './wav.ts';

/** One frame of the face; every value about 0..1 unless said otherwise. */
export interface Face {
  open: number;
  wide: number;
  pucker: number;
  blink: number;
  brow: number;
  /** Turns and shifts about 0, -1..1. */
  gaze: number;
  yaw: number;
  nod: number;
  roll: number;
}

type Shape = [open: number, wide: number, pucker: number];

const REST: Shape = [0, 0.3, 0];
const SHAPES: Record<string, Shape> = {
  pau: REST,
  m: REST,
  b: REST,
  p: REST,
  f: [0.08, 0.4, 0],
  v: [0.08, 0.4, 0],
  aa: [1, 0.5, 0],
  ae: [0.9, 0.8, 0],
  ay: [0.9, 0.7, 0],
  aw: [0.9, 0.4, 0.3],
  ah: [0.75, 0.45, 0],
  ao: [0.75, 0.2, 0.5],
  ow: [0.55, 0.2, 0.8],
  oy: [0.6, 0.3, 0.6],
  eh: [0.6, 0.7, 0],
  ey: [0.55, 0.75, 0],
  ax: [0.45, 0.4, 0.1],
  er: [0.45, 0.35, 0.2],
  ih: [0.4, 0.9, 0],
  iy: [0.35, 1, 0],
  uh: [0.3, 0, 1],
  uw: [0.25, 0, 1],
  w: [0.2, 0, 1],
  sh: [0.2, 0.4, 0.4],
  zh: [0.2, 0.4, 0.4],
  ch: [0.2, 0.4, 0.4],
  jh: [0.2, 0.4, 0.4],
  r: [0.25, 0.3, 0.3],
  l: [0.3, 0.5, 0],
  th: [0.22, 0.5, 0],
  dh: [0.22, 0.5, 0],
};
const CONSONANT: Shape = [0.2, 0.4, 0];
const CLOSED = new Set(['m', 'b', 'p']);
/** Smoothing window and how far the mouth runs ahead of the sound, in seconds. */
const WINDOW_SECONDS = 0.1;
const ADVANCE_SECONDS = 0.02;
const STEP_SECONDS = 0.01;

/** One face a frame. `random` must be seeded, so that a repeated render moves alike. */
export function faceTrack(narration: Narration, random: () => number): Face[] {
  const mouths =
    narration.phones.length > 0 ? mouthFromPhones(narration) : mouthFromLoudness(narration);
  const blinks = blinkTrack(narration.frames, random);
  return mouths.map(([open, wide, pucker], frame) => {
    const t = frame / FPS;
    const slide = narration.slideStarts.findLast((start) => start <= frame) ?? 0;
    const sinceSlide = (frame - slide) / FPS;
    // A glance at the new slide, then back to the viewer.
    const glance = sinceSlide < 1.1 && frame > FPS ? Math.sin((Math.PI * sinceSlide) / 1.1) : 0;
    return {
      open,
      wide,
      pucker,
      blink: blinks[frame] ?? 0,
      brow: 0.1 + 0.25 * Math.max(0, open - 0.6) + 0.3 * glance,
      gaze: -0.9 * glance + 0.12 * Math.sin(0.7 * t),
      yaw: -0.5 * glance + 0.3 * Math.sin(0.9 * t) + 0.15 * Math.sin(2.3 * t),
      nod: 0.3 * Math.sin(1.6 * t + 1) + 0.35 * open,
      roll: 0.5 * Math.sin(0.8 * t + 2),
    };
  });
}

function mouthFromPhones({ phones, frames }: Narration): Shape[] {
  const steps = Math.ceil(frames / FPS / STEP_SECONDS);
  const targets: Shape[] = Array.from({ length: steps }, () => REST);
  for (const phone of phones) {
    const shape = SHAPES[phone.name] ?? CONSONANT;
    const to = Math.min(steps, Math.round(phone.end / STEP_SECONDS));
    for (let i = Math.round(phone.start / STEP_SECONDS); i < to; i += 1) targets[i] = shape;
  }
  const shapes = Array.from({ length: frames }, (_, frame) =>
    hann(targets, (frame / FPS + ADVANCE_SECONDS) / STEP_SECONDS),
  );
  for (const phone of phones) {
    if (CLOSED.has(phone.name)) close(shapes, phone.start, phone.end);
    if (phone.name === 'pau' && phone.end - phone.start > 0.1) {
      for (let f = Math.ceil((phone.start + 0.05) * FPS); f < (phone.end - 0.04) * FPS; f += 1) {
        close(shapes, f / FPS, f / FPS);
      }
    }
  }
  return shapes;
}

/** Lips must meet on m, b and p in at least one frame, however short the phone. */
function close(shapes: Shape[], start: number, end: number): void {
  const frame = Math.round(((start + end) / 2 - ADVANCE_SECONDS) * FPS);
  const shape = shapes[frame];
  if (shape) shapes[frame] = [0, shape[1], shape[2] * 0.5];
}

function hann(targets: Shape[], centre: number): Shape {
  const half = WINDOW_SECONDS / STEP_SECONDS / 2;
  const sum: Shape = [0, 0, 0];
  let total = 0;
  for (let i = Math.ceil(centre - half); i <= centre + half; i += 1) {
    const weight = 0.5 + 0.5 * Math.cos((Math.PI * (i - centre)) / half);
    const target = targets[i] ?? REST;
    total += weight;
    sum[0] += weight * target[0];
    sum[1] += weight * target[1];
    sum[2] += weight * target[2];
  }
  return total > 0 ? [sum[0] / total, sum[1] / total, sum[2] / total] : REST;
}

function mouthFromLoudness({ sound, frames }: Narration): Shape[] {
  const levels = envelope(sound, 1 / FPS);
  const loud = [...levels].sort((a, b) => a - b)[Math.floor(levels.length * 0.95)] || 1;
  return Array.from({ length: frames }, (_, frame): Shape => {
    const level = Math.min(1, (levels[frame] ?? 0) / loud);
    return level < 0.06 ? REST : [Math.sqrt(level) * 0.9, 0.45, 0.1];
  });
}

/** Blinks of a fifth of a second every 2 to 6 s. */
function blinkTrack(frames: number, random: () => number): Float64Array {
  const track = new Float64Array(frames);
  const shape = [0.5, 1, 1, 0.6, 0.2];
  for (let at = FPS * 1.5; at < frames; at += FPS * (2 + 4 * random())) {
    shape.forEach((value, i) => {
      const frame = Math.floor(at) + i;
      if (frame < frames) track[frame] = value;
    });
  }
  return track;
}
