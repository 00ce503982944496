/** What the server reads and writes besides the engine; implemented in persistence, wired in main. */
import type {
  ArtifactRef,
  CheckpointKind,
  CheckpointPolicy,
  Domain,
  StepName,
  WorkflowSettings,
} from '../machines/vocabulary.ts';
import type { ActorRecord, Json } from '../runtime/ports.ts';

export interface WorkflowRow {
  workflow_id: string;
  certification_name: string;
  organization_id: string;
  /** WorkflowStatus of the vocabulary. */
  status: string;
  step_name: StepName | null;
  progress_percentage: number;
  /** What stopped it or one of its descendants and waits for a person. */
  open_dead_letters: number;
  seq: number;
  created_at: number;
  updated_at: number;
}

export interface WorkflowQuery {
  /** WorkflowStatus or step name. */
  state?: string | undefined;
  /** Words of the certification's name, or the start of a workflow id. */
  q?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

export interface ReadModels {
  workflows(
    query: WorkflowQuery,
  ): Promise<{ items: WorkflowRow[]; next: string | null; total: number }>;
  workflow(id: string): Promise<WorkflowRow | null>;
  /** Active `checkpoint` actors, earliest due first. */
  openCheckpoints(): Promise<ActorRecord[]>;
  /** The state values of the workflows completed last, each oldest first. */
  finishedCourses(limit: number): Promise<{ at: number; value: Json }[][]>;
  /** Dead letters that wait for a person. */
  openDeadLetters(): Promise<number>;
  /** Counts per workflow status. */
  counts(): Promise<Record<string, number>>;
}

/** A request as accepted: settings for the machine; identities go to the sealed table. */
export interface Requests {
  /** One transaction: the settings, the sealed learners. Idempotent per workflow id. */
  save(
    workflow: string,
    settings: WorkflowSettings,
    learners: { id: string; name: string; email: string }[],
  ): Promise<void>;
  settings(workflow: string): Promise<WorkflowSettings | null>;
  /** Remembers an Idempotency-Key; returns the workflow id it first created, if any. */
  remember(key: string, workflow: string): Promise<string>;
}

export interface UploadIntake {
  /** Title of an upload, or null if there is none of that id. */
  title(id: string): Promise<string | null>;
  /** Stores bytes as a blob and an upload row; the same bytes and name give the same id. */
  add(upload: {
    fileName: string;
    title: string;
    mime: string;
    bytes: Uint8Array;
    workflow: string | null;
  }): Promise<{ id: string; sha256: string; bytes: number }>;
}

/** Machine versions as they were when they ran, for those whose code is gone. */
export interface MachineVersions {
  find(machine: string, version: string): Promise<{ definition: Json; chart: Json } | null>;
  /** The oldest first; times in ms since 1970. */
  of(machine: string): Promise<{ version: string; first_seen_at: number }[]>;
}

export type { ArtifactRef, CheckpointKind, CheckpointPolicy, Domain, StepName };
