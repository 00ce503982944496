/** When a workflow may end, judged by the ones that did. */
import { type Moment, machineTime, type StepTimes, workLeft } from '../machines/machine-time.ts';
import type { ActorRecord } from '../runtime/ports.ts';
import type { ServerPorts } from './server-ports.ts';
import { wholeJournal } from './views.ts';

/** How many finished workflows are looked at, and how long that holds. */
const RUNS_MAX = 20;
const FRESH_MS = 60_000;

/** ISO time, and what it leaves out; both null where there is nothing to go by. */
export interface Estimate {
  estimated_completion: string | null;
  estimated_completion_note: string | null;
}

const NONE: Estimate = { estimated_completion: null, estimated_completion_note: null };
const NOTE =
  'the median machine time of the steps to come in finished workflows; waits for people and learners come on top';
const ON_ITS_WAY = new Set(['running', 'waiting', 'needs_attention']);

/** Estimates for workflows as they stand now. */
export function createEstimates({
  engine,
  readModels,
  now,
}: Pick<ServerPorts, 'engine' | 'readModels' | 'now'>): (root: ActorRecord) => Promise<Estimate> {
  let known: { at: number; past: Promise<StepTimes[]> } | null = null;
  const pastRuns = (): Promise<StepTimes[]> => {
    if (known === null || now() - known.at > FRESH_MS) {
      const past = readModels
        .finishedCourses(RUNS_MAX)
        .then((courses) => courses.map((course) => machineTime(course)));
      known = { at: now(), past };
      // A failed reading is answered as one, and not remembered.
      past.catch(() => {
        known = null;
      });
    }
    return known.past;
  };
  return async (root) => {
    if (!ON_ITS_WAY.has(root.view.status)) return NONE;
    const past = await pastRuns();
    if (workLeft(past, {}, root.value) === null) return NONE;
    const course = (await wholeJournal(engine, root.address)).filter(isMoment);
    const left = workLeft(past, machineTime(course, now()), root.value);
    if (left === null) return NONE;
    return {
      estimated_completion: new Date(now() + left).toISOString(),
      estimated_completion_note: NOTE,
    };
  };
}

function isMoment(entry: { at: number; value: unknown }): entry is Moment {
  return entry.value !== null;
}
