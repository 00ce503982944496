/** Turns a notice that a form was answered into the event its collecting actor reads at once for. */
import type { Log } from '../actors/ports.ts';
import type { ResponseIndex } from '../persistence/response-index.ts';
import { PresGenError } from '../runtime/errors.ts';
import type { Engine } from '../runtime/ports.ts';

/** `unknown`: a form of nobody, or of a collection that is over; `nudged`: somebody will read it. */
export type NoticeOutcome = 'nudged' | 'unknown';

export interface NoticeParts {
  engine: Pick<Engine, 'family' | 'send'>;
  collected: Pick<ResponseIndex, 'workflowOf'>;
  log: Log;
  /** Told of every notice, to count it. */
  counted(outcome: NoticeOutcome): void;
}

/**
 * Resolves once the event is stored, so that a notice may be acknowledged after that. A notice that
 * comes twice or late only causes a read too many; one that is lost is made up for by the next poll.
 */
export function createNotices(parts: NoticeParts): (form: string) => Promise<NoticeOutcome> {
  const { engine, collected, log, counted } = parts;
  const nudge = async (form: string): Promise<NoticeOutcome> => {
    const workflow = await collected.workflowOf(form);
    if (workflow === null) return 'unknown';
    const family = await engine.family(workflow);
    const collecting = family.find(
      (record) => record.machine === 'responseCollection' && record.status === 'active',
    );
    if (!collecting) return 'unknown';
    try {
      await engine.send(collecting.address, { type: 'response.submitted' });
    } catch (error) {
      // It has ended meanwhile, or stands still until a person has looked: it reads by itself then.
      if (error instanceof PresGenError && error.kind === 'terminal') return 'unknown';
      throw error;
    }
    return 'nudged';
  };
  return async (form) => {
    const outcome = await nudge(form);
    counted(outcome);
    if (outcome === 'unknown') log.info({ form }, 'a notice about a form that nobody collects');
    return outcome;
  };
}
