/** The ladder's upper rungs: whether this workflow's videos are rendered, and what follows when that fails. */
import { PresGenError } from '../../../runtime/errors.ts';
import type { Log } from '../../ports.ts';
import type { Production, ProductionOrder } from '../ladder.ts';
import { type Cast, filmBySidecar, type Sidecar } from './film.ts';
import { isRolledOut } from './open.ts';

export interface SidecarUse {
  program: Sidecar;
  /** Percent of workflows that use it. */
  rollout: number;
  /** Who is asked to draw the presenter; `auto` unless said otherwise. */
  backend?: string;
  /** Silence after which a job is looked into; 30 s unless said otherwise. */
  silenceMs?: number;
}

/** Either the film, or the sentences that say why there is none; none where none was tried. */
export type Rendered = { made: Production; reasons: [] } | { made: null; reasons: string[] };

export interface SidecarRung {
  takes(workflow: string): boolean;
  film(order: ProductionOrder, workflow: string, cast: Cast): Promise<Rendered>;
}

/** Topics whose first failure is remembered; the oldest are forgotten. */
const REMEMBERED = 1_000;

/**
 * The first transient failure of a topic is the attempt's: the statechart waits, and counts it
 * against the breaker. The second gives way to the rungs of this process. So does at once what
 * another attempt cannot cure; a full queue is waited for as long as attempts last.
 */
export function sidecarRung(use: SidecarUse | undefined, log: Log): SidecarRung {
  const failedOnce = new Set<string>();
  const takes = (workflow: string) =>
    use?.program.present === true && isRolledOut(workflow, use.rollout);
  return {
    takes,
    film: async (order, workflow, cast) => {
      if (use === undefined || !takes(workflow)) return { made: null, reasons: [] };
      const { program, backend = 'auto', silenceMs = 30_000 } = use;
      const topic = `${workflow} ${order.script.topic}`;
      try {
        const made = await filmBySidecar({
          ...{ ...order, cast, backend, silenceMs },
          connect: program.connect,
        });
        failedOnce.delete(topic);
        return { made, reasons: [] };
      } catch (error) {
        order.signal.throwIfAborted();
        const failure = givingWay(error);
        if (failure.code === 'AVATAR_FROZEN') await program.restart();
        log.warn({ workflow, code: failure.code }, 'a rendering failed');
        if (failure.kind === 'transient' && !failedOnce.has(topic)) {
          remember(failedOnce, topic);
          throw failure;
        }
        failedOnce.delete(topic);
        return { made: null, reasons: [`The rendering program failed: ${failure.message}.`] };
      }
    },
  };
}

/** A defect of ours, a stop, and a full queue are nothing to give way for. */
function givingWay(error: unknown): PresGenError {
  if (!(error instanceof PresGenError)) throw error;
  if (error.code === 'CANCELLED' || error.code === 'RATE_LIMITED') throw error;
  return error;
}

function remember(known: Set<string>, topic: string): void {
  known.add(topic);
  const [oldest] = known;
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
}
