/** What a certification workflow remembers: identifiers, counts and times, never a name or address. */
import type { CallingContext } from './call-rules.ts';
import { callingContext } from './call-rules.ts';
import type {
  Approval,
  ArtifactRef,
  CertificationInput,
  CheckpointKind,
  Folders,
  Link,
  StepName,
  StepTiming,
  Warning,
} from './vocabulary.ts';

/** The parts of call outputs that later steps or the page need. */
export interface Outputs {
  folders?: Folders;
  intake?: Link;
  knowledge_upload?: Link;
  accepted?: number;
  knowledge?: string;
  documents_processed?: number;
  chunks?: number;
  questions?: ArtifactRef;
  questions_generated?: number;
  form?: Link;
  invited?: number;
  answered?: string[];
  missing?: string[];
  gaps?: ArtifactRef;
  learners_with_gaps?: string[];
  common_weak_areas?: string[];
  decks?: number;
  scripts?: ArtifactRef;
  topics?: string[];
  manifest?: ArtifactRef;
  shared?: number;
  notified?: number;
  report?: ArtifactRef;
  result?: ArtifactRef;
  report_link?: Link;
}

/** One rendered topic. */
export interface Video {
  topic: string;
  rung: string;
  duration_seconds: number;
  has_video: boolean;
}

/** What a person did to a workflow out of turn, with before and after where something was edited. */
export interface Intervention {
  type: 'cancel' | 'retry' | 'skip' | 'give_up' | 'edit_input';
  by: string;
  at: number;
  step: StepName | null;
  before?: object;
  after?: object;
}

/** A begun step whose effects remain, because a person chose to leave them. */
export interface LeftBehind {
  step: StepName;
  by: string;
  at: number;
  code: string;
}

/** Context of the certification machine; plain JSON. */
export interface CertificationContext extends CallingContext {
  workflow: string;
  started_at: number;
  outputs: Outputs;
  timings: StepTiming[];
  warnings: Warning[];
  degraded: string[];
  approvals: Approval[];
  interventions: Intervention[];
  /** Steps in the order they began. */
  begun: StepName[];
  /** Steps whose effects were undone, in that order. */
  undone: StepName[];
  left_behind: LeftBehind[];
  /** Steps, or `step/call`, that were passed over. */
  skipped: string[];
  /** The step being undone. */
  undoing: StepName | null;
  ending: 'cancelled' | 'compensated' | null;
  /** Generations of what each checkpoint decides about, from 1. */
  rounds: Record<CheckpointKind, number>;
  /** What reviewers asked to change in the latest round. */
  comments: Record<CheckpointKind, string[]>;
  /** Documents arrived since the latest collection began. */
  uploads_arrived: boolean;
  uploads_until: number | null;
  uploads_closed: boolean;
  closes_at: number | null;
  topic_index: number;
  videos: Video[];
}

/** Where a workflow starts. */
export function certificationContext(
  input: CertificationInput,
  address: string,
): CertificationContext {
  return {
    ...callingContext(address, input.settings, input.started_at),
    workflow: input.workflow,
    started_at: input.started_at,
    outputs: {},
    timings: [],
    warnings: [],
    degraded: [],
    approvals: [],
    interventions: [],
    begun: [],
    undone: [],
    left_behind: [],
    skipped: [],
    undoing: null,
    ending: null,
    rounds: { questions: 1, gaps: 1, scripts: 1, release: 1 },
    comments: { questions: [], gaps: [], scripts: [], release: [] },
    uploads_arrived: false,
    uploads_until: null,
    uploads_closed: false,
    closes_at: null,
    topic_index: 0,
    videos: [],
  };
}

/** A begun step that is neither undone nor left behind, the latest first; null when none is. */
export function nextToUndo(context: CertificationContext): StepName | null {
  const settled = new Set([...context.undone, ...context.left_behind.map((left) => left.step)]);
  return context.begun.findLast((step) => !settled.has(step)) ?? null;
}
