/** What every route of the local workspace works with. */
import type { Blobs } from '../../ports.ts';
import type { LocalWorkspaceStore } from './store.ts';
import type { Tree } from './tree.ts';

export interface LocalContext {
  store: LocalWorkspaceStore;
  blobs: Blobs;
  tree: Tree;
  /** Folder for the bytes of unfinished uploads. */
  uploadsDir: string;
  publicUrl(): string;
  nextId(): string;
  now(): number;
}

/** Id of the drive's top folder; `root` is its alias on the wire. */
export const ROOT_ID = 'local-drive-root';
