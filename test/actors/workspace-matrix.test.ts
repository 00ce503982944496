/**
 * Every write of the workflow under every fault, at every call it makes: exactly what a run without
 * a fault leaves, and nothing at all once it is taken back, whenever that is asked for.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { FAULT_NAMES, type FaultName, kindOf } from '../../actors/workspace/local/fault-kinds.ts';
import type { FaultRule } from '../../actors/workspace/local/fault-rules.ts';
import { LOCAL_ROUTES } from '../../actors/workspace/local/index.ts';
import { compileRoutes } from '../../actors/workspace/local/wire.ts';
import { attempt, PATIENCE_MS, untilDone } from './workspace-attempts.ts';
import { outside } from './workspace-outside.ts';
import { createRig, type Rig } from './workspace-rig.ts';
import {
  LARGE_BYTES,
  ORDINALS,
  PARTS,
  SMALL_BYTES,
  WRITE_STEPS,
  type WriteStep,
} from './workspace-steps.ts';

/** One call among others: the nth of its kind. */
interface Point {
  call: string;
  nth: number;
}

const find = compileRoutes(LOCAL_ROUTES);

/** What changes nothing may be lost without consequence. */
const READS = new Set(
  LOCAL_ROUTES.filter(({ method }) => method === 'GET').map((route) => route.id),
);

/** The calls from this exchange on, counted by kind. */
function pointsOf(rig: Rig, from: number): Point[] {
  const seen = new Map<string, number>();
  return rig.exchanges.slice(from).flatMap(({ method, url }) => {
    const call = find(method, url)?.route.id;
    if (call === undefined) return [];
    const nth = (seen.get(call) ?? 0) + 1;
    seen.set(call, nth);
    return [{ call, nth }];
  });
}

/** Every fault that can strike there, each with the measures that matter. */
function rulesAt({ call, nth }: Point): FaultRule[] {
  return (
    FAULT_NAMES.filter((fault) => kindOf(fault).at?.includes(call) ?? fault !== 'badPageToken')
      // Where a file is cut is a byte, whichever part that lies in.
      .filter((fault) => fault !== 'uploadCut' || nth === 1)
      .flatMap((fault) => measures(fault).map((more) => ({ call, fault, nth, ...more })))
  );
}

function measures(fault: FaultName): Partial<FaultRule>[] {
  // The client takes a 403 for a stale token at first and asks once more with a new one.
  if (fault === 'rate403' || fault === 'quotaFull') return [{ times: 2 }];
  switch (kindOf(fault).takes) {
    case 'ms':
      return [{ ms: PATIENCE_MS / 10 }, { ms: PATIENCE_MS * 2 }];
    case 'seconds':
      return [{ seconds: 30 }];
    case 'byte':
      return [0, SMALL_BYTES / 2, LARGE_BYTES / 2, LARGE_BYTES - 10].map((byte) => ({ byte }));
    default:
      return [{}];
  }
}

/** What each attempt that such a fault strikes comes to. */
const COMES_TO: Partial<Record<FaultName, string[]>> = {
  rate429: ['RATE_LIMITED'],
  rate403: ['RATE_LIMITED'],
  err500: ['GOOGLE_UNAVAILABLE'],
  err503: ['GOOGLE_UNAVAILABLE'],
  resetBefore: ['GOOGLE_UNAVAILABLE'],
  resetAfterEffect: ['GOOGLE_UNAVAILABLE'],
  duplicateName: ['GOOGLE_UNAVAILABLE'],
  grantRevoked: ['RECONNECT_NEEDED'],
  quotaFull: ['GOOGLE_STORAGE_FULL'],
  token401: [],
  sharedButMailFailed: [],
  formEditedByHuman: [],
};

function expected({ fault, ms }: FaultRule): string[] | undefined {
  if (ms === undefined) return COMES_TO[fault];
  return ms > PATIENCE_MS ? ['ABORTED'] : [];
}

/** After these nobody knows whether the call was carried out. */
const LOSSES: FaultName[] = ['resetAfterEffect', 'duplicateName'];

/** What the attempt that finds out may meet itself, or undo. */
const AGAIN: FaultName[] = [
  'resetBefore',
  'resetAfterEffect',
  'rate429',
  'rate403',
  'err503',
  'slow',
  'slowAfterEffect',
  'token401',
  'grantRevoked',
];

function againAt({ call, nth }: Point): FaultRule[] {
  return AGAIN.flatMap((fault) => measures(fault).map((more) => ({ call, fault, nth, ...more })));
}

/** A search that for half a minute does not learn of anything. */
const STALE: FaultRule = {
  call: 'drive.files.list',
  fault: 'staleSearch',
  nth: 1,
  times: 1000,
  seconds: 30,
};

async function undoAll(rig: Rig): Promise<void> {
  for (const ordinal of [...ORDINALS].reverse())
    await untilDone(rig, () => rig.workspace.undo(rig.write(ordinal)));
  assert.deepEqual(await outside(rig), []);
  const open = [...rig.effects.values()].filter(
    ({ state }) => state !== 'compensated' && state !== 'failed',
  );
  assert.deepEqual(open, []);
}

