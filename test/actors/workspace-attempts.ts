/** Repeats a call as the statechart does: pauses for what passes, a person for what does not. */
import assert from 'node:assert/strict';
import { PresGenError } from '../../runtime/errors.ts';
import type { Rig } from './workspace-rig.ts';

/** How long one attempt may take by the rig's clock, in ms. */
export const PATIENCE_MS = 60_000;
/** Pauses between attempts as the statechart makes them, in ms; the last one repeats. */
const PAUSES_MS = [1000, 4000, 15_000, 60_000];
const ATTEMPTS_MAX = 200;

/** What a person does about a failure that does not pass by itself. */
const PERSON: Record<string, (rig: Rig) => void> = {
  RECONNECT_NEEDED: (rig) => rig.local.faults.reconnect(),
  GOOGLE_STORAGE_FULL: () => {},
};

/** @returns the codes of the attempts that failed, in order */
export async function untilDone(rig: Rig, perform: () => Promise<unknown>): Promise<string[]> {
  const failures: string[] = [];
  for (;;) {
    const failure = await attempt(rig, perform);
    if (failure === null) return failures;
    assert.ok(failures.length < ATTEMPTS_MAX, `never done: ${failures.join(' ')}`);
    const pause = PAUSES_MS[Math.min(failures.length, PAUSES_MS.length - 1)] as number;
    failures.push(failure.code);
    if (failure.kind === 'terminal') {
      const repair = PERSON[failure.code];
      assert.ok(repair, `nobody can mend this: ${failure.code} ${failure.message}`);
      repair(rig);
    } else rig.advance(Math.max(pause, failure.retryAfterMs ?? 0));
  }
}

/** One attempt; null when it succeeded. A failure that is no PresGenError is a bug, and thrown. */
export async function attempt(
  rig: Rig,
  perform: () => Promise<unknown>,
): Promise<PresGenError | null> {
  rig.attempt(PATIENCE_MS);
  try {
    await perform();
    return null;
  } catch (error) {
    if (!(error instanceof PresGenError)) throw error;
    return error;
  }
}
