/** Who may read a file, on Drive's API. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
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
  await once(google.ledger, write, {
    call: 'drive.permissions.create',
    plannedId: async () => file,
    reconcile: async () => {
      const found = (await permissionsOf(google, file, write.signal)).find(
        (permission) => permission.emailAddress?.toLowerCase() === address.toLowerCase(),
      );
      return found ? { file, permission: found.id as string } : null;
    },
    perform: async () => {
      const permission = await call(() =>
        google.drive.permissions.create(
          {
            fileId: file,
            sendNotificationEmail: false,
            supportsAllDrives: true,
            fields: 'id',
            requestBody: {
              type: 'user',
              role: 'reader',
              emailAddress: address,
              ...(view ? { view } : {}),
            },
          },
          { signal: write.signal },
        ),
      );
      return { file, permission: permission.id as string };
    },
  });
}

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

/** Deletes one permission; when its id was never learnt, every reader of that file. */
export async function revoke(google: Google, write: Write, row: Effect): Promise<void> {
  const ref = row.ref as { file: string; permission: string } | null;
  const fileId = ref?.file ?? row.planned_id;
  if (!fileId) return;
  await ignoreMissing(async () => {
    const ids = ref
      ? [ref.permission]
      : (await permissionsOf(google, fileId, write.signal))
          .filter((permission) => permission.type === 'user' && permission.role !== 'owner')
          .map((permission) => permission.id as string);
    for (const permissionId of ids) {
      await ignoreMissing(() =>
        call(() =>
          google.drive.permissions.delete(
            { fileId, permissionId, supportsAllDrives: true },
            { signal: write.signal },
          ),
        ),
      );
    }
  });
}
