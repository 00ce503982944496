/** What the certification machine changes in its context, each change under a name. */
import { sendTo } from 'xstate';
import { begunTry, type CallParams, callActions } from './call-rules.ts';
import type { CertificationContext, Intervention, Outputs } from './certification-context.ts';
import { nextToUndo } from './certification-context.ts';
import type { CheckpointOutput } from './checkpoint.ts';
import { failureFrom, failureIn } from './failure.ts';
import { keptOf } from './kept-outputs.ts';
import { change, timeOf } from './machine.ts';
import type {
  CallName,
  CheckpointKind,
  CheckpointSubject,
  StepName,
  Warning,
} from './vocabulary.ts';

type Context = CertificationContext;

/** Id of the child that collects responses; nudges are passed on to it. */
export const RESPONSES_CHILD = 'responses';

interface Collected {
  answered: string[];
  missing: string[];
  warnings?: Warning[];
}

/** Every action of the certification machine. */
export const certificationActions = {
  ...callActions<Context>(),
  forwardNudge: sendTo(RESPONSES_CHILD, ({ event }) => event),

  enterStep: change<Context, { step: StepName }>((context, event, { step }) => ({
    begun: context.begun.includes(step) ? context.begun : [...context.begun, step],
    timings: [
      ...context.timings,
      { step, entered_at: timeOf(event, context.at), completed_at: null, attempts: 0 },
    ],
  })),
  completeStep: change<Context, { step: StepName }>((context, event, { step }) => ({
    last_failure: context.last_failure?.step === step ? null : context.last_failure,
    timings: context.timings.map((timing) =>
      timing.step === step ? { ...timing, completed_at: timeOf(event, context.at) } : timing,
    ),
  })),
  beginAttempt: change<Context, CallParams>((context, _, { call, step }) => ({
    calls: begunTry(context, call),
    timings: context.timings.map((timing) =>
      timing.step === step ? { ...timing, attempts: timing.attempts + 1 } : timing,
    ),
  })),
  keepOutput: change<Context, { call: CallName }>((context, event, { call }) => {
    const output = event.output.output;
    return {
      outputs: { ...context.outputs, ...keptOf(call, output) },
      warnings: [...context.warnings, ...((output.warnings ?? []) as Warning[])],
      degraded: [...new Set([...context.degraded, ...((output.degraded ?? []) as string[])])],
    };
  }),
  warn: change<Context, Warning>((context, _, { code, message }) => ({
    warnings: [...context.warnings, { code, message }],
  })),
  passOver: change<Context, { what: string }>((context, _, { what }) => ({
    skipped: [...context.skipped, what],
  })),
  failWith: change<Context, { step: StepName; code: string; message: string }>(
    (context, event, { step, code, message }) => ({
      last_failure: {
        kind: 'terminal',
        code,
        message,
        call: step,
        step,
        at: timeOf(event, context.at),
        attempt: 1,
      },
    }),
  ),

  noteIntervention: change<Context, { step: StepName } | undefined>((context, event, params) => ({
    interventions: [...context.interventions, intervention(context, event, params?.step)],
  })),
  editInput: change<Context, { step: StepName } | undefined>((context, event, params) => {
    const { before, after } = edited(context.settings, event.patch ?? {});
    const noted = { ...intervention(context, event, params?.step), before, after };
    return {
      settings: { ...context.settings, ...after },
      interventions: [...context.interventions, noted],
    };
  }),

  beginCollection: change<Context>((context, event) => ({
    uploads_arrived: false,
    uploads_until:
      context.uploads_until ??
      timeOf(event, context.at) + context.settings.knowledge.timeout_minutes * 60_000,
  })),
  noteUpload: change<Context>(() => ({ uploads_arrived: true })),
  closeUploads: change<Context>(() => ({ uploads_closed: true })),
  setClosing: change<Context>((context, event) => ({
    closes_at:
      context.closes_at ??
      timeOf(event, context.at) + context.settings.assessment.timeout_hours * 3_600_000,
  })),
  keepResponses: change<Context>((context, event) => {
    const { answered, missing, warnings = [] } = event.output as Collected;
    return {
      outputs: { ...context.outputs, answered, missing },
      warnings: [...context.warnings, ...responseWarnings(answered, missing), ...warnings],
    };
  }),
  keepVideo: change<Context>((context, event) => {
    const output = event.output.output;
    const { topic, rung, duration_seconds } = output;
    return {
      topic_index: context.topic_index + 1,
      videos: [
        ...context.videos,
        { topic, rung, duration_seconds, has_video: output.video !== null },
      ],
      warnings: [...context.warnings, ...((output.warnings ?? []) as Warning[])],
      degraded: [...new Set([...context.degraded, ...((output.degraded ?? []) as string[])])],
    };
  }),
  passOverTopic: change<Context>((context) => ({
    topic_index: context.topic_index + 1,
    skipped: [...context.skipped, `avatar_creation/${context.topic_index}`],
    warnings: [
      ...context.warnings,
      {
        code: 'TOPIC_SKIPPED',
        message: `No video was made for topic ${context.topic_index + 1}; a person skipped it.`,
      },
    ],
  })),
  noteChildFailure: change<Context, { call: string; step: StepName }>((context, event, params) => ({
    last_failure: {
      ...(failureIn(event) ?? failureFrom(undefined)),
      ...params,
      at: timeOf(event, context.at),
      attempt: 1,
    },
    error_count: context.error_count + 1,
  })),

  keepApproval: change<Context, { kind: CheckpointKind }>((context, event, { kind }) => {
    const output = event.output as CheckpointOutput;
    const { verdict, content_hash, decisions } = output;
    const at = timeOf(event, context.at);
    return {
      approvals: [...context.approvals, { kind, verdict, content_hash, decisions, at }],
      outputs: revised(context.outputs, kind, output.subject),
    };
  }),
  anotherRound: change<Context, { kind: CheckpointKind }>((context, event, { kind }) => ({
    rounds: { ...context.rounds, [kind]: context.rounds[kind] + 1 },
    comments: {
      ...context.comments,
      [kind]: (event.output as CheckpointOutput | undefined)?.comments ?? context.comments[kind],
    },
  })),

  end: change<Context, { ending: 'cancelled' | 'compensated' }>((_, __, { ending }) => ({
    ending,
    calls: {},
  })),
  chooseUndo: change<Context>((context) => ({ undoing: nextToUndo(context) })),
  noteUndone: change<Context>((context, event) => ({
    undone: context.undoing ? [...context.undone, context.undoing] : context.undone,
    undoing: null,
    warnings: [...context.warnings, ...((event.output?.output?.kept ?? []) as Warning[])],
  })),
  leaveBehind: change<Context>((context, event) => ({
    left_behind: context.undoing
      ? [...context.left_behind, leftBehind(context, context.undoing, event.by, event.at)]
      : context.left_behind,
    undoing: null,
  })),
};

