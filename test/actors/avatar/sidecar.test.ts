import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { avatarRender, openSidecar } from '../../../actors/avatar/index.ts';
import { nameJob } from '../../../actors/avatar/sidecar/contract.ts';
import { isRolledOut } from '../../../actors/avatar/sidecar/open.ts';
import type { ScriptSet } from '../../../actors/content.ts';
import { PresGenError } from '../../../runtime/errors.ts';
import { activityRun, type MemoryPorts, memoryPorts, settings } from './memory-ports.ts';
import { type Behaviour, sidecarServer, TOKEN } from './sidecar-server.ts';

const SCRIPT: ScriptSet = {
  topics: [
    {
      topic: 'Mooring',
      title: 'Mooring in brief',
      segments: ['Welcome to mooring.', 'A bollard is a post.'].map((text) => ({
        slide: { title: 'Mooring', bullets: ['Bollards'] },
        text,
        source: null,
      })),
      sources: [],
      lexicon: [],
    },
  ],
};
const input = {
  topic: 'Mooring',
  index: 0,
  settings: settings(),
  step: 'avatar_creation',
} as const;

interface Scene extends Awaited<ReturnType<typeof sidecarServer>> {
  ports: MemoryPorts;
  rungs: string[];
  render(more?: {
    signal?: AbortSignal;
    rollout?: number;
  }): ReturnType<ReturnType<typeof avatarRender>>;
}

