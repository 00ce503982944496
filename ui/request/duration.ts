/** How long a request may take, in words that say what they count. */
import { type Draft, KINDS, numberOf } from './draft.ts';

/** `GET /api/estimates` */
export interface FirstEstimate {
  machine_ms: number | null;
  runs: number;
  runs_needed: number;
}

/** `about 2 minutes`, `about 3 hours`, `about 5 days`. */
export function aboutWords(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 1) return 'less than a minute';
  if (minutes < 90) return `about ${counted(Math.round(minutes), 'minute')}`;
  if (minutes < 36 * 60) return `about ${counted(Math.round(minutes / 60), 'hour')}`;
  return `about ${counted(Math.round(minutes / 1440), 'day')}`;
}

/** What the machine needs, judged by the runs that ended. */
export function machineWords(estimate: FirstEstimate | null): string {
  if (estimate === null) return 'not known yet';
  const { machine_ms, runs, runs_needed } = estimate;
  if (machine_ms === null)
    return `not known before ${runs_needed} requests have ended here; ${runs === 0 ? 'none has' : `${runs} so far`}`;
  return `${aboutWords(machine_ms)}, the median of ${counted(runs, 'finished request')}`;
}

/** Everybody taking all the time they are given; null while a number is missing. */
export function longestWait(draft: Pick<Draft, 'answerHours' | 'checkpoints'>): number | null {
  const hours = [draft.answerHours, ...KINDS.map((kind) => draft.checkpoints[kind].dueHours)].map(
    numberOf,
  );
  const sum = hours.reduce((left, right) => left + right, 0);
  return Number.isFinite(sum) ? sum * 3_600_000 : null;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
