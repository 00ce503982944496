/**
 * Moves a running actor to another version of its machine, as one journalled turn. The journal
 * keeps what the migration made of the state, so replaying needs neither the migration nor the code
 * of the version before.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { PresGenError, terminal } from './errors.ts';
import { type LiveActor, type MachineEntry, openTurn, persist, type StepResult } from './kernel.ts';
import type { ActorRecord, Json, JsonObject, StoredEvent } from './ports.ts';
import { type Standing, standingOf } from './standing.ts';
import { misfit } from './state-fit.ts';
import type { MachineLookup } from './versions.ts';

export const MIGRATE = 'presgen.migrate';

/** Asks an actor to move; the machine itself is given this event when it has arrived. */
export type MigrateEvent = StoredEvent & { type: typeof MIGRATE; from: string; to: string };

/** The same as journalled: with all that the new version goes on from. */
export type Adoption = MigrateEvent & {
  /** The persisted snapshot as the migration left it; its children are those before. */
  snapshot: JsonObject;
  childInc: Record<string, number>;
  spawnSeq: number;
  timers: Record<string, string>;
  /** What the states occupied before had asked for: only what is new is begun. */
  had: { invokes: { id: string; src: string }[]; timers: string[] };
};

export function isMigration(event: StoredEvent): event is MigrateEvent {
  return event.type === MIGRATE && typeof event.from === 'string' && typeof event.to === 'string';
}

/**
 * Applies the registered migrations to the actor's present state.
 * @throws PresGenError MIGRATION_UNKNOWN, MIGRATION_FAILED or MACHINE_VERSION_UNKNOWN
 */
export function adoptionOf(
  machines: MachineLookup,
  actor: LiveActor,
  { from, to }: MigrateEvent,
): Adoption {
  const { address, machine, childInc, spawnSeq, timers } = actor.record;
  const target = machines.pinned(machine, to);
  const migrate = machines.migrations.between(machine, from, to);
  if (migrate === null || actor.snapshot === null) throw noWay(machines, machine, from, to);
  const before = persist(actor).snapshot as JsonObject;
  const standing = standingOf(actor.snapshot);
  try {
    const migrated = migrate(structuredClone(before));
    const snapshot = { ...shaped(migrated), children: before.children ?? {} };
    const fault = misfit(target.machine, snapshot.value);
    if (fault !== null) throw new Error(fault);
    return {
      ...{ type: MIGRATE, from, to, snapshot, childInc, spawnSeq, timers },
      had: {
        invokes: standing.invokes.map(({ id, src }) => ({ id, src })),
        timers: standing.timers.map(({ id }) => id),
      },
    };
  } catch (error) {
    throw failed(address, { from, to }, error);
  }
}

/**
 * The actor on its new version, with the commands for children and timers that its states did not
 * have before and the end of those they no longer have. What is always true takes effect at once.
 * @throws PresGenError MIGRATION_FAILED with what the new machine threw
 */
export function adopt(
  entry: MachineEntry,
  before: ActorRecord,
  adoption: Adoption,
  at: number,
): StepResult {
  const { from, to, childInc, spawnSeq, timers } = adoption;
  const seq = before.seq + 1;
  const record = { ...before, seq, version: entry.version, childInc, spawnSeq, timers };
  const event = { type: MIGRATE, from, to, at };
  try {
    const turn = openTurn(entry, record, at);
    const revived = (snapshot: JsonObject) =>
      turn.machine.restoreSnapshot(
        structuredClone(snapshot) as never,
        turn.scope,
      ) as AnyMachineSnapshot;
    const standing = standingOf(revived(adoption.snapshot));
    const children = reconcile(turn, standing, adoption, event);
    const settled = revived({ ...adoption.snapshot, children });
    return turn.close(turn.machine.transition(settled, event, turn.scope) as AnyMachineSnapshot);
  } catch (error) {
    throw failed(before.address, adoption, error);
  }
}

/** Commands what is missing and what is too much; returns the children the snapshot has then. */
function reconcile(
  { act, scope }: ReturnType<typeof openTurn>,
  { invokes, timers }: Standing,
  { snapshot, childInc, timers: armed, had }: Adoption,
  event: StoredEvent,
): JsonObject {
  const children = { ...(snapshot.children as JsonObject) };
  const srcOf = (id: string) => (children[id] as { src?: string } | undefined)?.src;
  const isAmong = (list: { id: string; src: string }[], id: string, src: string | undefined) =>
    list.some((each) => each.id === id && each.src === src);
  for (const id of Object.keys(childInc)) {
    const src = srcOf(id);
    if (!isAmong(had.invokes, id, src) || isAmong(invokes, id, src)) continue;
    act({ type: 'xstate.stopChild', params: { id, src } });
    delete children[id];
  }
  const wanted = new Set(timers.map(({ id }) => id));
  for (const id of Object.keys(armed))
    if (had.timers.includes(id) && !wanted.has(id))
      act({ type: 'xstate.cancel', params: { sendId: id } });
  for (const { id, src, input } of invokes) {
    if (isAmong(had.invokes, id, src)) continue;
    const params = { src, input: input(event, scope.self), actorRef: { id } };
    act({ type: 'xstate.spawnChild', params });
    children[id] = { src, snapshot: { status: 'active' }, syncSnapshot: false };
  }
  for (const { id, event: fires, delayMs } of timers) {
    if (had.timers.includes(id)) continue;
    const delay = delayMs(event, scope.self);
    act({ type: 'xstate.raise', params: { id, delay, event: fires } });
  }
  return children;
}

function shaped(snapshot: Json): JsonObject & { value: Json } {
  const isObject = (part: unknown): part is JsonObject =>
    typeof part === 'object' && part !== null && !Array.isArray(part);
  if (!isObject(snapshot)) throw new Error('it did not return a snapshot');
  const { value, context, status } = snapshot;
  if (value === undefined) throw new Error('its snapshot has no value');
  if (!isObject(context)) throw new Error('its snapshot has no context');
  if (status !== 'active') throw new Error(`its snapshot is ${String(status)}, not active`);
  return { ...snapshot, value };
}

function noWay(machines: MachineLookup, machine: string, from: string, to: string): PresGenError {
  const reachable = machines.migrations.reachable(machine, from);
  const ways = reachable.length === 0 ? 'nowhere' : `only to ${reachable.join(', ')}`;
  return terminal(
    'MIGRATION_UNKNOWN',
    `no migration leads machine ${machine} from version ${from} to ${to}; from there it leads ${ways}`,
  );
}

function failed(address: string, { from, to }: { from: string; to: string }, error: unknown) {
  if (error instanceof PresGenError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return terminal('MIGRATION_FAILED', `${address} stays on ${from}; moving it to ${to}: ${reason}`);
}
