/** Everything the server is given; `cli/system.ts` wires it. */
import type { ArtifactRef, StepName } from '../machines/vocabulary.ts';
import type { Engine } from '../runtime/ports.ts';
import type { LinkSigner } from './links.ts';
import type { MachineVersions, ReadModels, Requests, UploadIntake } from './ports.ts';

export interface StoredArtifact extends ArtifactRef {
  workflow: string;
  step: StepName;
  learner: string | null;
  meta: Record<string, unknown>;
  created_at: number;
}

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
  submit(
    formId: string,
    submission: { respondent: string; answers: Record<string, string>; submissionToken: string },
  ): Promise<SubmitResult>;
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
  /** ms since 1970. */
  created_at: number;
  modified_at: number;
}

/** The drive as our own pages show it; absent with Google, whose drive has pages of its own. */
export interface DrivePages {
  /** Id of the top folder, which has no file of its own. */
  top: string;
  file(id: string): Promise<DriveFile | null>;
  children(folder: string): Promise<DriveFile[]>;
  read(file: { sha256: string }): Promise<Buffer>;
  /** The last part of the form's address `/f/<link>`. */
  formLink(id: string): Promise<string | null>;
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
  readModels: ReadModels;
  machineVersions: MachineVersions;
  requests: Requests;
  uploads: UploadIntake;
  artifacts: ArtifactShelf;
  forms: FormPages | null;
  drive: DrivePages | null;
  links: LinkSigner;
  /** Learner names for pages addressed to that learner. */
  nameOf(workflow: string, learner: string): Promise<string | null>;
  /** Applies an educator's edits to a question set; throws what is wrong with them. */
  patchQuestions(set: unknown, patch: unknown): unknown;
  health(): Promise<Record<string, ComponentHealth>>;
  metrics: {
    text(): Promise<string>;
    http(route: string, method: string, statusClass: string, seconds: number): void;
    wsConnections(change: 1 | -1): void;
  };
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
