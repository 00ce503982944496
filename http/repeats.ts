/** `Idempotency-Key` of what people send to a workflow or a checkpoint: the same request again changes nothing. */
import type { Engine, JournalEntry } from '../runtime/ports.ts';
import { wholeJournal } from './fleet/views.ts';

/** Event id under which a person's key is journalled; null without a key. */
export function eventIdOf(person: string, key: string | undefined): string | null {
  return key === undefined ? null : `http:${person}:${key}`;
}

/** Where the journal of an actor took this event; null when it never did. */
export async function takenBefore(
  engine: Engine,
  address: string,
  eventId: string | null,
): Promise<JournalEntry | null> {
  if (eventId === null) return null;
  const journal = await wholeJournal(engine, address);
  return journal.find((entry) => entry.eventId === eventId) ?? null;
}
