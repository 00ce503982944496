/** One ledger row around every external write, so that it happens once or is known to be open. */
import { PresGenError, terminal } from '../../runtime/errors.ts';
import type { Effect, EffectLedger } from '../ports.ts';
import type { Write } from './port.ts';

export interface Once<R> {
  /** Discovery id of the call, also what `undo` goes by. */
  call: string;
  /** Id chosen beforehand, where the suite lets us choose. */
  plannedId?: (() => Promise<string>) | undefined;
  /** What undo has to know even if no answer ever comes; recorded with the plan. */
  intent?: Record<string, unknown> | undefined;
  /**
   * Looks for the effect of an earlier attempt whose answer was lost. Only asked when a planned
   * row was found; null means that it certainly did not happen.
   */
  reconcile?: ((row: Effect) => Promise<R | null>) | undefined;
  /** `perform` is one call: if that had no budget, nothing was sent, and there is nothing to look for. */
  isOneCall?: boolean;
  perform(row: Effect): Promise<R>;
}

/**
 * Runs a write under its key and returns what it left behind. `planned` is committed before the
 * call; a transient failure leaves the row planned, because the call may have happened. Only a
 * first attempt that is refused is known to have left nothing: after a lost answer a refusal says
 * nothing about the attempt before it, and undo must look.
 */
export async function once<R extends Record<string, unknown>>(
  ledger: EffectLedger,
  write: Write,
  effect: Once<R>,
): Promise<R> {
  const { row, fresh } = await openRow(ledger, write, effect);
  if (row.state === 'done') return row.ref as R;
  if (row.state !== 'planned') {
    throw terminal('EFFECT_UNDONE', `${effect.call} was already taken back for this step.`);
  }
  try {
    const found = fresh ? null : ((await effect.reconcile?.(row)) ?? null);
    const ref = found ?? (await effect.perform(row));
    await ledger.settle(write.key, 'done', ref);
    return ref;
  } catch (error) {
    if (fresh && error instanceof PresGenError && leftNothing(error, effect)) {
      await ledger.settle(write.key, 'failed', { code: error.code });
    }
    throw error;
  }
}

function leftNothing({ kind, code }: PresGenError, effect: Pick<Once<unknown>, 'isOneCall'>) {
  return kind === 'terminal' || (code === 'QUOTA_WAIT' && effect.isOneCall === true);
}

async function openRow<R>(
  ledger: EffectLedger,
  write: Write,
  effect: Once<R>,
): Promise<{ row: Effect; fresh: boolean }> {
  const existing = await ledger.get(write.key);
  if (existing?.state === 'failed') {
    const ref = effect.intent ?? {};
    await ledger.settle(write.key, 'planned', ref);
    return { row: { ...existing, state: 'planned', ref }, fresh: true };
  }
  if (existing) return { row: existing, fresh: false };
  const plannedId = (await effect.plannedId?.()) ?? null;
  const row = await ledger.plan({
    key: write.key,
    workflow: write.workflow,
    step: write.step,
    call: effect.call,
    planned_id: plannedId,
    ...(effect.intent ? { ref: effect.intent } : {}),
  });
  // Another attempt may have planned the row since we looked.
  return { row, fresh: row.planned_id === plannedId && row.state === 'planned' };
}
