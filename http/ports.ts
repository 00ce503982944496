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
import type { FleetHistogram, FleetList } from './fleet/ports.ts';

export type { WorkflowPage, WorkflowQuery, WorkflowRow } from './fleet/ports.ts';

export interface ReadModels extends FleetList, FleetHistogram {
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
    /** The content, or a finished file that is taken over. */
    bytes: Uint8Array | { file: string; sha256: string; bytes: number };
    workflow: string | null;
  }): Promise<{ id: string; sha256: string; bytes: number }>;
}

/** What charts are drawn from besides the machines themselves. */
export interface ChartStore {
  /** Layouts that outlive the process, by a hash of what they were made from. */
  find(keys: string[]): Promise<{ key: string; layout: string }[]>;
  keep(key: string, layout: string): Promise<void>;
  /** Armed timers of a workflow and its parts, the next one first; `due` in ms since 1970. */
  timers(root: string): Promise<{ address: string; machine: string; timer: string; due: number }[]>;
  /** In how many of the newest actors each state, by dotted path, was ever occupied. */
  coverage(
    machine: string,
    version: string,
    newest: number,
  ): Promise<{ actors: number; states: { state: string; actors: number }[] }>;
}

/** Machine versions as they were when they ran, for those whose code is gone. */
export interface MachineVersions {
  find(machine: string, version: string): Promise<{ definition: Json; chart: Json } | null>;
  /** The oldest first; times in ms since 1970. */
  of(machine: string): Promise<{ version: string; first_seen_at: number }[]>;
}

export type { ArtifactRef, CheckpointKind, CheckpointPolicy, Domain, StepName };
