import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type HTMLElement, parse } from 'node-html-parser';
import type { LearnerIdentity } from '../../actors/ports.ts';
import { kindInWords, sizeInWords } from '../../http/drive/words.ts';
import { LEARNERS } from '../actors/workspace-rig.ts';
import { type DriveRig, openDriveRig, withForms } from './drive-rig.ts';
import { fieldsOf, fillIn } from './form-walk.ts';

const ODD = '<script>alert(1)</script> & "co".md';
const TOKEN = 'an admin token of this test';
const signal = new AbortController().signal;

async function open(rig: DriveRig, path: string): Promise<HTMLElement> {
  const answer = await rig.get(path);
  assert.equal(answer.status, 200, path);
  return parse(await answer.text());
}

describe('the pages of the local drive', () => {
  let rig: DriveRig;
  let folder: { id: string; url: string };
  before(async () => {
    rig = await openDriveRig();
    folder = await rig.workspace.createFolder(rig.write('a'), { name: 'A & B', parent: null });
  });
  after(() => rig.close());

  const put = async (ordinal: string, name: string, mime: string, content: string) => {
    const file = await rig.file(Buffer.from(content));
    return rig.workspace.putFile(rig.write(ordinal), { ...file, name, mime, parent: folder.id });
  };
  const pathOf = ({ url }: { url: string }) => new URL(url).pathname;

  it('lead from the top to a folder and back, by the links the workspace hands out', async () => {
    const inner = await rig.workspace.createFolder(rig.write('b'), {
      name: 'Inner',
      parent: folder.id,
    });
    const top = await open(rig, '/drive');
    assert.equal(top.querySelector('tbody a')?.getAttribute('href'), pathOf(folder));
    const deep = await rig.workspace.createFolder(rig.write('c'), {
      name: 'Deep',
      parent: inner.id,
    });
    const page = await open(rig, pathOf(deep));
    assert.deepEqual(
      page.querySelectorAll('nav li').map((each) => each.text),
      ['Drive', 'A & B', 'Inner', 'Deep'],
    );
    assert.deepEqual(
      page.querySelectorAll('nav.crumbs a').map((each) => each.getAttribute('href')),
      ['/drive', pathOf(folder), pathOf(inner)],
    );
    assert.match(page.text, /This folder is empty/);
    assert.equal((await rig.get('/drive/root')).headers.get('location'), '/drive');
  });

  it('list what a folder holds in a table with headings, and count what is in the trash', async () => {
    const gone = await put('gone', 'aaa.vtt', 'text/vtt', 'WEBVTT');
    await put('two', 'item 10.json', 'application/json', 'x'.repeat(1500));
    await put('one', 'item 9.json', 'application/json', '{}');
    await rig.workspace.trash(gone.id, signal);
    const page = await open(rig, pathOf(folder));
    assert.deepEqual(
      page.querySelectorAll('thead th[scope=col]').map((each) => each.text),
      ['Name', 'Kind', 'Size', 'Modified (UTC)'],
    );
    const rows = page.querySelectorAll('tbody tr').map((each) => each.text.replace(/\s+/g, ' '));
    assert.match(rows[0] ?? '', /Inner ?Folder/);
    assert.match(rows[1] ?? '', /item 9\.json ?Data \(JSON\) ?2 bytes ?Jan 15, 2027/);
    assert.match(rows[2] ?? '', /item 10\.json ?Data \(JSON\) ?1\.5 kB/);
    assert.equal(rows.length, 3);
    assert.match(page.text, /One entry of this folder is in the trash/);
    assert.match((await open(rig, pathOf(gone))).text, /This file is in the trash/);
  });

  it('escape names that look like markup, and run no script', async () => {
    const file = await put('odd', ODD, 'text/markdown', '# Hello');
    for (const path of [pathOf(folder), pathOf(file)]) {
      const html = await (await rig.get(path)).text();
      assert.doesNotMatch(html, /<script/, path);
      assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; &quot;co&quot;\.md/, path);
    }
  });

  it('open a file in parts, whole, or as a download, never as a page of ours', async () => {
    const file = await put('film', 'film.mp4', 'video/mp4', '0123456789');
    const page = await open(rig, pathOf(file));
    const source = page.querySelector('video source')?.getAttribute('src') ?? '';
    const part = await rig.get(source, { range: 'bytes=2-4' });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get('content-range'), 'bytes 2-4/10');
    assert.equal(await part.text(), '234');
    assert.equal((await rig.get(source, { range: 'bytes=10-' })).status, 416);
    const whole = await rig.get(source);
    assert.match(whole.headers.get('content-disposition') ?? '', /^inline/);
    assert.match(whole.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.equal(whole.headers.get('x-robots-tag'), 'noindex');
    assert.equal(await whole.text(), '0123456789');
    const saved = await rig.get(`${source}?download=1`);
    assert.match(saved.headers.get('content-disposition') ?? '', /^attachment; .*film\.mp4/);
    const etag = whole.headers.get('etag') ?? '';
    assert.equal((await rig.get(source, { 'if-none-match': etag })).status, 304);
  });

  it('say so, as a page that nobody indexes, when there is no such file', async () => {
    for (const path of ['/drive/nothing', '/drive/nothing/content', `${pathOf(folder)}/content`]) {
      const answer = await rig.get(path);
      assert.equal(answer.status, 404, path);
      assert.match(await answer.text(), /This is not in the drive[\s\S]*href="\/drive"/);
      assert.equal(answer.headers.get('x-robots-tag'), 'noindex');
    }
  });

  it('find live files by the beginning of a word of their name', async () => {
    const dive = await put('dive', 'Dive plan & tides.md', 'text/markdown', '#');
    const gone = await put('dive2', 'Dive log.md', 'text/markdown', '#');
    await rig.workspace.trash(gone.id, signal);
    const page = await open(rig, '/drive/search?q=dive');
    assert.deepEqual(
      page.querySelectorAll('tbody th a').map((each) => each.getAttribute('href')),
      [pathOf(dive)],
    );
    assert.equal(page.querySelector('input[name=q]')?.getAttribute('value'), 'dive');
    assert.match((await open(rig, '/drive/search?q=ive')).text, /No file or folder has a word/);
    assert.equal((await rig.get('/drive/search?q=+')).headers.get('location'), '/drive');
    const odd = await rig.get(`/drive/search?q=${encodeURIComponent(ODD)}`);
    assert.doesNotMatch(await odd.text(), /<script/);
  });

  it('restore a folder from the trash with all it held, and say so in the audit trail once', async () => {
    const made = await rig.workspace.createFolder(rig.write('r'), { name: 'Cargo', parent: null });
    const file = await rig.file(Buffer.from('manifest'));
    const spec = { ...file, name: 'manifest.txt', mime: 'text/plain', parent: made.id };
    const inside = await rig.workspace.putFile(rig.write('r1'), spec);
    const apart = await rig.workspace.putFile(rig.write('r2'), { ...spec, name: 'old.txt' });
    const onDisk = () => readdirSync(join(rig.dir, 'workspace', 'tree', 'Cargo'));
    await rig.workspace.trash(apart.id, signal);
    await rig.workspace.trash(made.id, signal);
    assert.throws(onDisk, { code: 'ENOENT' });
    assert.match((await open(rig, pathOf(inside))).text, /because it lies in Cargo that is/);
    const listed = (await open(rig, '/drive/trash')).querySelectorAll('tbody tr');
    const names = listed.map((row) => row.querySelector('th')?.text);
    assert.ok(names.includes('Cargo') && names.includes('old.txt'));
    assert.ok(
      !names.includes('manifest.txt'),
      'what lies in a trashed folder is not listed itself',
    );
    const action = (await open(rig, pathOf(made))).querySelector('form[method=post]');
    assert.equal(action?.getAttribute('action'), `${pathOf(made)}/restore`);

    for (const _ of [1, 2]) {
      const answer = await rig.send(`${pathOf(made)}/restore`, {}, { 'x-presgen-user': 'ines' });
      assert.equal(answer.headers.get('location'), pathOf(made));
    }
    assert.deepEqual(onDisk(), ['manifest.txt']);
    assert.equal((await rig.local.file(inside.id))?.trashed, false);
    assert.equal((await rig.local.file(apart.id))?.trashed, true);
    const told = rig.audited.filter(({ action }) => action === 'drive.restored');
    assert.deepEqual(
      told.map(({ actor, subject }) => [actor, subject]),
      [['ines', `drive/${made.id}`]],
    );
    assert.equal((await rig.send('/drive/nothing/restore', {})).status, 404);
    const foreign = { 'sec-fetch-site': 'cross-site' };
    assert.equal((await rig.send(`${pathOf(apart)}/restore`, {}, foreign)).status, 403);
    assert.equal((await rig.local.file(apart.id))?.trashed, true);
  });

  it('say who has access, itself or through a folder, by id alone', async () => {
    const file = await put('shared', 'shared.txt', 'text/plain', 'text');
    const [ada, bo] = LEARNERS as [LearnerIdentity, LearnerIdentity];
    await rig.workspace.share(rig.write('s1'), file.id, ada);
    await rig.workspace.share(rig.write('s2'), folder.id, bo);
    const page = await open(rig, pathOf(file));
    assert.deepEqual(
      page.querySelectorAll('ul[aria-labelledby=access] li').map((each) => each.text),
      ['Learner learner-1 may read it', 'Learner learner-2 may read it, through the folder A & B'],
    );
    assert.doesNotMatch(page.text, /Ada|Bo Castellan|learners\.example/);
    await rig.workspace.unshare(rig.write('s1'));
    await rig.workspace.unshare(rig.write('s2'));
    assert.match((await open(rig, pathOf(file))).text, /shared with nobody else/);
  });

  it('tell kinds and sizes in words', () => {
    const markdown = { mime: 'application/octet-stream', name: 'notes.MD' };
    assert.equal(kindInWords(markdown), 'Markdown text');
    assert.equal(kindInWords({ mime: 'application/x-odd', name: 'thing' }), 'File');
    assert.equal(kindInWords({ mime: 'image/webp', name: 'a.webp' }), 'Picture');
    assert.deepEqual([0, 1, 999, 1000, 2_687_442, 5e12].map(sizeInWords), [
      '0 bytes',
      '1 byte',
      '999 bytes',
      '1 kB',
      '2.7 MB',
      '5,000 GB',
    ]);
  });
});

