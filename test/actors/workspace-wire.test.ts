/** The parts of Drive's wire our own port does not use, spoken by the same client. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';

import { createAuth } from '../../actors/workspace/auth.ts';
import { createDoor } from '../../actors/workspace/door.ts';
import { createClients } from '../../actors/workspace/google-clients.ts';
import { safeName } from '../../actors/workspace/local/safe-name.ts';
import { compileQuery } from '../../actors/workspace/local/search-query.ts';
import { createRig, type Rig } from './workspace-rig.ts';

function clientsOf(t: TestContext): ReturnType<typeof createClients> & { rig: Rig } {
  const rig = createRig();
  t.after(rig.dispose);
  const door = createDoor({ send: rig.local.handle, now: () => 0 });
  return { ...createClients(createAuth(rig.local.credentials, door), door), rig };
}

describe('the local wire', () => {
  it('takes a multipart upload, copies it, hands it out and deletes it for good', async (t) => {
    const { drive } = clientsOf(t);
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
  });

  it('tells what changed since a moment', async (t) => {
    const { drive } = clientsOf(t);
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
  });

  it('pages on after the last file, whatever went before it, and refuses another list’s token', async (t) => {
    const { drive } = clientsOf(t);
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      ids.push((await drive.files.create({ requestBody: { name } })).data.id as string);
    }
    const list = (more: object) =>
      drive.files.list({ orderBy: 'name desc', pageSize: 2, fields: '*', ...more });
    const first = await list({});
    await drive.files.delete({ fileId: ids[3] as string });
    const pageToken = first.data.nextPageToken as string;
    const second = await list({ pageToken });
    const names = [first, second].map(({ data }) => data.files?.map(({ name }) => name));
    assert.deepEqual(names, [
      ['d', 'c'],
      ['b', 'a'],
    ]);
    await assert.rejects(list({ pageToken, q: 'trashed = true' }), { status: 400 });
    const since = "modifiedTime > '2020-01-01T00:00:00' and not name = 'a'";
    assert.equal((await drive.files.list({ q: since })).data.files?.length, 2);
  });

  it('hands out a part of a file, keeps to one parent, and changes who may what', async (t) => {
    const { drive, rig } = clientsOf(t);
    const file = await rig.file(Buffer.from('0123456789'));
    const spec = { ...file, name: 'n.txt', mime: 'text/plain', parent: 'root' };
    const { id: fileId } = await rig.workspace.putFile(rig.write('p'), spec);
    const part = await drive.files.get(
      { fileId, alt: 'media' },
      { responseType: 'text', headers: { range: 'bytes=2-4' } },
    );
    assert.equal(part.data as unknown, '234');
    const folder = { name: 'F', mimeType: 'application/vnd.google-apps.folder' };
    const { data } = await drive.files.create({ requestBody: folder });
    const addParents = data.id as string;
    await assert.rejects(drive.files.update({ fileId, addParents }), { status: 403 });
    await drive.files.update({ fileId, addParents, removeParents: 'root' });
    const reader = { type: 'user', role: 'reader', emailAddress: 'learner-1@learners.invalid' };
    const shared = await drive.permissions.create({ fileId, requestBody: reader });
    const permissionId = shared.data.id as string;
    await drive.permissions.update({ fileId, permissionId, requestBody: { role: 'writer' } });
    assert.equal((await drive.permissions.get({ fileId, permissionId })).data.role, 'writer');
    assert.equal((await drive.drives.get({ driveId: 'root' })).data.name, 'Local drive');
  });

  it('shows every file in the tree, by a name of its own, wherever it goes', async (t) => {
    const { rig } = clientsOf(t);
    const { workspace, write } = rig;
    const folder = await workspace.createFolder(write('a'), { name: 'A/B', parent: null });
    const file = await rig.file(Buffer.from('x'));
    const put = (ordinal: string, name: string) =>
      workspace.putFile(write(ordinal), { ...file, name, mime: 'text/plain', parent: folder.id });
    const tree = (name: string) => readdirSync(join(rig.dir, 'workspace', 'tree', name)).sort();
    const first = await put('b', 'deck.txt');
    const second = await put('c', 'deck.txt');
    await put('d', `${'ü'.repeat(300)}.txt`);
    assert.deepEqual(tree('A_B'), ['deck (2).txt', 'deck.txt', `${'ü'.repeat(98)}.txt`]);
    const signal = new AbortController().signal;
    await workspace.trash(first.id, signal);
    assert.deepEqual(tree('A_B').slice(0, 1), ['deck.txt'], 'the number is given back');
    await rig.local.restore(first.id);
    assert.equal(tree('A_B').length, 3);
    const other = await workspace.createFolder(write('e'), { name: 'C', parent: null });
    await workspace.move(write('f'), second.id, other.id);
    assert.deepEqual(tree('C'), ['deck.txt']);
    await workspace.move(write('g'), folder.id, other.id);
    assert.deepEqual(tree('C'), ['A_B', 'deck.txt']);
    assert.equal(tree('C/A_B').length, 2);
  });

  it('pages through a folder', async (t) => {
    const { drive } = clientsOf(t);
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
      shown_as: null,
      created_at: 0,
      modified_at: 0,
    };
    const finds = (q: string): boolean => compileQuery(q).test(file);
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
});
