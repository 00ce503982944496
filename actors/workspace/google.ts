/** The Workspace port on Google's API. Serves Google and the local workspace alike. */
import type { Effect } from '../ports.ts';
import { call, type Google } from './google-clients.ts';
import * as decks from './google-decks.ts';
import * as files from './google-files.ts';
import * as forms from './google-forms.ts';
import * as permissions from './google-permissions.ts';
import * as responses from './google-responses.ts';
import { endWatch, WATCH_CALL, watch } from './google-watches.ts';
import type { Identity, Undone, Workspace, Write } from './port.ts';

/** Binds the port's methods to one set of clients. */
export function googleWorkspace(google: Google): Workspace {
  return {
    preflight: (signal) => preflight(google, signal),
    createFolder: (write, spec) => files.createFolder(google, write, spec),
    putFile: (write, spec) => files.putFile(google, write, spec),
    putDeck: (write, spec, as) => decks.putDeck(google, write, spec, as),
    share: (write, file, learner) => permissions.share(google, write, file, learner, null),
    unshare: async (write) => {
      const row = await google.ledger.get(write.key);
      if (row) await permissions.revoke(google, write, row);
    },
    move: (write, file, to) => files.move(google, write, file, to),
    trash: (file, signal) => files.trash(google, file, signal),
    findByTag: (tag, signal) => files.findByTag(google, tag, signal),
    download: (file, signal) => download(google, file, signal),
    createForm: (write, spec) => forms.createForm(google, write, spec),
    publishForm: (write, form, responders) => forms.publishForm(google, write, form, responders),
    closeForm: (write, form) => forms.closeForm(google, write, form),
    listResponses: (form, learners, at) => responses.listResponses(google, form, learners, at),
    watch: (write, form) => watch(google, write, form),
    unwatch: async (write) => {
      await undo(google, write);
    },
    undo: (write) => undo(google, write),
  };
}

async function preflight(google: Google, signal: AbortSignal): Promise<Identity> {
  const about = await call(() =>
    google.drive.about.get({ fields: 'user,storageQuota' }, { signal }),
  );
  const root = await call(() =>
    google.drive.files.get(
      { fileId: google.root, fields: 'id', supportsAllDrives: true },
      { signal },
    ),
  );
  const limit = about.storageQuota?.limit;
  return {
    user: about.user?.displayName ?? '',
    address: about.user?.emailAddress ?? '',
    quotaBytes: limit ? Number(limit) : null,
    usedBytes: Number(about.storageQuota?.usage ?? 0),
    root: root.id as string,
  };
}

async function download(
  google: Google,
  fileId: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const body = await call(() =>
    google.drive.files.get(
      { fileId, alt: 'media', supportsAllDrives: true },
      { responseType: 'stream', signal },
    ),
  );
  return body as unknown as AsyncIterable<Uint8Array>;
}

async function undo(google: Google, write: Write): Promise<Undone | null> {
  const row = await google.ledger.get(write.key);
  if (!row || row.state === 'failed' || row.state === 'compensated') return {};
  const perform = UNDO[row.call];
  if (!perform) return null;
  await google.ledger.settle(write.key, 'compensating', row.ref ?? undefined);
  const undone = await perform(google, write, row);
  await google.ledger.settle(write.key, 'compensated', row.ref ?? undefined);
  return undone;
}

type Undo = (google: Google, write: Write, row: Effect) => Promise<Undone>;

/** How each recorded call is taken back; "no such object" is success everywhere. */
const UNDO: Record<string, Undo> = {
  'drive.files.create': async (google, write, row) => {
    const id = (row.ref?.id as string | undefined) ?? row.planned_id;
    if (id) await files.trash(google, id, write.signal);
    return {};
  },
  [decks.IMPORT_CALL]: async (google, write, row) => {
    await decks.withdrawDeck(google, write, row);
    return {};
  },
  'drive.files.update': async (google, write, row) => {
    await files.moveBack(google, write, row);
    return {};
  },
  'drive.permissions.create': async (google, write, row) => {
    await permissions.revoke(google, write, row);
    return {};
  },
  // Publishing and closing are taken back with the form itself, by its own row.
  'forms.forms.setPublishSettings': async () => ({}),
  [WATCH_CALL]: async (google, write, row) => {
    await endWatch(google, write, row);
    return {};
  },
  'forms.forms.create': async (google, write, row) => {
    const { answered } = await forms.withdrawForm(google, write, row);
    if (!answered) return {};
    const message = 'A form that people had answered was closed and moved to the trash.';
    return { warning: { code: 'ANSWERED_FORM_TRASHED', message } };
  },
};
