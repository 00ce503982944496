/** Follows a job from one mark to the next: lost connections are taken up again, silence is looked into. */
import { setTimeout as pause } from 'node:timers/promises';

import type { FilmMark, FilmStage, RenderedFile } from '../../../machines/vocabulary.ts';
import { PresGenError, terminal, transient } from '../../../runtime/errors.ts';
import { jobLost, type SidecarClient } from './client.ts';
import type { JobEvent, JobFailure } from './contract.ts';

export interface FollowOrder {
  job: string;
  /** The last mark that is known; only what comes after it is reported. */
  mark: FilmMark;
  /** A client of the program that runs now; after a crash, of the one that took its place. */
  connect(): Promise<SidecarClient>;
  signal: AbortSignal;
  /** Silence after which the job's state is asked for; the same answer twice is a frozen job. */
  silenceMs: number;
  /** A job that lives gives a mark at least this often, also while it waits in a queue. */
  heartbeatMs: number;
  progress(fraction: number, stage: string): void;
}

/** The next mark; with `files` the job is done. */
export interface Followed extends FilmMark {
  /** Why a better backend was left within the program. */
  reasons: string[];
  files: RenderedFile[] | null;
}

/** Connections in a row that may break without a sign of life from the job. */
const BREAKS_MAX = 5;

/**
 * Resolves at the next mark: another stage, another tenth of the frames, or the end. Rejects with
 * the job's own failure, a transient `AVATAR_LOST` or `AVATAR_FROZEN`, or the abort reason.
 */
export async function follow(order: FollowOrder): Promise<Followed> {
  const course = new Course(order);
  for (let breaks = 0; breaks <= BREAKS_MAX; breaks += 1) {
    const before = course.signs;
    const mark = await oneStream(order, course);
    if (mark !== null) return mark;
    if (course.signs > before) breaks = 0;
    await pause(Math.min(2_000, 50 * 2 ** breaks), undefined, { signal: order.signal });
  }
  throw transient('AVATAR_LOST', 'the connection to the rendering program breaks again and again');
}

/** Null when the connection broke, or the stream ended, before the next mark. */
async function oneStream(order: FollowOrder, course: Course): Promise<Followed | null> {
  try {
    return await course.along(await order.connect());
  } catch (error) {
    order.signal.throwIfAborted();
    if (error instanceof PresGenError && error.code === 'AVATAR_LOST') return null;
    throw error;
  }
}

class Course {
  seq: number;
  /** New events, and looks that found the job waiting its turn or further than was heard. */
  signs = 0;
  private readonly order: FollowOrder;
  /** Aborted when it is time to say that the job lives. */
  private readonly due: AbortSignal;
  private readonly reasons: string[] = [];
  private asked = '';

  constructor(order: FollowOrder) {
    this.order = order;
    this.seq = order.mark.seq;
    this.due = AbortSignal.timeout(order.heartbeatMs);
  }

  async along(client: SidecarClient): Promise<Followed | null> {
    const silence = new AbortController();
    const either = AbortSignal.any([this.order.signal, silence.signal]);
    const events = client.events(this.order.job, this.seq, either);
    try {
      for (;;) {
        const next = await within(this.order.silenceMs, events.next());
        if (next === SILENT) return await this.look(client);
        if (next.done) return await this.stillThere(client);
        const mark = this.take(next.value);
        if (mark !== null) return mark;
      }
    } finally {
      silence.abort();
    }
  }

  private take(event: JobEvent): Followed | null {
    if (event.seq <= this.seq) return null;
    this.seq = event.seq;
    this.signs += 1;
    this.asked = '';
    const { mark, progress } = this.order;
    if (event.degraded) this.reasons.push(inWords(event.degraded));
    if (event.failed) throw asError(event.failed);
    if (event.done) {
      return { ...this.markAt('checking', 10), files: event.done.artifacts };
    }
    if (event.stage === undefined) return null;
    const stage = STAGES[event.stage]?.shown ?? mark.stage;
    progress(fractionOf(event), stage);
    const tenths = Math.floor(10 * shareOf(event));
    const isNew = stage !== mark.stage || (stage === 'rendering' && tenths > mark.tenths);
    return isNew || this.due.aborted ? this.markAt(stage, tenths) : null;
  }

  private markAt(stage: FilmStage, tenths: number): Followed {
    return { seq: this.seq, stage, tenths, reasons: this.reasons, files: null };
  }

  /** A job that stands where it stood at the last look, with no event between, is frozen. */
  private async look(client: SidecarClient): Promise<Followed | null> {
    const known = await this.known(client);
    const now = `${known.status} ${known.stage} ${known.progress} ${known.seq}`;
    // What ended, or has gone on, is only missing its events: the next stream brings them.
    const moves = known.seq > this.seq || known.status === 'queued';
    if (!moves && now === this.asked) {
      throw transient(
        'AVATAR_FROZEN',
        `no sign of life from the rendering in stage ${known.stage}`,
      );
    }
    this.asked = now;
    if (moves) this.signs += 1;
    const { stage, tenths } = this.order.mark;
    return moves && this.due.aborted ? this.markAt(stage, tenths) : null;
  }

  /** A stream that ends before its job is taken up again, unless nothing more can come of it. */
  private async stillThere(client: SidecarClient): Promise<null> {
    const known = await this.known(client);
    const isOver = ['done', 'failed', 'cancelled'].includes(known.status);
    if (isOver && known.seq <= this.seq) throw jobLost();
    return null;
  }

  private async known(client: SidecarClient) {
    const known = await client.status(this.order.job, this.order.signal);
    if (known === null) throw jobLost();
    return known;
  }
}

function asError({ code, message, retryable }: JobFailure): PresGenError {
  return retryable ? transient(code, message) : terminal(code, message);
}

function inWords({ from, to, reason }: NonNullable<JobEvent['degraded']>): string {
  return `${from} gave way to ${to}: ${reason}.`;
}

const SILENT = Symbol('silent');

async function within<T>(ms: number, promise: Promise<T>): Promise<T | typeof SILENT> {
  const over = new AbortController();
  const late = pause(ms, SILENT, { signal: over.signal }).catch(() => SILENT);
  // Of the two only the first counts; the other must not end as a rejection nobody handles.
  promise.catch(() => undefined);
  try {
    return (await Promise.race([promise, late])) as T | typeof SILENT;
  } finally {
    over.abort();
  }
}

/** The program's stages: as which of ours each is shown, and the share of the whole it takes. */
const STAGES: Record<string, { shown: FilmStage; from: number; to: number }> = {
  queued: { shown: 'queued', from: 0, to: 0 },
  tts: { shown: 'speaking', from: 0, to: 0.08 },
  render: { shown: 'rendering', from: 0.08, to: 0.9 },
  encode: { shown: 'encoding', from: 0.9, to: 0.94 },
  mux: { shown: 'encoding', from: 0.94, to: 0.97 },
  verify: { shown: 'checking', from: 0.97, to: 0.99 },
};

function shareOf({ framesDone = 0, framesTotal = 0 }: JobEvent): number {
  return framesTotal > 0 ? Math.min(1, framesDone / framesTotal) : 0;
}

function fractionOf(event: JobEvent): number {
  const { from, to } = STAGES[event.stage ?? ''] ?? { from: 0, to: 0 };
  return from + (to - from) * shareOf(event);
}
