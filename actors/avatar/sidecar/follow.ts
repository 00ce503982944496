/** Follows one job to its end: lost connections are taken up again, silence is looked into. */
import { setTimeout as pause } from 'node:timers/promises';

import { PresGenError, transient } from '../../../runtime/errors.ts';
import type { SidecarClient } from './client.ts';
import type {
  Accepted,
  Degradation,
  JobArtifact,
  JobEvent,
  JobFailure,
  NamedJob,
} from './contract.ts';

export interface FollowOrder {
  job: NamedJob;
  /** A client of the program that runs now; after a crash, of the one that took its place. */
  connect(): Promise<SidecarClient>;
  signal: AbortSignal;
  /** Silence after which the job's state is asked for; the same answer twice is a frozen job. */
  silenceMs: number;
  progress(fraction: number, stage: string): void;
}

export type Ending = { degraded: Degradation[] } & (
  | { done: JobArtifact[] }
  | { failed: JobFailure }
);

/** Connections in a row that may break without a single new event. */
const BREAKS_MAX = 5;

/**
 * Submits the job and resolves when it ended, well or not.
 * Rejects with a transient `AVATAR_LOST` or `AVATAR_FROZEN`, a refusal, or the abort reason.
 */
export async function follow(order: FollowOrder): Promise<Ending> {
  const course = new Course(order);
  for (let breaks = 0; breaks <= BREAKS_MAX; breaks += 1) {
    const before = course.seq;
    const ending = await oneStream(order, course);
    if (ending !== null) return ending;
    if (course.seq > before) breaks = 0;
    await pause(Math.min(2_000, 50 * 2 ** breaks), undefined, { signal: order.signal });
  }
  throw transient('AVATAR_LOST', 'the connection to the rendering program breaks again and again');
}

/** Null when the connection broke, or the stream ended, before the job did. */
async function oneStream(order: FollowOrder, course: Course): Promise<Ending | null> {
  try {
    const client = await order.connect();
    course.resume(await client.submit(order.job, order.signal));
    return await course.along(client);
  } catch (error) {
    order.signal.throwIfAborted();
    if (error instanceof PresGenError && error.code === 'AVATAR_LOST') return null;
    throw error;
  }
}

class Course {
  seq = 0;
  private readonly degraded: Degradation[] = [];
  private asked = '';
  private readonly order: FollowOrder;

  constructor(order: FollowOrder) {
    this.order = order;
  }

  /** An earlier run's failure is not this run's; a program that lost its memory counts anew. */
  resume({ seq, from }: Accepted): void {
    this.seq = seq < this.seq ? from : Math.max(this.seq, from);
  }

  /** Null when the stream ended before the job did. */
  async along(client: SidecarClient): Promise<Ending | null> {
    const silence = new AbortController();
    const either = AbortSignal.any([this.order.signal, silence.signal]);
    const events = client.events(this.order.job.id, this.seq, either);
    try {
      for (;;) {
        const next = await within(this.order.silenceMs, events.next());
        if (next === SILENT) {
          await this.look(client);
          return null;
        }
        if (next.done) return null;
        const ending = this.take(next.value);
        if (ending !== null) return ending;
      }
    } finally {
      silence.abort();
    }
  }

  private take(event: JobEvent): Ending | null {
    if (event.seq <= this.seq) return null;
    this.seq = event.seq;
    this.asked = '';
    if (event.degraded) this.degraded.push(event.degraded);
    if (event.stage !== undefined) this.order.progress(fractionOf(event), event.stage);
    if (event.done) return { degraded: this.degraded, done: event.done.artifacts };
    if (event.failed) return { degraded: this.degraded, failed: event.failed };
    return null;
  }

  /** A job that stands where it stood at the last look, with no event between, is frozen. */
  private async look(client: SidecarClient): Promise<void> {
    const known = await client.status(this.order.job.id, this.order.signal);
    if (known === null) return;
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
  }
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

const STAGES: Record<string, [from: number, to: number]> = {
  queued: [0, 0],
  tts: [0, 0.08],
  render: [0.08, 0.9],
  encode: [0.9, 0.94],
  mux: [0.94, 0.97],
  verify: [0.97, 0.99],
};

function fractionOf({ stage = '', framesDone = 0, framesTotal = 0 }: JobEvent): number {
  const [from, to] = STAGES[stage] ?? [0, 0];
  return from + (to - from) * (framesTotal > 0 ? Math.min(1, framesDone / framesTotal) : 0);
}
