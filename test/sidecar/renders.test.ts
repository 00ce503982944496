/** The service with its real renderer: a job from submission to its files, killed, and taken back. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createSidecarClient, type SidecarClient } from '../../actors/avatar/sidecar/client.ts';
import { type JobEvent, type NamedJob, nameJob } from '../../actors/avatar/sidecar/contract.ts';
import { spawnedSidecar } from '../../actors/avatar/sidecar/spawn.ts';
import { mouthsIn } from './decoded.ts';
import { drawnSlides, jobOf, LESSON, RENDERER, SERVICE } from './talk.ts';

const isHere = [SERVICE, RENDERER].every((path) => existsSync(path));
const hasTools = spawnSync('ffmpeg', ['-version']).status === 0;
const skip = isHere && hasTools ? false : 'the rendering program or ffmpeg is not here';
const signal = AbortSignal.timeout(180_000);
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

interface Scene {
  folder: string;
  client(): Promise<SidecarClient>;
  kill(): Promise<void>;
  submitted(texts: string[]): Promise<NamedJob>;
}

async function withService(body: (scene: Scene) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'presgen-renders-'));
  const service = spawnedSidecar({ command: [SERVICE], folder, log: quiet });
  const client = async () => createSidecarClient(await service.address());
  try {
    const slides = await drawnSlides(join(folder, 'drawn'), 2);
    const submitted = async (texts: string[]) => {
      const known = await client();
      for (const { sha256, png } of slides) await known.uploadSlide(sha256, png, signal);
      const job = nameJob(jobOf(slides, { texts }));
      await known.submit(job, signal);
      return job;
    };
    await body({ folder, client, kill: service.restart, submitted });
  } finally {
    await service.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function until(client: SidecarClient, id: string, isIt: (event: JobEvent) => boolean) {
  for await (const event of client.events(id, 0, signal)) if (isIt(event)) return event;
  throw new Error('the stream ended without it');
}

const isDrawing = ({ stage, framesDone = 0 }: JobEvent) => stage === 'render' && framesDone > 0;

test('a probe frame is drawn, and what can be asked for is told', { skip }, () =>
  withService(async ({ client }) => {
    const known = await client();
    await known.ready(signal);
    const { backends, voices } = await known.capabilities(signal);
    assert.ok(backends.includes('cpu') && voices.includes('slt'));
  }),
);

test('a killed service goes on with the film, and the film is whole', { skip }, () =>
  withService(async ({ client, kill, submitted, folder }) => {
    const job = await submitted(LESSON.slice(0, 2));
    await until(await client(), job.id, isDrawing);
    await kill();
    const after = await client();
    await after.submit(job, signal);
    const { done } = await until(after, job.id, ({ done }) => done !== undefined);
    const video = done?.artifacts.find(({ name }) => name === 'video.mp4');
    assert.ok(video);
    const file = join(folder, 'fetched.mp4');
    await after.download(job.id, video, file, signal);
    assert.ok((await mouthsIn(file)).length > 15 * 30);
  }),
);

test('a film that is taken back ends at once and leaves no file', { skip }, () =>
  withService(async ({ client, submitted, folder }) => {
    const known = await client();
    const job = await submitted(LESSON);
    await until(known, job.id, isDrawing);
    await known.cancel(job.id, signal);
    while ((await readdir(join(folder, 'jobs'))).length > 0) await pause(20);
    assert.equal(await known.status(job.id, signal), null);
    assert.equal(spawnSync('pgrep', ['-f', `presgen-avatar-render ${folder}`]).status, 1);
  }),
);
