/** Who may read a file, on Drive's API. */
import { createHash } from 'node:crypto';
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { PresGenError } from '../../runtime/errors.ts';
import type { Effect, LearnerIdentity } from '../ports.ts';
import { once } from './effects.ts';
import { call, type Google } from './google-clients.ts';
import { ignoreMissing } from './google-files.ts';
import type { Write } from './port.ts';

/**
 * Gives one learner read access. `published` lets them answer a form; without it the same role
 * would open the form's editor.
 */
export async function share(
  google: Google,
  write: Write,
  file: string,
  learner: LearnerIdentity,
  view: 'published' | null,
): Promise<void> {
  const address = google.addresses.of(learner);
  const person = personMark(write.key, address);
  const find = () => findReader(google, write, file, person);
  await once(google.ledger, write, {
    call: 'drive.permissions.create',
    plannedId: async () => file,
    intent: { file, person },
    reconcile: find,
    perform: async () => {
      try {
        const permission = await create(google, write, file, address, view);
        return { file, permission: permission.id as string };
      } catch (error) {
        if (!(error instanceof PresGenError) || error.code !== 'SHARING_UNSURE') throw error;
        const found = await find();
        if (!found) throw error;
        return { ...found, mail_failed: true };
      }
    },
  });
}

function create(
  google: Google,
  write: Write,
  fileId: string,
  emailAddress: string,
  view: 'published' | null,
): Promise<drive_v3.Schema$Permission> {
  return call(() =>
    google.drive.permissions.create(
      {
        fileId,
        sendNotificationEmail: false,
        supportsAllDrives: true,
        fields: 'id',
        requestBody: { type: 'user', role: 'reader', emailAddress, ...(view ? { view } : {}) },
      },
      { signal: write.signal },
    ),
  );
}

/** Tells one person's permission from another's without keeping an address in the ledger. */
function personMark(key: string, address: string): string {
  const text = `${key}\n${address.toLowerCase()}`;
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** The reader a lost answer may have made; never somebody who owns or edits the file. */
async function findReader(
  google: Google,
  write: Write,
  file: string,
  person: string,
): Promise<{ file: string; permission: string } | null> {
  const found = (await permissionsOf(google, file, write.signal)).find(
    ({ role, emailAddress }) =>
      READERS.has(role ?? '') && personMark(write.key, emailAddress ?? '') === person,
  );
  return found ? { file, permission: found.id as string } : null;
}

/** What Google calls a reader, and one of a published form. */
const READERS = new Set(['reader', 'publishedReader']);

/** Every permission of a file, all pages. */
async function permissionsOf(
  google: Google,
  file: string,
  signal: AbortSignal,
): Promise<drive_v3.Schema$Permission[]> {
  const all: drive_v3.Schema$Permission[] = [];
  let pageToken: string | undefined;
  do {
    const page: drive_v3.Schema$PermissionList = await call(() =>
      google.drive.permissions.list(
        {
          fileId: file,
          fields: 'permissions(id,type,role,emailAddress),nextPageToken',
          includePermissionsForView: 'published',
          supportsAllDrives: true,
          ...(pageToken ? { pageToken } : {}),
        },
        { signal },
      ),
    );
    all.push(...(page.permissions ?? []));
    pageToken = page.nextPageToken ?? undefined;
  } while (pageToken);
  return all;
}

/** Deletes the one permission a row is about, also when its answer was lost; others stay. */
export async function revoke(google: Google, write: Write, row: Effect): Promise<void> {
  const ref = row.ref as { file: string; permission?: string; person?: string } | null;
  if (!ref) return;
  await ignoreMissing(async () => {
    const known = ref.permission ? { permission: ref.permission } : null;
    const found = known ?? (await findReader(google, write, ref.file, ref.person ?? ''));
    if (!found) return;
    const where = { fileId: ref.file, permissionId: found.permission, supportsAllDrives: true };
    await call(() => google.drive.permissions.delete(where, { signal: write.signal }));
  });
}
