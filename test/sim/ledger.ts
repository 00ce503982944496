/**
 * The witness of a simulation: it sees every commit as the store accepted it, every frame, every
 * acknowledgement and every touch of the outside world, and writes down each promise that is broken.
 */
import { createHash } from 'node:crypto';
import type {
  ActivityRow,
  ActivityRun,
  ActorRecord,
  Frame,
  InboxRow,
  JournalEntry,
  Json,
  SendReceipt,
  Turn,
} from '../../runtime/ports.ts';

/** What the witness needs to know of a process. */
export interface Witnessed {
  name: string;
  /** It has been replaced already and goes on only because nobody told it. */
  zombie: boolean;
  /** Somebody watches its frames: from the moment its engine is open. */
  isWatched: boolean;
}

/** A journal entry, and which process wrote it. */
export interface Written {
  entry: JournalEntry;
  by: string;
}

/** What the ledger knows of one actor. */
interface Account {
  after: ActorRecord;
  journal: Written[];
  eventIds: Set<string>;
}

export interface Ledger {
  violations: string[];
  /** Nothing will ever move the workflow on. */
  isStuck: boolean;
  actors: Map<string, Account>;
  /** Inbox rows that the store holds now, by address and event id. */
  inbox: Map<string, InboxRow>;
  /** Rows that the store holds now, by key. */
  activities: Map<string, ActivityRow>;
  /** Effects that reached the world: how often each key did, and what came back. */
  effects: Map<string, { times: number; outputs: Json[] }>;
  /** Keys of stopped activities. */
  stopped: Set<string>;
  violation(what: string): void;
  /** @param isHeard false when the process will not learn that its commit was accepted. */
  committed(by: Witnessed, turn: Turn, isHeard: boolean): void;
  /** When the store last accepted anything. */
  lastCommitAt(): number;
  published(by: Witnessed, frame: Frame): void;
  acknowledged(address: string, eventId: string, receipt: Pick<SendReceipt, 'kind' | 'seq'>): void;
  begun(by: Witnessed, run: ActivityRun): void;
  effect(key: string, output: Json | undefined): void;
  /** Anything else that must be the same in two runs of one seed. */
  trace(line: string): void;
  /** Hash of everything seen so far, in the order in which it happened. */
  hash(): string;
}

/** Longest that a commit's answer is on its way, resends included. */
const ANSWER_MS = 20_000;

