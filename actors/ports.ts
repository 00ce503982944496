/**
 * What activities may use, as small interfaces. `persistence` implements most of them
 * structurally and `main.ts` wires them, so an activity never knows where its data lives.
 */
import type {
  ArtifactRef,
  CallInput,
  CallName,
  CallOutput,
  Link,
  StepName,
  WorkflowSettings,
} from '../machines/vocabulary.ts';
import type { ActivityRun } from '../runtime/ports.ts';

/** Content-addressed bytes under the data directory. `put` is atomic: whole or not at all. */
export interface Blobs {
  put(bytes: Uint8Array): Promise<{ sha256: string; bytes: number }>;
  /** Takes over a finished file (same volume: by rename or link). */
  putFile(path: string): Promise<{ sha256: string; bytes: number }>;
  read(sha256: string): Promise<Buffer>;
  /** Path on disk, for tools that need a file. Do not write to it. */
  path(sha256: string): string;
}

export interface NewArtifact {
  workflow: string;
  step: StepName;
  /** questions, gaps, deck, scripts, video, captions, poster, transcript, report, result, coverage, manifest, document … */
  type: string;
  /** Stable within (workflow, type): `learner-1.pptx`, `questions.json`. */
  name: string;
  mime: string;
  /** Learner the artefact is about, or null. */
  learner?: string | null;
  meta?: Record<string, unknown>;
}

export interface Artifact extends ArtifactRef {
  workflow: string;
  step: StepName;
  learner: string | null;
  meta: Record<string, unknown>;
  created_at: number;
}

/**
 * Named, versioned outputs of a workflow. `put` with the bytes the newest version already has
 * returns that version, so a repeated activity leaves one artefact.
 */
export interface Artifacts {
  put(what: NewArtifact, bytes: Uint8Array | { file: string }): Promise<ArtifactRef>;
  latest(workflow: string, type: string, name?: string): Promise<Artifact | null>;
  /** Newest version of every artefact of the workflow, optionally of one type, oldest first. */
  list(workflow: string, type?: string): Promise<Artifact[]>;
  get(id: string): Promise<Artifact | null>;
  read(ref: { sha256: string }): Promise<Buffer>;
}

export interface LearnerIdentity {
  id: string;
  name: string;
  email: string;
}

/** The sealed table of names and addresses; the only place they exist outside mails and shares. */
export interface LearnerVault {
  /** Unseals; a learner that was erased or never existed is absent from the map. */
  open(workflow: string, ids: string[]): Promise<Map<string, LearnerIdentity>>;
}

export interface Upload {
  id: string;
  title: string;
  file_name: string;
  mime: string;
  sha256: string;
  bytes: number;
}

/** Documents people handed in: named in the request, or added to a workflow later. */
export interface Uploads {
  get(ids: string[]): Promise<Upload[]>;
  /** Uploads added to this workflow through its upload page. */
  addedTo(workflow: string): Promise<Upload[]>;
}

export type EffectState = 'planned' | 'done' | 'failed' | 'compensating' | 'compensated' | 'kept';

export interface Effect {
  /** `workflow/step/ordinal`: never contains the attempt or incarnation. */
  key: string;
  workflow: string;
  step: StepName;
  call: string;
  state: EffectState;
  planned_id: string | null;
  ref: Record<string, unknown> | null;
  at: number;
}

/** One row before every external write, so that a crash leaves exactly one object, or none after undo. */
export interface EffectLedger {
  get(key: string): Promise<Effect | null>;
  /** Inserts a planned row; if one exists, returns that row unchanged. */
  plan(effect: {
    key: string;
    workflow: string;
    step: StepName;
    call: string;
    planned_id?: string | null;
    /** What undo has to know even if the call's answer is lost. */
    ref?: Record<string, unknown>;
  }): Promise<Effect>;
  settle(key: string, state: EffectState, ref?: Record<string, unknown>): Promise<void>;
  /** Effects of one step in reverse order of planning. */
  ofStep(workflow: string, step: StepName): Promise<Effect[]>;
  ofWorkflow(workflow: string): Promise<Effect[]>;
}

/** The newest version of one response to a form. */
export interface CollectedResponse {
  id: string;
  /** Null when the respondent is none of the workflow's learners. */
  learner: string | null;
  /** Milliseconds since 1970. */
  submittedAt: number;
  /** Chosen or written values by question id. */
  answers: Record<string, string[]>;
}

/** Answers read so far while a form is open, so that a read only asks for what is new. */
export interface ResponseIndex {
  /** Makes a form known; what is known of it already stays. */
  open(workflow: string, form: string): Promise<void>;
  /** The workflow that collects this form's answers; null before it is known and once it closed. */
  workflowOf(form: string): Promise<string | null>;
  /** Until when (ms since 1970) the form has been read completely; null before that. */
  cursor(form: string): Promise<number | null>;
  advance(form: string, cursor: number): Promise<void>;
  /** Adds responses to a form that is known; of the same response the one submitted last stays. */
  keep(form: string, responses: CollectedResponse[]): Promise<void>;
  /** Learners of whom there is a response. */
  answered(form: string): Promise<string[]>;
  /** Responses of people who are not learners. */
  unmatched(form: string): Promise<number>;
  /** What each learner sent last. */
  latest(form: string): Promise<CollectedResponse[]>;
  /** Forgets the responses and how far the form was read: the next read begins anew. */
  restart(form: string): Promise<void>;
  /** Forgets the form with all its responses. */
  forget(form: string): Promise<void>;
}

/** Signed, expiring links to learner pages. */
export interface Links {
  form(workflow: string, learner: string, formId: string): string;
  share(workflow: string, learner: string): string;
  learner(workflow: string, learner: string): string;
  upload(workflow: string): string;
  workflow(workflow: string): string;
}

/** Wall clock for content (dates in files); never for deciding a transition. */
export type Now = () => number;

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Everything an activity gets besides its run. */
export interface ActorPorts {
  artifacts: Artifacts;
  blobs: Blobs;
  vault: LearnerVault;
  uploads: Uploads;
  ledger: EffectLedger;
  collected: ResponseIndex;
  links: Links;
  now: Now;
  log: Log;
  /** Scratch directory for temporary files of this process. */
  scratch: string;
}

/** One activity: typed by the call it implements. Throws PresGenError; anything else is a bug. */
export type Activity<N extends CallName> = (
  input: CallInput<N>,
  run: ActivityRun,
) => Promise<CallOutput<N>>;

export type { ArtifactRef, CallInput, CallName, CallOutput, Link, StepName, WorkflowSettings };
