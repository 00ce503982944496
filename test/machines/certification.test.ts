/** Properties of the real certification machine over everything that can happen to it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyMachineSnapshot } from 'xstate';
import { certification } from '../../machines/certification.ts';
import type { CertificationContext } from '../../machines/certification-context.ts';
import { chartOf } from '../../machines/chart.ts';
import { machines } from '../../machines/registry.ts';
import { canFinish, explore } from './explore.ts';
import { workflowInput } from './samples.ts';

const broken: string[] = [];

function inspect(snapshot: AnyMachineSnapshot): void {
  const complaint = complaintAbout(snapshot.context as CertificationContext, snapshot.value);
  if (complaint) broken.push(complaint);
}

/** Everything that can happen to a workflow that came with documents. */
const whole = explore(certification, workflowInput(), inspect);

const EARLY = ['initialization', 'knowledge', 'compensating'];

function isEarly(snapshot: AnyMachineSnapshot): boolean {
  return EARLY.includes(Object.keys(Object(snapshot.value))[0] ?? '');
}

/** A workflow that came without documents, until it has some: the waiting for uploads. */
const early = explore(certification, workflowInput({ documents: [] }), inspect, isEarly);

const active = [...whole.nodes.values(), ...[...early.nodes.values()].filter(isEarly)].filter(
  (node) => node.status === 'active',
);

/** Compensation goes strictly backwards, and nothing ends while begun work is unaccounted for. */
function complaintAbout(context: CertificationContext, value: unknown): string | null {
  const backwards = context.begun.toReversed();
  const left = context.left_behind.map((each) => each.step);
  const settled = backwards.filter((step) => context.undone.includes(step) || left.includes(step));
  if (settled.join() !== backwards.slice(0, settled.length).join()) {
    return `undone ${settled.join()} of ${backwards.join()}`;
  }
  const inOrder = backwards.filter((step) => context.undone.includes(step)).join();
  if (inOrder !== context.undone.join()) return `order ${context.undone.join()}`;
  const ended = value === 'cancelled' || value === 'compensated';
  if (ended && settled.length < backwards.length) return `${value} with work left`;
  if (value === 'cancelled' && context.ending !== 'cancelled') return 'cancelled without cancel';
  return null;
}

test('every state of the chart can be entered', (t) => {
  t.diagnostic(`with documents: ${whole.nodes.size} nodes, ${whole.edges.length} edges`);
  t.diagnostic(
    `without, until some arrive: ${early.nodes.size} nodes, ${early.edges.length} edges`,
  );
  const entered = new Set([...whole.entered, ...early.entered]);
  const missing = chartOf(certification).states.filter((state) => !entered.has(state.id));
  assert.deepEqual(
    missing.map((state) => state.id),
    [],
  );
});

test('from everywhere a workflow can still reach an end', () => {
  const finishing = canFinish(whole);
  const finishingEarly = canFinish(early);
  const trapped = [
    ...[...whole.nodes.keys()].filter((key) => !finishing.has(key)),
    ...[...early.nodes].filter(([key, node]) => isEarly(node) && !finishingEarly.has(key)),
  ];
  assert.deepEqual(trapped, []);
});

test('all three endings are reachable', () => {
  const ends = [...whole.nodes.values()].filter((node) => node.status === 'done');
  assert.deepEqual([...new Set(ends.map((node) => node.value))].sort(), [
    'cancelled',
    'compensated',
    'completed',
  ]);
});

test('no path ends with a begun step neither undone nor left behind, nor undoes out of order', () => {
  assert.deepEqual(broken.slice(0, 3), []);
});

test('cancel is accepted everywhere before compensation begins, and nowhere after', () => {
  for (const node of active) {
    const accepts = node._nodes.some((state) => state.ownEvents.includes('cancel'));
    const undoing = Object.keys(Object(node.value))[0] === 'compensating';
    assert.equal(accepts, !undoing, JSON.stringify(node.value));
  }
});

test('every state that waits for nothing else tells a person what to do', () => {
  for (const node of active) {
    const pending = node._nodes.some(
      (state) =>
        state.invoke.length > 0 ||
        [...state.transitions.keys()].some((type) => type.startsWith('xstate.after')),
    );
    const view = machines.certification?.project(node);
    if (!pending) assert.equal(view?.status, 'needs_attention', JSON.stringify(node.value));
  }
});
