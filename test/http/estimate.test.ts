import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEstimates } from '../../http/estimate.ts';
import type { ActorRecord, Json } from '../../runtime/ports.ts';
import { entry, record } from '../persistence/turns.ts';

const at = (step: string, leaf: string): Json => ({ phase: { [step]: leaf } });
const course = (setup: number, end: number) => [
  { at: 0, value: at('drive_setup', 'calling') },
  { at: setup, value: at('response_collection', 'collecting') },
  { at: 80_000_000, value: at('completion', 'calling') },
  { at: 80_000_000 + end, value: 'completed' },
];

/** A workflow that began its first step at 5,000 and is looked at at `clock.now`. */
function looking(courses: { at: number; value: Json }[][]) {
  const clock = { now: 6_000 };
  let readings = 0;
  const estimate = createEstimates({
    now: () => clock.now,
    readModels: {
      finishedCourses: async () => {
        readings += 1;
        return courses;
      },
    } as never,
    engine: {
      journal: async () => [
        entry('wf', 0, { at: 5_000, value: at('drive_setup', 'calling') }),
        entry('wf', 1, { at: 5_500, value: null }),
      ],
    } as never,
  });
  const root = (more: Partial<ActorRecord> = {}) =>
    record('wf', 1, { value: at('drive_setup', 'calling'), ...more });
  return { clock, estimate, root, readings: () => readings };
}

describe('the estimated completion', () => {
  const courses = [course(3_000, 2_000), course(4_000, 1_000), course(9_000, 9_000)];

  it('is now plus the machine time of what is to come, and says what it leaves out', async () => {
    const { estimate, root } = looking(courses);
    const { estimated_completion, estimated_completion_note } = await estimate(root());
    // 4 s for the first step, of which 1 s has passed; 2 s for the last.
    assert.equal(estimated_completion, new Date(6_000 + 3_000 + 2_000).toISOString());
    assert.match(estimated_completion_note ?? '', /waits for people and learners/);
  });

  it('is null with too few finished workflows, and for a workflow that has ended', async () => {
    const none = {
      estimated_completion: null,
      estimated_completion_note: null,
      estimated_from: null,
    };
    const few = looking(courses.slice(1));
    assert.deepEqual(await few.estimate(few.root()), none);
    const { estimate, root } = looking(courses);
    const view = { status: 'completed', step: 'completion', progress: 100 };
    assert.deepEqual(await estimate(root({ view })), none);
  });

  it('reads the finished workflows again only after a while', async () => {
    const { estimate, root, readings, clock } = looking(courses);
    await estimate(root());
    await estimate(root());
    assert.equal(readings(), 1);
    clock.now += 61_000;
    await estimate(root());
    assert.equal(readings(), 2);
  });
});
