/**
 * The people of a simulation. They act on what they last saw, sometimes on the wrong thing, and
 * whoever got no answer sends the same again under the same id.
 */
import type { StoredEvent } from '../../runtime/ports.ts';
import type { Chance } from './chance.ts';
import type { Ledger } from './ledger.ts';
import type { Process } from './process.ts';
import type { Schedule } from './schedule.ts';

/** Refusals that say nothing about the event: it is to be sent again. */
const AWAY = new Set(['UNEXPECTED', 'SimulatedFault', 'STORE_UNAVAILABLE', 'NODE_SUPERSEDED']);

interface Letter {
  address: string;
  eventId: string;
  event: StoredEvent;
}

export interface People {
  /** One of them does something, or nobody does. `eager`: whoever is waited for acts now. */
  act(host: Process, eager: boolean): boolean;
  /** Sends again what got no answer. */
  repeat(host: Process): void;
}

export interface PeopleOptions {
  root: string;
  chance: Chance;
  ledger: Ledger;
  schedule: Schedule;
  now(): number;
  /** How often they cancel, for each chance to act. */
  cancel: number;
}

export function createPeople({
  root,
  chance,
  ledger,
  schedule,
  now,
  cancel,
}: PeopleOptions): People {
  const unanswered = new Map<string, Letter>();
  let written = 0;

  const post = (host: Process, letter: Letter): void => {
    const { address, event, eventId } = letter;
    unanswered.set(eventId, letter);
    ledger.trace(`${eventId} ${event.type} to ${address}`);
    const sent = host.engine?.send(address, event, { eventId });
    sent?.then(
      (receipt) => {
        if (host.state === 'dead') return;
        schedule.touch();
        unanswered.delete(eventId);
        ledger.acknowledged(address, eventId, receipt);
      },
      (error) => {
        if (host.state === 'dead') return;
        schedule.touch();
        const code = String(error?.code ?? error?.name);
        ledger.trace(`${eventId} is refused: ${code}`);
        if (code === 'ACTOR_FINISHED') unanswered.delete(eventId);
        else if (!AWAY.has(code)) ledger.violation(`${eventId} to ${address} was refused: ${code}`);
      },
    );
  };

  const say = (host: Process, address: string, event: StoredEvent): boolean => {
    written += 1;
    post(host, { address, event, eventId: `p${written}` });
    return true;
  };

  const checkpoint = (): string | undefined => {
    const open = Object.entries(ledger.actors.get(root)?.after.childInc ?? {});
    const [id, inc] = open.find(([child]) => child.startsWith('checkpoint_')) ?? [];
    const address = `${root}/${id}.${inc}`;
    return id !== undefined && ledger.actors.has(address) ? address : undefined;
  };

  const help = (host: Process): boolean => {
    const by = chance.pick(['ann', 'ben']);
    const type = chance.pick(
      ['retry', 'retry', 'retry', 'retry', 'skip', 'skip', 'skip', 'edit_input', 'give_up'].slice(
        0,
        chance.is(0.2) ? 9 : 8,
      ),
    );
    const patch = { knowledge: { timeout_minutes: 1 + chance.below(60) } };
    return say(host, root, type === 'edit_input' ? { type, by, patch } : { type, by });
  };

  const decide = (host: Process, address: string): boolean => {
    const by = chance.pick(['ann', 'ben', 'requester']);
    if (chance.is(0.1)) return say(host, address, { type: chance.pick(['claim', 'release']), by });
    return say(host, address, {
      type: 'decision',
      by,
      verdict: chance.is(0.8) ? 'approve' : chance.pick(['request_changes', 'reject']),
      content_hash: chance.is(0.1) ? 'stale' : hashAt(address),
      comment: chance.pick(['', 'shorter']),
      at: now(),
    });
  };

  /** What the page would show: the version under review. */
  const hashAt = (address: string): string => {
    const born = ledger.actors.get(address)?.journal[0]?.entry.event.input;
    return (born as { subject: { content_hash: string } }).subject.content_hash;
  };

  return {
    act: (host, eager) => {
      const record = ledger.actors.get(root)?.after;
      if (record?.status !== 'active' || host.state !== 'up') return false;
      if (chance.is(cancel)) return say(host, root, { type: 'cancel', by: 'ann' });
      if (chance.is(0.01)) {
        const type = chance.pick(['documents.uploaded', 'response.submitted', 'retry']);
        return say(host, root, { type, by: 'ben' });
      }
      if (record.view.status === 'needs_attention' && (eager || chance.is(0.7))) return help(host);
      const open = checkpoint();
      return open !== undefined && (eager || chance.is(0.4)) ? decide(host, open) : false;
    },
    repeat: (host) => {
      for (const letter of [...unanswered.values()]) post(host, letter);
    },
  };
}
