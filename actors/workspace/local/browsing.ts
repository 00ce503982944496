/** The drive as people look at it: found by name, out of the trash again, and who may read what. */
import { learnerAt } from '../addresses.ts';
import type { LocalContext } from './context.ts';
import { aliasOf, changeFile } from './files.ts';
import { containsWord } from './search-terms.ts';
import type { LocalFile, LocalPermission } from './store.ts';

/** Somebody who may read a file, or answer it where it is a form. */
export interface Access {
  /** Learner id, or null where it is none of our learners. */
  learner: string | null;
  /** The address for whom is no learner; null for everybody. */
  address: string | null;
  may: 'read' | 'comment' | 'write' | 'answer';
  /** The folder that was shared; null when it was the file itself. */
  through: string | null;
}

/** Live files one of whose words begins like this, the newest first. */
export async function findByName(
  context: LocalContext,
  text: string,
  limit: number,
): Promise<LocalFile[]> {
  const files = await context.store.files({ trashed: false });
  return files
    .filter((file) => containsWord(file.name, text))
    .sort((a, b) => b.modified_at - a.modified_at)
    .slice(0, limit);
}

/** What somebody, or an undo, put into the trash; not what merely lies in a trashed folder. */
export async function inTrash(context: LocalContext): Promise<LocalFile[]> {
  const files = await context.store.files({ trashed: true });
  return files
    .filter((file) => file.explicitly_trashed)
    .sort((a, b) => b.modified_at - a.modified_at);
}

/**
 * Takes a file out of the trash; null when there is none of that id. What lies in a trashed folder
 * stays there until the folder is restored.
 */
export async function restore(context: LocalContext, id: string): Promise<LocalFile | null> {
  const file = await context.store.file(aliasOf(id));
  if (!file) return null;
  return file.explicitly_trashed ? changeFile(context, id, { trashed: false }) : file;
}

/** Everybody a file was shared with, itself or with a folder above it, nearest first. */
export async function accessOf(context: LocalContext, id: string): Promise<Access[]> {
  const found: Access[] = [];
  for (let at = await context.store.file(id); at !== null; at = await above(context, at)) {
    for (const permission of await context.store.permissions(at.id)) {
      found.push(toAccess(permission, at.id === id ? null : at.name));
    }
  }
  return found;
}

async function above(context: LocalContext, file: LocalFile): Promise<LocalFile | null> {
  return file.parent === null ? null : context.store.file(file.parent);
}

const MAY: Record<string, Access['may']> = { writer: 'write', commenter: 'comment' };

function toAccess({ address, role, view }: LocalPermission, through: string | null): Access {
  const learner = address === null ? null : learnerAt(address);
  const may = view === 'published' ? 'answer' : (MAY[role] ?? 'read');
  return { learner, address: learner === null ? address : null, may, through };
}
