/** The parts of Drive's wire our own port does not use, spoken by the same client. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';

import { createAuth } from '../../actors/workspace/auth.ts';
import { createDoor } from '../../actors/workspace/door.ts';
import { createClients } from '../../actors/workspace/google-clients.ts';
import { createFaults } from '../../actors/workspace/local/faults.ts';
import { compileQuery } from '../../actors/workspace/local/search-query.ts';
import { safeName } from '../../actors/workspace/local/tree.ts';
import { DISCOVERY_MISSING, discoveryRoutes, problemsOf } from './workspace-discovery.ts';
import { createRig, type Rig } from './workspace-rig.ts';

function clientsOf(t: TestContext): ReturnType<typeof createClients> & { rig: Rig } {
  const rig = createRig();
  t.after(rig.dispose);
  const door = createDoor({ send: rig.local.handle, now: () => 0 });
  return { ...createClients(createAuth(rig.local.credentials, door), door), rig };
}

function assertConforms(rig: Rig): void {
  if (DISCOVERY_MISSING) return;
  const routes = discoveryRoutes();
  const exchanges = rig.exchanges.filter((one) => one.url.pathname !== '/token');
  assert.deepEqual(
    exchanges.flatMap((one) => problemsOf(one, routes)),
    [],
  );
}

describe('the local wire', () => {
  it('takes a multipart upload, copies it, hands it out and deletes it for good', async (t) => {
    const { drive, rig } = clientsOf(t);
    const made = await drive.files.create({
      requestBody: { name: 'notes.txt', mimeType: 'text/plain' },
      media: { mimeType: 'text/plain', body: Readable.from(['tide ', 'tables']) },
      fields: 'id,size,md5Checksum',
    });
    const copied = await drive.files.copy({ fileId: made.data.id as string, requestBody: {} });
    const bytes = await drive.files.get(
      { fileId: copied.data.id as string, alt: 'media' },
      { responseType: 'text' },
    );
    await drive.files.delete({ fileId: made.data.id as string });

    assert.equal(made.data.size, '11');
    assert.equal(made.data.md5Checksum, '062565c1619a195ab5406594b46a6e60');
    assert.equal(copied.data.name, 'Copy of notes.txt');
    assert.equal(bytes.data as unknown, 'tide tables');
    await assert.rejects(drive.files.get({ fileId: made.data.id as string }), { status: 404 });
    assertConforms(rig);
  });

  it('tells what changed since a moment', async (t) => {
    const { drive, rig } = clientsOf(t);
    const start = await drive.changes.getStartPageToken();
    const one = await drive.files.create({ requestBody: { name: 'a' } });
    await drive.files.delete({ fileId: one.data.id as string });
    const pageToken = start.data.startPageToken as string;
    const { data } = await drive.changes.list({ pageToken });

    assert.deepEqual(
      data.changes?.map((change) => [change.fileId, change.removed]),
      [
        [one.data.id, false],
        [one.data.id, true],
      ],
    );
    const later = await drive.changes.list({ pageToken: data.newStartPageToken as string });
    assert.deepEqual(later.data.changes, []);
    assertConforms(rig);
  });

  it('pages through a folder', async (t) => {
    const { drive, rig } = clientsOf(t);
    for (const name of ['a', 'b', 'c']) await drive.files.create({ requestBody: { name } });
    const q = "'root' in parents and trashed = false";
    const first = await drive.files.list({ q, pageSize: 2, fields: 'files(name),nextPageToken' });
    const pageToken = first.data.nextPageToken as string;
    const second = await drive.files.list({ q, pageSize: 2, pageToken });

    assert.deepEqual(first.data.files, [{ name: 'a' }, { name: 'b' }]);
    assert.deepEqual(
      second.data.files?.map((file) => file.name),
      ['c'],
    );
    assertConforms(rig);
  });

  it('refuses an edit of a form over a revision that is gone', async (t) => {
    const { forms } = clientsOf(t);
    const { data } = await forms.forms.create({ requestBody: { info: { title: 'T' } } });
    const edit = (requiredRevisionId: string) =>
      forms.forms.batchUpdate({
        formId: data.formId as string,
        requestBody: {
          requests: [{ updateFormInfo: { info: { title: 'U' }, updateMask: 'title' } }],
          writeControl: { requiredRevisionId },
        },
      });
    await edit(data.revisionId as string);
    await assert.rejects(edit(data.revisionId as string), { status: 400 });
  });

  it('applies a batch as a whole or not at all', async (t) => {
    const { forms } = clientsOf(t);
    const { data } = await forms.forms.create({ requestBody: { info: { title: 'T' } } });
    const formId = data.formId as string;
    const question = {
      choiceQuestion: { type: 'RADIO', options: [{ value: 'a' }, { value: 'a' }] },
    };
    const requests = [
      { updateFormInfo: { info: { title: 'U' }, updateMask: 'title' } },
      { createItem: { item: { questionItem: { question } }, location: { index: 0 } } },
    ];
    await assert.rejects(forms.forms.batchUpdate({ formId, requestBody: { requests } }), {
      status: 400,
    });
    assert.equal((await forms.forms.get({ formId })).data.info?.title, 'T');
  });
});

describe('small parts of the local workspace', () => {
  it('search understands quotes, folders, tags and alternatives', () => {
    const file = {
      id: 'f',
      name: "Harbour's quiz",
      mime: 'text/plain',
      parent: 'p',
      sha256: null,
      md5: null,
      bytes: null,
      properties: { pg: 'tag' },
      trashed: false,
      explicitly_trashed: false,
      created_at: 0,
      modified_at: 0,
    };
    const finds = (q: string): boolean => compileQuery(q)(file);
    assert.ok(finds("name = 'Harbour\\'s quiz' and 'p' in parents"));
    assert.ok(finds("(name = 'x' or appProperties has { key='pg' and value='tag' })"));
    assert.ok(finds("not name contains 'exam' and mimeType != 'text/html'"));
    assert.ok(!finds("trashed = true or 'q' in parents"));
    for (const broken of ["name = 'x' and", "owner = 'me'", "name = 'x", "('p' in parents"]) {
      assert.throws(() => finds(broken), { code: 400 }, broken);
    }
  });

  it('names in the tree cannot leave their folder', () => {
    assert.equal(safeName('../../etc/passwd'), '__.._etc_passwd');
    assert.equal(safeName('..'), '_');
    assert.equal(safeName(''), '_');
    assert.equal(safeName('a\u0000b'), 'a_b');
    assert.ok(safeName('x'.repeat(500)).length <= 120);
  });

  it('faults strike the call they name, once', async () => {
    const route = {
      id: 'drive.files.get',
      method: 'GET',
      host: 'www.googleapis.com',
      template: '/',
      answer: async () => new Response('ok'),
    };
    const faults = createFaults([{ call: 'drive.files.get', nth: 2, fault: 'err503' }]);
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) {
      statuses.push((await faults(route, () => route.answer())).status);
    }
    assert.deepEqual(statuses, [200, 503, 200]);
  });
});
