/** Step 6: being told of answers, and the end of taking them. */
import { PresGenError } from '../../runtime/errors.ts';
import { writeOf } from '../drive/writes.ts';
import type { Activity, ActorPorts } from '../ports.ts';
import type { Workspace } from '../workspace/port.ts';

const HOUR_MS = 3_600_000;
/** A watch is renewed when two days are left, so that a bad day or two end none. */
const AHEAD_MS = 48 * HOUR_MS;

/** Has us told of answers to the form; repeated, it renews the watch or revives it. */
export function watchResponses(
  ports: ActorPorts,
  workspace: Workspace,
): Activity<'responses.watch'> {
  return async ({ step, form }, run) => {
    // Whoever is told of an answer has to know whose form it is, from the first one on.
    await ports.collected.open(run.root, form.id);
    const watch = await workspace.watch(writeOf(run, step, `watch.${form.id}`), form.id);
    if (watch === null) return { watch: 'off', look_at: null };
    const soon = ports.now() + HOUR_MS;
    if (watch.kind === 'on') {
      return { watch: 'on', look_at: Math.max(soon, watch.expiresAt - AHEAD_MS) };
    }
    const message =
      `We were no longer told of new answers (${watch.reason ?? 'no reason given'}); ` +
      'they were looked for every few minutes instead.';
    return { watch: 'suspended', look_at: soon, warnings: [{ code: 'WATCH_SUSPENDED', message }] };
  };
}

/** Takes no more answers. Whoever is still listening after that only hears less. */
export function shutResponses(ports: ActorPorts, workspace: Workspace): Activity<'responses.shut'> {
  return async ({ step, form }, run) => {
    const closedAt = await workspace.closeForm(writeOf(run, step, `close.${form.id}`), form.id);
    try {
      await workspace.unwatch(writeOf(run, step, `watch.${form.id}`));
    } catch (error) {
      if (!(error instanceof PresGenError) || error.kind !== 'terminal') throw error;
      // It ends by itself within a week, and what it tells of is a form that nobody knows any more.
      ports.log.warn({ workflow: run.root, code: error.code }, 'a watch could not be ended');
    }
    return { closed_at: closedAt };
  };
}
