/** Everything the server is given; `cli/system.ts` wires it. */
import type { ArtifactRef, StepName, WorkflowSettings } from '../machines/vocabulary.ts';
import type { ActorRecord, Engine, JournalEntry } from '../runtime/ports.ts';
import type { ItemBank, LearnerRecords } from './bank-ports.ts';
import type { AuditTrail, ConfigurationEntry } from './desk-ports.ts';
import type { BulkActions, Operations, SavedViews } from './fleet/ports.ts';
import type { GoogleAccess } from './google-ports.ts';
import type { LinkSigner } from './learner/links.ts';
import type { People, Sessions } from './people/people.ts';
import type { ChartStore, MachineVersions, ReadModels, Requests, UploadIntake } from './ports.ts';
import type { JudgeWork, KeptVerdict } from './review/quality-gate.ts';

export interface StoredArtifact extends ArtifactRef {
  workflow: string;
  step: StepName;
  learner: string | null;
  meta: Record<string, unknown>;
  created_at: number;
}

/** What a curriculum proposes, for a person to confirm; or why its file cannot be read. */
export type CurriculumAnswer =
  | {
      domains: {
        name: string;
        /** Percent; null where it gives none. */
        weight: number | null;
        objectives: string[];
        page: number | null;
        quote: string;
      }[];
      sum: number;
      notes: string[];
    }
  | { refused: string };

export interface ArtifactShelf {
  put(
    what: {
      workflow: string;
      step: StepName;
      type: string;
      name: string;
      mime: string;
      learner?: string | null;
      meta?: Record<string, unknown>;
    },
    bytes: Uint8Array,
  ): Promise<ArtifactRef>;
  latest(workflow: string, type: string, name?: string): Promise<StoredArtifact | null>;
  list(workflow: string, type?: string): Promise<StoredArtifact[]>;
  get(id: string): Promise<StoredArtifact | null>;
  read(ref: { sha256: string }): Promise<Buffer>;
  /** Straight from the disk, both ends included; only whole reads are checked against the hash. */
  part(ref: { sha256: string }, start: number, end: number): Promise<ReadableStream<Uint8Array>>;
}

export interface FormQuestion {
  id: string;
  title: string;
  description: string;
  required: boolean;
  kind: { type: 'choice'; options: string[] } | { type: 'text'; paragraph: boolean };
}

export interface FormPage {
  id: string;
  title: string;
  description: string;
  sections: { id: string; title: string; description: string; questions: FormQuestion[] }[];
  accepting: boolean;
  /** Whether answers are graded; then only a learner's own link takes them. */
  quiz: boolean;
}

export type SubmitResult =
  | { kind: 'accepted'; response: string; submittedAt: number }
  | { kind: 'unknown' }
  | { kind: 'closed' }
  | { kind: 'invalid'; problems: { question: string; message: string }[] };

/** Forms as our own pages show them; absent with Google, whose forms have pages of their own. */
export interface FormPages {
  read(formId: string): Promise<FormPage | null>;
  /** Form behind `/f/<link>` where the link names no learner; null when there is none. */
  byLink(link: string): Promise<string | null>;
  answers(formId: string, learner: string): Promise<Record<string, string> | null>;
  /** The same with when they were handed in, ms since 1970. */
  response(
    formId: string,
    learner: string,
  ): Promise<{ answers: Record<string, string>; submitted_at: number } | null>;
  submit(
    formId: string,
    submission: { respondent: string; answers: Record<string, string>; submissionToken: string },
  ): Promise<SubmitResult>;
}

/** Answers as they are being given, kept so that a closed tab or another device loses none. */
export interface FormDrafts {
  read(
    form: string,
    respondent: string,
  ): Promise<{ answers: Record<string, string>; saved_at: number } | null>;
  /** Puts these answers over the ones kept. */
  save(
    form: string,
    respondent: string,
    answers: Record<string, string>,
    at: number,
  ): Promise<void>;
  forget(form: string, respondent: string): Promise<void>;
}

