import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { parse } from 'node-html-parser';
import { WebSocket } from 'ws';
import { fillIn } from './form-walk.ts';
import { atQuestions, openRig, type Rig } from './rig.ts';

describe('the pages of learners', { timeout: 60_000 }, () => {
  let rig: Rig;
  let workflow: string;
  let formUrl: string;
  before(async () => {
    rig = await openRig();
    const at = await atQuestions(rig);
    workflow = at.workflow;
    const checkpoint = (await (await rig.get(`/api/checkpoints/${at.checkpoint}`)).json()) as {
      subject: { content_hash: string };
    };
    await rig.post(`/api/checkpoints/${at.checkpoint}/decisions`, {
      verdict: 'approve',
      content_hash: checkpoint.subject.content_hash,
    });
    await rig.engine.quiet();
    const view = (await (await rig.get(`/api/workflows/${workflow}`)).json()) as {
      context: { outputs: { form: { id: string } } };
    };
    formUrl = pathOf(rig.links.form(workflow, 'learner-1', view.context.outputs.form.id));
  });
  after(() => rig.close());

  const pathOf = (url: string) => new URL(url).pathname;
  const open = async (path: string) => parse(await (await rig.get(path)).text());
  const tokenOf = async (path: string) =>
    (await open(path)).querySelector('input[name=submission_token]')?.getAttribute('value') ?? '';
  const send = (path: string, fields: Record<string, string>) =>
    fetch(`${rig.url}${path}`, { method: 'POST', body: new URLSearchParams(fields) });

  it('shows a fieldset for each question, in plain HTML that needs no script', async () => {
    const page = await open(formUrl);
    assert.match(page.text, /Section 1 of 2/);
    assert.equal(page.querySelectorAll('fieldset').length, 1);
    assert.deepEqual(
      page.querySelectorAll('script').map((script) => [script.getAttribute('src'), script.text]),
      [['/ui/learner.js', '']],
      'what a script adds comes from a file of ours; nothing inline',
    );
    assert.match(page.text, /Which device forwards packets/);
    assert.ok(page.querySelector('meta[name=robots][content=noindex]'));
    const answer = await rig.get(formUrl);
    assert.match(answer.headers.get('cache-control') ?? '', /private/);
  });

  it('does not give the keys away', async () => {
    const html = await (await rig.get(formUrl)).text();
    assert.doesNotMatch(html, /rationale|A router forwards packets/);
  });

  it('does not take a form with nothing answered, and says so', async () => {
    const answer = await send(formUrl, { submission_token: await tokenOf(formUrl) });
    assert.equal(answer.status, 422);
    assert.match(await answer.text(), /answer at least one question/);
  });

  it('takes the answers, tells the workflow, and shows them again', async () => {
    const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/ws/workflow/${workflow}`);
    const nudged = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        const message = JSON.parse(String(data)) as { event_type: string; event?: string };
        const isNudge = message.event === 'response.submitted';
        if (message.event_type === 'child_transition' && isNudge) resolve();
      });
    });
    await once(socket, 'message');
    assert.match(await fillIn({ url: rig.url, path: formUrl }), /Thank you/);
    await nudged;
    socket.close();
    for (const section of [1, 2]) {
      const again = await open(`${formUrl}?section=${section}`);
      assert.equal(again.querySelectorAll('input[checked]').length, 1, `section ${section}`);
    }
  });

  it('turns forged and expired links away politely', async () => {
    const forged = await rig.get(`${formUrl}x`);
    assert.equal(forged.status, 404);
    assert.match(await forged.text(), /This link does not work/);
    assert.equal((await send(`${formUrl}x`, {})).status, 404);
    assert.equal((await rig.get(formUrl.replace('/f/', '/d/'))).status, 404);
  });

  it('a learner asks for a new link, an educator sends one, and the old ones are taken back', async () => {
    const old = pathOf(rig.links.learner(workflow, 'learner-2'));
    const ask = async (path: string) => (await send(`${path}/ask`, {})).text();
    const genuine = await ask(old);
    assert.match(genuine, /If this link was once yours/);
    assert.equal(await ask(`${old.slice(0, -3)}abc`), genuine, 'the answer tells nobody anything');
    const outbox = await open('/outbox');
    assert.match(outbox.text, /Asked for a new link/);
    assert.equal(outbox.querySelectorAll('.wishes li').length, 1);
    assert.match(outbox.querySelector('.wishes')?.text ?? '', /Otto Marrow/);
    await send('/outbox/links', { workflow, learner: 'learner-2', revoke: 'yes' });
    const gone = await rig.get(old);
    assert.deepEqual([gone.status, /This link was replaced/.test(await gone.text())], [410, true]);
    assert.equal((await rig.get(pathOf(rig.links.learner(workflow, 'learner-2')))).status, 200);
    const after = await open('/outbox');
    assert.equal(after.querySelectorAll('.wishes li').length, 0);
    const letter = after.querySelector('tbody a')?.getAttribute('href') ?? '';
    const page = await open(letter);
    assert.equal(page.querySelector('iframe')?.getAttribute('sandbox'), '');
    assert.match(page.querySelector('pre')?.text ?? '', /Hello Otto Marrow,/);
    const looks = await rig.get(`${letter}/looks`);
    assert.match(
      looks.headers.get('content-security-policy') ?? '',
      /default-src 'none';.*sandbox/,
    );
    assert.equal((await rig.get('/outbox/..%2f..%2fsecret')).status, 404);
  });

  it('shows no material before people have released it, even to whoever has the link', async () => {
    const ref = await rig.ports.artifacts.put(
      {
        workflow,
        step: 'presentation_generation',
        type: 'deck',
        name: 'learner-1.pptx',
        mime: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
        learner: 'learner-1',
      },
      Buffer.from('deck'),
    );
    const share = pathOf(rig.links.share(workflow, 'learner-1'));
    assert.match((await open(share)).text, /nothing here yet/);
    assert.equal((await rig.get(`${share}/${ref.id}`)).status, 404);
  });

  it('greets a learner by name on the page that is addressed to them alone', async () => {
    const page = await open(pathOf(rig.links.learner(workflow, 'learner-2')));
    assert.match(page.text, /Otto Marrow/);
    assert.doesNotMatch(page.text, /Zelda/);
  });

  it('takes documents on the upload page and says which it cannot read', async () => {
    const body = new FormData();
    body.append('documents', new File(['# Routing'], 'routing.md'));
    body.append('documents', new File(['not really'], 'fake.pdf'));
    body.append('documents', new File(['MZ'], 'tool.exe'));
    const url = `${rig.url}${pathOf(rig.links.upload(workflow))}`;
    const text = await (await fetch(url, { method: 'POST', body })).text();
    assert.match(text, /Received: <bdi>routing\.md/);
    assert.match(text, /fake\.pdf<\/bdi> does not look like/);
    assert.match(text, /tool\.exe<\/bdi> is of a kind/);
  });
});

describe('uploads by the API', () => {
  let rig: Rig;
  before(async () => {
    rig = await openRig();
  });
  after(() => rig.close());

  it('give the same id for the same bytes and name, raw or as a form', async () => {
    const raw = await fetch(`${rig.url}/api/uploads?name=a.md`, { method: 'POST', body: '# A' });
    assert.equal(raw.status, 201);
    const body = new FormData();
    body.append('file', new File(['# A'], 'a.md'));
    const form = await fetch(`${rig.url}/api/uploads`, { method: 'POST', body });
    const ids = [await raw.json(), await form.json()] as { upload_id: string }[];
    assert.equal(ids[0]?.upload_id, ids[1]?.upload_id);
  });

  it('refuse what cannot be read, and links that are not ours', async () => {
    const post = (query: string, body: string) =>
      fetch(`${rig.url}/api/uploads?${query}`, { method: 'POST', body });
    assert.equal((await post('name=a.exe', 'MZ')).status, 415);
    assert.equal((await post('name=a.docx', 'plain')).status, 415);
    assert.equal((await post('name=a.md', '')).status, 415);
    assert.equal((await post('', 'text')).status, 422);
    assert.equal((await post('name=a.md&token=forged', 'text')).status, 403);
  });
});

describe('beyond loopback', () => {
  const TOKEN = 'an admin token of this test';
  let rig: Rig;
  before(async () => {
    rig = await openRig({}, { adminToken: TOKEN });
  });
  after(() => rig.close());

  it('asks for a login everywhere but on health and learner pages', async () => {
    for (const path of ['/api/workflows', '/api/checkpoints', '/metrics', '/openapi.json'])
      assert.equal((await rig.get(path)).status, 401, path);
    assert.equal((await rig.get('/health')).status, 200);
    assert.equal((await rig.get('/', { accept: 'text/html' })).headers.get('location'), '/login');
    const named = await rig.get('/api/workflows', { 'x-presgen-user': 'local-admin' });
    assert.equal(named.status, 401, 'a name alone must open nothing');
  });

  it('lets in a bearer of the token, and a session that cannot be changed', async () => {
    const bearer = { authorization: `Bearer ${TOKEN}` };
    assert.equal((await rig.get('/api/workflows', bearer)).status, 200);
    const login = (token: string) =>
      fetch(`${rig.url}/login`, {
        method: 'POST',
        body: new URLSearchParams({ token, person: 'ada' }),
        redirect: 'manual',
      });
    assert.equal((await login('wrong')).status, 401);
    const cookie = (await login(TOKEN)).headers.get('set-cookie')?.split(';')[0] ?? '';
    assert.equal((await rig.get('/api/workflows', { cookie })).status, 200);
    const changed = cookie.replace('ada', 'bob');
    assert.notEqual(changed, cookie);
    assert.equal((await rig.get('/api/workflows', { cookie: changed })).status, 401);
  });

  it('admits sockets of sessions only', async () => {
    const url = `${rig.url.replace('http', 'ws')}/ws/fleet`;
    const stranger = new WebSocket(url);
    await once(stranger, 'error');
    const known = new WebSocket(url, { headers: { authorization: `Bearer ${TOKEN}` } });
    await once(known, 'message');
    known.close();
  });
});
