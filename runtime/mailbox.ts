/** The waiting events of one actor and its cached present. A cache only: the store is the truth. */
import type { Failure } from './errors.ts';
import type { LiveActor } from './kernel.ts';
import type { Delivery } from './turn.ts';

export interface Mailbox {
  readonly address: string;
  /** undefined: not loaded; null: loaded, does not exist. */
  actor: LiveActor | null | undefined;
  /** Journal entries since the newest stored snapshot. */
  sinceSnapshot: number;
  /** Activities begun and not yet reported, as far as this process knows. */
  effects: number;
  busy: boolean;
  /** Turns in a row that failed for reasons outside the machine. */
  failures: number;
  /** The last turn lost its race: waiting events may have been consumed elsewhere. */
  fenced: boolean;
  /** Why the actor could not be loaded. */
  quarantine: Failure | null;
  /** How often in a row a look found it still stuck. */
  looks: number;
  /** It is time to see whether another process has freed the actor. */
  isLookDue: boolean;
  /** Deliveries to be taken one a turn: together the store refused them. */
  singly: number;
  /** The delivery whose turn the store refused, why, and how often. */
  refused: { delivery: Delivery; failure: Failure; times: number } | null;
  /** False if an event with this id is waiting or being consumed already. */
  offer(delivery: Delivery): boolean;
  take(limit: number): Delivery[];
  putBack(deliveries: Delivery[]): void;
  /** Forgets the id of a consumed delivery. */
  finish(delivery: Delivery): void;
  unclaim(eventId: string): void;
  /** Takes back what is not yet being consumed. */
  withdraw(delivery: Delivery): void;
  waiting(): number;
  /** Keeps deliveries until the actor is freed, in order. */
  hold(deliveries: Delivery[]): void;
  holding(): number;
  /** Puts what was held in front, with what the store kept for it meanwhile, in order of time. */
  release(kept: Delivery[]): void;
  /** Ids of the deliveries waiting, held or being consumed. */
  claimedIds(): string[];
  /** Nothing waits, is held or is being consumed: it may leave memory. */
  isIdle(): boolean;
  forget(): void;
  /** Turns away whoever waits for an answer; messages and results stay. */
  refuseCallers(failure: Failure): void;
  /** Nothing will ever move it again: done, stopped, or never created. */
  isOver(): boolean;
}

export function createMailbox(address: string): Mailbox {
  let queue: Delivery[] = [];
  let held: Delivery[] = [];
  const claimed = new Set<string>();
  const mailbox: Mailbox = {
    address,
    actor: undefined,
    sinceSnapshot: 0,
    effects: 0,
    busy: false,
    failures: 0,
    fenced: false,
    singly: 0,
    refused: null,
    quarantine: null,
    looks: 0,
    isLookDue: false,
    offer: (delivery) => {
      if (delivery.eventId !== null) {
        if (claimed.has(delivery.eventId) && delivery.fromInbox) return false;
        claimed.add(delivery.eventId);
      }
      queue.push(delivery);
      return true;
    },
    take: (limit) => queue.splice(0, limit),
    putBack: (deliveries) => {
      queue = [...deliveries, ...queue];
    },
    finish: (delivery) => {
      if (delivery.eventId !== null) claimed.delete(delivery.eventId);
    },
    unclaim: (eventId) => {
      claimed.delete(eventId);
    },
    withdraw: (delivery) => {
      if (queue.includes(delivery)) mailbox.finish(delivery);
      queue = queue.filter((each) => each !== delivery);
    },
    waiting: () => queue.length,
    hold: (deliveries) => {
      held = [...held, ...deliveries];
    },
    holding: () => held.length,
    release: (kept) => {
      const unclaimed = kept.filter(({ eventId }) => eventId !== null && !claimed.has(eventId));
      for (const { eventId } of unclaimed) if (eventId !== null) claimed.add(eventId);
      const inOrder = [...unclaimed, ...held].sort((a, b) => a.since - b.since);
      held = [];
      if (inOrder.length === 0) return;
      // Meanwhile another process may have freed the actor and consumed some of them.
      mailbox.fenced = true;
      queue = [...inOrder, ...queue];
    },
    claimedIds: () => [...claimed],
    isIdle: () => !mailbox.busy && queue.length === 0 && held.length === 0,
    forget: () => {
      mailbox.actor = undefined;
      mailbox.effects = 0;
      mailbox.quarantine = null;
    },
    refuseCallers: (failure) => {
      for (const delivery of queue.filter(({ caller }) => caller)) delivery.refuse(failure);
      queue = queue.filter(({ caller }) => !caller);
    },
    isOver: () => mailbox.actor?.record.status !== 'active',
  };
  return mailbox;
}
