/** One course's worth of calls on a drive, in a folder of its own that is gone at the end. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { LearnerIdentity } from '../../actors/ports.ts';
import { type Credentials, createAuth } from '../../actors/workspace/auth.ts';
import { createDoor } from '../../actors/workspace/door.ts';
import { createClients } from '../../actors/workspace/google-clients.ts';
import { createWorkspace } from '../../actors/workspace/index.ts';
import { PPTX_MIME } from '../../actors/workspace/mime.ts';
import type { FormSpec } from '../../actors/workspace/port.ts';
import { createRig } from '../actors/workspace-rig.ts';

export interface Account {
  credentials: Credentials;
  sharedDriveId: string | undefined;
  fetch: typeof globalThis.fetch;
  /** Somebody else's Google account, to share with; without one nothing is shared. */
  address: string | undefined;
  /** A finished presentation. */
  deck: Buffer;
}

/** Three parts of 256 KiB and a bit: the upload goes on where it stopped, three times. */
const UPLOAD_BYTES = 3 * 2 ** 18 + 1000;

/** @returns what was done, in order */
export async function playStory(account: Account): Promise<string[]> {
  const { credentials, sharedDriveId, fetch } = account;
  const rig = createRig();
  const done: string[] = [];
  const { signal } = new AbortController();
  const parts = { bytes: 2 ** 18, timeoutMs: 120_000 };
  const shared = { mode: 'google', credentials, sharedDriveId, fetch, now: Date.now } as const;
  const workspace = createWorkspace({ ...shared, ledger: rig.ports.ledger, parts });
  const door = createDoor({ send: (request) => fetch(request), now: Date.now });
  const { drive } = createClients(createAuth(credentials, door), door);
  const everywhere = { supportsAllDrives: true } as const;
  let root: string | null = null;
  try {
    await workspace.preflight(signal);
    const name = `PresGen live check ${new Date().toISOString()}`;
    ({ id: root } = await workspace.createFolder(rig.write('root'), { name, parent: null }));
    const inside = await workspace.createFolder(rig.write('in'), { name: 'Decks', parent: root });
    done.push('folders');

    const people = peopleOf(account.address);
    const form = await workspace.createForm(rig.write('form'), formIn(root));
    await workspace.publishForm(rig.write('publish'), form.id, people);
    const { responses } = await workspace.listResponses(form.id, people, { signal });
    assert.deepEqual(responses, [], 'nobody has answered a form of a moment ago');
    await workspace.closeForm(rig.write('close'), form.id);
    done.push('form, published, read and closed');

    const bytes = Buffer.alloc(UPLOAD_BYTES, 'presgen ');
    const blob = await rig.file(bytes);
    const spec = { ...blob, name: 'notes.txt', parent: root, mime: 'text/plain' };
    const file = await workspace.putFile(rig.write('file'), spec);
    const there = createHash('sha256');
    for await (const chunk of await workspace.download(file.id, signal)) there.update(chunk);
    assert.equal(there.digest('hex'), blob.sha256, 'what comes down is what went up');
    await workspace.move(rig.write('move'), file.id, inside.id);
    done.push('upload in parts, download, move');

    for (const person of people) {
      await workspace.share(rig.write('share'), file.id, person);
      await workspace.unshare(rig.write('share'));
      done.push('share and its end');
    }

    const copy = await drive.files.copy({
      ...everywhere,
      fileId: file.id,
      requestBody: { name: 'copy.txt' },
    });
    assert.equal(copy.data.name, 'copy.txt');
    const deckBlob = await rig.file(account.deck);
    const deckSpec = { ...deckBlob, name: 'deck.pptx', parent: inside.id, mime: PPTX_MIME };
    const deck = await workspace.putDeck(rig.write('deck'), deckSpec, 'slides');
    const exported = await drive.files.export(
      { fileId: deck.id, mimeType: PPTX_MIME },
      { responseType: 'arraybuffer' },
    );
    const head = Buffer.from(exported.data as ArrayBuffer).subarray(0, 2);
    assert.equal(head.toString(), 'PK', 'what is exported is a PowerPoint file');
    done.push('copy, import and export');

    await workspace.trash(root, signal);
    const { data } = await drive.files.get({ ...everywhere, fileId: root, fields: 'id,trashed' });
    assert.equal(data.trashed, true);
    done.push('trash');
    return done;
  } finally {
    if (root !== null) await drive.files.delete({ ...everywhere, fileId: root });
    rig.dispose();
  }
}

function peopleOf(address: string | undefined): LearnerIdentity[] {
  if (address === undefined) return [];
  return [{ id: 'learner-1', name: 'Live check', email: address }];
}

function formIn(parent: string): FormSpec {
  const options = ['Red', 'Green'];
  return {
    ...{ title: 'Live check', description: 'Made by a test.', parent, quiz: true },
    sections: [
      {
        id: '00000001',
        title: 'Lights',
        questions: [
          {
            ...{ id: '00000002', title: 'Which light is on port?', required: true },
            kind: { type: 'choice', options, correct: 0, points: 1 },
          },
          {
            ...{ id: '00000003', title: 'Why?', required: false },
            kind: { type: 'text', paragraph: true },
          },
        ],
      },
    ],
  };
}
