/** Documents by link: a plain form, or piece by piece; what is bad is refused and the rest is kept. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'node-html-parser';
import { extract } from '../../actors/knowledge/extract.ts';
import { createDocumentCheck } from '../../actors/knowledge/index.ts';
import { takeIn } from '../../http/intake.ts';
import { BrokenForm, partsOf } from '../../http/multipart.ts';
import { WORD, zipOf } from '../actors/knowledge/evil-files.ts';
import { type DriveRig, openDriveRig } from './drive-rig.ts';

interface Kept {
  fileName: string;
  sha256: string;
  bytes: number;
  workflow: string | null;
}

describe('documents handed in', () => {
  let rig: DriveRig;
  let dir: string;
  let page: string;
  const kept: Kept[] = [];
  const told: number[] = [];
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'presgen-intake-'));
    rig = await openDriveRig(null, {
      intakeDir: dir,
      documentFault: createDocumentCheck(extract),
      uploads: {
        title: async () => null,
        add: async ({ fileName, bytes, workflow }) => {
          if (bytes instanceof Uint8Array) throw new Error('documents arrive as files');
          kept.push({ fileName, sha256: bytes.sha256, bytes: bytes.bytes, workflow });
          return { id: `upl_${kept.length}`, sha256: bytes.sha256, bytes: bytes.bytes };
        },
      },
      engine: {
        accepts: async () => ['documents.uploaded'],
        send: async (_: string, event: { count: number }) => void told.push(event.count),
      } as never,
    });
    page = new URL(rig.links.upload('wf')).pathname;
  });
  after(async () => {
    await rig.close();
    await rm(dir, { recursive: true, force: true });
  });

  const call = async (method: string, path: string, body?: BodyInit) => {
    const answer = await fetch(rig.url + path, { method, ...(body === undefined ? {} : { body }) });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };

  it('of ten files with one bad among them, nine are kept and one is refused by name', async () => {
    kept.length = 0;
    const body = new FormData();
    for (let at = 0; at < 9; at += 1)
      body.append(
        'documents',
        new File([`# Part ${at}\n--not the boundary\r\n`], `part ${at} ü.md`),
      );
    body.append(
      'documents',
      new File([new Uint8Array(zipOf([...WORD, { name: '../x', content: 'x' }]))], 'evil.docx'),
    );
    const answer = await fetch(rig.url + page, { method: 'POST', body });
    const html = parse(await answer.text());
    assert.equal(answer.status, 200);
    assert.match(
      html.querySelector('.problems')?.text ?? '',
      /evil\.docx has parts whose names lead out/,
    );
    assert.match(html.querySelector('.done')?.text ?? '', /Received: part 0 ü\.md, part 1/);
    assert.equal(kept.length, 9);
    const [first] = kept;
    const wanted = createHash('sha256').update('# Part 0\n--not the boundary\r\n').digest('hex');
    assert.deepEqual([first?.sha256, first?.bytes, first?.workflow], [wanted, 29, 'wf']);
    assert.equal(told.at(-1), 9);
    assert.deepEqual(await readdir(dir), [], 'nothing is left lying about');
  });

  it('a name that disguises itself is shown undisguised, and its document refused', async () => {
    const body = new FormData();
    body.append('documents', new File(['# A'], 'gpj.\u202efdp.md'));
    const answer = await fetch(rig.url + page, { method: 'POST', body });
    const text = await answer.text();
    assert.equal(answer.status, 415);
    assert.match(text, /gpj\.\ufffdfdp\.md<\/bdi> has invisible characters/);
    assert.doesNotMatch(text, /\u202e/);
  });

  it('goes on after a cut from the last piece that arrived, and is the same file in the end', async () => {
    const whole = `# Tides\n${'High water comes twice a day. '.repeat(4_000)}`;
    const own = `${page}/parts/0123456789abcdef?name=tides.md&size=${whole.length}`;
    assert.deepEqual((await call('GET', own)).json, { offset: 0 });
    assert.equal((await call('PUT', `${own}&offset=0`, whole.slice(0, 50_000))).status, 202);
    const misplaced = await call('PUT', `${own}&offset=10`, 'x');
    assert.deepEqual(misplaced, { status: 202, json: { offset: 50_000 } }, 'told where to go on');
    assert.deepEqual((await call('GET', own)).json, { offset: 50_000 });
    const done = await call('PUT', `${own}&offset=50000`, whole.slice(50_000));
    assert.equal(done.status, 201);
    assert.equal(done.json.sha256, createHash('sha256').update(whole).digest('hex'));
    assert.equal(kept.at(-1)?.fileName, 'tides.md');
    assert.deepEqual(await readdir(dir), []);
  });

  it('refuses a piece of what is too large, longer than said, forged or broken', async () => {
    const key = `${page}/parts/0123456789abcdef`;
    const tooLarge = await call('PUT', `${key}?name=a.pdf&size=${200 * 1024 * 1024}&offset=0`, 'x');
    assert.deepEqual(
      [tooLarge.status, /larger than 100 MiB/.test(String(tooLarge.json.detail))],
      [413, true],
    );
    assert.equal((await call('PUT', `${key}?name=a.md&size=3&offset=0`, 'longer')).status, 422);
    const macros = await call('PUT', `${key}?name=a.docm&size=1&offset=0`, 'x');
    assert.deepEqual(
      [macros.status, /carries macros/.test(String(macros.json.detail))],
      [415, true],
    );
    assert.equal((await call('GET', `${page.slice(0, -3)}abc/parts/0123456789abcdef`)).status, 403);
    assert.equal((await call('GET', `${page}/parts/..%2f..%2fetc`)).status, 422);
    assert.equal((await call('PUT', `${key}?name=a.md&size=-1&offset=0`, 'x')).status, 422);
    assert.deepEqual(await readdir(dir), []);
  });

  it('stops reading what is too large, and keeps nothing of it', async () => {
    const chunk = new Uint8Array(1024 * 1024);
    let read = 0;
    const endless = async function* () {
      for (;;) {
        read += 1;
        yield chunk;
      }
    };
    const ports = { intakeDir: dir, nextId: () => 'one', documentFault: async () => null };
    const arriving = { name: 'a.pdf', title: 'a.pdf', mime: '', workflow: null };
    const uploads = { title: async () => null, add: async () => assert.fail('must not be kept') };
    const outcome = await takeIn({ ...ports, uploads }, arriving, endless());
    assert.equal(outcome.kind === 'refused' && outcome.status, 413);
    assert.equal(read, 101);
    assert.deepEqual(await readdir(dir), []);
  });
});

describe('a form with files, read as it arrives', () => {
  const BOUNDARY = 'line-of-its-own';
  const form = Buffer.from(
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nTides\r\n--${BOUNDARY}\r\n` +
      `content-disposition: form-data; name="file"; filename="a %22b%22.md"\r\nContent-Type: text/markdown; charset=utf-8\r\n\r\n` +
      `# A\r\n--${BOUNDARY.slice(0, -1)}\r\n\r\n--${BOUNDARY}--\r\n`,
  );
  const read = async (bytes: Buffer, size: number) => {
    const source = async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    };
    const parts: [string, string | null, string, string][] = [];
    for await (const { name, fileName, mime, body } of partsOf(source(), BOUNDARY)) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      parts.push([name, fileName, mime, Buffer.concat(chunks).toString()]);
    }
    return parts;
  };

  it('comes to the same parts wherever it is cut', async () => {
    for (let size = 1; size <= form.length; size += 1)
      assert.deepEqual(
        await read(form, size),
        [
          ['title', null, 'application/octet-stream', 'Tides'],
          ['file', 'a "b".md', 'text/markdown', `# A\r\n--${BOUNDARY.slice(0, -1)}\r\n`],
        ],
        `in pieces of ${size}`,
      );
  });

  it('is named broken when it ends early', async () => {
    for (const end of [0, 10, 60, form.length - 8])
      await assert.rejects(read(form.subarray(0, end), 7), BrokenForm);
  });
});
