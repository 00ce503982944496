/** What earlier workflows foretold of one that is about to end, and how long its steps really worked. */
import type { Foretell } from '../actors/report/index.ts';
import { type Moment, machineTime, medianTimes, RUNS_NEEDED } from '../machines/machine-time.ts';
import { STEP_NAMES } from '../machines/vocabulary.ts';
import type { ReadModels } from '../persistence/read-models.ts';
import type { Engine } from '../runtime/ports.ts';

const RUNS_MAX = 20;
const ENTRIES_A_READ = 500;

/** @param opened the engine, which may still be opening when activities are named */
export function foretellFrom(
  readModels: Pick<ReadModels, 'finishedCourses'>,
  opened: Promise<Engine>,
): Foretell {
  return async (workflow) => {
    const courses = await readModels.finishedCourses(RUNS_MAX);
    const past = courses.map((course) => machineTime(course));
    const expected = past.length < RUNS_NEEDED ? null : medianTimes(past);
    const own = machineTime(await courseOf(await opened, workflow));
    return {
      runs: past.length,
      steps: STEP_NAMES.flatMap((step) => {
        const actual = own[step];
        if (actual === undefined || step === 'completion') return [];
        return [{ step, predicted_ms: expected?.[step] ?? null, actual_ms: actual }];
      }),
    };
  };
}

async function courseOf(engine: Engine, workflow: string): Promise<Moment[]> {
  const course: Moment[] = [];
  let after = 0;
  for (;;) {
    const entries = await engine.journal(workflow, after, ENTRIES_A_READ);
    for (const { at, value } of entries) if (value !== null) course.push({ at, value });
    if (entries.length < ENTRIES_A_READ) return course;
    after = entries.at(-1)?.seq ?? after;
  }
}
