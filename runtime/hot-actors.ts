/**
 * The actors in memory. One whose effects are running stays; one that only waits for a person, a
 * timer or a message is let go once enough others have been touched since: a parked workflow costs
 * rows, not memory, and the next event brings it back from its snapshot and journal tail.
 */
import { createMailbox, type Mailbox } from './mailbox.ts';

export interface HotActors {
  /** The mailbox of this actor, made if it is not in memory. */
  of(address: string): Mailbox;
  known(address: string): Mailbox | undefined;
  /** The mailbox has nothing to do for now: it may go. */
  rested(mailbox: Mailbox): void;
}

/** @param parkedMax actors kept in memory although nothing runs for them. */
export function createHotActors(parkedMax: number): HotActors {
  const mailboxes = new Map<string, Mailbox>();
  /** Longest untouched first. */
  const parked = new Set<Mailbox>();

  const leave = (mailbox: Mailbox): void => {
    parked.delete(mailbox);
    if (mailboxes.get(mailbox.address) === mailbox) mailboxes.delete(mailbox.address);
  };

  return {
    of: (address) => {
      const known = mailboxes.get(address);
      if (known) {
        parked.delete(known);
        return known;
      }
      const mailbox = createMailbox(address);
      mailboxes.set(address, mailbox);
      return mailbox;
    },
    known: (address) => mailboxes.get(address),
    rested: (mailbox) => {
      if (!mailbox.isIdle()) return;
      if (mailbox.isOver()) leave(mailbox);
      else if (mailbox.effects > 0) return;
      else parked.add(mailbox);
      for (const oldest of parked) {
        if (parked.size <= parkedMax) return;
        leave(oldest);
      }
    },
  };
}
