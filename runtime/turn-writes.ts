/**
 * What one turn writes beside the actor itself: messages, timers, activities. Effects armed and
 * cancelled within the turn cancel out here, because one SQL statement cannot delete what it inserts.
 */
import { type Command, childAddress } from './commands.ts';
import type { InitEvent } from './kernel.ts';
import type { ActivityRow, ActorRecord, InboxRow, StoredEvent, Turn } from './ports.ts';

/** The rows of a turn in the making. */
export interface TurnWrites {
  /** Writes one command of `record`, as it stood after the command's event. */
  add(command: Command, record: ActorRecord, at: number): void;
  /** The inbox row of this id is used up. */
  consume(eventId: string): void;
  /** The activity of this key has reported. */
  finish(key: string): void;
  rows(): Pick<Turn, 'inbox' | 'inboxDone' | 'activities' | 'activitiesDone'>;
  /** Activities to abort once the turn is committed. */
  stops: string[];
}

/** @param isMachine whether a child of this src is an actor with a record; others are activities. */
export function createTurnWrites(isMachine: (src: string) => boolean): TurnWrites {
  // Lists, not maps: a turn has a row or two of each, and there are thousands of turns a second.
  let inbox: InboxRow[] = [];
  let activities: ActivityRow[] = [];
  const inboxDone: string[] = [];
  const activitiesDone: string[] = [];
  const stops: string[] = [];

  const unsend = (address: string, eventId: string): boolean => {
    const kept = inbox.filter((row) => row.eventId !== eventId || row.address !== address);
    const isThere = kept.length < inbox.length;
    if (isThere) inbox = kept;
    return isThere;
  };

  const unbegin = (key: string): boolean => {
    const kept = activities.filter((row) => row.key !== key);
    const isThere = kept.length < activities.length;
    if (isThere) activities = kept;
    return isThere;
  };

  const put = (row: InboxRow): void => {
    inbox.push(row);
  };

  const done = (list: string[], id: string): void => {
    if (!list.includes(id)) list.push(id);
  };

  const spawn = (command: Command & { type: 'spawn' }, record: ActorRecord, at: number): void => {
    const key = childAddress(record.address, command.childId, command.inc);
    if (isMachine(command.src)) put(initRow(command, record, key, at));
    else activities.push(activityRow(command, record, key));
  };

  const stop = (command: Command & { type: 'stop' }, record: ActorRecord, at: number): void => {
    const key = childAddress(record.address, command.childId, command.inc);
    if (unsend(key, 'init') || unbegin(key)) return;
    if (isMachine(command.src)) {
      put(message(key, `stop:${key}`, { type: 'xstate.stop' }, at));
    } else {
      stops.push(key);
      done(activitiesDone, key);
    }
  };

  const add = (command: Command, record: ActorRecord, at: number): void => {
    switch (command.type) {
      case 'spawn':
        spawn(command, record, at);
        break;
      case 'stop':
        stop(command, record, at);
        break;
      case 'timer':
        put(timerRow(command, record, at));
        break;
      case 'cancel':
        if (!unsend(record.address, command.key)) done(inboxDone, command.key);
        break;
      case 'send':
        put(message(command.to, command.key, command.event, at));
        break;
      case 'terminate': {
        const report = reportToParent(command, record, at);
        if (report !== null) put(report);
        break;
      }
    }
  };

  return {
    add,
    consume: (eventId) => {
      done(inboxDone, eventId);
    },
    finish: (key) => {
      done(activitiesDone, key);
    },
    rows: () => ({ inbox, inboxDone, activities, activitiesDone }),
    stops,
  };
}

function message(address: string, eventId: string, event: StoredEvent, at: number): InboxRow {
  return { address, eventId, event, dueMs: at, timer: null, trace: null };
}

function timerRow(command: Command & { type: 'timer' }, record: ActorRecord, at: number): InboxRow {
  return {
    address: record.address,
    eventId: command.key,
    dueMs: at + command.delayMs,
    event: { ...command.event, timerKey: command.key },
    timer: command.timerId,
    trace: null,
  };
}

function activityRow(
  { childId, inc, src, input }: Command & { type: 'spawn' },
  { address: owner, root }: ActorRecord,
  key: string,
): ActivityRow {
  return { key, owner, root, childId, inc, src, input, attempt: 1, trace: null };
}

function initRow(
  command: Command & { type: 'spawn' },
  record: ActorRecord,
  address: string,
  at: number,
): InboxRow {
  const init: InitEvent = {
    type: 'xstate.init',
    machine: command.src,
    root: record.root,
    parent: record.address,
    idInParent: command.childId,
    inc: command.inc,
    input: command.input,
  };
  return message(address, 'init', init, at);
}

/** A stopped child is silent: its parent stopped it. */
function reportToParent(
  command: Command & { type: 'terminate' },
  { parent, idInParent, inc, address: from }: ActorRecord,
  at: number,
): InboxRow | null {
  if (parent === null || command.status === 'stopped') return null;
  const kind = command.status === 'done' ? 'done' : 'error';
  const result = kind === 'done' ? { output: command.output } : { error: command.error };
  const event = {
    type: `xstate.${kind}.actor.${idInParent}`,
    inc,
    actorId: String(idInParent),
    ...result,
  };
  return message(parent, `done:${from}`, event, at);
}
