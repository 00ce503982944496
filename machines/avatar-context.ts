/** What the rendering of one topic's video remembers, and how failures and marks change it. */
import type { AnyEventObject } from 'xstate';
import { backoffMs, circuitMs } from './backoff.ts';
import type { CallTries, LastFailure } from './call-rules.ts';
import { CIRCUIT_PATIENCE_MS } from './call-rules.ts';
import { OUTPUT_KEYS } from './call-table.ts';
import { type CallResult, type Failure, failureFrom } from './failure.ts';
import { type Timed, timeOf } from './machine.ts';
import type {
  CallName,
  CallOutput,
  FilmMark,
  RenderedFile,
  WorkflowSettings,
} from './vocabulary.ts';

/** Input: which topic, and its position among the topics. */
export interface AvatarRenderInput {
  workflow: string;
  settings: WorkflowSettings;
  topic: string;
  index: number;
}

/** Context of one rendering. */
export interface AvatarRenderContext extends Timed, AvatarRenderInput {
  /** This actor's own address; seeds the jitter. */
  address: string;
  /** Who may still be asked to draw, best first; the first is asked now. */
  backends: string[];
  /** The job at the rendering program, and how far it was seen. */
  job: string | null;
  mark: FilmMark;
  /** The most that any run of this job reached: going beyond it is progress, and forgives failures. */
  furthest: number;
  files: RenderedFile[];
  /** Why each better rung was left. */
  reasons: string[];
  /** Failures in a row of what is being done, and since when it is refused or has no room. */
  tries: CallTries;
  /** The call that is made now, and what is gone back to when it has to wait. */
  call: CallName;
  resume: Resumable;
  wait_ms: number;
  last_failure: LastFailure | null;
  error_count: number;
  result: CallResult | null;
}

export type Resumable = 'planning' | 'probing' | 'publishing' | 'drawing';

export const START: FilmMark = { seq: 0, stage: 'queued', tenths: 0 };
export const UNTRIED: CallTries = { attempt: 0, refused_since: null };

/** What is begun: the call that is made, and where a wait after its failure leads. */
export interface Task {
  call: CallName;
  resume: Resumable;
}

/** What went wrong with a call: its error, an answer without what it promises, or silence. */
function failureOf(event: AnyEventObject, call: CallName): Failure {
  if (event.type.startsWith('xstate.error.')) return failureFrom(event.error);
  if (event.type.startsWith('xstate.done.')) {
    const message = `${call} answered without what it promises: ${OUTPUT_KEYS[call].join(', ')}.`;
    return { kind: 'terminal', code: 'BAD_OUTPUT', message };
  }
  const code = call === 'avatar.follow' ? 'AVATAR_FROZEN' : 'TIMEOUT';
  return { kind: 'transient', code, message: `${call} gave no sign of life for too long.` };
}

/** Whether an answer has every field that its call promises. */
export function isAnswer({ call }: AvatarRenderContext, event: AnyEventObject): boolean {
  const output: unknown = event.output;
  if (typeof output !== 'object' || output === null) return false;
  return OUTPUT_KEYS[call].every((key) => key in output);
}

/** The context after a call failed. A full queue is a wait like one for a breaker, and not counted. */
export function afterFailure(
  context: AvatarRenderContext,
  event: AnyEventObject,
): Partial<AvatarRenderContext> {
  const { call, tries } = context;
  const failure = failureOf(event, call);
  const at = timeOf(event, context.at);
  const since = tries.refused_since ?? at;
  const isWait = failure.code === 'RATE_LIMITED' && at - since < CIRCUIT_PATIENCE_MS;
  const attempt = tries.attempt + (isWait ? 0 : 1);
  return {
    tries: { attempt, refused_since: isWait ? since : null },
    error_count: context.error_count + (isWait ? 0 : 1),
    last_failure: { ...failure, call, step: 'avatar_creation', at, attempt: Math.max(1, attempt) },
    // Full jitter; the seed tells a second wait at the same count from the first.
    wait_ms: backoffMs(`${context.address}/${call}/${context.error_count}`, attempt || 1, failure),
  };
}

/** The context after the breaker refused a permit. */
export function afterRefusal(
  context: AvatarRenderContext,
  { retry_at, at }: AnyEventObject,
): Partial<AvatarRenderContext> {
  const refused_since = context.tries.refused_since ?? at;
  const wait_ms = circuitMs(`${context.address}/permit`, retry_at ?? at, at);
  return { resume: 'probing', wait_ms, tries: { ...context.tries, refused_since } };
}

/** The context at a new mark of the film. */
export function atMark(
  context: AvatarRenderContext,
  { seq, stage, tenths, reasons, files }: CallOutput<'avatar.follow'>,
): Partial<AvatarRenderContext> {
  const isFurther = tenths > context.furthest;
  return {
    mark: { seq, stage, tenths },
    furthest: Math.max(tenths, context.furthest),
    tries: isFurther ? UNTRIED : context.tries,
    reasons: [...context.reasons, ...reasons],
    files: files ?? [],
  };
}

/** The context with a job accepted: one that is known already is gone on with where it was seen. */
export function withJob(
  context: AvatarRenderContext,
  { job, seq, from }: CallOutput<'avatar.submit'>,
): Partial<AvatarRenderContext> {
  if (job !== context.job) return { job, furthest: 0, mark: { ...START, seq: from } };
  // An earlier run's failure is not this run's; a program that lost its memory counts anew. The
  // newest event is heard once more: it may be the end, and no other would follow.
  const newest = Math.max(from, seq - 1);
  const seen = seq < context.mark.seq ? from : Math.min(newest, Math.max(context.mark.seq, from));
  return { mark: { ...START, seq: seen } };
}
