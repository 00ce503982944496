/** Activity `avatar.render`: one topic's script becomes a captioned video, or says why it could not. */
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { terminal } from '../../runtime/errors.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { ScriptSet } from '../content.ts';
import type { Activity, ActorPorts, ArtifactRef, CallInput, CallOutput } from '../ports.ts';
import type { TopicScript } from './film.ts';
import { type Production, type ProductionOrder, produce } from './ladder.ts';
import { presenterStyle } from './presenter.ts';
import { type SidecarUse, sidecarRung } from './sidecar/rung.ts';
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

type Input = CallInput<'avatar.render'>;
type Output = CallOutput<'avatar.render'>;

/** Part of what decides whether a stored video may be used again. */
const RENDERER_VERSION = '2';

export function avatarRender(ports: RenderPorts): Activity<'avatar.render'> {
  const bySidecar = sidecarRung(ports.sidecar, ports.log);
  return async (input, run) => {
    const script = await scriptOf(ports, input, run);
    const style = presenterStyle(input.settings.avatar.presenter);
    const toolbox = await takeStock(ports.findTool, input.settings.avatar.voice || style.voice);
    const key = renderKey(script, input, toolbox, bySidecar.takes(run.root));
    const already = await published(ports, run.root, script, key);
    if (already !== null) return already;
    const folder = join(ports.scratch, `avatar-${digest(run.key).slice(0, 20)}`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    try {
      const order: ProductionOrder = {
        script,
        course: input.settings.certification_name,
        toolbox,
        presenter: style,
        fonts: await findFonts(),
        folder,
        signal: run.signal,
        isCalm: input.settings.avatar.motion === 'reduced',
        progress: sparingly(run),
      };
      const rendered = await bySidecar.film(order, run.root, {
        presenter: input.settings.avatar.presenter,
        voice: input.settings.avatar.voice || style.voice,
        framing: input.settings.avatar.framing ?? 'portrait',
        motion: input.settings.avatar.motion ?? 'full',
      });
      const made = rendered.made ?? (await produce(order, rendered.reasons));
      run.signal.throwIfAborted();
      ports.onRung?.(made.rung);
      return await publish(ports, run, script, made, key);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

async function scriptOf(ports: RenderPorts, input: Input, run: ActivityRun): Promise<TopicScript> {
  const artifact = await ports.artifacts.latest(run.root, 'scripts', 'scripts.json');
  if (artifact === null) throw terminal('SCRIPT_MISSING', 'there are no scripts to render');
  const set = JSON.parse((await ports.artifacts.read(artifact)).toString('utf8')) as ScriptSet;
  const script = set.topics.find(({ topic }) => topic === input.topic);
  if (!script) throw terminal('SCRIPT_MISSING', `there is no script for "${input.topic}"`);
  if (script.segments.length === 0) {
    throw terminal('SCRIPT_EMPTY', `the script for "${input.topic}" has no segments`);
  }
  return script;
}

/** The same script, look and tools give the same key, whichever attempt renders it. */
function renderKey(
  script: TopicScript,
  input: Input,
  toolbox: Toolbox,
  bySidecar: boolean,
): string {
  const { presenter, voice, framing, motion } = input.settings.avatar;
  const voices = toolbox.voices.map(({ engine, name }) => `${engine}:${name}`);
  const what = [
    RENDERER_VERSION,
    script,
    input.settings.certification_name,
    presenter,
    voice,
    framing,
    motion,
  ];
  return digest(JSON.stringify([...what, voices, toolbox.missing, bySidecar]));
}

async function published(
  ports: RenderPorts,
  workflow: string,
  script: TopicScript,
  key: string,
): Promise<Output | null> {
  const name = slug(script.topic);
  // The transcript is written last, so where it carries the key everything else is there too.
  const transcript = await ports.artifacts.latest(workflow, 'transcript', `${name}.html`);
  if (transcript === null || transcript.meta.render_key !== key) return null;
  const [video, captions, poster] = await Promise.all([
    ports.artifacts.latest(workflow, 'video', `${name}.mp4`),
    ports.artifacts.latest(workflow, 'captions', `${name}.vtt`),
    ports.artifacts.latest(workflow, 'poster', `${name}.${transcript.meta.poster ?? 'png'}`),
  ]);
  if (captions === null || poster === null) return null;
  const rung = String(transcript.meta.rung);
  return outcome(script.topic, {
    rung,
    reasons: Array.isArray(transcript.meta.degraded) ? transcript.meta.degraded.map(String) : [],
    seconds: Number(transcript.meta.duration_seconds),
    video: rung === 'storyboard' ? null : video,
    captions,
    poster,
    transcript,
  });
}

async function publish(
  ports: RenderPorts,
  run: ActivityRun,
  script: TopicScript,
  made: Production,
  key: string,
): Promise<Output> {
  const name = slug(script.topic);
  const picture = posterType(made.poster);
  const meta = {
    topic: script.topic,
    duration_seconds: made.seconds,
    degraded: made.reasons,
    rung: made.rung,
    render_key: key,
    synthetic: true,
    poster: picture,
    ...(made.measured ? { measured: made.measured } : {}),
  };
  const put = (type: string, file: string, mime: string, bytes: Uint8Array | { file: string }) =>
    ports.artifacts.put(
      { workflow: run.root, step: 'avatar_creation', type, name: file, mime, meta },
      bytes,
    );
  const text = (words: string) => Buffer.from(words, 'utf8');
  const video =
    made.video === null
      ? null
      : await put('video', `${name}.mp4`, 'video/mp4', { file: made.video });
  if (made.storyboard !== null) {
    await put('storyboard', `${name}-storyboard.html`, 'text/html', text(made.storyboard));
  }
  const captions = await put('captions', `${name}.vtt`, 'text/vtt', text(made.vtt));
  const mime = picture === 'jpg' ? 'image/jpeg' : 'image/png';
  const poster = await put('poster', `${name}.${picture}`, mime, made.poster);
  const transcript = await put('transcript', `${name}.html`, 'text/html', text(made.transcript));
  const { rung, reasons, seconds } = made;
  return outcome(script.topic, { rung, reasons, seconds, video, captions, poster, transcript });
}

interface Results {
  rung: string;
  reasons: string[];
  seconds: number;
  video: ArtifactRef | null;
  captions: ArtifactRef;
  poster: ArtifactRef;
  transcript: ArtifactRef;
}

function outcome(topic: string, results: Results): Output {
  const output: Output = {
    topic,
    video: results.video && refOf(results.video),
    captions: refOf(results.captions),
    poster: refOf(results.poster),
    transcript: refOf(results.transcript),
    duration_seconds: results.seconds,
    rung: results.rung,
  };
  if (results.reasons.length === 0) return output;
  const message = `Video "${topic}" came out as ${IN_WORDS[results.rung] ?? results.rung}. ${results.reasons.join(' ')}`;
  return { ...output, degraded: [message], warnings: [{ code: 'AVATAR_DEGRADED', message }] };
}

/** The rendering program hands over a photograph-like picture, our own drawing stays sharp. */
function posterType(bytes: Buffer): 'jpg' | 'png' {
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? 'jpg' : 'png';
}

const IN_WORDS: Record<string, string> = {
  rendered_outside: 'planned, after a failure',
  rendered_gpu: 'planned, after a failure',
  rendered_cpu: 'a film rendered without a graphics card',
  drawn_presenter: 'a film with a drawn presenter',
  slides_audio_captions: 'slides with voice and captions',
  storyboard: 'a storyboard to read, without sound or moving pictures',
};

function refOf({ id, type, name, version, sha256, bytes, mime }: ArtifactRef): ArtifactRef {
  return { id, type, name, version, sha256, bytes, mime };
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

/** A topic's name as a file name. */
export function slug(topic: string): string {
  const plain = topic
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain === '' ? `topic-${digest(topic).slice(0, 8)}` : plain.slice(0, 80);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
