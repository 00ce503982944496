/** What every route of the local workspace works with. */
import type { Blobs } from '../../ports.ts';
import type { PushFate } from './fault-kinds.ts';
import type { ToPdf } from './office.ts';
import type { LocalWorkspaceStore } from './store.ts';
import type { Tree } from './tree.ts';
import type { Turns } from './turns.ts';

/** What a watch tells: which form, never who or what. */
export interface ResponseNotice {
  form: string;
  watch: string;
}

export interface LocalContext {
  store: LocalWorkspaceStore;
  blobs: Blobs;
  tree: Tree;
  /** One change of the drive after the other: names in the tree depend on what is there. */
  inTurn: Turns;
  /** Folder for the bytes of unfinished uploads. */
  uploadsDir: string;
  /** Makes PDFs of PowerPoint files; null where this machine has no program for it. */
  toPdf: ToPdf | null;
  publicUrl(): string;
  nextId(): string;
  now(): number;
  /** Asked once before each notification of a watch: what becomes of it. */
  nextPush(): PushFate;
  /** Sends a notice to whoever listens; resolves when it was taken, or with `lateMs` at once. */
  deliver(notice: ResponseNotice, lateMs: number): Promise<void>;
}

/** Id of the drive's top folder; `root` is its alias on the wire. */
export const ROOT_ID = 'local-drive-root';
