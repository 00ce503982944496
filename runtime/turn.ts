/**
 * Turns a run of deliveries to one actor into one Turn: what to write if nobody else was faster,
 * and what to do once it is written.
 */
import { type Command, childAddress, digestOf } from './commands.ts';
import {
  asStuck,
  eventOf,
  freed as freedActor,
  isHeld,
  type Resolution,
  settledAs,
  stepAgain,
} from './dead-letter.ts';
import { type Failure, PresGenError, toFailure } from './errors.ts';
import {
  create,
  type InitEvent,
  isStale,
  type LiveActor,
  type MachineEntry,
  persist,
  type StepResult,
  step,
  stillborn,
} from './kernel.ts';
import { adopt, adoptionOf, isMigration, type MigrateEvent } from './migrate.ts';
import type {
  ActorRecord,
  JournalEntry,
  JournalKind,
  LetterResolution,
  SendReceipt,
  StoredEvent,
  Turn,
} from './ports.ts';
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
  /** When it fell due or arrived, ms since 1970: what had to wait is consumed in this order. */
  since: number;
  /** Set when it is a person's decision about a dead letter: a turn of its own. */
  resolution?: Resolution;
  /** Open letters of the actor that are over once this is consumed. */
  closes?: number[];
  /** Told when it has to wait for a person. */
  held?(): void;
  settle(outcome: SendReceipt): void;
  refuse(failure: Failure): void;
}

/** A turn being built; `apply` each delivery until it says no, then `finish`. */
export interface TurnBuilder {
  /**
   * False when the actor is stuck: later deliveries have to wait for a person.
   * @param refused the store refused what this event led to: it counts as failed
   */
  apply(delivery: Delivery, at: number, refused?: Refused): boolean;
  finish(): PreparedTurn;
}

/** A turn that could not be stored, and how often that was tried. */
export interface Refused {
  failure: Failure;
  times: number;
}

export interface PreparedTurn {
  turn: Turn;
  actor: LiveActor;
  stops: string[];
  settled: { delivery: Delivery; entry: JournalEntry; record: ActorRecord }[];
  /** Set when the actor was stuck before this turn and is not after it. */
  freed: {
    /** Activities whose result was discarded: they have to be run again. */
    rerun: string[];
  } | null;
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
  const letters: Turn['letters'] = [];
  let actor = known;
  let migrated = false;
  let refusal: Refused | undefined;

  const failIfRefused = (): void => {
    if (refusal) throw new PresGenError(refusal.failure);
  };

  const current = (): LiveActor => {
    if (actor === null) throw new Error(`${address} does not exist yet`);
    return actor;
  };

  const transition = (event: StoredEvent, at: number): Command[] => {
    const result = actor === null ? born(event as InitEvent, at) : moved(actor, event, at);
    actor = result.actor;
    return result.commands;
  };

  const moved = (live: LiveActor, event: StoredEvent, at: number): StepResult => {
    failIfRefused();
    return step(entryFor(machines, live.record), live, event, at);
  };

  const born = (event: InitEvent, at: number): StepResult => {
    if (event.type !== 'xstate.init')
      throw new Error(`first event must create the actor, got ${event.type}`);
    const entry = machines.current(event.machine);
    try {
      failIfRefused();
      return create(entry, address, event, at);
    } catch (error) {
      const failure = toFailure(error);
      deadLetters.push({ address, eventId: 'init', event, error: failure, at });
      return stillborn(entry.version, address, event, { ...failure }, at);
    }
  };

  /** An actor that was never born is created by what is current now. */
  const machineFor = ({ record }: LiveActor, event: StoredEvent): MachineEntry =>
    event.type === 'xstate.init' ? machines.current(record.machine) : entryFor(machines, record);