describe('forms by their own address', () => {
  let rig: DriveRig;
  let made: Awaited<ReturnType<typeof withForms>>;
  before(async () => {
    rig = await openDriveRig();
    made = await withForms(rig);
  });
  after(() => rig.close());

  const answerWith = (path: string, choice: number, headers = {}) =>
    fillIn({ url: rig.url, path, headers, choose: (_, options) => options[choice] ?? '' });

  it('are linked from the file of the form', async () => {
    const page = await open(rig, `/drive/${made.intake.id}`);
    assert.equal(page.querySelector('a.button')?.getAttribute('href'), made.intake.path);
    assert.match(page.text, /Go to the form/);
  });

  it('take the answers of whoever acts, and replace them when they are sent again', async () => {
    const ines = { 'x-presgen-user': 'ines' };
    for (const choice of [0, 1]) {
      assert.match(await answerWith(made.intake.path, choice, ines), /Thank you/);
    }
    const answers = Object.values((await rig.local.readAnswers(made.intake.id, 'ines')) ?? {});
    assert.deepEqual(answers, ['Less than a year', 'Signals']);
    assert.equal((await rig.store.responses(made.intake.id, null, 10)).length, 1);
    const other = parse(await (await rig.get(made.intake.path)).text());
    assert.equal(other.querySelectorAll('input[checked]').length, 0, 'answers are one person’s');
    assert.match(other.text, /What you send last before then counts/);
  });

  it('name what is missing', async () => {
    const page = await open(rig, made.intake.path);
    const token = page.querySelector('[name=submission_token]')?.getAttribute('value') ?? '';
    const answer = await rig.send(made.intake.path, { submission_token: token });
    assert.equal(answer.status, 422);
    assert.match(await answer.text(), /Please check your answers/);
  });

  it('lead from the form about documents to the upload page of that workflow', async () => {
    const page = await open(rig, made.knowledgeUpload.path);
    const link = page.querySelector('main a')?.getAttribute('href');
    assert.equal(link, new URL(rig.links.upload(made.workflow)).pathname);
    assert.match((await open(rig, link ?? '')).text, /Add documents/);
  });

  it('only show an assessment, so that nobody answers in the place of a learner', async () => {
    const learner = { 'x-presgen-user': 'learner-1' };
    const page = parse(await (await rig.get(made.assessment.path, learner)).text());
    assert.match(page.text, /This is a preview/);
    assert.equal(page.querySelectorAll('button').length, 0);
    const sent = await rig.send(made.assessment.path, fieldsOf(page), learner);
    assert.equal(sent.status, 403);
    assert.deepEqual(await rig.store.responses(made.assessment.id, null, 10), []);
    const signed = new URL(rig.links.form(made.workflow, 'learner-1', made.assessment.id)).pathname;
    assert.match(await answerWith(signed, 0), /Thank you/);
    assert.equal((await rig.store.responses(made.assessment.id, null, 10)).length, 1);
  });
});

