/** Starting a run, killing it in a chosen step, and what every run must leave behind. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { STEP_NAMES, type StepName } from '../../machines/vocabulary.ts';
import { type Account, accountOf, activeSteps } from './account.ts';
import { chance } from './chance.ts';
import { outcomeOf } from './outcome.ts';
import { presgen, REQUEST, type Running } from './process.ts';
import type { Template } from './template.ts';

/** Set CHAOS_SEED to draw other moments. */
const SEED = Number(process.env.CHAOS_SEED ?? 1);
/** Tries to hit a step before the test gives up: the machine may be busy with other things. */
const TRIES = 6;

/** What a run without any crash leaves behind. */
export interface Reference {
  account: Account;
  outcome: Record<string, unknown>;
  /** How long each step took, in ms. */
  took: Map<StepName, number>;
}

/** Starts the run in `out`, or goes on with it. */
export function start(out: string, path: string): Running {
  return presgen(['run', REQUEST, '--auto', '--resume', '--out', out], path);
}

/** The line that tells that a step has begun. */
export function entered(step: StepName): RegExp {
  return new RegExp(` %  ${step}$`);
}

export async function uncrashed(template: Template): Promise<Reference> {
  const out = await template.copy('uncrashed');
  const running = start(out, template.bare);
  const { code, stderr } = await running.ended;
  assert.equal(code, 0, stderr);
  const at = (line: string | null) => Number(/^\s*([\d.]+) s/.exec(line ?? '')?.[1]) * 1000;
  const seen = stderr.split('\n').filter((line) => / % {2}\w+$|completed$/.test(line));
  const took = STEP_NAMES.map((step): [StepName, number] => {
    const mine = seen.findIndex((line) => entered(step).test(line));
    const next = seen.slice(mine).find((line) => at(line) > at(seen[mine] ?? null));
    return [step, at(next ?? null) - at(seen[mine] ?? null)];
  });
  return { account: await accountOf(out), outcome: await outcomeOf(out), took: new Map(took) };
}

/** Runs until the step is under way and kills; false when the kill landed in another step. */
async function killIn(step: StepName, out: string, path: string, waitMs: number): Promise<boolean> {
  const running = start(out, path);
  const line = await running.line(entered(step));
  if (line !== null) await delay(waitMs);
  const { stderr } = await running.kill();
  assert.ok(line !== null, `${step} never began: ${stderr}`);
  return (await activeSteps(out)).includes(step);
}

export interface Target {
  template: Template;
  step: StepName;
  path: string;
  /** The kill lands within this many ms after the step began. */
  withinMs: number;
}

/** A folder whose workflow was killed in this step. */
export async function killed(t: TestContext, target: Target): Promise<string> {
  const { template, step, path, withinMs } = target;
  const draw = chance(SEED * 100 + STEP_NAMES.indexOf(step));
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const out = await template.copy(`${step}-${attempt}`);
    const waitMs = attempt === TRIES ? 0 : Math.round((draw() * withinMs) / 2 ** (attempt - 1));
    if (await killIn(step, out, path, waitMs)) {
      t.diagnostic(`killed ${waitMs} ms into ${step} (of ${withinMs} ms), try ${attempt}`);
      return out;
    }
  }
  return assert.fail(`no kill landed in ${step} in ${TRIES} tries`);
}

/** Watching ends when the form closes: the only write that a good end takes back. */
const ENDED_WATCH = /\/watch compensated$/;

/** One object a write, one mail an occasion, one version an artefact, and nothing left undone. */
export function assertOnce(account: Account): void {
  assert.equal(account.status, 'completed');
  assert.deepEqual(account.leftovers, []);
  assert.deepEqual(new Set(account.tags).size, account.tags.length, 'a write left two objects');
  assert.deepEqual(new Set(account.mails).size, account.mails.length, 'a mail went out twice');
  assert.deepEqual(
    account.effects.filter((effect) => !effect.endsWith(' done') && !ENDED_WATCH.test(effect)),
    [],
  );
  assert.deepEqual(
    account.artefacts.filter((each) => !each.endsWith(' v1')),
    [],
    'an artefact was made twice',
  );
}

/** Part by part, so that a failure shows the part that differs. */
export function assertSame(
  actual: Record<string, unknown>,
  expected: Record<string, unknown>,
): void {
  for (const part of Object.keys({ ...expected, ...actual }))
    assert.deepEqual(actual[part], expected[part], part);
}

/** Lets a new process go on to the end. */
export async function resumed(t: TestContext, out: string, path: string): Promise<void> {
  const began = performance.now();
  const { code, stderr } = await start(out, path).ended;
  assert.equal(code, 0, stderr);
  t.diagnostic(`resumed and completed in ${Math.round(performance.now() - began)} ms`);
}