  const note = (
    delivery: Delivery,
    kind: JournalKind,
    at: number,
    commands: Command[],
    before: string,
    event: StoredEvent = delivery.event,
  ): void => {
    const live = current();
    if (live.record.seq === (settled.at(-1)?.entry.seq ?? known?.record.seq)) {
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
        eventId: delivery.resolution || needsId(delivery.event) ? delivery.eventId : null,
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

  const apply = (given: Delivery, at: number, refused?: Refused): boolean => {
    refusal = refused;
    const isTooMuch = refused !== undefined && refused.times > 1;
    const delivery = isTooMuch ? { ...given, event: withoutContents(given.event) } : given;
    const before = settled.length;
    const kind = kindOf(delivery.event);
    if (delivery.resolution) resolve(delivery, delivery.resolution, at);
    else if (kind === 'migrate') migrate(delivery, delivery.event as MigrateEvent, at);
    else consume(delivery, kind, at);
    for (const each of settled.slice(before)) each.delivery = given;
    return !isHeld(current().record);
  };

  const consume = (delivery: Delivery, kind: JournalKind, at: number): void => {
    const before = JSON.stringify(actor?.record.value ?? null);
    let commands: Command[] = [];
    if (kind === 'init' || kind === 'event') {
      try {
        commands = transition(delivery.event, at);
      } catch (error) {
        if (actor === null) throw error;
        putAside(delivery, toFailure(error), at);
        return;
      }
      carryOut(commands, delivery.event, at);
    }
    close(delivery, 'discarded', 'its parent', at);
    const isUnborn = kind === 'init' && current().record.stuck;
    note(delivery, isUnborn ? 'failed' : kind, at, commands, before);
  };

  const carryOut = (commands: Command[], event: StoredEvent, at: number): void => {
    for (const command of commands) writes.add(command, current().record, at);
    finishActivity(event);
  };

  const close = (
    delivery: Delivery,
    resolution: LetterResolution,
    by: string,
    at: number,
  ): void => {
    for (const id of delivery.closes ?? []) letters.push({ id, resolution, by, at });
  };

  const resolve = (delivery: Delivery, resolution: Resolution, at: number): void => {
    const kind = settledAs(resolution);
    const event = eventOf(resolution);
    const live = current();
    const before = JSON.stringify(live.record.value);
    let commands: Command[] = [];
    try {
      failIfRefused();
      if (kind === 'retried') {
        const again = stepAgain(machineFor(live, event), live, event, at);
        actor = again.actor;
        commands = again.commands;
      } else actor = freedActor(entryFor(machines, live.record), live);
    } catch (error) {
      letters.push({ id: resolution.letter.id, error: toFailure(error) });
      note(delivery, 'failed', at, [], before);
      return;
    }
    if (kind === 'retried') carryOut(commands, event, at);
    const closing = { ...delivery, closes: [resolution.letter.id, ...(delivery.closes ?? [])] };
    close(closing, kind, resolution.by, at);
    note(delivery, kind, at, commands, before);
  };

  /** A migration that cannot be done changes nothing: whoever asked for it is told why. */
  const migrate = (delivery: Delivery, event: MigrateEvent, at: number): void => {
    const live = current();
    const before = JSON.stringify(live.record.value);
    try {
      failIfRefused();
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
  };

  const putAside = (delivery: Delivery, error: Failure, at: number): void => {
    const live = current();
    actor = { ...live, record: asStuck(live.record) };
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
    const key = resultOf(address, event);
    if (key !== null) writes.finish(key);
  };

  const finish = (): PreparedTurn => {
    const live = current();
    const due = snapshots.written + settled.length >= snapshots.every;
    const writeSnapshot = migrated || due || isStoredWhole(live.record, known === null);
    const after = writeSnapshot ? persist(live) : { ...live.record, snapshot: null };
    const turn: Turn = {
      address,
      expect: known?.record.seq ?? -1,
      after,
      writeSnapshot,
      journal: settled.map(({ entry }) => entry),
      deadLetters,
      letters,
      ...writes.rows(),
    };
    const isFreed = known?.record.stuck === true && !live.record.stuck;
    const freed = isFreed ? { rerun: discardedResults(turn.journal) } : null;
    return { turn, actor: live, stops: writes.stops, settled, freed };
  };

  return { apply, finish };
}

/**
 * An ended child is stored whole, so that a family is read without replaying its many members. A
 * root stays snapshot and tail until it is archived: its last snapshot is the largest of all. A birth
 * needs none: its event says everything, unless it was also the end.
 */
function isStoredWhole({ status, parent }: ActorRecord, isBirth: boolean): boolean {
  return status !== 'active' && (parent !== null || isBirth);
}

/** Who and what an event is for, without what it carries: that much can be stored of any event. */
function withoutContents(event: StoredEvent): StoredEvent {
  const isShort = (value: unknown) =>
    value === null ||
    typeof value === 'number' ||
    (typeof value === 'string' && value.length < 200);
  const kept = Object.entries(event).filter(([, value]) => isShort(value));
  return { ...Object.fromEntries(kept), type: event.type, withheld: true };
}

/** The child whose result an event is, as its address or key. */
function resultOf(address: string, event: StoredEvent): string | null {
  const match = /^xstate\.(?:done|error)\.actor\.(.+)$/.exec(event.type);
  return match?.[1] && typeof event.inc === 'number'
    ? childAddress(address, match[1], event.inc)
    : null;
}

function discardedResults(journal: JournalEntry[]): string[] {
  return journal.flatMap(({ kind, address, event }) => {
    const key = kind === 'discarded' ? resultOf(address, event) : null;
    return key === null ? [] : [key];
  });
}

function isBirth(kind: JournalKind, event: StoredEvent): boolean {
  return event.type === 'xstate.init' && kind !== 'dropped';
}

/** Completions and timers are fenced by incarnation and key; only other events need their id kept. */
function needsId(event: StoredEvent): boolean {
  return !('inc' in event) && !('timerKey' in event);
}
