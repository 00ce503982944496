import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { avatarRender, JOB_CALL, openSidecar, takeJobBack } from '../../../actors/avatar/index.ts';
import { nameJob } from '../../../actors/avatar/sidecar/contract.ts';
import { isRolledOut } from '../../../actors/avatar/sidecar/open.ts';
import type { ScriptSet } from '../../../actors/content.ts';
import { undoStep } from '../../../actors/drive/index.ts';
import type { Workspace } from '../../../actors/workspace/index.ts';
import { PresGenError } from '../../../runtime/errors.ts';
import { type Course, courseOf } from './course.ts';
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
interface Scene extends Awaited<ReturnType<typeof sidecarServer>> {
  ports: MemoryPorts;
  rungs: string[];
  render(more?: { signal?: AbortSignal; rollout?: number }): Promise<Course>;
  takeBack(): ReturnType<ReturnType<typeof undoStep>>;
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
    const isSilent = patch.freezeAfter !== undefined || patch.queuedLooks !== undefined;
    const silenceMs = isSilent ? 150 : 30_000;
    const rendering = (rollout: number) => ({
      ...ports,
      findTool: async () => null,
      sidecar: { program, rollout, silenceMs },
      onRung: (rung: string) => rungs.push(rung),
    });
    const render: Scene['render'] = ({ signal, rollout = 100 } = {}) =>
      courseOf({
        ports: rendering(rollout),
        topic: 'Mooring',
        settings: settings(),
        ...(signal ? { signal } : {}),
      });
    const takeBack: Scene['takeBack'] = () =>
      undoStep(ports, {} as Workspace, {
        [JOB_CALL]: (effect, signal) => takeJobBack(rendering(100), effect, signal),
      })({ step: 'avatar_creation', settings: settings() } as never, activityRun('w1/undo.1'));
    await body({ ...server, ports, rungs, render, takeBack });
  } finally {
    await server.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

const WHOLE = [
  ...['planning', 'probing.permit', 'probing.readiness', 'submitting', 'streaming.queued'],
  ...['streaming.speaking', 'streaming.rendering', 'streaming.encoding', 'streaming.checking'],
  ...['verifying', 'publishing', 'rendered'],
];

test('a rendered film is published under the rung that made it, with what was measured', () =>
  withServer({}, async ({ render, ports, rungs, seen }) => {
    const { output, states } = await render();
    assert.deepEqual([output?.rung, output?.degraded], ['rendered_cpu', undefined]);
    assert.deepEqual([output?.video?.name, output?.poster.name], ['mooring.mp4', 'mooring.jpg']);
    assert.deepEqual([rungs, states], [['rendered_cpu'], WHOLE]);
    const video = await ports.artifacts.latest('w1', 'video');
    assert.deepEqual(video?.meta.measured, {
      ...{ backend: 'cpu', av_offset_ms: 3, closures_visible: 1, mouth_correlation: 0.6 },
      ...{ mouth_correlation_shuffled: null, realtime_factor: null },
    });
    assert.equal(seen.slides.size, 2);
    const [job] = seen.bodies as { label: string }[];
    assert.equal(job?.label, 'Synthetic presenter and voice');
  }));

test('what is published stays with us alone: the program keeps no copy, scratch no file', () =>
  withServer({}, async ({ render, ports, seen }) => {
    await render();
    assert.deepEqual(seen.cancelled, [...seen.runs.keys()]);
    assert.deepEqual(await readdir(ports.scratch), []);
    assert.deepEqual(
      [...ports.effects.values()].map(({ call, state }) => [call, state]),
      [[JOB_CALL, 'compensated']],
    );
  }));

test('a second attempt uses what is published and asks the program for nothing', () =>
  withServer({}, async ({ render, seen }) => {
    const [first, second] = [await render(), await render()];
    assert.deepEqual(second.output, first.output);
    assert.deepEqual([second.states, seen.submissions], [['planning', 'rendered'], 1]);
  }));

test('a stream that breaks again and again is taken up where it was, and nothing is rendered twice', () =>
  withServer({ cutAfter: [2, 1, 3] }, async ({ render, seen }) => {
    const { output, failures } = await render();
    assert.deepEqual([output?.rung, failures], ['rendered_cpu', []]);
    assert.deepEqual([...seen.runs.values()], [1]);
  }));

test('a download that breaks goes on where it was', () =>
  withServer({ cutDownloads: 2 }, async ({ render, ports, seen }) => {
    const { output } = await render();
    assert.ok(output?.video);
    assert.equal((await ports.artifacts.read(output.video)).length, 64_000);
    assert.deepEqual(seen.ranges, ['video.mp4 bytes=32000-', 'video.mp4 bytes=48000-']);
  }));

test('other bytes than promised fail the attempt twice, then the next rung takes over and says why', () =>
  withServer({ wrongBytes: true }, async ({ render, ports }) => {
    const { output, failures } = await render();
    assert.deepEqual(failures, ['VERIFY_FAILED', 'VERIFY_FAILED']);
    assert.equal(output?.rung, 'storyboard');
    assert.match(output?.degraded?.join() ?? '', /other bytes than were promised/);
    assert.equal(output?.warnings?.[0]?.code, 'AVATAR_DEGRADED');
    assert.deepEqual(await readdir(ports.scratch), []);
  }));

test("a film that breaks the program's own checks is not published", () =>
  withServer({ brokenCheck: true }, async ({ render, ports }) => {
    const { failures, states } = await render();
    assert.deepEqual(failures, ['VERIFY_FAILED', 'VERIFY_FAILED']);
    assert.equal(await ports.artifacts.latest('w1', 'video'), null);
    assert.deepEqual(states.slice(-2), ['drawing', 'rendered']);
  }));

test('a full queue is waited for as long as it asks, and is no failure of the program', () =>
  withServer({ refuse: [{ status: 429, headers: { 'retry-after': '7' } }] }, async ({ render }) => {
    const { output, failures, waits } = await render();
    assert.deepEqual([output?.rung, failures], ['rendered_cpu', ['RATE_LIMITED']]);
    assert.ok((waits[0] ?? 0) >= 7_000);
  }));

for (const status of [409, 422]) {
  test(`${status} gives way to the next rung at once: asking again would not help`, () =>
    withServer(
      { refuse: [{ status, body: { code: 'BAD_SCRIPT', path: 'script.segments.0.text' } }] },
      async ({ render }) => {
        const { output, waits } = await render();
        assert.deepEqual([output?.rung, waits], ['storyboard', []]);
        assert.match(output?.degraded?.join() ?? '', /script\.segments\.0\.text/);
      },
    ));
}

test('a job without a sign of life is found out, twice, and then drawn here', () =>
  withServer({ freezeAfter: 3 }, async ({ render, seen }) => {
    const { failures, states } = await render();
    assert.deepEqual(failures, ['AVATAR_FROZEN', 'AVATAR_FROZEN']);
    assert.deepEqual([...seen.runs.values()], [1]);
    assert.equal(states.filter((state) => state === 'retryWait').length, 1);
    assert.deepEqual(seen.cancelled, [...seen.runs.keys()], 'what was given up is not rendered on');
  }));

test('a job that waits its turn for long is waited for, without a failure', () =>
  withServer({ queuedLooks: 9 }, async ({ render }) => {
    const { output, failures } = await render();
    assert.deepEqual([output?.rung, failures], ['rendered_cpu', []]);
  }));

test('a job that the program has forgotten is begun anew under its name', () =>
  withServer({ forgetAfter: 3 }, async ({ render, seen }) => {
    const { output, failures } = await render();
    assert.deepEqual([output?.rung, failures], ['rendered_cpu', ['JOB_LOST']]);
    assert.deepEqual([...seen.runs.values()], [2]);
  }));

test('a lost device is tried once more, then the processor renders, and the film says so', () => {
  const lost = { backend: 'auto', code: 'DEVICE_LOST', retryable: true };
  return withServer({ backends: ['cuda', 'cpu'], fail: [lost, lost] }, async ({ render, seen }) => {
    const { output } = await render();
    assert.equal(output?.rung, 'rendered_cpu');
    assert.match(output?.degraded?.join() ?? '', /Rendering on auto failed twice: planted/);
    assert.deepEqual([...seen.runs.values()], [2, 1]);
  });
});

test('a lost device that comes back leaves no trace', () => {
  const lost = { backend: 'auto', code: 'DEVICE_LOST', retryable: true };
  return withServer({ backends: ['cuda', 'cpu'], fail: [lost] }, async ({ render }) => {
    const { output, failures } = await render();
    assert.deepEqual([output?.degraded, failures], [undefined, ['DEVICE_LOST']]);
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

/** A rendering whose process ended while its job was at work. */
async function leftBehind({ render, seen }: Pick<Scene, 'render' | 'seen'>): Promise<void> {
  const abort = new AbortController();
  const ending = render({ signal: abort.signal });
  ending.catch(() => undefined);
  while (seen.afters.length === 0) await new Promise(setImmediate);
  abort.abort(new Error('the process ends'));
  await assert.rejects(ending);
}

test('undoing the step takes back a job that nobody follows any more', () =>
  withServer({ freezeAfter: 3 }, async ({ render, seen, takeBack }) => {
    await leftBehind({ render, seen });
    assert.deepEqual(await takeBack(), { undone: 1, kept: [] });
    assert.deepEqual(seen.cancelled, [...seen.runs.keys()]);
    assert.deepEqual(await takeBack(), { undone: 0, kept: [] });
  }));

test('a job at a program that does not answer is kept, and that is said', () =>
  withServer({ freezeAfter: 3 }, async ({ render, seen, takeBack, close }) => {
    await leftBehind({ render, seen });
    await close();
    const { undone, kept } = await takeBack();
    assert.deepEqual([undone, kept.map(({ code }) => code)], [0, ['EFFECT_KEPT']]);
  }));

test('a rendering begun when all of it was one call ends as one', () =>
  withServer({}, async ({ ports, origin, seen }) => {
    const place = { mode: origin, token: TOKEN, binary: null, folder: ports.scratch };
    const program = openSidecar({ ...place, log: ports.log });
    const sidecar = { program, rollout: 100 };
    const whole = avatarRender({ ...ports, findTool: async () => null, sidecar });
    const input = { topic: 'Mooring', index: 0, settings: settings(), step: 'avatar_creation' };
    const output = await whole(input as never, activityRun('w1/render.1'));
    assert.deepEqual([output.rung, seen.submissions], ['rendered_cpu', 1]);
  }));

test('a workflow outside the roll-out is not rendered, and that is no degradation of its own', () =>
  withServer({}, async ({ render, seen }) => {
    const { output } = await render({ rollout: 0 });
    assert.doesNotMatch(output?.degraded?.join() ?? '', /rendering program/);
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
