/**
 * The words every room shares: steps, phases, integrations, checkpoints, and what goes into and
 * comes out of each external call. Types and constants only, so the browser may import it too.
 */

export const STEP_NAMES = [
  'drive_setup',
  'form_creation',
  'knowledge_collection',
  'knowledge_processing',
  'assessment_generation',
  'response_collection',
  'gap_analysis',
  'presentation_generation',
  'avatar_creation',
  'drive_organization',
  'completion',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** What a step is about, as a heading. */
export const STEP_TITLES: Record<StepName, string> = {
  drive_setup: 'Set up folders',
  form_creation: 'Prepare forms',
  knowledge_collection: 'Collect documents',
  knowledge_processing: 'Read and index documents',
  assessment_generation: 'Write the assessment',
  response_collection: 'Collect answers',
  gap_analysis: 'Find the gaps',
  presentation_generation: 'Build decks',
  avatar_creation: 'Make videos',
  drive_organization: 'File and share',
  completion: 'Write the report',
};

/** A workflow's top states, as headings. */
export const PHASE_TITLES: Record<string, string> = {
  initialization: 'Start',
  knowledge: 'Knowledge',
  assessment: 'Assessment',
  content: 'Content',
  distribution: 'Distribution',
  reporting: 'Report',
  compensating: 'Undoing',
};

export const PHASES = [
  'initialization',
  'knowledge',
  'assessment',
  'content',
  'distribution',
  'reporting',
] as const;
export type Phase = (typeof PHASES)[number];

/** Phase of each step and the progress (percent) shown when it is entered. */
export const STEPS: Record<StepName, { number: number; phase: Phase; progress: number }> = {
  drive_setup: { number: 1, phase: 'initialization', progress: 5 },
  form_creation: { number: 2, phase: 'initialization', progress: 10 },
  knowledge_collection: { number: 3, phase: 'knowledge', progress: 14 },
  knowledge_processing: { number: 4, phase: 'knowledge', progress: 18 },
  assessment_generation: { number: 5, phase: 'assessment', progress: 20 },
  response_collection: { number: 6, phase: 'assessment', progress: 30 },
  gap_analysis: { number: 7, phase: 'assessment', progress: 50 },
  presentation_generation: { number: 8, phase: 'content', progress: 70 },
  avatar_creation: { number: 9, phase: 'content', progress: 85 },
  drive_organization: { number: 10, phase: 'distribution', progress: 95 },
  completion: { number: 11, phase: 'reporting', progress: 100 },
};

/** Circuit breakers: consecutive failures that open one, and how long it stays open. */
export const INTEGRATIONS = {
  google_apis: { threshold: 5, openSeconds: 300 },
  presgen_core: { threshold: 3, openSeconds: 600 },
  presgen_avatar: { threshold: 2, openSeconds: 900 },
  knowledge_base: { threshold: 4, openSeconds: 120 },
  assessment_engine: { threshold: 4, openSeconds: 300 },
  notification: { threshold: 5, openSeconds: 300 },
} as const;
export type Integration = keyof typeof INTEGRATIONS;

export const CHECKPOINT_KINDS = ['questions', 'gaps', 'scripts', 'release'] as const;
export type CheckpointKind = (typeof CHECKPOINT_KINDS)[number];

export interface CheckpointPolicy {
  /** Distinct people who must approve the same content hash. */
  quorum: number;
  groups: string[];
  due_minutes: number;
  on_timeout: 'escalate' | 'reject' | 'approve';
  /** 0 to 100, 50 unless said otherwise: higher ones are offered first, of equals the earlier due. */
  priority?: number;
  /** Minutes after opening; half of the time until due unless said otherwise. */
  remind_minutes?: number;
  /** Who is asked besides, and when; the earliest first. */
  escalation?: EscalationStep[];
}

/** Minutes after the checkpoint fell due, and the group that may decide from then on too. */
export interface EscalationStep {
  after_minutes: number;
  to: string;
}

/** What a checkpoint decides about: one version of one artefact, named by its content hash. */
export interface CheckpointSubject {
  artifact_id: string;
  version: number;
  content_hash: string;
  /** People who may not approve because they wrote it. Generated content has none. */
  authors: string[];
}

export type Verdict = 'approve' | 'request_changes' | 'reject';

export interface Decision {
  by: string;
  at: number;
  verdict: Verdict;
  content_hash: string;
  comment: string;
  /** Why changes are asked for, or why it is rejected; one of a list that the page offers. */
  reason_code?: string;
  /** How much of it the decider says to have read; absent where nobody said. */
  reading?: Reading;
}

/** A whole set read, or a sample drawn by `seed`, by the ids of its items. */
export interface Reading {
  how: 'whole' | 'sample';
  of: number;
  items: string[];
  seed?: string;
}

/** An edit at a checkpoint: which version it made of which, and what it touched. */
export interface Revision {
  by: string;
  at: number;
  from: Omit<CheckpointSubject, 'authors'>;
  to: Omit<CheckpointSubject, 'authors'>;
  items: string[];
}

/** A doubt about one item of one version. */
export interface Flag {
  by: string;
  at: number;
  item: string;
  comment: string;
  content_hash: string;
}

export interface Domain {
  name: string;
  weight: number;
  objectives: string[];
}

/** How decks look; `light` where a request does not say. */
export const DECK_THEMES = ['light', 'dark', 'high_contrast'] as const;
export type DeckTheme = (typeof DECK_THEMES)[number];

/** Theme of the decks, and an organisation's own colours as `#RRGGBB`. */
export interface DeckLook {
  theme?: DeckTheme;
  brand?: { primary: string; accent?: string };
}

/** How close the presenter stands, and whether head and eyes move; near and moving where nothing is said. */
export interface PresenterLook {
  framing?: 'portrait' | 'studio';
  motion?: 'full' | 'reduced';
}

/**
 * The part of a request a statechart may hold: identifiers and settings, never a learner's name
 * or address. Documents are uploads by id.
 */
export interface WorkflowSettings {
  certification_name: string;
  organization_id: string;
  user_profile_id: string;
  industry_context: string;
  domains: Domain[];
  /** Upload ids with titles. */
  documents: { upload: string; title: string }[];
  /** Learner ids. */
  learners: string[];
  form_templates: string[];
  assessment: {
    question_count: number;
    difficulty_levels: string[];
    timeout_hours: number;
    pass_mark: number;
  };
  knowledge: { timeout_minutes: number };
  presentation: { max_slides: number } & DeckLook;
  avatar: {
    enabled: boolean;
    presenter: string;
    voice: string;
    max_topics: number;
  } & PresenterLook;
  checkpoints: Record<CheckpointKind, CheckpointPolicy>;
}

/** Input of the certification machine. `started_at` is ms since 1970. */
export interface CertificationInput {
  workflow: string;
  settings: WorkflowSettings;
  started_at: number;
}

export interface Link {
  id: string;
  url: string;
}

export const FOLDERS = [
  'root',
  'certifications',
  'knowledge_base',
  'assessments',
  'presentations',
  'videos',
  'forms',
  'reports',
] as const;
export type FolderName = (typeof FOLDERS)[number];
export type Folders = Record<FolderName, Link>;

/** A stored file, by reference. */
export interface ArtifactRef {
  id: string;
  type: string;
  name: string;
  version: number;
  sha256: string;
  bytes: number;
  mime: string;
}

/** `off`: nobody tells us of answers; `suspended`: somebody would, but is in trouble. */
export type WatchKind = 'on' | 'off' | 'suspended';

/** Something an educator should know about although the step went on. Shown in the timeline. */
export interface Warning {
  code: string;
  message: string;
}

/**
 * Every external call: which integration (breaker) it counts against, and its input and output.
 * The name is the activity's name in `actors/index.ts`. Every input also carries the workflow's
 * settings as `settings`; every output may carry `warnings` and `degraded`.
 */
/** One topic's film as it was published. */
export interface RenderedVideo {
  topic: string;
  video: ArtifactRef | null;
  captions: ArtifactRef;
  poster: ArtifactRef;
  transcript: ArtifactRef;
  duration_seconds: number;
  rung: string;
}

/** A file of a finished rendering, as the rendering program promises it. `size` in bytes. */
export interface RenderedFile {
  name: string;
  sha256: string;
  size: number;
}

export const FILM_STAGES = ['queued', 'speaking', 'rendering', 'encoding', 'checking'] as const;
export type FilmStage = (typeof FILM_STAGES)[number];

/** How far a rendering was seen: its last event, its stage, and whole tenths of its frames. */
export interface FilmMark {
  seq: number;
  stage: FilmStage;
  tenths: number;
}

export interface Calls {
  'drive.provision': { integration: 'google_apis'; input: object; output: { folders: Folders } };
  'forms.create_intake': {
    integration: 'google_apis';
    input: { folders: Folders };
    output: { intake: Link; knowledge_upload: Link };
  };
  'knowledge.collect': {
    integration: 'knowledge_base';
    input: { folders: Folders };
    output: { accepted: number; rejected: { title: string; reason: string }[] };
  };
  'knowledge.process': {
    integration: 'knowledge_base';
    input: object;
    output: {
      knowledge: string;
      documents_processed: number;
      quarantined: { title: string; reason: string }[];
      chunks: number;
      coverage: ArtifactRef;
    };
  };
  'assessment.generate': {
    integration: 'assessment_engine';
    /** `comments` are what reviewers asked to change; `round` counts generations from 1. */
    input: { knowledge: string; round: number; comments: string[] };
    output: {
      questions: ArtifactRef;
      generated: number;
      short_of: { domain: string; wanted: number; got: number; reason: string }[];
    };
  };
  'assessment.publish': {
    integration: 'google_apis';
    input: { folders: Folders };
    output: { form: Link; questions: number };
  };
  'assessment.invite': {
    integration: 'notification';
    input: { form: Link; closes_at: number };
    output: { invited: number };
  };
  /** Asks to be told of answers, and keeps that asked for. `look_at`: when to see to it again, ms. */
  'responses.watch': {
    integration: 'google_apis';
    input: { form: Link };
    output: { watch: WatchKind; look_at: number | null };
  };
  'responses.read': {
    integration: 'google_apis';
    input: { form: Link };
    output: { answered: string[] };
  };
  'responses.remind': {
    integration: 'notification';
    /** `reminder` counts from 1. */
    input: { form: Link; missing: string[]; reminder?: number };
    output: { reminded: number };
  };
  /** Takes no more answers; those just handed in may not be listed yet. `closed_at` in ms. */
  'responses.shut': {
    integration: 'google_apis';
    input: { form: Link };
    output: { closed_at: number };
  };
  /** Closes too, where nobody has, and lists everything once more. */
  'responses.close': {
    integration: 'google_apis';
    input: { form: Link };
    output: { answered: string[]; missing: string[] };
  };
  'gaps.analyse': {
    integration: 'assessment_engine';
    input: { knowledge: string; round: number; comments: string[] };
    output: { gaps: ArtifactRef; learners_with_gaps: string[]; common_weak_areas: string[] };
  };
  'presentation.build': {
    integration: 'presgen_core';
    input: { knowledge: string; learners: string[] };
    output: { decks: { learner: string; file: ArtifactRef; gap_areas: string[] }[] };
  };
  'presentation.upload': {
    integration: 'google_apis';
    input: { folders: Folders };
    output: { uploaded: { learner: string; link: Link }[] };
  };
  'avatar.script': {
    integration: 'presgen_core';
    input: { knowledge: string; topics: string[]; round: number; comments: string[] };
    output: { scripts: ArtifactRef; topics: string[] };
  };
  /** What is to be made, and by whom; `made` where the same film was published before. */
  'avatar.plan': {
    integration: 'presgen_core';
    input: { topic: string; index: number };
    output: { by: 'program' | 'here'; made: RenderedVideo | null };
  };
  /** Whether the rendering program works, and who may be asked to draw, best first. */
  'avatar.probe': {
    integration: 'presgen_avatar';
    input: { topic: string };
    output: { backends: string[]; device: string };
  };
  /** Asks for the film, or finds the same job again; `seq` is its newest event, `from` where its run begins. */
  'avatar.submit': {
    integration: 'presgen_avatar';
    input: { topic: string; backend: string };
    output: { job: string; seq: number; from: number };
  };
  /** Resolves at the next mark: another stage, or another tenth of the frames. */
  'avatar.follow': {
    integration: 'presgen_avatar';
    input: { topic: string; job: string; mark: FilmMark };
    output: FilmMark & { reasons: string[]; files: RenderedFile[] | null };
  };
  'avatar.verify': {
    integration: 'presgen_avatar';
    input: { topic: string; job: string; files: RenderedFile[] };
    output: { rung: string; duration_seconds: number };
  };
  'avatar.publish': {
    integration: 'presgen_core';
    input: { topic: string; job: string; files: RenderedFile[]; reasons: string[] };
    output: RenderedVideo;
  };
  /** The rungs that need no rendering program; `reasons` say why the better ones were left. */
  'avatar.draw': {
    integration: 'presgen_core';
    input: { topic: string; index: number; reasons: string[] };
    output: RenderedVideo;
  };
  /** All of it at once, for renderings begun before it had stages of its own. */
  'avatar.render': {
    integration: 'presgen_avatar';
    input: { topic: string; index: number };
    output: RenderedVideo;
  };
  'avatar.upload': {
    integration: 'google_apis';
    input: { folders: Folders };
    output: { uploaded: { topic: string; link: Link }[] };
  };
  'drive.organise': {
    integration: 'google_apis';
    input: { folders: Folders };
    output: { manifest: ArtifactRef; filed: number };
  };
  'drive.share': {
    integration: 'google_apis';
    input: { folders: Folders };
    output: { shared: { learner: string; url: string }[] };
  };
  'learners.notify': { integration: 'notification'; input: object; output: { notified: number } };
  'report.build': {
    integration: 'presgen_core';
    input: {
      timings: StepTiming[];
      warnings: Warning[];
      degraded: string[];
      approvals: Approval[];
    };
    output: { report: ArtifactRef; result: ArtifactRef };
  };
  'report.upload': {
    integration: 'google_apis';
    input: { folders: Folders };
    output: { report: Link };
  };
  /** Undoes every recorded effect of one step, newest first; a step without effects is done at once. */
  'step.undo': {
    integration: 'google_apis';
    input: { step: StepName };
    output: { undone: number; kept: Warning[] };
  };
}
export type CallName = keyof Calls;

export interface StepTiming {
  step: StepName;
  entered_at: number;
  completed_at: number | null;
  attempts: number;
}

export interface Approval {
  kind: CheckpointKind;
  verdict: Verdict;
  content_hash: string;
  decisions: Decision[];
  at: number;
}

/** Input of one activity as the statechart sends it. */
export type CallInput<N extends CallName> = Calls[N]['input'] & {
  settings: WorkflowSettings;
  step: StepName;
};
/** Output of one activity. */
export type CallOutput<N extends CallName> = Calls[N]['output'] & {
  warnings?: Warning[];
  degraded?: string[];
};

/**
 * Events a person may send to a workflow; which are accepted depends on its state. `step` says
 * which of two steps side by side is meant; without it both are.
 */
export type WorkflowCommand =
  | { type: 'cancel'; by: string }
  | { type: 'retry'; by: string; step?: StepName }
  | { type: 'skip'; by: string; step?: StepName }
  | { type: 'give_up'; by: string }
  | {
      type: 'edit_input';
      by: string;
      step?: StepName;
      patch: Partial<
        Pick<WorkflowSettings, 'assessment' | 'knowledge' | 'presentation' | 'avatar' | 'documents'>
      >;
    };

/** Status words on the wire. */
export type StepStatus = 'in_progress' | 'completed' | 'failed' | 'waiting' | 'compensating';
export type WorkflowStatus =
  | 'running'
  | 'waiting'
  | 'needs_attention'
  | 'compensating'
  | 'completed'
  | 'cancelled'
  | 'compensated'
  | 'stuck';

/** How a presenter video can be made, the best way first, and what people call it. */
export const FILM_RUNGS = {
  rendered_outside: 'a presenter by the program this installation chose',
  rendered_gpu: 'a presenter rendered on a graphics card',
  rendered_cpu: 'a presenter rendered on the processor',
  drawn_presenter: 'a drawn presenter',
  slides_audio_captions: 'slides with voice and captions, without a presenter',
  storyboard: 'a storyboard to read, without sound or moving pictures',
} as const;

export type FilmRung = keyof typeof FILM_RUNGS;

/** In words; null where nothing was noted, as in runs of before it was. */
export function filmRung(noted: unknown): string | null {
  return typeof noted === 'string' && Object.hasOwn(FILM_RUNGS, noted)
    ? FILM_RUNGS[noted as FilmRung]
    : null;
}
