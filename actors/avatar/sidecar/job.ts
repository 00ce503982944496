/** One film as the rendering program is asked for it. */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { drawStills } from '../draw.ts';
import { LABEL, slidesOf, type TopicScript } from '../film.ts';
import type { ProductionOrder } from '../ladder.ts';
import { COLUMN_X, FRAME } from '../slide.ts';
import type { Job } from './contract.ts';
import { spokenWords } from './spoken.ts';

/** Names of presenter and voice as the request has them; the program's own where it knows them. */
export interface Cast {
  presenter: string;
  voice: string;
  framing: 'portrait' | 'studio';
  motion: 'full' | 'reduced';
}

/** The presenter's window beside the words; even numbers, for half-resolution colour. */
const PANEL = { x: COLUMN_X + 20, y: 168, w: 320, h: 360 };
const FRAMES_A_SECOND = 30;

/** What is asked for first, and what after a device has failed. */
export function backendsFor(wanted: string, known: string[]): string[] {
  const isOnCard = wanted === 'auto' && known.includes('cuda');
  return isOnCard || wanted === 'exec' || wanted === 'http' ? [wanted, 'cpu'] : [wanted];
}

/** The slides as pictures in the order's folder, each named by its hash; the presenter's column is empty. */
export async function drawnSlides(
  order: ProductionOrder,
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

/** The same film asked of the same backend is the same job. */
export function jobOf(
  { script, cast }: { script: TopicScript; cast: Cast },
  slides: { id: string; sha256: string }[],
  backend: string,
): Job {
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
