/** When a workflow may end, judged by the ones that did. */
import {
  type Moment,
  machineTime,
  RUNS_NEEDED,
  type StepTimes,
  workLeft,
} from '../machines/machine-time.ts';
import type { ActorRecord } from '../runtime/ports.ts';
import { wholeJournal } from './fleet/views.ts';
import type { ServerPorts } from './server-ports.ts';

/** How many finished workflows are looked at, and how long that holds. */
const RUNS_MAX = 20;
const FRESH_MS = 60_000;

/** ISO time, and what it leaves out; both null where there is nothing to go by. */
export interface Estimate {
  estimated_completion: string | null;
  estimated_completion_note: string | null;
  /** How many finished workflows it is judged by. */
  estimated_from: number | null;
}

const NONE: Estimate = {
  estimated_completion: null,
  estimated_completion_note: null,
  estimated_from: null,
};
const NOTE =
  'the median machine time of the steps to come in finished workflows; waits for people and learners come on top';
const ON_ITS_WAY = new Set(['running', 'waiting', 'needs_attention']);

/** What a request that nobody filed yet may take. */
export interface FirstEstimate {
  /** Median machine time from start to end in ms; null where too few ended to tell. */
  machine_ms: number | null;
  /** Finished workflows it goes by, and how many it takes. */
  runs: number;
  runs_needed: number;
}

export interface Estimates {
  (root: ActorRecord): Promise<Estimate>;
  forNew(): Promise<FirstEstimate>;
}

/** Estimates for workflows as they stand now, or before they start. */
export function createEstimates({
  engine,
  readModels,
  now,
}: Pick<ServerPorts, 'engine' | 'readModels' | 'now'>): Estimates {
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
  const forNew = async (): Promise<FirstEstimate> => {
    const past = await pastRuns();
    const machine_ms = workLeft(past, {}, {});
    return { machine_ms, runs: past.length, runs_needed: RUNS_NEEDED };
  };
  const of = async (root: ActorRecord): Promise<Estimate> => {
    if (!ON_ITS_WAY.has(root.view.status)) return NONE;
    const past = await pastRuns();
    if (workLeft(past, {}, root.value) === null) return NONE;
    const course = (await wholeJournal(engine, root.address)).filter(isMoment);
    const left = workLeft(past, machineTime(course, now()), root.value);
    if (left === null) return NONE;
    return {
      estimated_completion: new Date(now() + left).toISOString(),
      estimated_completion_note: NOTE,
      estimated_from: past.length,
    };
  };
  return Object.assign(of, { forNew });
}

function isMoment(entry: { at: number; value: unknown }): entry is Moment {
  return entry.value !== null;
}
