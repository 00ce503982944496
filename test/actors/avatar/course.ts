/**
 * Takes one topic through its statechart with the real activities: permits are given, waits pass at
 * once, and everything that was passed through is written down.
 */
import { avatarStages, type RenderPorts } from '../../../actors/avatar/index.ts';
import type { ActorPorts, WorkflowSettings } from '../../../actors/ports.ts';
import { avatarRender } from '../../../machines/avatar-render.ts';
import type { CallOutput } from '../../../machines/vocabulary.ts';
import { toFailure } from '../../../runtime/errors.ts';
import type { ActivityRun } from '../../../runtime/ports.ts';
import { Story } from '../../machines/driver.ts';
import { activityRun } from './memory-ports.ts';

type Perform = (input: object, run: ActivityRun) => Promise<object>;

export interface Course {
  /** The rendered topic; null where a person has to look. */
  output: CallOutput<'avatar.draw'> | null;
  failure: { kind: string; code: string; message: string } | null;
  /** States in the order in which they were entered, dotted. */
  states: string[];
  /** Codes of failures on the way, in order. */
  failures: string[];
  /** Milliseconds of the waits. */
  waits: number[];
}

export interface CourseOrder {
  ports: ActorPorts & RenderPorts;
  topic: string;
  settings: WorkflowSettings;
  /** Stops whatever runs. */
  signal?: AbortSignal;
}

const STEPS_MAX = 200;

/** Resolves when the topic's actor has ended. Rejects with the reason of an abort. */
export async function courseOf({ ports, topic, settings, signal }: CourseOrder): Promise<Course> {
  const stages = avatarStages(ports) as unknown as Record<string, Perform>;
  const input = { workflow: 'w1', settings, topic, index: 0 };
  const story = new Story(avatarRender, input, 1_000, 'w1/avatar_topic.1');
  const course: Course = { output: null, failure: null, states: [], failures: [], waits: [] };
  for (let step = 0; story.snapshot.status === 'active'; step += 1) {
    if (step > STEPS_MAX) throw new Error(`no end after ${course.states.join(' ')}`);
    enter(course, story.value);
    await onward(story, { stages, course, signal, key: `w1/avatar_topic.1/activity.${step}` });
  }
  enter(course, story.value);
  const { result } = story.snapshot.context;
  return { ...course, output: result.output ?? null, failure: result.failure ?? null };
}

interface Onward {
  stages: Record<string, Perform>;
  course: Course;
  signal: AbortSignal | undefined;
  key: string;
}

async function onward(story: Story, { stages, course, signal, key }: Onward): Promise<void> {
  const wait = story.armed('wait');
  if (wait !== undefined) {
    course.waits.push(wait);
    story.elapse('wait');
    return;
  }
  const asked = story.spawned().activity as { activity: string; input: object } | undefined;
  if (asked === undefined) {
    story.send('permit.granted');
    return;
  }
  try {
    const output = await stages[asked.activity]?.(asked.input, activityRun(key, signal));
    story.done('activity', output);
  } catch (error) {
    signal?.throwIfAborted();
    const failure = toFailure(error);
    course.failures.push(failure.code);
    story.send('xstate.error.actor.activity', { error: failure });
  }
}

function enter({ states }: Course, value: unknown): void {
  const name = typeof value === 'string' ? value : Object.entries(value as object)[0]?.join('.');
  if (name !== undefined && states.at(-1) !== name) states.push(name);
}
