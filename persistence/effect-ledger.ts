/**
 * One row before every write to the outside: after a crash it says what may have been done, and
 * compensation reads it backwards.
 */
import type { StepName } from '../machines/vocabulary.ts';
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';
import { EffectRow, type EffectState } from './entities/records.ts';
import { throughJson } from './json-text.ts';

export interface Effect {
  key: string;
  workflow: string;
  step: StepName;
  call: string;
  state: EffectState;
  /** The id the object will have outside, where we may choose it. */
  planned_id: string | null;
  ref: Record<string, unknown> | null;
  /** When it was planned, milliseconds since 1970. */
  at: number;
}

export type PlannedEffect = Pick<Effect, 'key' | 'workflow' | 'step' | 'call'> & {
  planned_id?: string | null;
  /** What undo has to know even if the call's answer is lost. */
  ref?: Record<string, unknown>;
};

export interface EffectLedger {
  get(key: string): Promise<Effect | null>;
  /** Inserts a planned row; an existing one comes back unchanged. */
  plan(effect: PlannedEffect): Promise<Effect>;
  /** Without `ref` the stored reference stays. Settling what was never planned is a bug. */
  settle(key: string, state: EffectState, ref?: Record<string, unknown>): Promise<void>;
  /** Newest first. */
  ofStep(workflow: string, step: StepName): Promise<Effect[]>;
  /** Oldest first. */
  ofWorkflow(workflow: string): Promise<Effect[]>;
}

export function createEffectLedger(db: Database, now: () => number): EffectLedger {
  const em = () => db.orm.em.fork();
  const get = async (key: string) => {
    const row = await em().findOne(EffectRow, { key });
    return row && effect(row);
  };
  return withDatabaseFailures<EffectLedger>({
    get,
    async plan({ key, workflow, step, call, planned_id: plannedId = null, ref }) {
      const row = {
        key,
        workflow,
        step,
        call,
        state: 'planned' as const,
        plannedId,
        ref: ref === undefined ? null : throughJson(ref),
        at: now(),
      };
      await em().upsert(EffectRow, row, { onConflictFields: ['key'], onConflictAction: 'ignore' });
      const planned = await get(key);
      if (!planned) throw new Error(`effect ${key} vanished while it was planned`);
      return planned;
    },
    async settle(key, state, ref) {
      const change = ref === undefined ? { state } : { state, ref: throughJson(ref) };
      // A settled upload needs its session no more, and a secret nobody needs is not kept.
      const isOpen = state === 'planned';
      const session = isOpen ? {} : { sealedSession: null, sessionOffset: null };
      const changed = await em().nativeUpdate(EffectRow, { key }, { ...change, ...session });
      if (changed === 0) throw new Error(`effect ${key} was never planned`);
    },
    async ofStep(workflow, step) {
      const newestFirst = { orderBy: { number: 'desc' } } as const;
      return (await em().find(EffectRow, { workflow, step }, newestFirst)).map(effect);
    },
    async ofWorkflow(workflow) {
      const oldestFirst = { orderBy: { number: 'asc' } } as const;
      return (await em().find(EffectRow, { workflow }, oldestFirst)).map(effect);
    },
  });
}

function effect({ key, workflow, step, call, state, plannedId, ref, at }: EffectRow): Effect {
  const more = { planned_id: plannedId ?? null, ref: ref ?? null };
  return { key, workflow, step, call, state, ...more, at };
}
