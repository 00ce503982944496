/** What the API says about a dead letter. */
import type { StoredDeadLetter } from '../runtime/ports.ts';

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** A letter on the wire: of its event only the type, since its contents may be anything. */
export function letterView(letter: StoredDeadLetter): Record<string, unknown> {
  const { id, root, address, machine, event, error, at, attempts, resolution } = letter;
  return {
    id,
    workflow_id: root,
    address,
    machine,
    event: event?.type ?? null,
    error: { kind: error.kind, code: error.code, message: error.message },
    at: iso(at),
    attempts,
    state: resolution === null ? 'open' : 'resolved',
    resolution,
    resolved_by: letter.resolvedBy,
    resolved_at: iso(letter.resolvedAt),
  };
}
