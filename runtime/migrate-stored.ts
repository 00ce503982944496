/**
 * Moves stored actors to the current version of their machine while no engine runs: each by the
 * turn an engine would commit. What a turn begins is in its rows, and the next start carries it out.
 */
import { terminal, toFailure } from './errors.ts';
import { MIGRATE } from './migrate.ts';
import type { ActorSummary, Clock, Store, Turn } from './ports.ts';
import { revive } from './replay.ts';
import { buildTurn, type PreparedTurn } from './turn.ts';
import type { MachineLookup } from './versions.ts';

export interface MigrationOutcome {
  address: string;
  machine: string;
  from: string;
  to: string;
  /** `left`: it is over, stuck, or no migration leads on from where it is; `reason` says which. */
  outcome: 'moved' | 'would move' | 'left' | 'failed';
  /** Whether the actor still runs; one that has ended needs no other version. */
  active: boolean;
  reason: string | null;
  /** What the move begins and ends: addresses and keys of children, ids of timers. */
  begins: string[];
  ends: string[];
  arms: string[];
}

const PAGE = 500;
/** Another process may move an actor on between reading and writing it. */
const RACES_MAX = 5;

/** Every actor that is not on the current version of its machine. Asking again changes nothing. */
export async function* migrateStored(
  machines: MachineLookup,
  store: Store,
  clock: Clock,
  dryRun: boolean,
): AsyncGenerator<MigrationOutcome> {
  for (let after = ''; ; ) {
    const page = await store.actors(after, PAGE);
    for (const actor of page) {
      const outcome = await migrateOne(machines, store, clock, dryRun, actor);
      if (outcome !== null) yield outcome;
    }
    if (page.length < PAGE) return;
    after = page.at(-1)?.address ?? after;
  }
}

async function migrateOne(
  machines: MachineLookup,
  store: Store,
  clock: Clock,
  dryRun: boolean,
  actor: ActorSummary,
): Promise<MigrationOutcome | null> {
  const { address, machine, version: from, status, stuck } = actor;
  const to = machines.versions(machine)[0];
  if (to === from) return null;
  const none = { begins: [], ends: [], arms: [] };
  const outcome = { address, machine, from, to: to ?? '', active: status === 'active', ...none };
  const left = (reason: string) => ({ ...outcome, outcome: 'left' as const, reason });
  if (!outcome.active) return left(`it is ${status}`);
  if (stuck) return left('it is stuck on an event that failed');
  if (to === undefined) return { ...left(`no machine named ${machine}`), outcome: 'failed' };
  try {
    const turn = dryRun
      ? (await prepare(machines, store, clock, address, to)).turn
      : await commit(machines, store, clock, address, to);
    const effects = effectsOf(turn);
    return { ...outcome, ...effects, outcome: dryRun ? 'would move' : 'moved', reason: null };
  } catch (error) {
    const { code, message } = toFailure(error);
    return code === 'MIGRATION_UNKNOWN' || code === 'MIGRATION_OVERTAKEN'
      ? left(message)
      : { ...left(message), outcome: 'failed' };
  }
}

async function commit(
  machines: MachineLookup,
  store: Store,
  clock: Clock,
  address: string,
  to: string,
): Promise<Turn> {
  for (let race = 1; race <= RACES_MAX; race += 1) {
    const { turn } = await prepare(machines, store, clock, address, to);
    const [outcome] = await store.commit([turn]);
    if (outcome === 'accepted') return turn;
  }
  throw terminal('MIGRATION_OVERTAKEN', `${address} moves faster than it can be migrated`);
}

async function prepare(
  machines: MachineLookup,
  store: Store,
  clock: Clock,
  address: string,
  to: string,
): Promise<PreparedTurn> {
  const loaded = await store.load(address);
  if (loaded === null) throw terminal('ACTOR_UNKNOWN', `there is no ${address}`);
  const actor = revive(machines, loaded);
  const { version: from, status, stuck } = actor.record;
  if (from === to || status !== 'active' || stuck)
    throw terminal('MIGRATION_OVERTAKEN', `${address} is on ${from} and ${status} by now`);
  const builder = buildTurn(machines, address, actor, { written: 0, every: 1 });
  builder.apply(
    {
      ...{ eventId: null, event: { type: MIGRATE, from, to } },
      ...{ fromInbox: false, recheck: false, caller: true, since: clock.now() },
      settle: () => undefined,
      refuse: ({ code, message }) => {
        throw terminal(code, message);
      },
    },
    clock.now(),
  );
  return builder.finish();
}

function effectsOf({
  activities,
  activitiesDone,
  inbox,
}: Turn): Pick<MigrationOutcome, 'begins' | 'ends' | 'arms'> {
  const to = (type: string) =>
    inbox.filter(({ event }) => event.type === type).map(({ address }) => address);
  return {
    begins: [...activities.map(({ key }) => key), ...to('xstate.init')],
    ends: [...activitiesDone, ...to('xstate.stop')],
    arms: inbox.flatMap(({ timer }) => (timer === null ? [] : [timer])),
  };
}
