/**
 * What arrives at an actor that is stuck: people are told, everything else waits in order until a
 * person has decided. Rows and activities stay in the store meanwhile, so a crash loses nothing.
 */
import { admit, isHeld } from './dead-letter.ts';
import { terminal, toFailure } from './errors.ts';
import type { LiveActor } from './kernel.ts';
import type { Mailbox } from './mailbox.ts';
import type { Clock, InboxRow, Store } from './ports.ts';
import type { Delivery } from './turn.ts';

export interface WaitingRoom {
  /** A person's decision, judged by what is stored now: it goes alone, or is refused. */
  decided(mailbox: Mailbox, delivery: Delivery): Promise<Delivery[]>;
  /** What may be consumed although the actor is stuck; the rest is refused or kept. */
  whileStuck(mailbox: Mailbox, actor: LiveActor, offered: Delivery[]): Promise<Delivery[]>;
  /** The actor as it was found now: whatever waits for it goes on, or waits for the next look. */
  looked(mailbox: Mailbox, actor: LiveActor | null): Promise<void>;
  /** The actor is free: what waited goes on in order. */
  release(mailbox: Mailbox): Promise<void>;
}

export interface WaitingRoomOptions {
  store: Store;
  clock: Clock;
  trouble(what: string, error: unknown): void;
  deliveryOf(row: InboxRow): Delivery;
  load(mailbox: Mailbox): Promise<LiveActor | null>;
  wake(mailbox: Mailbox): void;
  isClosing(): boolean;
}

/** Inbox rows kept in memory for one actor; the others are read again once it is free. */
const HELD_MAX = 1000;
/** Another process may free an actor whose events wait here: first look after this, then rarer. */
const LOOK_MS = 5000;
const LOOK_MAX_MS = 300_000;
/** Open letters of one actor that are looked at; there are never more than a few. */
const LETTERS_MAX = 100;

export function createWaitingRoom(options: WaitingRoomOptions): WaitingRoom {
  const { store, clock } = options;

  const openLetters = ({ address }: Mailbox) =>
    store.deadLetters(LETTERS_MAX, { open: true, address });

  const decided = async (mailbox: Mailbox, delivery: Delivery): Promise<Delivery[]> => {
    mailbox.forget();
    const actor = await options.load(mailbox);
    const { resolution } = delivery;
    if (!resolution || actor === null)
      return refuseAll([delivery], 'ACTOR_UNKNOWN', `there is no ${mailbox.address}`);
    const verdict = admit(resolution, actor.record, await openLetters(mailbox));
    const refusal = 'refusal' in verdict ? verdict.refusal : mailbox.quarantine;
    if (refusal === null) return [{ ...delivery, ...verdict }];
    delivery.refuse(refusal);
    return [];
  };

  const whileStuck = async (
    mailbox: Mailbox,
    actor: LiveActor,
    offered: Delivery[],
  ): Promise<Delivery[]> => {
    const others = offered.filter(({ caller }) => !caller);
    // Its parent has ended it: what it was stuck on no longer matters.
    const end =
      isHeld(actor.record) && mailbox.quarantine === null
        ? others.find(({ event }) => event.type === 'xstate.stop')
        : undefined;
    const letters = end ? await openLetters(mailbox) : [];
    const callers = offered.filter(({ caller }) => caller);
    // Whoever wants it created is answered: it is there.
    for (const delivery of callers.filter(({ event }) => event.type === 'xstate.init'))
      delivery.settle({ kind: 'dropped', seq: actor.record.seq, view: actor.record.view });
    const senders = callers.filter(({ event }) => event.type !== 'xstate.init');
    refuseAll(senders, 'ACTOR_STUCK', whyStuck(mailbox.address, mailbox.quarantine));
    if (!isHeld(actor.record)) return others;
    hold(
      mailbox,
      others.filter((delivery) => delivery !== end),
    );
    return end ? [{ ...end, closes: letters.map(({ id }) => id) }] : [];
  };

  const hold = (mailbox: Mailbox, deliveries: Delivery[]): void => {
    const room = Math.max(0, HELD_MAX - mailbox.holding());
    const kept = deliveries.filter(({ fromInbox }, index) => !fromInbox || index < room);
    for (const delivery of deliveries) delivery.held?.();
    for (const { eventId } of deliveries.filter((delivery) => !kept.includes(delivery)))
      if (eventId !== null) mailbox.unclaim(eventId);
    if (kept.length === 0) return;
    if (mailbox.holding() === 0) lookAgain(mailbox);
    mailbox.hold(kept);
  };

  const lookAgain = (mailbox: Mailbox): void => {
    const delayMs = Math.min(LOOK_MAX_MS, LOOK_MS * 2 ** mailbox.looks);
    mailbox.looks += 1;
    clock.wakeAt(clock.now() + delayMs, () => {
      if (options.isClosing() || mailbox.holding() === 0) return;
      if (mailbox.busy) return lookAgain(mailbox);
      mailbox.isLookDue = true;
      options.wake(mailbox);
    });
  };

  const looked = async (mailbox: Mailbox, actor: LiveActor | null): Promise<void> => {
    const wasDue = mailbox.isLookDue;
    mailbox.isLookDue = false;
    if (mailbox.holding() === 0) return;
    if (actor === null || !isHeld(actor.record)) await release(mailbox);
    else if (wasDue) lookAgain(mailbox);
  };

  const release = async (mailbox: Mailbox): Promise<void> => {
    const { address } = mailbox;
    try {
      const rows = await store.dueOf(address, clock.now(), HELD_MAX);
      mailbox.release(rows.map((row) => options.deliveryOf(row)));
    } catch (error) {
      // They come by themselves once the store answers; what is here must not wait for that.
      options.trouble(`inbox of ${address}`, error);
      mailbox.release([]);
    }
  };

  return { decided, whileStuck, looked, release };
}

/** Turns deliveries away; none is left. */
export function refuseAll(deliveries: Delivery[], code: string, message: string): Delivery[] {
  for (const delivery of deliveries) delivery.refuse(toFailure(terminal(code, message)));
  return [];
}

/** @param quarantine why it cannot be loaded; null when an event failed. */
export function whyStuck(
  address: string,
  quarantine: { message: string } | null | undefined,
): string {
  return quarantine == null
    ? `${address} is stuck on an event that failed`
    : `${address} is set aside: ${quarantine.message}`;
}