/** Which learners' links were taken back, and who would like a new one. */
export interface LinkDesk {
  /** Issue that a learner's links must be of to open. */
  issue(workflow: string, learner: string): Promise<number>;
  wish(workflow: string, learner: string, kind: string, at: number): Promise<void>;
  /** Not yet answered, the oldest first. */
  wishes(): Promise<
    { workflow: string; learner: string; kind: string; last_at: number; times: number }[]
  >;
  /** Writes to the learner, taking the old links back if asked to; false where there is nobody to write to. */
  renew(workflow: string, learner: string, revokes: boolean): Promise<boolean>;
}

/** One letter in the outbox. */
export interface KeptLetter {
  id: string;
  subject: string;
  to: string;
  from: string;
  /** ms since 1970; null where the file does not say. */
  date: number | null;
  messageId: string;
  state: 'kept' | 'sent' | 'failed';
  attempts: number;
  code: string | null;
  /** Times somebody sent it again on purpose. */
  resent: number;
}

/** The outbox as our own pages show it. */
export interface OutboxPages {
  /** Whether a mail server is configured. */
  canSend: boolean;
  list(limit: number): Promise<{ letters: KeptLetter[]; total: number }>;
  letter(id: string): Promise<(KeptLetter & { text: string; html: string }) | null>;
  raw(id: string): Promise<Buffer | null>;
  resend(id: string): Promise<void>;
}

/** A file of the local drive; a folder and a form have no bytes. */
export interface DriveFile {
  id: string;
  name: string;
  mime: string;
  parent: string | null;
  sha256: string | null;
  bytes: number | null;
  trashed: boolean;
  /** Put into the trash itself, not only lying in a folder that was. */
  explicitly_trashed: boolean;
  /** ms since 1970. */
  created_at: number;
  modified_at: number;
}

/** Somebody a file was shared with. */
export interface DriveAccess {
  /** Learner id, or null where it is none of our learners. */
  learner: string | null;
  /** Whose it is otherwise; null for everybody. */
  address: string | null;
  may: 'read' | 'comment' | 'write' | 'answer';
  /** The folder that was shared; null when it was the file itself. */
  through: string | null;
}

/** The drive as our own pages show it; absent with Google, whose drive has pages of its own. */
export interface DrivePages {
  /** Id of the top folder, which has no file of its own. */
  top: string;
  file(id: string): Promise<DriveFile | null>;
  children(folder: string): Promise<DriveFile[]>;
  /** Live files by the beginning of a word of their name, the newest first. */
  findByName(text: string, limit: number): Promise<DriveFile[]>;
  /** What was put into the trash, the newest first. */
  trashed(): Promise<DriveFile[]>;
  /** Takes a file out of the trash; null when there is no such file. */
  restore(id: string): Promise<DriveFile | null>;
  access(id: string): Promise<DriveAccess[]>;
  read(file: { sha256: string }): Promise<Buffer>;
  part(file: { sha256: string }, start: number, end: number): Promise<ReadableStream<Uint8Array>>;
  /** The last part of the form's address `/f/<link>`. */
  formLink(id: string): Promise<string | null>;
}

/** A fault of the local workspace that is armed, with what it has met so far. */
export interface ArmedFault {
  id: number;
  fault: string;
  call: string;
  met: number;
  struck: number;
  nth?: number | undefined;
  times?: number | undefined;
  rate?: number | undefined;
  seed?: number | undefined;
  ms?: number | undefined;
  seconds?: number | undefined;
  byte?: number | undefined;
}

/** Faults of the local workspace, for developers who asked for them in the configuration. */
export interface FaultDesk {
  kinds: { name: string; does: string }[];
  calls: string[];
  armed(): ArmedFault[];
  /** The newest first; `at` in ms since 1970. */
  strikes(): { fault: string; call: string; at: number }[];
  isRevoked(): boolean;
  reconnect(): void;
  disarm(id: number): boolean;
  /** What is wrong with the rule; empty when it was armed. */
  arm(rule: Record<string, unknown>): string[];
}