describe('drive and forms beyond loopback', () => {
  let rig: DriveRig;
  let made: Awaited<ReturnType<typeof withForms>>;
  before(async () => {
    rig = await openDriveRig(TOKEN);
    made = await withForms(rig);
  });
  after(() => rig.close());

  it('ask educators to log in, and show strangers neither a file nor a form', async () => {
    for (const path of ['/drive', `/drive/${made.folders.root.id}`, '/drive/x/content']) {
      assert.equal((await rig.get(path)).status, 401, path);
      const answer = await rig.get(path, { accept: 'text/html' });
      const login = `/login?${new URLSearchParams({ next: path })}`;
      assert.equal(answer.headers.get('location'), login);
    }
    const form = await rig.get(made.intake.path);
    assert.equal(form.headers.get('location'), '/login');
    const sent = await rig.send(made.intake.path, {});
    assert.equal(sent.headers.get('location'), '/login');
    assert.equal((await rig.get(`${made.intake.path}x`)).status, 404);
  });

  it('let in who has logged in, and learners by their own links', async () => {
    const bearer = { authorization: `Bearer ${TOKEN}` };
    assert.equal((await rig.get('/drive', bearer)).status, 200);
    assert.equal((await rig.get(made.intake.path, bearer)).status, 200);
    const signed = new URL(rig.links.form(made.workflow, 'learner-1', made.assessment.id)).pathname;
    assert.equal((await rig.get(signed)).status, 200);
  });
});