interface Trial {
  rig: Rig;
  about: string;
  /** Exchanges before the step began. */
  from: number;
}

/** A step in a workspace of its own; what goes wrong is told with the faults it had. */
async function tried(
  step: WriteStep,
  told: FaultRule[],
  run: (trial: Trial) => Promise<void>,
): Promise<void> {
  const rig = createRig({ parts: PARTS });
  try {
    const about = await step.prepare(rig);
    await run({ rig, about, from: rig.exchanges.length });
  } catch (error) {
    const met = told.map((rule) => JSON.stringify(rule)).join(' then ');
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${step.name}, ${met}: ${why}`, { cause: error });
  } finally {
    rig.dispose();
  }
}

let combinations = 0;

describe('every write under every fault', () => {
  after(() => assert.ok(combinations > 1000, `only ${combinations} combinations`));

  for (const step of WRITE_STEPS)
    it(`${step.name} leaves exactly one of everything, and nothing once it is taken back`, async (t) => {
      const counts = await matrixOf(step);
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      combinations += total;
      t.diagnostic(`${total} combinations: ${JSON.stringify(counts)}; ${combinations} so far`);
    });
});

async function matrixOf(step: WriteStep) {
  const counts = { finished: 0, given_up: 0, undone: 0, again: 0, stale: 0 };
  let wanted: string[] = [];
  let points: Point[] = [];
  let undoPoints: Point[] = [];
  await tried(step, [], async ({ rig, about, from }) => {
    await step.perform(rig, about);
    points = pointsOf(rig, from);
    wanted = await outside(rig);
    const done = rig.exchanges.length;
    await undoAll(rig);
    undoPoints = pointsOf(rig, done);
  });

  for (const rule of points.flatMap(rulesAt)) {
    if (await finished(step, rule, wanted)) counts.finished += 1;
    if (await givenUp(step, [rule])) counts.given_up += 1;
  }
  for (const rule of undoPoints.flatMap(againAt))
    await tried(step, [rule], async ({ rig, about }) => {
      await step.perform(rig, about);
      rig.local.faults.arm(rule);
      await undoAll(rig);
      assert.equal(rig.local.faults.strikes().length, rule.times ?? 1);
      counts.undone += 1;
    });
  const writes = points.filter(({ call }) => !READS.has(call));
  const losses = writes.flatMap(rulesAt).filter(({ fault }) => LOSSES.includes(fault));
  for (const loss of losses) {
    counts.again += await againAfter(step, loss, wanted);
    if (await finished(step, loss, wanted, [STALE])) counts.stale += 1;
    if (await givenUp(step, [loss, STALE])) counts.stale += 1;
  }
  return counts;
}

/** The step is repeated until it succeeds, and then taken back. */
async function finished(
  step: WriteStep,
  rule: FaultRule,
  wanted: string[],
  more: FaultRule[] = [],
): Promise<boolean> {
  let struck = 0;
  await tried(step, [rule, ...more], async ({ rig, about }) => {
    for (const each of [rule, ...more]) rig.local.faults.arm(each);
    const failures = await untilDone(rig, () => step.perform(rig, about));
    struck = rig.local.faults.strikes().length;
    const codes = expected(rule);
    if (struck > 0 && codes && more.length === 0) assert.deepEqual(failures, codes);
    assert.deepEqual(await outside(rig), wanted);
    await undoAll(rig);
  });
  return struck > 0;
}

/** The workflow is cancelled as soon as something went wrong. */
async function givenUp(step: WriteStep, rules: FaultRule[]): Promise<boolean> {
  let struck = false;
  await tried(step, rules, async ({ rig, about }) => {
    for (const each of rules) rig.local.faults.arm(each);
    const failure = await attempt(rig, () => step.perform(rig, about));
    if (failure?.code === 'RECONNECT_NEEDED') rig.local.faults.reconnect();
    struck = failure !== null;
    await undoAll(rig);
  });
  return struck;
}

/** The attempt that finds out what became of the first meets a fault itself. */
async function againAfter(step: WriteStep, loss: FaultRule, wanted: string[]): Promise<number> {
  const after = async (rule: FaultRule | null): Promise<{ points: Point[]; struck: boolean }> => {
    let points: Point[] = [];
    let struck = false;
    await tried(step, rule ? [loss, rule] : [loss], async ({ rig, about }) => {
      rig.local.faults.arm(loss);
      await attempt(rig, () => step.perform(rig, about));
      const from = rig.exchanges.length;
      const before = rig.local.faults.strikes().length;
      if (rule) rig.local.faults.arm(rule);
      await untilDone(rig, () => step.perform(rig, about));
      points = pointsOf(rig, from);
      struck = rig.local.faults.strikes().length > before;
      assert.deepEqual(await outside(rig), wanted);
      await undoAll(rig);
    });
    return { points, struck };
  };
  const { points } = await after(null);
  let count = 0;
  for (const rule of points.flatMap(againAt)) if ((await after(rule)).struck) count += 1;
  return count;
}
