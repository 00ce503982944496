/**
 * The drawing program: a process of its own, so that rasterising never holds up the server.
 * `node draw-process.ts JOB.json` writes the job's stills as PNG files, then its presenter frames
 * as raw RGBA to stdout.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

import { Resvg } from '@resvg/resvg-js';

import type { Face } from './mouth.ts';
import { CROP, cropSvg, type PresenterStyle } from './presenter.ts';

/** What one run draws. */
export interface DrawJob {
  fontFiles: string[];
  fontFamily: string;
  stills: { svg: string; png: string }[];
  presenter: { style: PresenterStyle; faces: Face[] } | null;
}

async function draw(job: DrawJob): Promise<void> {
  const font = {
    loadSystemFonts: job.fontFiles.length === 0,
    fontFiles: job.fontFiles,
    defaultFontFamily: job.fontFamily,
  };
  for (const still of job.stills) {
    await writeFile(still.png, new Resvg(still.svg, { font }).render().asPng());
  }
  if (job.presenter === null) return;
  for (const face of job.presenter.faces) {
    const svg = cropSvg(job.presenter.style, face);
    const image = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
    if (image.width !== CROP.width || image.height !== CROP.height) {
      throw new Error(`a presenter frame came out as ${image.width}x${image.height}`);
    }
    await written(image.pixels);
    // Writing to a pipe never gives way by itself, and the end of our starter would go unnoticed.
    await turnOfTheLoop();
  }
}

function written(bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

// Whoever started us is gone, killed perhaps: nobody waits for these pictures any more.
process.on('disconnect', () => process.exit(1));
process.channel?.unref();

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: draw-process.ts JOB.json');
await draw(JSON.parse(await readFile(path, 'utf8')) as DrawJob);