/** No ffmpeg and no voice here: what the program does not make ends as a storyboard. */
async function withServer(patch: Partial<Behaviour>, body: (scene: Scene) => Promise<void>) {
  const scratch = await mkdtemp(join(tmpdir(), 'presgen-sidecar-'));
  const server = await sidecarServer(patch);
  try {
    const ports = memoryPorts(join(scratch, 'work'));
    await mkdir(ports.scratch);
    const what = { workflow: 'w1', step: 'avatar_creation', type: 'scripts' } as const;
    await ports.artifacts.put(
      { ...what, name: 'scripts.json', mime: 'application/json' },
      Buffer.from(JSON.stringify(SCRIPT)),
    );
    const place = { mode: server.origin, token: TOKEN, binary: null, folder: scratch };
    const program = openSidecar({ ...place, log: ports.log });
    const rungs: string[] = [];
    const activity = (rollout: number) =>
      avatarRender({
        ...ports,
        findTool: async () => null,
        sidecar: { program, rollout, silenceMs: patch.freezeAfter === undefined ? 30_000 : 150 },
        onRung: (rung) => rungs.push(rung),
      });
    const all = activity(100);
    const none = activity(0);
    const render: Scene['render'] = ({ signal, rollout = 100 } = {}) =>
      (rollout === 0 ? none : all)(input, activityRun('w1/render.1', signal));
    await body({ ...server, ports, rungs, render });
  } finally {
    await server.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

function failsWith(code: string, kind = 'transient') {
  return (error: unknown) => {
    assert.ok(error instanceof PresGenError);
    assert.deepEqual([error.code, error.kind], [code, kind]);
    return true;
  };
}

test('a rendered film is published under the rung that made it, with what was measured', () =>
  withServer({}, async ({ render, ports, rungs, seen }) => {
    const output = await render();
    assert.deepEqual([output.rung, output.degraded], ['rendered_cpu', undefined]);
    assert.deepEqual([output.video?.name, output.poster.name], ['mooring.mp4', 'mooring.jpg']);
    assert.deepEqual(rungs, ['rendered_cpu']);
    const video = await ports.artifacts.latest('w1', 'video');
    assert.deepEqual(video?.meta.measured, {
      ...{ backend: 'cpu', av_offset_ms: 3, closures_visible: 1, mouth_correlation: 0.6 },
      ...{ mouth_correlation_shuffled: null, realtime_factor: null },
    });
    assert.equal(seen.slides.size, 2);
    const [job] = seen.bodies as { label: string }[];
    assert.equal(job?.label, 'Synthetic presenter and voice');
  }));

test('a second attempt uses what is published and asks the program for nothing', () =>
  withServer({}, async ({ render, seen }) => {
    const [first, second] = [await render(), await render()];
    assert.deepEqual(second, first);
    assert.equal(seen.submissions, 1);
  }));

test('a stream that breaks again and again is taken up where it was, and nothing is rendered twice', () =>
  withServer({ cutAfter: [2, 1, 3] }, async ({ render, seen }) => {
    const output = await render();
    assert.equal(output.rung, 'rendered_cpu');
    assert.deepEqual([...seen.runs.values()], [1]);
    assert.deepEqual(seen.afters, [0, 2, 3, 6]);
  }));

test('a download that breaks goes on where it was', () =>
  withServer({ cutDownloads: 2 }, async ({ render, ports, seen }) => {
    const output = await render();
    assert.ok(output.video);
    assert.equal((await ports.artifacts.read(output.video)).length, 64_000);
    assert.deepEqual(seen.ranges, ['video.mp4 bytes=32000-', 'video.mp4 bytes=48000-']);
  }));

test('other bytes than promised fail the attempt, then the next rung takes over and says why', () =>
  withServer({ wrongBytes: true }, async ({ render }) => {
    await assert.rejects(render(), failsWith('VERIFY_FAILED'));
    const output = await render();
    assert.equal(output.rung, 'storyboard');
    assert.match(output.degraded?.join() ?? '', /other bytes than were promised/);
    assert.equal(output.warnings?.[0]?.code, 'AVATAR_DEGRADED');
  }));

test("a film that breaks the program's own checks is not published", () =>
  withServer({ brokenCheck: true }, async ({ render, ports }) => {
    await assert.rejects(render(), failsWith('VERIFY_FAILED'));
    assert.equal(await ports.artifacts.latest('w1', 'video'), null);
  }));

test('a full queue is waited for as long as it asks, and is no failure of the program', () =>
  withServer({ refuse: [{ status: 429, headers: { 'retry-after': '7' } }] }, async ({ render }) => {
    await assert.rejects(render(), (error: unknown) => {
      failsWith('RATE_LIMITED')(error);
      assert.equal((error as PresGenError).retryAfterMs, 7_000);
      return true;
    });
    assert.equal((await render()).rung, 'rendered_cpu');
  }));

for (const status of [409, 422]) {
  test(`${status} gives way to the next rung at once: asking again would not help`, () =>
    withServer(
      { refuse: [{ status, body: { code: 'BAD_SCRIPT', path: 'script.segments.0.text' } }] },
      async ({ render }) => {
        const output = await render();
        assert.equal(output.rung, 'storyboard');
        assert.match(output.degraded?.join() ?? '', /script\.segments\.0\.text/);
      },
    ));
}

test('a job without a sign of life is found out, and fails its attempt', () =>
  withServer({ freezeAfter: 3 }, async ({ render, seen }) => {
    await assert.rejects(render(), failsWith('AVATAR_FROZEN'));
    assert.deepEqual([...seen.runs.values()], [1]);
  }));

test('a lost device is tried once more, then the processor renders, and the film says so', () => {
  const lost = { backend: 'auto', code: 'DEVICE_LOST', retryable: true };
  return withServer({ backends: ['cuda', 'cpu'], fail: [lost, lost] }, async ({ render, seen }) => {
    const output = await render();
    assert.equal(output.rung, 'rendered_cpu');
    assert.match(output.degraded?.join() ?? '', /Rendering on auto failed twice: planted/);
    assert.deepEqual([...seen.runs.values()], [2, 1]);
  });
});

test('a lost device that comes back leaves no trace', () => {
  const lost = { backend: 'auto', code: 'DEVICE_LOST', retryable: true };
  return withServer({ backends: ['cuda', 'cpu'], fail: [lost] }, async ({ render }) => {
    assert.equal((await render()).degraded, undefined);
  });
});

test('stopping a rendering removes the job, shutting down leaves it to go on with', async () => {
  const stop = new PresGenError({ kind: 'terminal', code: 'CANCELLED', message: 'stopped' });
  for (const [reason, removed] of [
    [stop, 1],
    [new Error('shutting down'), 0],
  ] as const) {
    await withServer({ freezeAfter: 3 }, async ({ render, seen }) => {
      const abort = new AbortController();
      const ending = render({ signal: abort.signal });
      ending.catch(() => undefined);
      while (seen.afters.length === 0) await new Promise(setImmediate);
      abort.abort(reason);
      await assert.rejects(ending);
      assert.equal(seen.cancelled.length, removed);
    });
  }
});

test('a workflow outside the roll-out is not rendered, and that is no degradation of its own', () =>
  withServer({}, async ({ render, seen }) => {
    const output = await render({ rollout: 0 });
    assert.doesNotMatch(output.degraded?.join() ?? '', /rendering program/);
    assert.equal(seen.submissions, 0);
  }));

test('the roll-out takes about as many as it says, and always the same', () => {
  const names = Array.from({ length: 4_000 }, (_, i) => `workflow-${i}`);
  const at = (percent: number) => names.filter((name) => isRolledOut(name, percent));
  assert.ok(Math.abs(at(10).length - 400) < 80);
  assert.deepEqual([at(0).length, at(100).length], [0, 4_000]);
  const many = new Set(at(50));
  assert.ok(at(10).every((name) => many.has(name)));
});

test('the same film has the same name, another film another', () => {
  const profile = {
    w: 2,
    h: 2,
    fps: 25,
    panel: { x: 0, y: 0, w: 2, h: 2 },
    quality: 'standard',
  } as const;
  const job = {
    ...{ script: { segments: [], lexicon: [] }, slides: [], presenter: '', voice: '', profile },
    ...{ backend: 'auto', deadlineMs: 1, label: 'x' },
  };
  assert.match(nameJob(job).id, /^[0-9a-f]{40}$/);
  assert.equal(nameJob(job).id, nameJob({ ...job }).id);
  assert.notEqual(nameJob(job).id, nameJob({ ...job, backend: 'cpu' }).id);
});
