/**
 * The people of the crash matrix: what they do follows from what is stored, under ids that follow
 * from it too. Whoever got no answer sends the same again to the next process.
 */
import type { Json, StoredEvent } from '../../runtime/ports.ts';
import type { Path } from './paths.ts';
import type { Process, Surroundings } from './process.ts';

export interface Clerk {
  /** Does the one thing that is to be done now, if any. */
  act(
    host: Process,
    missing: { machine: string; address: string; input: Json } | undefined,
  ): boolean;
  /** A new process: what was not answered has to be sent again. */
  reopen(): void;
}

interface Letter {
  address: string;
  event: StoredEvent;
  eventId: string;
}

export function createClerk(path: Path, root: string, around: Surroundings): Clerk {
  const { ledger, clock, schedule } = around;
  const unanswered = new Map<string, Letter>();
  const repeats: Letter[] = [];
  const started = new Set<string>();

  const post = (host: Process, letter: Letter): true => {
    const { address, event, eventId } = letter;
    unanswered.set(eventId, letter);
    host.engine?.send(address, event, { eventId }).then(
      (receipt) => {
        if (host.state === 'dead') return;
        unanswered.delete(eventId);
        schedule.touch();
        ledger.acknowledged(address, eventId, receipt);
      },
      (error) => {
        if (host.state === 'dead') return;
        unanswered.delete(eventId);
        if (error.code !== 'ACTOR_FINISHED') ledger.violation(`${eventId} was refused: ${error}`);
      },
    );
    return true;
  };

  const actor = () => ledger.actors.get(root)?.after;
  const lastEvent = (address: string) =>
    ledger.actors.get(address)?.journal.at(-1)?.entry.event.type;

  /** What a person wants of the workflow itself. */
  const wish = (): string | null => {
    const record = actor();
    if (record?.status !== 'active') return null;
    const isCancelled = ledger.actors.get(root)?.eventIds.has('cancel');
    if (path.cancel && !isCancelled && began(path.cancel)) return 'cancel';
    if (record.view.status !== 'needs_attention') return null;
    // What is not offered there changes nothing: then it is tried again instead.
    return lastEvent(root) === path.attention ? 'retry' : (path.attention ?? 'retry');
  };

  const began = (step: string): boolean => {
    const record = actor();
    return JSON.stringify(record?.value ?? '').includes(step);
  };

  const open = (): { address: string; kind: string; isFirst: boolean } | null => {
    const child = Object.entries(actor()?.childInc ?? {}).find(([id]) =>
      id.startsWith('checkpoint_'),
    );
    if (!child) return null;
    const [id, inc] = child;
    const address = `${root}/${id}.${inc}`;
    const all = [...ledger.actors.keys()].filter((known) => known.startsWith(`${root}/${id}.`));
    return ledger.actors.has(address)
      ? { address, kind: id.slice('checkpoint_'.length), isFirst: all.length === 1 }
      : null;
  };

  const decision = (): Letter | null => {
    const checkpoint = open();
    if (checkpoint === null) return null;
    const { address, kind, isFirst } = checkpoint;
    const journal = ledger.actors.get(address)?.journal.map(({ entry }) => entry) ?? [];
    const isOdd = path.checkpoint?.kind === kind && isFirst;
    const isEscalated = journal.some(({ event }) => event.type.includes('untilDue'));
    if (isOdd && path.checkpoint?.how === 'nobody' && !isEscalated) return null;
    const decided = journal.filter(({ event }) => event.type === 'decision').length;
    const born = journal[0]?.event.input as { subject: { content_hash: string } } | undefined;
    const verdict = isOdd && path.checkpoint?.how !== 'nobody' ? path.checkpoint?.how : 'approve';
    const event = {
      ...{ type: 'decision', by: decided === 0 ? 'ann' : 'ben', verdict: String(verdict) },
      ...{ content_hash: String(born?.subject.content_hash), comment: 'shorter', at: clock.now() },
    };
    return { address, event, eventId: `decision ${decided}` };
  };

  const letter = (): Letter | null => {
    const type = wish();
    if (type === null) return decision();
    const eventId = type === 'cancel' ? type : `${type} ${actor()?.seq}`;
    return { address: root, event: { type, by: 'ann' }, eventId };
  };

  return {
    act: (host, missing) => {
      if (host.state !== 'up') return false;
      if (missing && !started.has(missing.address)) {
        started.add(missing.address);
        host.engine?.start(missing).catch((error) => ledger.violation(String(error)));
        return true;
      }
      const repeat = repeats.shift();
      if (repeat) return post(host, repeat);
      const next = letter();
      return next !== null && !unanswered.has(next.eventId) ? post(host, next) : false;
    },
    reopen: () => {
      started.clear();
      repeats.splice(0, repeats.length, ...unanswered.values());
      unanswered.clear();
    },
  };
}
