/**
 * Who waits how long when one workflow uploads 20,000 decks, or a thousand begin at once: the real
 * buckets and the real waits of the statechart, in simulated time.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bucketsInMemory, type Draw } from '../../actors/workspace/quota.ts';
import { limitsOf, type QuotaClass } from '../../actors/workspace/quota-classes.ts';
import { quotaMs } from '../../machines/backoff.ts';

interface Workflow {
  name: string;
  startsAt: number;
  /** Calls one after the other: what each draws. */
  calls: { name: QuotaClass; units: number; times: number };
  /** How long one call takes on the other side. */
  callMs: number;
}

interface Course {
  /** From its first call to its last. */
  tookMs: number;
  waitedMs: number;
  /** How often it was sent away. */
  refusals: number;
  longestWaitMs: number;
}

/** Runs all workflows against one set of buckets; a refused call comes back after its timer. */
async function run(workflows: Workflow[]): Promise<Map<string, Course>> {
  const buckets = bucketsInMemory();
  const courses = new Map<string, Course>();
  const due: { at: number; workflow: Workflow; done: number; course: Course }[] = workflows.map(
    (workflow) => {
      const course = { tookMs: 0, waitedMs: 0, refusals: 0, longestWaitMs: 0 };
      courses.set(workflow.name, course);
      return { at: workflow.startsAt, workflow, done: 0, course };
    },
  );
  const queue = new Queue(due);
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { workflow, course, at } = next;
    const { waitMs } = await buckets.take(drawsOf(workflow.calls), at);
    if (waitMs === 0) {
      next.done += 1;
      next.at = at + workflow.callMs;
      course.tookMs = next.at - workflow.startsAt;
      if (next.done < workflow.calls.times) queue.push(next);
      continue;
    }
    const failure = { kind: 'transient', code: 'QUOTA_WAIT', message: '', retryAfterMs: waitMs };
    const wait = quotaMs(workflow.name, failure as never, at);
    course.refusals += 1;
    course.waitedMs += wait;
    course.longestWaitMs = Math.max(course.longestWaitMs, wait);
    next.at = at + wait;
    queue.push(next);
  }
  return courses;
}

function drawsOf({ name, units }: Workflow['calls']): Draw[] {
  return limitsOf(name, 0.8).map(([scope, limit]) => ({ key: `${name}:${scope}`, limit, units }));
}

/** The earliest first; a binary heap. */
class Queue<T extends { at: number }> {
  readonly #heap: T[] = [];
  constructor(items: T[]) {
    for (const item of items) this.push(item);
  }

  push(item: T): void {
    const heap = this.#heap;
    let at = heap.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((heap[parent] as T).at <= item.at) break;
      heap[at] = heap[parent] as T;
      at = parent;
    }
    heap[at] = item;
  }

  shift(): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as T).at < (heap[child] as T).at) child += 1;
      if ((heap[child] as T).at >= last.at) break;
      heap[at] = heap[child] as T;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

/** Uploading one deck: a session and one part. */
const DECK = 55;

function hogs(count: number, callMs: number): Workflow[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `hog-${index}`,
    startsAt: 0,
    calls: { name: 'drive', units: DECK, times: 20_000 },
    callMs,
  }));
}

/** One ordinary workflow every two seconds: forty writes to the drive. */
function ordinary(count: number): Workflow[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `ordinary-${index}`,
    startsAt: 1_000 + index * 2_000,
    calls: { name: 'drive', units: 50, times: 40 },
    callMs: 100,
  }));
}

function told(courses: Map<string, Course>, of: string): Course[] {
  return [...courses].filter(([name]) => name.startsWith(of)).map(([, course]) => course);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const most = (numbers: number[]): number => Math.max(...numbers);

describe('fairness of the quota', () => {
  for (const [count, callMs] of [
    [1, 1],
    [5, 1],
    [1, 300],
  ] as const) {
    it(`${count} × 20,000 decks at ${callMs} ms each leave ordinary workflows going`, async (t) => {
      const courses = await run([...hogs(count, callMs), ...ordinary(100)]);
      const small = told(courses, 'ordinary');
      const large = told(courses, 'hog');
      t.diagnostic(
        `ordinary: worst wait ${seconds(most(small.map((one) => one.waitedMs)))} in all, ` +
          `${seconds(most(small.map((one) => one.longestWaitMs)))} at a time, ` +
          `${small.filter((one) => one.refusals > 0).length} of 100 waited at all; ` +
          `decks: ${seconds(most(large.map((one) => one.tookMs)))}, ` +
          `${most(large.map((one) => one.refusals))} refusals`,
      );
      assert.ok(most(small.map((one) => one.waitedMs)) < 60_000);
    });
  }

  it('a thousand workflows that begin at once get their forms in the time the quota takes', async (t) => {
    const begun = Array.from({ length: 1000 }, (_, index): Workflow => {
      const calls = { name: 'forms_write', units: 1, times: 6 } as const;
      return { name: `workflow-${index}`, startsAt: index, calls, callMs: 300 };
    });
    const courses = [...(await run(begun)).values()];
    const all = most(courses.map(({ tookMs }) => tookMs));
    const refusals = courses.reduce((sum, one) => sum + one.refusals, 0);
    const perfect = ((6000 - 30) / 120) * 60_000;
    t.diagnostic(
      `all after ${seconds(all)} of ${seconds(perfect)} at best; ${refusals} refusals, ` +
        `${(refusals / 6000).toFixed(2)} a call; first done after ` +
        `${seconds(Math.min(...courses.map(({ tookMs }) => tookMs)))}`,
    );
    assert.ok(all < 1.25 * perfect);
    assert.ok(refusals < 5 * 6000);
  });
});
