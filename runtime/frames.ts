/** What watchers are told of a committed turn. */
import { childAddress } from './commands.ts';
import type { ActorRecord, Frame, JournalEntry } from './ports.ts';

/** One journal entry as it is shown; `record` is the actor right after it. */
export function transitionFrame(record: ActorRecord, entry: JournalEntry): Frame {
  return {
    kind: 'transition',
    root: record.root,
    address: record.address,
    parent: record.parent,
    machine: record.machine,
    seq: entry.seq,
    at: entry.at,
    createdAt: record.createdAt,
    entry: entry.kind,
    event: entry.event,
    value: record.value,
    status: record.status,
    view: record.view,
    children: Object.entries(record.childInc).map(([id, inc]) => ({
      id,
      address: childAddress(record.address, id, inc),
    })),
  };
}
