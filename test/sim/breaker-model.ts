/** A breaker as a few lines of arithmetic, to hold the statechart's journal against. */
import { INTEGRATIONS } from '../../machines/vocabulary.ts';
import type { JournalEntry, LoadedActor, StoredEvent } from '../../runtime/ports.ts';

/** Recounts consecutive failures and says where the journal shows another state. */
export function brokenBreaker(journal: JournalEntry[], loaded: LoadedActor | null): string[] {
  const address = loaded?.record.address ?? 'breaker.google_apis';
  const name = address.slice('breaker.'.length) as keyof typeof INTEGRATIONS;
  const { threshold } = INTEGRATIONS[name];
  let failures = 0;
  let isClosed = true;
  for (const { kind, event, value, seq } of journal) {
    if (kind !== 'event') continue;
    if (isClosed) {
      failures = counted(failures, event);
      if (failures >= threshold !== (value === 'open'))
        return [`${address} is ${value ?? 'unchanged'} at ${seq} after ${failures} failures`];
    }
    if (value !== null) isClosed = value === 'closed';
    if (value === 'closed') failures = 0;
  }
  return [];
}

function counted(failures: number, event: StoredEvent): number {
  if (event.type === 'call.succeeded') return 0;
  return counts(event) ? failures + 1 : failures;
}

function counts(event: StoredEvent): boolean {
  const failure = event.failure as { kind?: string; code?: string } | null | undefined;
  return (
    event.type === 'call.failed' && failure?.kind === 'transient' && failure.code !== 'RATE_LIMITED'
  );
}
