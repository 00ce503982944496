/** What one topic's film is made from: its script, its look, the tools there are, and a key of them all. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { terminal } from '../../runtime/errors.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { ScriptSet } from '../content.ts';
import type { ActorPorts, WorkflowSettings } from '../ports.ts';
import type { TopicScript } from './film.ts';
import type { ProductionOrder } from './ladder.ts';
import { type PresenterStyle, presenterStyle } from './presenter.ts';
import type { Cast } from './sidecar/job.ts';
import { type SidecarUse, takes } from './sidecar/open.ts';
import { type FindTool, findFonts, type Toolbox, takeStock } from './tools.ts';

/** What rendering needs beyond the common ports. */
export interface RenderPorts extends ActorPorts {
  /** Where to look for ffmpeg and a voice. */
  findTool: FindTool;
  /** The rendering program; where it is left out, presenters are drawn by this process. */
  sidecar?: SidecarUse;
  /** Told how each video was made. */
  onRung?: (rung: string) => void;
}

export interface Wanted {
  topic: string;
  settings: WorkflowSettings;
}

export interface Order {
  script: TopicScript;
  course: string;
  toolbox: Toolbox;
  style: PresenterStyle;
  cast: Cast;
  isCalm: boolean;
  /** Whether the rendering program makes it. */
  isForProgram: boolean;
  /** The same script, look and tools give the same key, whichever attempt renders it. */
  key: string;
}

/** Part of what decides whether a stored video may be used again. */
const RENDERER_VERSION = '2';

/** Rejects with a terminal `SCRIPT_MISSING` or `SCRIPT_EMPTY`. */
export async function orderFor(
  ports: RenderPorts,
  { topic, settings }: Wanted,
  workflow: string,
): Promise<Order> {
  const script = await scriptOf(ports, topic, workflow);
  const style = presenterStyle(settings.avatar.presenter);
  const voice = settings.avatar.voice || style.voice;
  const toolbox = await takeStock(ports.findTool, voice);
  const { framing = 'portrait', motion = 'full', presenter } = settings.avatar;
  const isForProgram = takes(ports.sidecar, workflow);
  const course = settings.certification_name;
  return {
    ...{ script, course, toolbox, style, isForProgram },
    cast: { presenter, voice, framing, motion },
    isCalm: motion === 'reduced',
    key: keyOf(script, settings, toolbox, isForProgram),
  };
}

/** The order with a scratch folder; one that exists already is gone on with. */
export async function inFolder(
  ports: RenderPorts,
  order: Order,
  name: string,
  run: ActivityRun,
): Promise<ProductionOrder> {
  const folder = folderOf(ports, name);
  await mkdir(folder, { recursive: true });
  return {
    script: order.script,
    course: order.course,
    toolbox: order.toolbox,
    presenter: order.style,
    fonts: await findFonts(),
    folder,
    signal: run.signal,
    isCalm: order.isCalm,
    progress: sparingly(run),
  };
}

/** The scratch folder of that name. */
export function folderOf({ scratch }: ActorPorts, name: string): string {
  return join(scratch, `avatar-${digest(name).slice(0, 20)}`);
}

async function scriptOf(ports: ActorPorts, topic: string, workflow: string): Promise<TopicScript> {
  const artifact = await ports.artifacts.latest(workflow, 'scripts', 'scripts.json');
  if (artifact === null) throw terminal('SCRIPT_MISSING', 'there are no scripts to render');
  const set = JSON.parse((await ports.artifacts.read(artifact)).toString('utf8')) as ScriptSet;
  const script = set.topics.find((each) => each.topic === topic);
  if (!script) throw terminal('SCRIPT_MISSING', `there is no script for "${topic}"`);
  if (script.segments.length === 0) {
    throw terminal('SCRIPT_EMPTY', `the script for "${topic}" has no segments`);
  }
  return script;
}

function keyOf(
  script: TopicScript,
  { avatar, certification_name }: WorkflowSettings,
  toolbox: Toolbox,
  isForProgram: boolean,
): string {
  const { presenter, voice, framing, motion } = avatar;
  const voices = toolbox.voices.map(({ engine, name }) => `${engine}:${name}`);
  const what = [RENDERER_VERSION, script, certification_name, presenter, voice, framing, motion];
  return digest(JSON.stringify([...what, voices, toolbox.missing, isForProgram]));
}

/** At most about forty reports a video, whatever the tools say. */
function sparingly(run: ActivityRun): (fraction: number, note: string) => void {
  let reported = -1;
  return (fraction, note) => {
    if (fraction - reported < 0.025) return;
    reported = fraction;
    run.progress(Math.min(1, fraction), note);
  };
}

/** SHA-256 in hex. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
