/** The rendering program as a whole, judged by its finished files, which are decoded here and not by itself. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Job } from '../../actors/avatar/sidecar/contract.ts';
import { flashesIn, heardIn, loudnessAt, mouthsIn } from './decoded.ts';
import { drawnSlides, jobOf, LESSON, RENDERER, reportIn, type Slide, type Wanted } from './talk.ts';

const hasTools = ['ffmpeg', 'ffprobe'].every((tool) => spawnSync(tool, ['-version']).status === 0);
const skip =
  existsSync(RENDERER) && hasTools ? false : 'the rendering program or ffmpeg is not here';

const OUTSIDE = fileURLToPath(new URL('outside.mjs', import.meta.url));

let root = '';
let slides: Slide[] = [];

before(async () => {
  if (skip) return;
  root = await mkdtemp(join(tmpdir(), 'presgen-film-'));
  slides = await drawnSlides(join(root, 'drawn'), 3);
  await mkdir(join(root, 'slides'));
  for (const { sha256, png } of slides) await copyFile(png, join(root, 'slides', `${sha256}.png`));
});
after(() => rm(root, { recursive: true, force: true }));

let count = 0;
async function folderFor(job: Job): Promise<string> {
  count += 1;
  const folder = join(root, `job-${count}`);
  await mkdir(folder);
  await writeFile(join(folder, 'job.json'), JSON.stringify(job));
  return folder;
}

interface Told {
  stage?: string;
  failed?: { code: string; message: string };
  degraded?: { from: string; to: string; reason: string };
}

function render(
  folder: string,
  env: Record<string, string> = {},
): { status: number | null; told: Told[] } {
  const { status, stdout } = spawnSync(RENDERER, [folder, join(root, 'slides')], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  const told = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Told);
  return { status, told };
}

async function filmOf(wanted: Wanted): Promise<string> {
  const folder = await folderFor(jobOf(slides, wanted));
  const { status, told } = render(folder);
  assert.equal(status, 0, JSON.stringify(told.at(-1)));
  return folder;
}

interface Timings {
  words: { t0: number; t1: number; text: string }[];
  phones: { t0: number; t1: number; ipa: string }[];
}

describe('a rendered film', { skip, concurrency: 1 }, () => {
  test('has every frame, sound to its end, a mouth that follows the voice and shuts on m, b and p', async (t) => {
    const folder = await filmOf({ texts: LESSON });
    const report = await reportIn(folder);
    assert.deepEqual(
      report.checks.filter(({ ok }) => !ok),
      [],
    );
    const film = join(folder, 'out', 'video.mp4');
    const mouths = await mouthsIn(film);
    assert.equal(mouths.length, Math.round(report.duration * report.fps));
    const sound = await heardIn(film);
    assert.ok(Math.abs(sound.length / 16_000 - report.duration) < 1 / report.fps + 0.03);
    const { phones } = JSON.parse(
      await readFile(join(folder, 'out', 'timings.json'), 'utf8'),
    ) as Timings;
    const sorted = [...mouths].sort((a, b) => a - b);
    const shut = 0.12 * (sorted[Math.floor(sorted.length * 0.95)] ?? 0);
    const closures = phones.filter(({ ipa }) => /^[mbp]/.test(ipa));
    const seen = closures.filter(({ t0, t1 }) => {
      const frames = mouths.slice(Math.floor(t0 * 30) - 1, Math.ceil(t1 * 30) + 2);
      return Math.min(...frames) <= shut;
    });
    assert.ok(closures.length > 20);
    assert.ok(seen.length / closures.length >= 0.98, `${seen.length} of ${closures.length}`);
    const loud = mouths.map((_, i) => loudnessAt(sound, i / 30));
    const r = correlation(mouths, loud);
    const turned = correlation(mouths, [...loud.slice(400), ...loud.slice(0, 400)]);
    t.diagnostic(
      `measured here: correlation ${r.toFixed(3)}, with the sound of elsewhere ${turned.toFixed(3)}`,
    );
    assert.ok(r >= 0.5, String(r));
    assert.ok(turned <= 0.25, String(turned));
  });

  test('says what the script says in its captions, in time and in lines of 42 letters', async () => {
    const texts = [
      'Use `up` & <b>sum</b>, e.g. in PromQL 🙂 — naïve users ask why.',
      'Второй абзац без голоса.',
    ];
    const folder = await filmOf({ texts });
    const vtt = await readFile(join(folder, 'out', 'captions.vtt'), 'utf8');
    const cues = [...vtt.matchAll(/(\d\d):(\d\d):(\d\d\.\d{3}) --> \S+\n([\s\S]*?)(?:\n\n|\n$)/g)];
    const said = cues.map(([, , , , text = '']) => text.split('\n'));
    const plain = said
      .flat()
      .join(' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    assert.equal(plain.split(/\s+/).join(' '), texts.join(' '));
    for (const lines of said) {
      assert.ok(lines.length <= 2);
      for (const line of lines) assert.ok([...line.replace(/&[a-z]+;/g, '&')].length <= 42, line);
    }
    const { words } = JSON.parse(
      await readFile(join(folder, 'out', 'timings.json'), 'utf8'),
    ) as Timings;
    let word = 0;
    for (const [, h = '', m = '', s = '', text = ''] of cues) {
      const start = Number(h) * 3600 + Number(m) * 60 + Number(s);
      assert.ok(Math.abs(start - (words[word]?.t0 ?? 0)) <= 0.08);
      word += text.split(/\s+/).filter((part) => part !== '').length;
    }
  });

  test('is measured with the offset that was planted in its sound, and heard to be mute', async () => {
    const folder = await filmOf({ texts: LESSON.slice(1), voice: 'rms', presenter: 'jonas' });
    const film = join(folder, 'out', 'video.mp4');
    const measured = (file: string) => {
      const args = ['--verify', folder, join(root, 'slides'), file];
      const { stdout } = spawnSync(RENDERER, args, { encoding: 'utf8' });
      return JSON.parse(stdout) as { avOffsetMs: number; voiceHeard: number };
    };
    const own = measured(film);
    assert.ok(own.voiceHeard > 0.95, String(own.voiceHeard));
    for (const ms of [-200, -100, 100, 200]) {
      const shifted = join(folder, `shifted${ms}.mp4`);
      const late = ms > 0 ? `adelay=${ms}` : `atrim=start=${-ms / 1000},asetpts=PTS-STARTPTS`;
      const made = spawnSync('ffmpeg', [
        '-v',
        'error',
        '-i',
        film,
        '-map',
        '0:v',
        '-map',
        '0:a',
        '-c:v',
        'copy',
        '-af',
        late,
        shifted,
      ]);
      assert.equal(made.status, 0);
      const found = measured(shifted).avOffsetMs - own.avOffsetMs;
      assert.ok(Math.abs(found - ms) <= 10, `${ms} ms were found as ${found}`);
    }
    const mute = join(folder, 'mute.mp4');
    const silenced = ['-map', '0:v', '-map', '0:a', '-c:v', 'copy', '-af', 'volume=0', mute];
    assert.equal(spawnSync('ffmpeg', ['-v', 'error', '-i', film, ...silenced]).status, 0);
    assert.equal(measured(mute).voiceHeard, 0, 'a film can be whole in every way and mute');
  });

  test('shows a flash when its sound beeps, to within 15 ms', async (t) => {
    const env = {
      AVATAR_BACKEND_EXEC: OUTSIDE,
      OUTSIDE_FACTS: '{"name":"flash","licence":"MIT","commercialUse":true}',
      OUTSIDE_FLASH: 'yes',
    };
    const texts = ['Tick. Tock. Tick. Tock.', 'Beep. Stop. Beep. Stop. Beep. Stop. Beep.'];
    const folder = await folderFor(jobOf(slides, { texts, changes: { backend: 'exec' } }));
    assert.equal(render(folder, env).status, 0);
    const film = join(folder, 'out', 'video.mp4');
    const late = join(folder, 'late.mp4');
    const shift = ['-map', '0:v', '-map', '0:a', '-c:v', 'copy', '-af', 'adelay=100', late];
    assert.equal(spawnSync('ffmpeg', ['-v', 'error', '-i', film, ...shift]).status, 0);
    const flashes = await flashesIn(film);
    const turns = flashes.filter((isOn, i) => i > 0 && isOn !== flashes[i - 1]).length;
    assert.ok(turns >= 16, `${turns} turns`);
    const offset = flashOffset(flashes, await heardIn(film));
    const planted = flashOffset(flashes, await heardIn(late));
    t.diagnostic(`offset ${offset} ms over ${turns} turns; with 100 ms planted ${planted} ms`);
    assert.ok(Math.abs(offset) <= 15, String(offset));
    assert.ok(Math.abs(planted - offset - 100) <= 10, String(planted));
  });

  test('killed in the middle goes on with the pieces it has', async () => {
    const folder = await folderFor(jobOf(slides, { texts: LESSON.slice(0, 2) }));
    const pieces = join(folder, 'pieces', 'cpu');
    const finished = async () =>
      (await readdir(pieces).catch(() => [])).filter((name) => name.endsWith('.piece'));
    const child = spawn(RENDERER, [folder, join(root, 'slides')], { stdio: 'ignore' });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    while ((await finished()).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGKILL');
    await gone;
    const kept = await finished();
    const stamps = await Promise.all(kept.map((name) => stat(join(pieces, name))));
    // A rendering that began anew would write over what is there, and could not: it is not allowed to.
    for (const name of kept) await copyFile(join(pieces, name), join(folder, name));
    const again = spawn(RENDERER, [folder, join(root, 'slides')], { stdio: 'ignore' });
    const done = new Promise((resolve) => again.once('exit', resolve));
    while ((await finished()).length <= kept.length)
      await new Promise((resolve) => setTimeout(resolve, 20));
    for (const [i, name] of kept.entries()) {
      assert.equal((await stat(join(pieces, name))).mtimeMs, stamps[i]?.mtimeMs, name);
    }
    assert.equal(await done, 0);
    const report = await reportIn(folder);
    assert.equal((await mouthsIn(join(folder, 'out', 'video.mp4'))).length, report.frames);
    assert.deepEqual(
      report.checks.filter(({ ok }) => !ok),
      [],
    );
  });

  test('is the same for the same job, and without a presenter where none is wanted', async () => {
    const wanted = { texts: ['Hello there. This is brief.'] };
    const [one, two] = [await filmOf(wanted), await filmOf(wanted)];
    const bytes = (folder: string) => readFile(join(folder, 'out', 'video.mp4'));
    assert.deepEqual(await bytes(one), await bytes(two));
    const none = await filmOf({ ...wanted, changes: { backend: 'none' } });
    assert.equal(
      (await reportIn(none)).checks.every(({ ok }) => ok),
      true,
    );
    const still = await mouthsIn(join(none, 'out', 'video.mp4'));
    assert.ok(Math.max(...still) < 0.01);
  });

  test('in another language speaks with a voice of it, or says that there is none', async () => {
    const german = jobOf(slides, { texts: ['Guten Morgen. Wir sehen uns heute die Rate an.'] });
    for (const segment of german.script.segments) {
      segment.lang = 'de';
      delete segment.spoken;
    }
    const folder = await folderFor(german);
    const { status, told } = render(folder);
    if (status === 0) assert.ok((await reportIn(folder)).duration > 3);
    else assert.equal(told.at(-1)?.failed?.code, 'VOICE_MISSING');
    const [first] = german.script.segments;
    if (first) first.lang = 'xx-nowhere';
    const nowhere = render(await folderFor(german));
    assert.equal(nowhere.status, 1);
    assert.equal(nowhere.told.at(-1)?.failed?.code, 'VOICE_MISSING');
  });

  test('takes its presenter from a program of the user, where that may be used and works', async () => {
    const facts = (told: object) => ({
      AVATAR_BACKEND_EXEC: OUTSIDE,
      OUTSIDE_FACTS: JSON.stringify({
        name: 'plain',
        licence: 'MIT',
        commercialUse: true,
        ...told,
      }),
    });
    const made = async (env: Record<string, string>) => {
      const folder = await folderFor(
        jobOf(slides, { texts: ['Brief.'], changes: { backend: 'exec' } }),
      );
      const { status, told } = render(folder, env);
      assert.equal(status, 0);
      const { backend } = (await reportIn(folder)) as unknown as { backend: string };
      return { backend, why: told.find(({ degraded }) => degraded)?.degraded?.reason ?? '' };
    };
    assert.deepEqual(await made(facts({})), { backend: 'exec', why: '' });
    const refused: [Record<string, string>, RegExp][] = [
      [{}, /none of that name/],
      [facts({ licence: '' }), /no licence/],
      [facts({ commercialUse: false }), /commercial/],
      [facts({ likeness: true }), /consent/],
      [{ ...facts({}), OUTSIDE_ENDS: '20' }, /ended early/],
    ];
    for (const [env, why] of refused) {
      const fallen = await made(env);
      assert.equal(fallen.backend, 'cpu');
      assert.match(fallen.why, why);
    }
    const allowed = { ...facts({ commercialUse: false }), AVATAR_NONCOMMERCIAL: 'yes' };
    assert.equal((await made(allowed)).backend, 'exec');
  });

  test('takes its presenter from a server of the user', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/capabilities') {
        return void response.end('{"name":"far","licence":"Apache-2.0","commercialUse":true}');
      }
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        const { width, height, frames, wav } = JSON.parse(body) as Record<string, number> & {
          wav: string;
        };
        assert.equal(Buffer.from(wav, 'base64').subarray(0, 4).toString(), 'RIFF');
        const picture = Buffer.alloc((width ?? 0) * (height ?? 0) * 4, 200);
        for (let i = 0; i < (frames ?? 0); i += 1) response.write(picture);
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const folder = await folderFor(
        jobOf(slides, { texts: ['Brief.'], changes: { backend: 'http' } }),
      );
      const env = { ...process.env, AVATAR_BACKEND_HTTP: `http://127.0.0.1:${port}` };
      const child = spawn(RENDERER, [folder, join(root, 'slides')], { stdio: 'ignore', env });
      assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 0);
      const report = (await reportIn(folder)) as unknown as { backend: string };
      assert.equal(report.backend, 'http');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('is refused with the path of what is wrong', async () => {
    const job = jobOf(slides, { texts: ['Two words.'] });
    const [segment] = job.script.segments;
    if (segment) segment.spoken = { text: 'two words more', words: [0, 1] };
    const { status, told } = render(await folderFor(job));
    assert.equal(status, 1);
    assert.equal(told.at(-1)?.failed?.code, 'BAD_SCRIPT');
    assert.match(told.at(-1)?.failed?.message ?? '', /script\.segments\.0\.spoken\.words/);
    const small = jobOf(slides, { texts: ['Two words.'] });
    Object.assign(small.profile, { w: 640, h: 360, panel: { x: 460, y: 84, w: 160, h: 180 } });
    const refused = render(await folderFor(small));
    assert.match(refused.told.at(-1)?.failed?.message ?? '', /slides\.0: .*1280x720.*640x360/);
    assert.ok(!refused.told.some(({ stage }) => stage === 'tts'), 'before anything is spoken');
  });
});

/** Milliseconds by which the sound comes after the flashes: where most frames agree, the middle of ties. */
function flashOffset(flashes: boolean[], sound: Float32Array): number {
  const isLoud = (seconds: number) => {
    const middle = Math.round(seconds * 16_000);
    const part = sound.subarray(Math.max(0, middle - 80), Math.max(0, middle + 80));
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / 160) > 0.02;
  };
  const agreeing = (ms: number) =>
    flashes.filter((isOn, i) => isOn === isLoud((i + 0.5) / 30 + ms / 1000)).length;
  const shifts = Array.from({ length: 401 }, (_, i) => i - 200);
  const counts = shifts.map(agreeing);
  const most = Math.max(...counts);
  const best = shifts.filter((_, i) => counts[i] === most);
  return ((best[0] ?? 0) + (best.at(-1) ?? 0)) / 2;
}

function correlation(a: number[], b: number[]): number {
  const mean = (xs: number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, x] of a.entries()) {
    const [da, db] = [x - ma, (b[i] ?? 0) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}
