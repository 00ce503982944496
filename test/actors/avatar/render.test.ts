import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { avatarStages, type FindTool, toolsOn } from '../../../actors/avatar/index.ts';
import { takeStock } from '../../../actors/avatar/tools.ts';
import type { ScriptSet } from '../../../actors/content.ts';
import { activityRun, type MemoryPorts, memoryPorts, settings } from './memory-ports.ts';

const onPath = toolsOn(process.env.PATH ?? '');
const { missing } = await takeStock(onPath, '');
const skip = missing.length > 0 ? `needs ${missing.join(' and ')}` : false;
const run = promisify(execFile);

const source = {
  document_id: 'd1',
  document_title: 'Mooring handbook',
  chunk_id: 'c1',
  start: 0,
  end: 10,
  quote: 'A bollard is a post.',
  sha256: 'f'.repeat(64),
  page: 2,
  heading: ['Bollards'],
};
const SCRIPT: ScriptSet = {
  topics: [
    {
      topic: 'Mooring & more',
      title: 'Mooring in brief',
      segments: [
        {
          slide: { title: 'Mooring', bullets: ['Bollards'] },
          text: 'Welcome to mooring.',
          source: null,
        },
        {
          slide: { title: 'Bollards <iron>', bullets: ['A bollard is a post on the quay'] },
          text: 'Now to bollards. A bollard is a post on the quay.',
          source,
        },
      ],
      sources: [source],
      lexicon: [{ term: 'quay', say: 'key' }],
    },
  ],
};
const WORDS = SCRIPT.topics[0]?.segments.map(({ text }) => text).join(' ') ?? '';

async function withScript(body: (ports: MemoryPorts, scratch: string) => Promise<void>) {
  const scratch = await mkdtemp(join(tmpdir(), 'presgen-render-'));
  try {
    const ports = memoryPorts(join(scratch, 'work'));
    await mkdir(ports.scratch);
    await ports.artifacts.put(
      {
        workflow: 'w1',
        step: 'avatar_creation',
        type: 'scripts',
        name: 'scripts.json',
        mime: 'application/json',
      },
      Buffer.from(JSON.stringify(SCRIPT)),
    );
    await body(ports, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const input = {
  topic: 'Mooring & more',
  index: 0,
  settings: settings(),
  step: 'avatar_creation' as const,
  reasons: [],
};

function render(ports: MemoryPorts, findTool: FindTool, signal?: AbortSignal) {
  return avatarStages({ ...ports, findTool })['avatar.draw'](
    input,
    activityRun('w1/draw.1', signal),
  );
}

/** Tools of this machine with one replaced by a program that fails. */
async function breaking(name: string, folder: string): Promise<FindTool> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), '#!/bin/sh\necho broken >&2\nexit 3\n');
  await chmod(join(folder, name), 0o755);
  return toolsOn([folder, process.env.PATH ?? ''].join(delimiter));
}

function saidIn(vtt: string): string {
  const blocks = vtt.split('\n\n').filter((block) => block.includes('-->'));
  return blocks.flatMap((block) => block.trim().split('\n').slice(2)).join(' ');
}

test('a rendered video has picture, sound and captions of the same length, and says it is synthetic', {
  skip,
}, async () => {
  await withScript(async (ports, scratch) => {
    const output = await render(ports, onPath);
    assert.equal(output.rung, 'drawn_presenter');
    assert.equal(output.degraded, undefined);
    assert.ok(output.video);
    assert.equal(output.video.name, 'mooring-more.mp4');
    const file = join(scratch, 'film.mp4');
    await writeFile(file, await ports.artifacts.read(output.video));
    const probe = [
      '-v',
      'error',
      '-count_packets',
      '-show_streams',
      '-show_format',
      '-of',
      'json',
      file,
    ];
    const facts = JSON.parse((await run('ffprobe', probe)).stdout);
    const stream = (codec: string) =>
      facts.streams.find((one: { codec_name: string }) => one.codec_name === codec);
    assert.deepEqual([stream('h264').width, stream('h264').height], [1280, 720]);
    const seconds = Number(stream('h264').duration);
    assert.equal(Number(stream('h264').nb_read_packets), Math.round(output.duration_seconds * 25));
    assert.ok(Math.abs(seconds - Number(stream('aac').duration)) <= 1 / 25 + 0.03);
    assert.ok(Math.abs(seconds - output.duration_seconds) <= 1 / 25);
    assert.ok(stream('mov_text'));
    assert.match(facts.format.tags.comment, /Synthetic presenter and voice/);
    assert.equal(saidIn(String(await ports.artifacts.read(output.captions))), WORDS);
    assert.deepEqual(await readdir(ports.scratch), [], 'no temporary file is left');
  });
});

test('what is captioned is what is heard: sound where cues are, silence before the first', {
  skip,
}, async () => {
  await withScript(async (ports, scratch) => {
    const output = await render(ports, onPath);
    assert.ok(output.video);
    const file = join(scratch, 'film.mp4');
    await writeFile(file, await ports.artifacts.read(output.video));
    const vtt = String(await ports.artifacts.read(output.captions));
    const first = /(\d+):(\d+):(\d+\.\d+) -->/.exec(vtt);
    const start = Number(first?.[3]);
    const probe = ['-i', file, '-vn', '-af', 'silencedetect=n=-40dB:d=0.3', '-f', 'null', '-'];
    const { stderr } = await run('ffmpeg', ['-hide_banner', '-nostats', ...probe]);
    const heard = Number(/silence_end: (\d+\.\d+)/.exec(stderr)?.[1]);
    assert.ok(Math.abs(heard - start) < 0.08, `heard at ${heard}, captioned at ${start}`);
  });
});

