/**
 * Takes notices of new answers from a subscription, for as long as the process runs. A notice is
 * acknowledged once it was handed on durably; one that is not comes again, so that a crash, a
 * database that is away or a lost answer cost a reading too many and never an answer.
 */
import { PresGenError } from '../../runtime/errors.ts';
import type { Log } from '../ports.ts';
import { afterFailure, PATIENCE_MS, QUIET_MS, UNCHANGED_LOG_MS } from './notice-pauses.ts';

export interface PulledMessage {
  /** What it is acknowledged under. */
  ackId: string;
  /** As somebody on the internet wrote them: read with care. */
  attributes: Record<string, unknown>;
}

export interface NoticeSource {
  /** Resolves when there is something, or after a while with nothing. */
  pull(signal: AbortSignal): Promise<PulledMessage[]>;
  acknowledge(ackIds: string[], signal: AbortSignal): Promise<void>;
}

export type PullOutcome = 'ok' | PresGenError['kind'];

export interface PullParts {
  source: NoticeSource;
  /** Hands on that a form was answered; resolves once that is stored. */
  handOn(form: string): Promise<unknown>;
  /** A message that is no notice of answers came; it is acknowledged. */
  strange(): void;
  /** Told of every attempt to pull and to acknowledge. */
  pulled(outcome: PullOutcome): void;
  clock: { now(): number; wakeAt(dueMs: number, wake: () => void): () => void };
  log: Log;
}

/** Begins at once. `close` waits for notices under way to be handed on and acknowledged. */
export function startNoticePull(parts: PullParts): { close(): Promise<void> } {
  const stop = new AbortController();
  const ended = pullUntil(stop.signal, parts);
  return {
    close: async () => {
      stop.abort();
      await ended;
    },
  };
}

async function pullUntil(stop: AbortSignal, parts: PullParts): Promise<void> {
  const told = teller(parts);
  let failures = 0;
  while (!stop.aborted) {
    let pauseMs = QUIET_MS;
    try {
      const messages = await pullOnce(stop, parts);
      told.works('pull');
      if (messages.length > 0) {
        await handAllOn(messages, parts);
        told.works('hand on');
        pauseMs = 0;
      }
      failures = 0;
    } catch (error) {
      if (stop.aborted) return;
      failures += 1;
      const failure = asFailure(error);
      told.failed(failure, error instanceof NotHandedOn ? 'hand on' : 'pull');
      pauseMs = afterFailure(failure, failures);
    }
    if (pauseMs > 0) await pause(pauseMs, stop, parts.clock);
  }
}

/** A connection that says nothing for too long is given up; that is no failure, only quiet. */
async function pullOnce(stop: AbortSignal, parts: PullParts): Promise<PulledMessage[]> {
  const patience = new AbortController();
  const { now, wakeAt } = parts.clock;
  const cancel = wakeAt(now() + PATIENCE_MS, () => patience.abort());
  try {
    return await parts.source.pull(AbortSignal.any([stop, patience.signal]));
  } catch (error) {
    if (patience.signal.aborted && !stop.aborted) return [];
    throw error;
  } finally {
    cancel();
  }
}

/** Ten answers to a form are one reading of it; what could not be handed on is left to come again. */
async function handAllOn(messages: PulledMessage[], parts: PullParts): Promise<void> {
  const dealtWith: string[] = [];
  let failure: NotHandedOn | null = null;
  for (const [form, ackIds] of byForm(messages)) {
    try {
      if (form === null) for (const _ of ackIds) parts.strange();
      else await parts.handOn(form);
      dealtWith.push(...ackIds);
    } catch (error) {
      failure ??= new NotHandedOn(error);
    }
  }
  if (dealtWith.length > 0) await acknowledge(dealtWith, parts);
  if (failure !== null) throw failure;
}

/** The trouble is on our side, and passes: the notice comes again. */
class NotHandedOn extends PresGenError {
  constructor(cause: unknown) {
    const message = cause instanceof PresGenError ? cause.message : String(cause);
    super({ kind: 'transient', code: 'NOTICE_NOT_STORED', message }, { cause });
  }
}

async function acknowledge(ackIds: string[], { source, clock }: PullParts): Promise<void> {
  // Not ended by closing: what was handed on should not come again after a restart.
  const patience = new AbortController();
  const cancel = clock.wakeAt(clock.now() + PATIENCE_MS / 10, () => patience.abort());
  try {
    await source.acknowledge(ackIds, patience.signal);
  } finally {
    cancel();
  }
}

function byForm(messages: PulledMessage[]): Map<string | null, string[]> {
  const ackIds = new Map<string | null, string[]>();
  for (const { ackId, attributes } of messages) {
    const form = formIn(attributes);
    ackIds.set(form, [...(ackIds.get(form) ?? []), ackId]);
  }
  return ackIds;
}

/** The form that a notice says was answered; null when it is no such notice. */
function formIn({ eventType, formId }: Record<string, unknown>): string | null {
  const isNotice = eventType === 'RESPONSES' && typeof formId === 'string';
  return isNotice && /^[\w-]{1,200}$/.test(formId) ? formId : null;
}

function asFailure(error: unknown): PresGenError {
  if (error instanceof PresGenError) return error;
  const failure = { kind: 'bug', code: 'NOTICE_PULL_FAILED', message: String(error) } as const;
  return new PresGenError(failure, { cause: error });
}

type Stage = 'pull' | 'hand on';

/** Says when it stops working, for which reason, and when it works again: not every time. */
function teller({ log, pulled, clock }: PullParts) {
  let last: { code: string; stage: Stage; at: number } | null = null;
  return {
    works: (stage: Stage): void => {
      if (stage === 'pull') pulled('ok');
      if (last?.stage !== stage) return;
      log.info({ code: last.code }, 'notices of answers come again');
      last = null;
    },
    failed: ({ kind, code, message }: PresGenError, stage: Stage): void => {
      if (stage === 'pull') pulled(kind);
      const isKnown = last?.code === code && clock.now() - last.at < UNCHANGED_LOG_MS;
      if (isKnown) return;
      const fields = { code, kind, reason: message };
      log.warn(fields, 'notices of answers do not come; answers are looked for all the same');
      last = { code, stage, at: clock.now() };
    },
  };
}

function pause(ms: number, stop: AbortSignal, clock: PullParts['clock']): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) return resolve();
    const end = (): void => {
      cancel();
      stop.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.wakeAt(clock.now() + ms, end);
    stop.addEventListener('abort', end);
  });
}