const SUBJECT_OF = {
  questions: 'questions',
  gaps: 'gaps',
  scripts: 'scripts',
  release: 'manifest',
} as const;

/** The outputs naming the version people decided about, which a reviewer may have edited. */
function revised(outputs: Outputs, kind: CheckpointKind, subject: CheckpointSubject): Outputs {
  const name = SUBJECT_OF[kind];
  const ref = outputs[name];
  if (!ref || ref.sha256 === subject.content_hash) return outputs;
  const { artifact_id: id, version, content_hash: sha256 } = subject;
  return { ...outputs, [name]: { ...ref, id, version, sha256 } };
}

function leftBehind(context: Context, step: StepName, by: string, at: number) {
  return { step, by, at, code: context.last_failure?.code ?? 'UNEXPECTED' };
}

function intervention(
  context: Context,
  event: { type: string; by?: string; at?: number },
  step: StepName | undefined,
): Intervention {
  return {
    type: event.type as Intervention['type'],
    by: event.by ?? 'unknown',
    at: event.at ?? context.at,
    step: step ?? context.undoing ?? context.last_failure?.step ?? null,
  };
}

/** Merges a patch one level deep: a section keeps the fields that the patch does not name. */
function edited(settings: Context['settings'], patch: Record<string, unknown>) {
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const key of ['assessment', 'knowledge', 'presentation', 'avatar', 'documents'] as const) {
    const part = patch[key];
    if (part === undefined) continue;
    before[key] = settings[key];
    after[key] = Array.isArray(part) ? part : { ...settings[key], ...(part as object) };
  }
  return { before, after };
}

function responseWarnings(answered: string[], missing: string[]): Warning[] {
  if (missing.length === 0) return [];
  const message =
    answered.length === 0
      ? 'Nobody answered before the deadline.'
      : `${missing.length} of ${answered.length + missing.length} learners did not answer.`;
  return [{ code: answered.length === 0 ? 'NO_RESPONSES' : 'RESPONSES_MISSING', message }];
}