test('the presenter moves and the label stands on frames of every slide', { skip }, async () => {
  await withScript(async (ports, scratch) => {
    const output = await render(ports, onPath);
    assert.ok(output.video);
    const file = join(scratch, 'film.mp4');
    await writeFile(file, await ports.artifacts.read(output.video));
    const pixels = async (at: number, crop: string) => {
      const args = [
        '-v',
        'error',
        '-ss',
        String(at),
        '-i',
        file,
        '-frames:v',
        '1',
        '-vf',
        `crop=${crop},format=gray`,
      ];
      const options = { encoding: 'buffer' as const, maxBuffer: 1e7 };
      return (await run('ffmpeg', [...args, '-f', 'rawvideo', '-'], options)).stdout;
    };
    const unlike = (a: Buffer, b: Buffer) =>
      a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
    const label = '288:40:946:658';
    const times = [0.2, output.duration_seconds / 2, output.duration_seconds - 0.3];
    const [one, ...others] = await Promise.all(times.map((at) => pixels(at, label)));
    assert.ok(one);
    const dark = one.filter((value) => value < 90).length;
    assert.ok(dark > 1000, 'the label is dark text on a light pill');
    for (const other of others) assert.ok(unlike(one, other) < 4, 'the label stays');
    const mouth = '100:70:1040:350';
    const mouths = await Promise.all([0.1, 0.9, 1.1, 1.3, 1.5].map((at) => pixels(at, mouth)));
    const most = Math.max(...mouths.map((other) => unlike(mouths[0] ?? other, other)));
    assert.ok(most > 5, `the mouth opens (${most})`);
  });
});

test('rendering the same script again returns the same artefacts without rendering', {
  skip,
}, async () => {
  await withScript(async (ports) => {
    const first = await render(ports, onPath);
    const count = ports.stored.length;
    const broken: FindTool = async (name) => ((await onPath(name)) === null ? null : '/bin/false');
    const again = await render(ports, broken);
    assert.deepEqual(again, first);
    assert.equal(ports.stored.length, count);
  });
});

test('without an encoder a storyboard with every word stands in, and says so', async () => {
  await withScript(async (ports) => {
    const output = await render(ports, async () => null);
    assert.equal(output.video, null);
    assert.equal(output.rung, 'storyboard');
    assert.match(output.degraded?.[0] ?? '', /no ffmpeg.*storyboard|storyboard.*no ffmpeg/);
    assert.equal(output.warnings?.[0]?.code, 'AVATAR_DEGRADED');
    const board = await ports.artifacts.latest('w1', 'storyboard');
    assert.ok(board);
    const page = String(await ports.artifacts.read(board));
    assert.match(page, /not a video/);
    assert.match(page, /Now to bollards\. A bollard is a post on the quay\./);
    assert.match(page, /alt="Slide: Bollards &lt;iron&gt;/);
    assert.equal((await ports.artifacts.read(output.poster)).toString('latin1', 1, 4), 'PNG');
    assert.equal(saidIn(String(await ports.artifacts.read(output.captions))), WORDS);
    assert.deepEqual(await readdir(ports.scratch), []);
  });
});

test('a failing encoder is tried again, then given up for the storyboard with the reason', {
  skip,
}, async () => {
  await withScript(async (ports, scratch) => {
    const output = await render(ports, await breaking('ffmpeg', join(scratch, 'bin')));
    assert.equal(output.rung, 'storyboard');
    assert.match(output.degraded?.[0] ?? '', /failed twice: ffmpeg ended with code 3/);
  });
});

test('an encoder that vanished after it was found counts as failing', { skip }, async () => {
  await withScript(async (ports) => {
    const gone: FindTool = async (name) => (name === 'ffmpeg' ? '/nowhere/ffmpeg' : onPath(name));
    const output = await render(ports, gone);
    assert.equal(output.rung, 'storyboard');
    assert.match(output.degraded?.[0] ?? '', /failed twice/);
  });
});

test('a failing first voice leaves the video to the second', {
  skip: skip || ((await takeStock(onPath, '')).voices.length < 2 && 'needs two system voices'),
}, async () => {
  await withScript(async (ports, scratch) => {
    const output = await render(ports, await breaking('flite', join(scratch, 'bin')));
    assert.ok(output.video);
    assert.match(output.degraded?.[0] ?? '', /flite failed twice/);
  });
});

test('an aborted rendering ends at once and leaves neither files nor artefacts', {
  skip,
}, async () => {
  await withScript(async (ports) => {
    const controller = new AbortController();
    const aborting: FindTool = async (name) => {
      queueMicrotask(() => controller.abort(new Error('stopped')));
      return onPath(name);
    };
    await assert.rejects(render(ports, aborting, controller.signal), /stopped|abort/i);
    assert.deepEqual(await readdir(ports.scratch), []);
    assert.deepEqual(
      ports.stored.map(({ type }) => type),
      ['scripts'],
    );
  });
});

test('aborting in the middle of encoding kills the programs it started', { skip }, async () => {
  await withScript(async (ports) => {
    const controller = new AbortController();
    const activity = avatarStages({ ...ports, findTool: onPath })['avatar.draw'];
    const midway = {
      ...activityRun('w1/render.2', controller.signal),
      progress: (_fraction: number, note?: string) => {
        if (note === 'rendering') controller.abort(new Error('stopped'));
      },
    };
    await assert.rejects(activity(input, midway), /stopped/);
    const { stdout } = await run('ps', ['-eo', 'args']);
    assert.ok(!stdout.includes(ports.scratch), 'no program works on the removed folder');
    assert.deepEqual(await readdir(ports.scratch), []);
  });
});
