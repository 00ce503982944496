/** Starts the drawing program, for stills or for the presenter's frames. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runTool } from './child-process.ts';
import type { DrawJob } from './draw-process.ts';
import type { Face } from './mouth.ts';
import type { PresenterStyle } from './presenter.ts';
import type { Fonts } from './tools.ts';

const STILLS_TIMEOUT_MS = 60_000;

/** Program and arguments that draw the job; the job's file goes into `folder`. */
export async function drawCommand(
  folder: string,
  name: string,
  job: DrawJob,
): Promise<{ path: string; args: string[] }> {
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(job));
  return {
    path: process.execPath,
    args: [fileURLToPath(new URL('./draw-process.ts', import.meta.url)), file],
  };
}

/** Draws SVG documents into PNG files of `folder`, named by their keys; returns the paths in order. */
export async function drawStills(
  folder: string,
  fonts: Fonts,
  svgs: { name: string; svg: string }[],
  signal: AbortSignal,
): Promise<string[]> {
  const stills = svgs.map(({ name, svg }) => ({ svg, png: join(folder, `${name}.png`) }));
  const job: DrawJob = {
    fontFiles: fonts.files,
    fontFamily: fonts.family,
    stills,
    presenter: null,
  };
  const { path, args } = await drawCommand(folder, 'stills', job);
  await runTool(path, args, { signal, timeoutMs: STILLS_TIMEOUT_MS });
  return stills.map(({ png }) => png);
}

/** Command whose stdout is the presenter, frame by frame. */
export function presenterCommand(folder: string, style: PresenterStyle, faces: Face[]) {
  const job: DrawJob = { fontFiles: [], fontFamily: '', stills: [], presenter: { style, faces } };
  return drawCommand(folder, 'presenter', job);
}