describe('the page of what was shared', () => {
  it('offers each topic once, as it was made last, and plays a video in parts', async (t) => {
    const rig = await openDriveRig();
    t.after(() => rig.close());
    const share = async (type: string, topic: string, content: string, degraded: string[] = []) => {
      rig.advance(1000);
      return rig.ports.artifacts.put(
        {
          ...{ workflow: 'wf', step: 'avatar_creation', type, name: `${topic}.${type}` },
          mime: type === 'video' ? 'video/mp4' : 'text/html',
          meta: { topic, degraded },
        },
        Buffer.from(content),
      );
    };
    await share('video', 'Tides', 'old film');
    const board = await share('storyboard', 'Tides', 'board', ['No voice.']);
    await share('storyboard', 'Signals', 'board', ['No voice.']);
    const video = await share('video', 'Signals', 'new film');

    const path = new URL(rig.links.share('wf', 'learner-1')).pathname;
    const [tides, signals, ...others] = (await open(rig, path)).querySelectorAll('section');
    assert.deepEqual(others, []);
    assert.equal(tides?.querySelector('a')?.getAttribute('href'), `${path}/${board.id}`);
    assert.match(tides?.text ?? '', /In degraded form/);
    const source = signals?.querySelector('source')?.getAttribute('src') ?? '';
    assert.equal(source, `${path}/${video.id}`);
    assert.doesNotMatch(signals?.text ?? '', /degraded/);
    assert.equal(await (await rig.get(source, { range: 'bytes=0-2' })).text(), 'new');
  });
});

describe('the results of a learner', () => {
  it('are shown to that learner alone, and to nobody who never answered', async (t) => {
    const rig = await openDriveRig();
    t.after(() => rig.close());
    const domains = [{ domain: 'Tides', items: 4, correct: 1, verdict: 'gap' }];
    const learners = [
      { learner: 'learner-1', answered: true, score: 0.25, domains },
      { learner: 'learner-2', answered: false, score: null, domains: [] },
    ];
    await rig.ports.artifacts.put(
      {
        ...{ workflow: 'wf', step: 'gap_analysis', type: 'gaps', name: 'gaps.json' },
        mime: 'application/json',
      },
      Buffer.from(JSON.stringify({ learners })),
    );
    const pageOf = (learner: string) => open(rig, new URL(rig.links.share('wf', learner)).pathname);
    const mine = (await pageOf('learner-1')).text;
    assert.match(mine, /You answered 25 % of the questions right/);
    assert.match(mine, /Tides\s+! Worth another look\s+1\sof\s4 right/);
    for (const other of ['learner-2', 'learner-3'])
      assert.doesNotMatch((await pageOf(other)).text, /Your results|Tides/);
  });
});

describe('where the drive is at Google', () => {
  it('says where the files lie', async (t) => {
    const rig = await openDriveRig(null, { drive: null, forms: null });
    t.after(() => rig.close());
    for (const path of ['/drive', '/drive/some-file']) {
      const answer = await rig.get(path);
      assert.equal(answer.status, 404);
      assert.match(await answer.text(), /on Google Drive/);
    }
    assert.equal((await rig.get('/f/a-link')).status, 404);
  });
});
