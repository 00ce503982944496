/**
 * Turns a run of deliveries to one actor into one Turn: what to write if nobody else was faster,
 * and what to do once it is written.
 */
import { type Command, childAddress, digestOf } from './commands.ts';
import { type Failure, toFailure } from './errors.ts';
import {
  create,
  type InitEvent,
  isStale,
  type LiveActor,
  persist,
  type StepResult,
  step,
  stillborn,
} from './kernel.ts';
import { adopt, adoptionOf, isMigration, type MigrateEvent } from './migrate.ts';
import type { ActorRecord, JournalEntry, JournalKind, StoredEvent, Turn } from './ports.ts';
import { createTurnWrites } from './turn-writes.ts';
import { entryFor, type MachineLookup, withVersion } from './versions.ts';

/** One event on its way to an actor. */
export interface Delivery {
  eventId: string | null;
  event: StoredEvent;
  /** Set when an inbox row stands behind it, so that consuming deletes the row. */
  fromInbox: boolean;
  /** Set when the id comes from outside and may have been consumed in the past. */
  recheck: boolean;
  /** Somebody awaits the outcome and can be turned away. */
  caller: boolean;
  settle(outcome: { kind: JournalKind; seq: number }): void;
  refuse(failure: Failure): void;
}

/** A turn being built; `apply` each delivery until it says no, then `finish`. */
export interface TurnBuilder {
  /** False when the actor is stuck: later deliveries have to wait for a person. */
  apply(delivery: Delivery, at: number): boolean;
  finish(): PreparedTurn;
}

export interface PreparedTurn {
  turn: Turn;
  actor: LiveActor;
  stops: string[];
  settled: { delivery: Delivery; entry: JournalEntry; record: ActorRecord }[];
}

