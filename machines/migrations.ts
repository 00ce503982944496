/** How running actors get from one version of a machine to a later one. Pure, like the machines. */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * One step. `migrate` is given xstate's persisted snapshot and returns the new version's: rename
 * states in `value`, fill in `context`. Children and timers follow from the states by themselves.
 */
export interface MachineMigration {
  /** The machine's registered name. */
  machine: string;
  from: string;
  to: string;
  migrate(snapshot: Json): Json;
}

/** Every step, oldest first; a longer way is composed of them. */
export const migrations: MachineMigration[] = [
  {
    machine: 'checkpoint',
    from: '1591ef1e1e80',
    to: '406eb2fe9b2c',
    migrate: (snapshot) => {
      const { value, context, ...rest } = snapshot as { [key: string]: Json } & { context: object };
      const fresh = { escalations: [], handovers: [], revisions: [], flags: [] };
      return { ...rest, value: besides(value), context: { ...fresh, ...context } } as Json;
    },
  },
  {
    machine: 'responseCollection',
    from: '429c7fada6f2',
    to: '3ac5ae80f66d',
    migrate: (snapshot) => {
      const { context, ...rest } = snapshot as { [key: string]: Json } & { context: Json };
      // Watching begins at the next look; what came in until then was looked for anyway.
      const fresh = { watch: { kind: 'off', look_at: 0 }, told: false, warnings: [] };
      return { ...rest, context: { ...fresh, ...Object(context) } } as Json;
    },
  },
  {
    machine: 'avatarRender',
    from: '2a4bc2e797c0',
    to: '4052eb17ed78',
    migrate: (snapshot) => {
      const { context, ...rest } = snapshot as { [key: string]: Json };
      const { calls: _calls, ...kept } = context as { [key: string]: Json };
      // Its stages begin anew; what was published, and the job that runs, are found again by their names.
      return {
        ...rest,
        value: 'planning',
        context: { ...Object(freshRendering()), ...kept },
      } as Json;
    },
  },
];

function freshRendering(): Json {
  const mark = { seq: 0, stage: 'queued', tenths: 0 };
  const tries = { attempt: 0, refused_since: null };
  return {
    ...{ backends: [], job: null, mark, furthest: 0, files: [], reasons: [] },
    ...{ tries, call: 'avatar.plan', resume: 'planning' },
  };
}

/** Being escalated came to stand beside being open or reserved, no longer in their place. */
function besides(value: Json | undefined): Json {
  const { pending } = Object(value) as { pending?: string };
  if (pending === undefined) return value ?? null;
  const queue = pending === 'reserved' ? 'reserved' : 'open';
  return { pending: { queue, deadline: pending === 'escalated' ? 'escalated' : 'inTime' } };
}