/** Offsets of blocks point into `text`. */
export interface ReadDocument {
  title: string;
  text: string;
  blocks: { heading: string[]; page: number | null; start: number; end: number }[];
}

export interface ComponentHealth {
  status: 'ok' | 'degraded' | 'down';
  detail?: string;
}

export interface ServerConfig {
  host: string;
  port: number;
  /** Null on loopback, where no login is asked for. */
  adminToken: string | null;
  /** Folder below which a request may name documents by path. */
  documentsDir: string | null;
  /** False: no videos, whatever a request asks for. */
  avatarEnabled: boolean;
  version: string;
}

export interface ServerPorts {
  engine: Engine;
  /** One actor's past, position by position: what it was after each entry, or null where its code is gone. */
  openCourse(address: string): Promise<{ take(entry: JournalEntry): ActorRecord | null }>;
  people: People;
  sessions: Sessions;
  readModels: ReadModels;
  savedViews: SavedViews;
  bulk: BulkActions;
  operations: Operations;
  /** Whether other processes may move workflows too. */
  isShared: boolean;
  machineVersions: MachineVersions;
  charts: ChartStore;
  requests: Requests;
  uploads: UploadIntake;
  /** Folder for documents on their way in. */
  intakeDir: string;
  /** Why a document cannot be taken, as the end of a sentence that its name begins; null when it can. */
  documentFault(fileName: string, path: string): Promise<string | null>;
  /** Domains that a curriculum names; nothing of it is kept. */
  readCurriculum(fileName: string, bytes: Uint8Array): Promise<CurriculumAnswer>;
  artifacts: ArtifactShelf;
  forms: FormPages | null;
  drafts: FormDrafts;
  drive: DrivePages | null;
  /** Only where `PRESGEN_FAULTS` is set. */
  faults?: FaultDesk | undefined;
  /** Google Workspace, or the local one in its place. */
  google: GoogleAccess;
  links: LinkSigner;
  linkDesk: LinkDesk;
  outbox: OutboxPages;
  bank: ItemBank;
  learners: LearnerRecords;
  /** Learner names for pages addressed to that learner. */
  nameOf(workflow: string, learner: string): Promise<string | null>;
  /** A document as a knowledge base read it, its text and where its parts stand; null when it has none. */
  document(knowledge: string, id: string): Promise<ReadDocument | null>;
  /** Applies an educator's edits to a question set; throws what is wrong with them. */
  patchQuestions(set: unknown, patch: unknown): unknown;
  /**
   * Another question in the place of one of a set; null where the documents carry none. `note` says
   * how it was made where that was not as configured.
   */
  anotherQuestion(wanted: {
    workflow: string;
    kb: string;
    settings: WorkflowSettings;
    set: unknown;
    item: string;
    comment: string;
    avoid: readonly string[];
    signal: AbortSignal;
  }): Promise<{ item: { id: string }; note: string | null } | null>;
  /** Earlier judgements, the newest first; of one workflow or of all. */
  verdicts: { newest(limit: number, workflow?: string): Promise<KeptVerdict[]> };
  /** Judges the work before it is released; absent, nothing stands in the way. */
  judgeWork?: JudgeWork;
  health(): Promise<Record<string, ComponentHealth>>;
  metrics: {
    text(): Promise<string>;
    http(route: string, method: string, statusClass: string, seconds: number): void;
    wsConnections(change: 1 | -1): void;
  };
  /** The audit trail, to be read and verified. */
  trail: AuditTrail;
  /** Every setting of this process, without secrets. */
  configuration: ConfigurationEntry[];
  /** The example course as it lies in the repository; null where it was not shipped. */
  exampleCourse: string | null;
  /** Audit trail of what people did. */
  audit(entry: {
    actor: string;
    action: string;
    subject: string;
    detail: Record<string, unknown>;
  }): Promise<void>;
  now(): number;
  stopwatch(): () => number;
  nextId(): string;
  wakeAt(dueMs: number, wake: () => void): () => void;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  config: ServerConfig;
}
