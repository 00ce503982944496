import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import {
  createSidecarClient,
  type SidecarAddress,
  type SidecarClient,
} from '../../actors/avatar/sidecar/client.ts';
import { type JobEvent, type NamedJob, nameJob } from '../../actors/avatar/sidecar/contract.ts';
import { spawnedSidecar } from '../../actors/avatar/sidecar/spawn.ts';
import { PresGenError } from '../../runtime/errors.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const binary = at('../../sidecar/build/presgen-avatar');
const skip = existsSync(binary) ? false : 'sidecar/service is not built';
const signal = AbortSignal.timeout(120_000);
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const SLIDE = Buffer.from('a slide');
const sha256 = createHash('sha256').update(SLIDE).digest('hex');

function job(text: string): NamedJob {
  return nameJob({
    script: { segments: [{ slideId: 'a', text, lang: 'en-us' }], lexicon: [] },
    slides: [{ id: 'a', sha256 }],
    ...{ presenter: '', voice: '', backend: 'auto', deadlineMs: 60_000, label: 'Synthetic' },
    profile: { w: 64, h: 64, fps: 25, panel: { x: 0, y: 0, w: 32, h: 32 }, quality: 'draft' },
  });
}

interface Scene {
  folder: string;
  connect(): Promise<SidecarClient>;
  address(): Promise<SidecarAddress>;
  kill(): Promise<void>;
  hold(segment: number): Promise<void>;
  release(segment: number): Promise<void>;
  drawn(): Promise<string>;
}

async function withService(body: (scene: Scene) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'presgen-service-'));
  const renderer = at('renderer.sh');
  const command: [string, ...string[]] = [binary, '--renderer', renderer, '--queue', '1'];
  const service = spawnedSidecar({ command, folder, log: quiet });
  try {
    const client = createSidecarClient(await service.address());
    await writeFile(join(folder, 'slide.png'), SLIDE);
    await client.uploadSlide(sha256, join(folder, 'slide.png'), signal);
    await body({
      folder,
      connect: async () => createSidecarClient(await service.address()),
      address: service.address,
      kill: service.restart,
      hold: (segment) => writeFile(join(folder, `hold-${segment}`), ''),
      release: (segment) => rm(join(folder, `hold-${segment}`)),
      drawn: () => readFile(join(folder, 'drawn'), 'utf8'),
    });
  } finally {
    await service.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function until(
  client: SidecarClient,
  id: string,
  isIt: (event: JobEvent) => boolean,
): Promise<JobEvent> {
  for await (const event of client.events(id, 0, signal)) if (isIt(event)) return event;
  throw new Error('the stream ended without it');
}

const isDone = (event: JobEvent) => event.done !== undefined;
const hasFrames = (count: number) => (event: JobEvent) => event.framesDone === count;

test('two submissions are one rendering, and its files carry their hashes', { skip }, () =>
  withService(async ({ connect, folder, drawn }) => {
    const client = await connect();
    await client.ready(signal);
    assert.deepEqual((await client.capabilities(signal)).backends, ['cpu']);
    const one = job('Hello.');
    await Promise.all([client.submit(one, signal), client.submit(one, signal)]);
    const { done } = await until(client, one.id, isDone);
    assert.equal(done?.artifacts.length, 5);
    for (const what of done?.artifacts ?? []) {
      await client.download(one.id, what, join(folder, what.name), signal);
    }
    const cut = join(folder, 'cut');
    await writeFile(cut, 'content');
    const [video] = done?.artifacts ?? [];
    assert.ok(video);
    await client.download(one.id, video, cut, signal);
    assert.equal(await readFile(cut, 'utf8'), 'content of video.mp4\n');
    await client.submit(one, signal);
    assert.equal(await drawn(), '1\n2\n3\n');
  }),
);

test('events come to a browser by number, after the last one it saw', { skip }, () =>
  withService(async ({ connect, address }) => {
    const client = await connect();
    const one = job('Seen.');
    await client.submit(one, signal);
    await until(client, one.id, isDone);
    const { origin, token } = await address();
    const seen = async (headers: Record<string, string>) => {
      const answer = await fetch(`${origin}/v1/jobs/${one.id}/events`, {
        headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers },
        signal,
      });
      assert.equal(answer.headers.get('content-type'), 'text/event-stream');
      return [...(await answer.text()).matchAll(/^id: (\d+)\ndata: (.+)$/gm)];
    };
    const all = await seen({});
    assert.deepEqual(
      all.map(([, id]) => Number(id)),
      all.map((_, at) => at + 1),
    );
    assert.ok((JSON.parse(all.at(-1)?.[2] ?? '{}') as JobEvent).done);
    assert.equal((await seen({ 'last-event-id': '1' })).length, all.length - 1);
  }),
);

test('a killed service goes on with the job, and draws no segment twice', { skip }, () =>
  withService(async ({ connect, kill, hold, release, drawn }) => {
    const one = job('Hello again.');
    await hold(2);
    const before = await connect();
    await before.submit(one, signal);
    await until(before, one.id, hasFrames(1));
    await kill();
    const after = await connect();
    await after.submit(one, signal);
    await release(2);
    const { seq } = await until(after, one.id, isDone);
    assert.ok(seq > 1);
    assert.equal(await drawn(), '1\n2\n3\n');
  }),
);

test('a cancelled job leaves no file, at work or waiting', { skip }, () =>
  withService(async ({ connect, folder, hold }) => {
    const client = await connect();
    const [one, two] = [job('One.'), job('Two.')];
    await hold(2);
    await client.submit(one, signal);
    await until(client, one.id, hasFrames(1));
    await client.submit(two, signal);
    for (const { id } of [one, two]) await client.cancel(id, signal);
    await client.cancel(one.id, signal);
    while ((await readdir(join(folder, 'jobs'))).length > 0) await new Promise(setImmediate);
    assert.equal(await client.status(one.id, signal), null);
  }),
);

test('a full queue, another body and a bad script are refused each in its way', { skip }, () =>
  withService(async ({ connect, hold }) => {
    const client = await connect();
    const [one, two, three] = [job('One.'), job('Two.'), job('Three.')];
    await hold(2);
    await client.submit(one, signal);
    await until(client, one.id, hasFrames(1));
    await client.submit(two, signal);
    const refused = (code: string, words: RegExp) => (error: unknown) => {
      assert.ok(error instanceof PresGenError);
      assert.equal(error.code, code);
      assert.match(error.message, words);
      return true;
    };
    await assert.rejects(client.submit(three, signal), refused('RATE_LIMITED', /no room/));
    const other = { id: one.id, body: two.body };
    await assert.rejects(client.submit(other, signal), refused('AVATAR_REFUSED', /409/));
    const bad = job('');
    await assert.rejects(
      client.submit(bad, signal),
      refused('AVATAR_REFUSED', /segments\.0\.text/),
    );
  }),
);
