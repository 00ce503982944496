/**
 * What stops one actor and nothing else: an event whose transition threw. The event is put aside, the
 * actor is stuck, and a person has it tried again or goes on without it, as a turn like any other.
 */
import { type Failure, terminal, toFailure } from './errors.ts';
import {
  create,
  type InitEvent,
  type LiveActor,
  type MachineEntry,
  type StepResult,
  step,
} from './kernel.ts';
import type { ActorRecord, LetterResolution, StoredDeadLetter, StoredEvent } from './ports.ts';

/** What a person decided about a letter. */
export interface Resolution {
  letter: StoredDeadLetter;
  action: 'retry' | 'discard';
  by: string;
}

/** The record of an actor that takes no event until a person has decided. */
export function asStuck(record: ActorRecord): ActorRecord {
  return { ...record, stuck: true, view: { ...record.view, status: 'stuck' } };
}

/** Whether events for it have to wait. One that was never born is over: they are dropped. */
export function isHeld({ stuck, status }: ActorRecord): boolean {
  return stuck && status === 'active';
}

/** The actor free again in the state it has. One that was never born ends without having begun. */
export function freed(entry: MachineEntry, actor: LiveActor): LiveActor {
  const view =
    actor.snapshot === null
      ? { ...actor.record.view, status: 'cancelled' }
      : entry.project(actor.snapshot);
  return { ...actor, record: { ...actor.record, stuck: false, view } };
}

/**
 * The event that failed, once more. An actor whose creation failed is created.
 * @throws what it throws this time.
 */
export function stepAgain(
  entry: MachineEntry,
  actor: LiveActor,
  event: StoredEvent,
  at: number,
): StepResult {
  if (event.type !== 'xstate.init') return step(entry, actor, event, at);
  const { address, seq, createdAt } = actor.record;
  const result = create(entry, address, event as InitEvent, at);
  Object.assign(result.actor.record, { seq: seq + 1, createdAt });
  return result;
}

/** How the journal and the letter name a decision that was carried out. */
export function settledAs({ letter, action }: Resolution): LetterResolution {
  if (action === 'discard') return 'discarded';
  return letter.event === null ? 'released' : 'retried';
}

/** The event a decision is journalled with: the one that failed. */
export function eventOf({ letter }: Resolution): StoredEvent {
  return letter.event ?? { type: 'presgen.released' };
}

/**
 * Whether a decision can be carried out on an actor that could be loaded.
 * @param open all open letters of the actor.
 * @returns the further letters it settles, or why it cannot be.
 */
export function admit(
  { letter, action }: Resolution,
  record: ActorRecord,
  open: StoredDeadLetter[],
): { closes: number[] } | { refusal: Failure } {
  const refused = (code: string, message: string) => ({
    refusal: toFailure(terminal(code, message)),
  });
  if (!open.some(({ id }) => id === letter.id))
    return refused('LETTER_SETTLED', `dead letter ${letter.id} has been settled already`);
  const unloadable = open.filter(({ event }) => event === null).map(({ id }) => id);
  if (letter.event === null) {
    if (action === 'discard')
      return refused('LETTER_BLOCKED', 'there is no event to discard; mend the cause, then retry');
    const first = open.find(({ event }) => event !== null);
    if (first) return refused('LETTER_BLOCKED', `decide about dead letter ${first.id} of it first`);
  }
  const isUnborn = letter.event?.type === 'xstate.init' && record.parent === null;
  if (action === 'retry' && letter.event !== null && record.status !== 'active' && !isUnborn)
    return refused(
      'LETTER_BLOCKED',
      `${record.address} has ended (${record.status}), and who waited for it was told; discard it`,
    );
  return { closes: unloadable.filter((id) => id !== letter.id) };
}