/** @param snapshots entries journalled since the newest one, and after how many the next is due. */
export function buildTurn(
  machines: MachineLookup,
  address: string,
  known: LiveActor | null,
  snapshots: { written: number; every: number },
): TurnBuilder {
  const writes = createTurnWrites((src) => machines.has(src));
  const settled: PreparedTurn['settled'] = [];
  const deadLetters: Turn['deadLetters'] = [];
  let actor = known;
  let migrated = false;

  const current = (): LiveActor => {
    if (actor === null) throw new Error(`${address} does not exist yet`);
    return actor;
  };

  const transition = (event: StoredEvent, at: number): Command[] => {
    const result =
      actor === null
        ? born(event as InitEvent, at)
        : step(entryFor(machines, actor.record), actor, event, at);
    actor = result.actor;
    return result.commands;
  };

  const born = (event: InitEvent, at: number): StepResult => {
    if (event.type !== 'xstate.init')
      throw new Error(`first event must create the actor, got ${event.type}`);
    const entry = machines.current(event.machine);
    try {
      return create(entry, address, event, at);
    } catch (error) {
      const failure = toFailure(error);
      deadLetters.push({ address, eventId: 'init', event, error: failure, at });
      return stillborn(entry.version, address, event, { ...failure }, at);
    }
  };

  const note = (
    delivery: Delivery,
    kind: JournalKind,
    at: number,
    commands: Command[],
    before: string,
    event: StoredEvent = delivery.event,
  ): void => {
    const live = current();
    if (kind !== 'init' && kind !== 'event' && kind !== 'migrate') {
      actor = { ...live, record: { ...live.record, seq: live.record.seq + 1, updatedAt: at } };
    }
    const record = current().record;
    const value = JSON.stringify(record.value);
    settled.push({
      delivery,
      record,
      entry: {
        address,
        seq: record.seq,
        at,
        kind,
        event: isBirth(kind, event) ? withVersion(event as InitEvent, record.version) : event,
        eventId: needsId(delivery.event) ? delivery.eventId : null,
        digest: digestOf(commands),
        value: value === before ? null : record.value,
        trace: null,
      },
    });
    if (delivery.fromInbox && delivery.eventId !== null) writes.consume(delivery.eventId);
  };

  const kindOf = (event: StoredEvent): JournalKind => {
    if (actor === null) return 'init';
    if (actor.record.status !== 'active' || event.type === 'xstate.init') return 'dropped';
    if (isMigration(event)) return event.from === actor.record.version ? 'migrate' : 'dropped';
    return isStale(actor.record, event) ? 'stale' : 'event';
  };

  const apply = (delivery: Delivery, at: number): boolean => {
    const kind = kindOf(delivery.event);
    return kind === 'migrate'
      ? migrate(delivery, delivery.event as MigrateEvent, at)
      : consume(delivery, kind, at);
  };

  const consume = (delivery: Delivery, kind: JournalKind, at: number): boolean => {
    const before = JSON.stringify(actor?.record.value ?? null);
    let commands: Command[] = [];
    if (kind === 'init' || kind === 'event') {
      try {
        commands = transition(delivery.event, at);
      } catch (error) {
        if (actor === null) throw error;
        putAside(delivery, toFailure(error), at);
        return false;
      }
      for (const command of commands) writes.add(command, current().record, at);
      finishActivity(delivery.event);
    }
    note(delivery, kind, at, commands, before);
    return !current().record.stuck;
  };

  /** A migration that cannot be done changes nothing: whoever asked for it is told why. */
  const migrate = (delivery: Delivery, event: MigrateEvent, at: number): boolean => {
    const live = current();
    const before = JSON.stringify(live.record.value);
    try {
      const adoption = adoptionOf(machines, live, event);
      const target = machines.pinned(live.record.machine, event.to);
      const moved = adopt(target, live.record, adoption, at);
      actor = moved.actor;
      migrated = true;
      for (const command of moved.commands) writes.add(command, moved.actor.record, at);
      note(delivery, 'migrate', at, moved.commands, before, adoption);
    } catch (error) {
      delivery.refuse(toFailure(error));
    }
    return true;
  };

  const putAside = (delivery: Delivery, error: Failure, at: number): void => {
    const live = current();
    actor = {
      ...live,
      record: { ...live.record, stuck: true, view: { ...live.record.view, status: 'stuck' } },
    };
    deadLetters.push({
      address,
      eventId: delivery.eventId ?? `${address}@${live.record.seq + 1}`,
      event: delivery.event,
      error,
      at,
    });
    note(delivery, 'failed', at, [], JSON.stringify(live.record.value));
  };

  const finishActivity = (event: StoredEvent): void => {
    const match = /^xstate\.(?:done|error)\.actor\.(.+)$/.exec(event.type);
    if (match?.[1] && typeof event.inc === 'number')
      writes.finish(childAddress(address, match[1], event.inc));
  };

  const finish = (): PreparedTurn => {
    const live = current();
    const due = snapshots.written + settled.length >= snapshots.every;
    const writeSnapshot = known === null || migrated || due || endedChild(live.record);
    const after = writeSnapshot ? persist(live) : { ...live.record, snapshot: null };
    const turn: Turn = {
      address,
      expect: known?.record.seq ?? -1,
      after,
      writeSnapshot,
      journal: settled.map(({ entry }) => entry),
      deadLetters,
      ...writes.rows(),
    };
    return { turn, actor: live, stops: writes.stops, settled };
  };

  return { apply, finish };
}

/**
 * An ended child is stored whole, so that a family is read without replaying its many members. A
 * root stays snapshot and tail until it is archived: its last snapshot is the largest of all.
 */
function endedChild({ status, parent }: ActorRecord): boolean {
  return status !== 'active' && parent !== null;
}

function isBirth(kind: JournalKind, event: StoredEvent): boolean {
  return event.type === 'xstate.init' && kind !== 'dropped';
}

/** Completions and timers are fenced by incarnation and key; only other events need their id kept. */
function needsId(event: StoredEvent): boolean {
  return !('inc' in event) && !('timerKey' in event);
}
