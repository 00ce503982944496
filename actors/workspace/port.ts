/**
 * What the steps need from an office suite, in neutral words. One implementation speaks Google's
 * API (`google.ts`); it serves Google and the local workspace alike. Another suite would be a
 * second implementation of this file.
 */

import type { StepName } from '../../machines/vocabulary.ts';
import type { LearnerIdentity } from '../ports.ts';

/** Names one external write: the same write always has the same key, in every attempt. */
export interface Write {
  /** `workflow/step/ordinal`; never the attempt or incarnation. */
  key: string;
  workflow: string;
  step: StepName;
  signal: AbortSignal;
  /** Told, while a file goes up, how many of its bytes are safe on the other side. */
  uploaded?: ((bytes: number) => void) | undefined;
}

/** Who we are to the suite and how much room is left. */
export interface Identity {
  user: string;
  /** Mail address of the account; for administrators' eyes, never kept. */
  address: string;
  /** Bytes; null where the suite sets no limit. */
  quotaBytes: number | null;
  usedBytes: number;
  /** Id of the folder or drive that holds every workflow's root. */
  root: string;
}

/** A folder or a stored file, and the page that shows it. */
export interface FileRef {
  id: string;
  url: string;
}

export interface FolderSpec {
  name: string;
  /** Folder to create it in; null for the top of our drive. */
  parent: string | null;
}

export interface FileSpec {
  name: string;
  parent: string;
  mime: string;
  sha256: string;
  bytes: number;
  /** Path of the finished file on this machine. */
  path: string;
}

/** A question of a form. Ids are eight lower-case hex digits and fixed by the caller. */
export interface QuestionSpec {
  id: string;
  title: string;
  description?: string;
  required: boolean;
  kind:
    | { type: 'choice'; options: string[]; correct: number | null; points: number }
    | { type: 'text'; paragraph: boolean };
}

export interface SectionSpec {
  id: string;
  title: string;
  description?: string;
  questions: QuestionSpec[];
}

export interface FormSpec {
  title: string;
  description: string;
  parent: string;
  quiz: boolean;
  sections: SectionSpec[];
}

/** A form: its id and the page on which people answer. */
export interface FormRef {
  id: string;
  url: string;
}

export interface FormResponse {
  id: string;
  /** Learner id; null when the respondent is none of the learners asked about. */
  learner: string | null;
  /** Milliseconds since 1970. */
  createdAt: number;
  submittedAt: number;
  /** Chosen or written values by question id. */
  answers: Record<string, string[]>;
}

export interface ResponsePage {
  responses: FormResponse[];
  next: string | null;
}

/** A form's watch: somebody who tells of new answers, while it is not suspended. */
export interface WatchRef {
  kind: 'on' | 'suspended';
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** The suite's word for why it was suspended. */
  reason: string | null;
}

export interface ListAt {
  since?: number;
  page?: string;
  /** The suite's limit unless said otherwise. */
  pageSize?: number;
  signal: AbortSignal;
}

/** What taking back one recorded write came to. */
export interface Undone {
  /** Something a person should know, for example that answers had been given. */
  warning?: { code: string; message: string };
}

/**
 * Every write is idempotent under `write.key`: repeated after a crash, a lost answer or a
 * restart it leaves exactly one object.
 */
export interface Workspace {
  preflight(signal: AbortSignal): Promise<Identity>;
  createFolder(write: Write, spec: FolderSpec): Promise<FileRef>;
  /** Creates the form with all its items, unpublished. */
  createForm(write: Write, spec: FormSpec): Promise<FormRef>;
  /** Publishes and opens the form, and lets exactly these people answer. */
  publishForm(write: Write, form: string, responders: LearnerIdentity[]): Promise<void>;
  /** Stops accepting answers; resolves with the moment it was first closed (ms since 1970). */
  closeForm(write: Write, form: string): Promise<number>;
  /**
   * One page of responses, learners told by their addresses. `since` in ms: only responses submitted
   * at or after it. A page the suite has forgotten is refused like any wrong request.
   */
  listResponses(form: string, learners: LearnerIdentity[], at: ListAt): Promise<ResponsePage>;
  /**
   * Has us told of answers to the form; repeated, it sees to the watch there is. Null where nobody
   * would listen.
   */
  watch(write: Write, form: string): Promise<WatchRef | null>;
  /** Ends what `watch` made under the same key. */
  unwatch(write: Write): Promise<void>;
  putFile(write: Write, spec: FileSpec): Promise<FileRef>;
  /**
   * A finished .pptx, kept as it is or turned into a presentation of the suite's own, which people
   * can edit together. Only the former keeps its bytes and checksum.
   */
  putDeck(write: Write, spec: FileSpec, as: 'pptx' | 'slides'): Promise<FileRef>;
  /** Lets one learner read the file, without the suite sending a mail. */
  share(write: Write, file: string, learner: LearnerIdentity): Promise<void>;
  /** Takes back what `share` recorded under the same key. */
  unshare(write: Write): Promise<void>;
  move(write: Write, file: string, to: string): Promise<void>;
  trash(file: string, signal: AbortSignal): Promise<void>;
  download(file: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** Live files that carry the tag of this key. For reconciliation only: search may lag. */
  findByTag(tag: string, signal: AbortSignal): Promise<FileRef[]>;
  /** Takes back one recorded write; gone already counts as done. Null: not a write of this suite. */
  undo(write: Write): Promise<Undone | null>;
}
