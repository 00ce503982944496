/** What the workspace asks of its store, held against memory, the embedded database and a Postgres server. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { createMemoryStore } from '../../actors/workspace/local/memory-store.ts';
import type {
  FormItem,
  LocalFile,
  LocalForm,
  LocalWorkspaceStore,
} from '../../actors/workspace/local/store.ts';
import { createArtifacts } from '../../persistence/artifacts.ts';
import { createBlobs } from '../../persistence/blobs.ts';
import { type Database, openDatabase } from '../../persistence/database.ts';
import { createEffectLedger } from '../../persistence/effect-ledger.ts';
import { createWorkspaceStore } from '../../persistence/workspace-store.ts';
import { type Scratch, scratchPostgres, serverAway } from '../persistence/scratch.ts';
import { createRig, WORKFLOW } from './workspace-rig.ts';
import { runWholeWorkflow, undoEverything } from './workspace-story.ts';

const away = await serverAway();

let database: Database;
let dataDir: string;
let server: Scratch | null = null;

before(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'presgen-workspace-store-'));
  database = await openDatabase({ dataDir });
  if (away === null) server = await scratchPostgres();
});
after(async () => {
  await server?.drop();
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const onDatabase = (where: () => Database) => () =>
  createWorkspaceStore<FormItem, LocalForm['settings']>(where());

const STORES: [name: string, open: () => LocalWorkspaceStore, skip: string | false][] = [
  ['memory', createMemoryStore, false],
  ['the embedded database', onDatabase(() => database), false],
  ['a Postgres server', onDatabase(() => (server as Scratch).db), away ?? false],
];

let number = 0;
function fresh(name: string): string {
  number += 1;
  return `${name}-${number}`;
}

function file(id: string, more: Partial<LocalFile> = {}): LocalFile {
  return {
    id,
    name: 'deck.pptx',
    mime: 'text/plain',
    parent: 'top',
    sha256: null,
    md5: null,
    bytes: null,
    properties: {},
    trashed: false,
    explicitly_trashed: false,
    shown_as: null,
    created_at: 1_800_000_000_000,
    modified_at: 1_800_000_000_000,
    ...more,
  };
}

for (const [name, open, skip] of STORES) {
  describe(`the workspace store in ${name}`, { skip }, () => {
    it('inserts a file once and gives back what was put in', async () => {
      const store = open();
      const one = file(fresh('file'), { bytes: 3_000_000_000, properties: { pg: 'x?y' } });
      assert.equal(await store.insertFile(one), true);
      assert.equal(await store.insertFile({ ...one, name: 'other' }), false);
      assert.deepEqual(await store.file(one.id), one);
      assert.equal(await store.file('nope'), null);
    });

    it('finds a file by what it is called in the tree, and replaces only the bytes it is told of', async () => {
      const store = open();
      const folder = fresh('folder');
      const one = file(fresh('f'), { parent: folder, sha256: 'a', shown_as: 'Deck (2).pptx' });
      const old = file(fresh('f'), { parent: folder, name: 'Notes.md' });
      await store.insertFile(one);
      await store.insertFile(old);
      const shown = async (name: string) =>
        (await store.files({ parent: folder, shown: name })).map(({ id }) => id);
      assert.deepEqual(await shown('deck (2).PPTX'), [one.id]);
      assert.deepEqual(await shown('deck.pptx'), []);
      assert.deepEqual(await shown('notes.md'), [old.id], 'its own name where it has none there');
      const content = { sha256: 'b', md5: 'm', bytes: 3, modified_at: 5 };
      assert.equal(await store.replaceContent(one.id, 'x', content), false);
      assert.equal(await store.replaceContent(one.id, 'a', content), true);
      assert.deepEqual(await store.file(one.id), { ...one, ...content });
    });

    it('finds files by folder, tag and kind, oldest first', async () => {
      const store = open();
      const [folder, tag] = [fresh('folder'), fresh('tag')];
      const young = file(fresh('a'), { parent: folder, created_at: 2, properties: { pg: tag } });
      const old = file(fresh('b'), { parent: folder, created_at: 1, mime: 'text/html' });
      await store.insertFile(young);
      await store.insertFile(old);
      const idsOf = async (filter: Parameters<LocalWorkspaceStore['files']>[0]) =>
        (await store.files(filter)).map((one) => one.id);

      assert.deepEqual(await idsOf({ parent: folder }), [old.id, young.id]);
      assert.deepEqual(await idsOf({ property: { key: 'pg', value: tag } }), [young.id]);
      assert.deepEqual(await idsOf({ parent: folder, mime: 'text/html' }), [old.id]);
      await store.updateFile(young.id, { trashed: true, properties: { pg: fresh('tag') } });
      assert.deepEqual(await idsOf({ parent: folder, trashed: false }), [old.id]);
      assert.deepEqual(await idsOf({ property: { key: 'pg', value: tag } }), []);
      await store.deleteFile(old.id);
      assert.equal(await store.file(old.id), null);
    });

    it('keeps one permission a person and file', async () => {
      const store = open();
      const permission = {
        id: 'p',
        file: fresh('file'),
        type: 'user',
        role: 'reader',
        address: 'learner-1@learners.invalid',
        view: null,
      };
      await store.putPermission(permission);
      await store.putPermission({ ...permission, view: 'published' });
      assert.deepEqual(await store.permissions(permission.file), [
        { ...permission, view: 'published' },
      ]);
      assert.equal(await store.deletePermission(permission.file, 'p'), true);
      assert.equal(await store.deletePermission(permission.file, 'p'), false);
    });

    it('changes a form only over the revision that was read', async () => {
      const store = open();
      const form: LocalForm = {
        id: fresh('form'),
        link: fresh('link'),
        title: 'T',
        description: '',
        revision: 1,
        items: [{ itemId: 'aaaaaaaa', textItem: {} }],
        settings: { isQuiz: true, emailCollectionType: 'VERIFIED' },
        published: false,
        accepting: false,
      };
      await store.insertForm(form);
      assert.equal(await store.updateForm(form.id, 1, { title: 'U', items: [] }), true);
      assert.equal(await store.updateForm(form.id, 1, { title: 'V' }), false);
      const after = { ...form, title: 'U', items: [], revision: 2 };
      assert.deepEqual(await store.form(form.id), after);
      assert.deepEqual(await store.formByLink(form.link), after);
    });

    it('counts a submission token once and a person once', async () => {
      const store = open();
      const form = fresh('form');
      const response = {
        id: fresh('r'),
        form,
        respondent: 'learner-1',
        answers: { q: ['a'] },
        created_at: 10,
        submitted_at: 10,
      };
      const later = { ...response, id: fresh('r'), answers: { q: ['b'] }, submitted_at: 20 };
      const token = fresh('token');
      await Promise.all([store.submit(response, token), store.submit(later, token)]);
      assert.deepEqual(await store.responses(form, null, 10), [response]);

      await store.submit({ ...later, created_at: 20 }, fresh('token'));
      const edited = { ...response, answers: { q: ['b'] }, submitted_at: 20 };
      assert.deepEqual(await store.response(form, 'learner-1'), edited);
      assert.deepEqual(await store.responses(form, { created_at: 10, id: response.id }, 10), []);
    });

    it('keeps uploads and an ordered log of changes', async () => {
      const store = open();
      const upload = {
        ...{ id: fresh('u'), mime: 'video/mp4', total: null, metadata: { name: 'x' } },
        ...{ created_at: 50, file: null },
      };
      await store.putUpload(upload);
      assert.deepEqual(await store.upload(upload.id), upload);
      await store.putUpload({ ...upload, file: 'deck' });
      assert.deepEqual(await store.upload(upload.id), { ...upload, file: 'deck' });
      assert.deepEqual(await store.uploadsBefore(50), []);
      assert.deepEqual(await store.uploadsBefore(51), [upload.id]);
      await store.deleteUpload(upload.id);
      assert.equal(await store.upload(upload.id), null);

      const start = await store.lastChange();
      await store.recordChange('a', false, 5);
      await store.recordChange('b', true, 6);
      const changes = await store.changes(start, 10);
      assert.deepEqual(
        changes.map(({ file: id, removed, at }) => [id, removed, at]),
        [
          ['a', false, 5],
          ['b', true, 6],
        ],
      );
      assert.equal(await store.lastChange(), changes.at(-1)?.position);
    });
  });
}

it('runs a whole workflow and its undoing on the database', async (t) => {
  const rig = createRig({
    store: createWorkspaceStore<FormItem, LocalForm['settings']>(database),
    records: (dir, now) => {
      const blobs = createBlobs(join(dir, 'blobs'));
      const artifacts = createArtifacts(database, blobs, now);
      return { blobs, artifacts, ledger: createEffectLedger(database, now) };
    },
  });
  t.after(rig.dispose);
  const { closed } = await runWholeWorkflow(rig);
  assert.deepEqual(closed, { answered: ['learner-1', 'learner-2'], missing: ['learner-3'] });
  const { undone, kept } = await undoEverything(rig);
  assert.ok(undone > 20);
  assert.deepEqual(
    kept.map((warning) => warning.code),
    ['ANSWERED_FORM_TRASHED'],
  );
  assert.ok((await rig.ports.ledger.ofWorkflow(WORKFLOW)).length > 20);
  const folders = await rig.store.files({ mime: 'application/vnd.google-apps.folder' });
  assert.equal(folders.length, 8);
  assert.ok(folders.every((folder) => folder.trashed));
});
