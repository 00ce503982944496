/** Takes back what one step did outside, newest first; the workflow's root folder comes last. */
import type { Warning } from '../../machines/vocabulary.ts';
import type { Activity, ActorPorts, Effect } from '../ports.ts';
import type { Workspace } from '../workspace/port.ts';

/** How effects outside the workspace are taken back, by call. Resolves to false where one had to be kept. */
export type Undoers = Record<string, (effect: Effect, signal: AbortSignal) => Promise<boolean>>;

/** Repeatable: what is already gone counts as taken back. */
export function undoStep(
  ports: ActorPorts,
  workspace: Workspace,
  undoers: Undoers = {},
): Activity<'step.undo'> {
  return async (input, run) => {
    const effects = (await ports.ledger.ofStep(run.root, input.step)).filter(isOpen);
    const kept: Warning[] = [];
    let undone = 0;
    for (const effect of effects) {
      run.signal.throwIfAborted();
      const { key, workflow, step } = effect;
      const { signal } = run;
      const own = undoers[effect.call];
      const result = own
        ? await own(effect, signal).then((gone) => (gone ? { warning: null } : null))
        : await workspace.undo({ key, workflow, step, signal });
      if (result === null) kept.push(await keep(ports, effect));
      else {
        undone += 1;
        if (result.warning) kept.push(result.warning);
      }
      run.progress((undone + kept.length) / effects.length);
    }
    return { undone, kept };
  };
}

/** A refused call left nothing; what was kept or taken back needs nothing more. */
function isOpen(effect: Effect): boolean {
  return ['planned', 'done', 'compensating'].includes(effect.state);
}

/** What cannot be taken back is said, not hidden: a mail has been read. */
async function keep(ports: ActorPorts, effect: Effect): Promise<Warning> {
  await ports.ledger.settle(effect.key, 'kept', effect.ref ?? undefined);
  return effect.call.startsWith('mail')
    ? { code: 'MAIL_KEPT', message: 'A mail had been sent and cannot be taken back.' }
    : { code: 'EFFECT_KEPT', message: `${effect.call} cannot be taken back and was kept.` };
}