export function createLedger(
  now: () => number,
  show: (line: string) => void = () => undefined,
): Ledger {
  const actors: Ledger['actors'] = new Map();
  const inbox: Ledger['inbox'] = new Map();
  const activities: Ledger['activities'] = new Map();
  const effects: Ledger['effects'] = new Map();
  const everAsked = new Set<string>();
  const stopped = new Set<string>();
  const keyOfOwner = new Map<string, string>();
  const timers = new Map<string, InboxRow>();
  const published = new Map<string, number>();
  const violations: string[] = [];
  const history = createHash('sha256');
  let someoneIsZombie = false;
  let lastCommitAt = now();
  const removedAt = new Map<string, number>();

  const trace = (line: string): void => {
    history.update(`${now()} ${line}\n`);
    show(`${now()} ${line}`);
  };
  const violation = (what: string): void => {
    if (violations.length < 50) violations.push(`at ${now()}: ${what}`);
  };

  const enter = (by: Witnessed, account: Account, entry: JournalEntry): void => {
    const { address, seq, kind, event, eventId } = entry;
    if (seq !== account.journal.length + 1)
      violation(`${address} wrote seq ${seq} after ${account.journal.length}`);
    account.journal.push({ entry, by: by.isWatched ? by.name : 'nobody' });
    trace(`${by.name} ${address} ${seq} ${kind} ${event.type}`);
    if (kind === 'stale' && !('inc' in event) && !('timerKey' in event))
      violation(`${address} passed over ${event.type} at ${seq}`);
    if (eventId === null) return;
    if (account.eventIds.has(eventId)) violation(`${address} consumed ${eventId} twice`);
    account.eventIds.add(eventId);
  };

  const journalled = (by: Witnessed, { address, after, journal }: Turn): void => {
    const account = actors.get(address) ?? { after, journal: [], eventIds: new Set<string>() };
    actors.set(address, account);
    for (const entry of journal) enter(by, account, entry);
    account.after = after;
    if (after.seq !== account.journal.length)
      violation(`${address} says seq ${after.seq} after ${account.journal.length}`);
    if (after.stuck) violation(`${address} is stuck: ${journal.at(-1)?.event.type}`);
  };

  const checkTimers = (turn: Turn): void => {
    const fired = turn.journal.filter(
      ({ kind, event }) => kind === 'event' && typeof event.timerKey === 'string',
    );
    for (const { event, at } of fired) {
      const timer = timers.get(String(event.timerKey));
      if (!timer) violation(`${turn.address} fired a timer nobody armed: ${event.timerKey}`);
      else if (at < timer.dueMs)
        violation(`${turn.address} fired ${timer.timer} ${timer.dueMs - at} ms early`);
    }
    for (const row of turn.inbox) if (row.timer !== null) timers.set(row.eventId, row);
  };

  const checkResults = (turn: Turn): void => {
    for (const { kind, event } of turn.journal) {
      const key = `${turn.address}/${String(event.actorId)}.${String(event.inc)}`;
      if (kind !== 'event' || !everAsked.has(key) || !event.type.startsWith('xstate.done.'))
        continue;
      const outputs = effects.get(key)?.outputs ?? [];
      const reported = JSON.stringify(event.output ?? null);
      if (!outputs.some((output) => JSON.stringify(output) === reported))
        violation(`${turn.address} heard of a result of ${key} that the world never gave`);
    }
  };

  const moveActivities = (turn: Turn): void => {
    const reported = new Set(
      turn.journal.map(({ event }) => `${turn.address}/${event.actorId}.${event.inc}`),
    );
    for (const key of turn.activitiesDone) {
      activities.delete(key);
      removedAt.set(key, now());
      if (!reported.has(key)) stopped.add(key);
    }
    for (const row of turn.activities) {
      if (everAsked.has(row.key)) violation(`activity ${row.key} was asked for twice`);
      everAsked.add(row.key);
      activities.set(row.key, row);
    }
  };

  const moveInbox = ({ address, inbox: rows, inboxDone }: Turn): void => {
    for (const eventId of inboxDone) inbox.delete(`${address} ${eventId}`);
    for (const row of rows) {
      const slot = `${row.address} ${row.eventId}`;
      if (!inbox.has(slot)) inbox.set(slot, row);
    }
  };

  const follows = (by: Witnessed, address: string, seq: number): void => {
    const slot = `${by.name} ${address}`;
    const before = published.get(slot) ?? 0;
    if (seq <= before) violation(`${by.name} published ${address} ${seq} after ${before}`);
    for (let missing = before + 1; missing < seq; missing += 1)
      if (actors.get(address)?.journal[missing - 1]?.by === by.name)
        violation(`${by.name} never published ${address} ${missing}`);
    published.set(slot, seq);
  };

  const begun = (by: Witnessed, run: ActivityRun): void => {
    trace(`${by.name} begins ${run.key} for the ${run.attempt}. time`);
    someoneIsZombie ||= by.zombie;
    if (!everAsked.has(run.key)) violation(`${run.key} began before the commit that asks for it`);
    if (run.signal.aborted) violation(`${run.key} began although it had been stopped`);
    // The answer to the commit that removes a row may still be on its way.
    if (!someoneIsZombie && now() - (removedAt.get(run.key) ?? now()) > ANSWER_MS)
      violation(`${run.key} began although its row is gone`);
    const other = keyOfOwner.get(run.owner);
    // An actor may have several effects in turn, each after the answer to the one before.
    const isOver = other === undefined || other === run.key || removedAt.has(other);
    if (!isOver && !someoneIsZombie)
      violation(`${run.owner} has effects under ${other} and ${run.key} at once`);
    keyOfOwner.set(run.owner, run.key);
    if (!effects.has(run.key)) effects.set(run.key, { times: 0, outputs: [] });
  };

  return {
    violations,
    isStuck: false,
    actors,
    inbox,
    activities,
    effects,
    stopped,
    violation,
    trace,
    lastCommitAt: () => lastCommitAt,
    committed: (by, turn, isHeard) => {
      someoneIsZombie ||= by.zombie;
      lastCommitAt = now();
      // Who did not hear and is overtaken by another process before it asks again never will.
      const isWatched = by.isWatched && isHeard;
      journalled({ ...by, isWatched }, turn);
      checkTimers(turn);
      checkResults(turn);
      moveActivities(turn);
      moveInbox(turn);
    },
    published: (by, frame) => {
      if (frame.kind !== 'transition') return;
      const written = actors.get(frame.address)?.journal[frame.seq - 1];
      if (!written || written.entry.kind !== frame.entry)
        violation(`${by.name} published ${frame.address} ${frame.seq} before its commit`);
      follows(by, frame.address, frame.seq);
    },
    acknowledged: (address, eventId, { kind, seq }) => {
      trace(`ack ${address} ${eventId} ${kind} ${seq}`);
      if (!actors.get(address)?.eventIds.has(eventId))
        violation(`${eventId} to ${address} was acknowledged (${kind}) but is in no journal`);
    },
    begun,
    effect: (key, output) => {
      trace(`effect ${key}`);
      const effect = effects.get(key) ?? { times: 0, outputs: [] };
      effects.set(key, effect);
      effect.times += 1;
      effect.outputs.push(output ?? null);
    },
    hash: () => history.copy().digest('hex').slice(0, 16),
  };
}
