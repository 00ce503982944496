/**
 * Writes to reviewers. What is owed follows from where a checkpoint stands, so a letter that could not
 * go out is owed still: it goes out later, or after a restart, and once only.
 */
import { asHtml, asText, type Outbox, reviewLetter } from '../actors/notification/index.ts';
import type { LinkSigner } from '../http/learner/links.ts';
import type { People, PersonEntry } from '../http/people/people.ts';
import { checkpointOf } from '../http/review/checkpoint-view.ts';
import { belongsTo } from '../http/review/review-rights.ts';
import type { CheckpointContext } from '../machines/checkpoint.ts';
import type { ReviewLetters } from '../persistence/review-letters.ts';
import type { ActorRecord, Engine } from '../runtime/ports.ts';
import { canStillApprove, type Owed, owedLetters } from './owed-letters.ts';

export interface ReviewMailPorts {
  engine: Pick<Engine, 'subscribe' | 'read'>;
  openCheckpoints(): Promise<ActorRecord[]>;
  courseOf(workflow: string): Promise<string>;
  people: Pick<People, 'list'>;
  letters: ReviewLetters;
  links: Pick<LinkSigner, 'decision'>;
  outbox: Outbox;
  now(): number;
  wakeAt(dueMs: number, wake: () => void): () => void;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

export interface ReviewMail {
  /** Resolves when everything owed so far has gone out or failed. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const AGAIN_MS = 60_000;

/** Begins with what is owed already, and goes on with every checkpoint that moves. */
export function startReviewMail(ports: ReviewMailPorts): ReviewMail {
  const waiting = new Set<string>();
  let work = Promise.resolve();
  let isClosed = false;
  let cancel = (): void => undefined;

  const attend = (address: string): void => {
    if (isClosed || waiting.has(address)) return;
    waiting.add(address);
    work = work.then(async () => {
      waiting.delete(address);
      if (isClosed) return;
      await writeAbout(ports, address).catch((error: unknown) => {
        ports.log.warn({ address, error: String(error) }, 'letters to reviewers wait');
        cancel();
        cancel = ports.wakeAt(ports.now() + AGAIN_MS, sweep);
      });
    });
  };
  const sweep = (): void => {
    work = work.then(async () => {
      const open = isClosed ? [] : await ports.openCheckpoints().catch(unread);
      for (const { address } of open) attend(address);
    });
  };
  const unread = (error: unknown): ActorRecord[] => {
    ports.log.warn({ error: String(error) }, 'open checkpoints not read');
    return [];
  };
  const unsubscribe = ports.engine.subscribe('*', (frame) => {
    if (frame.kind === 'transition' && frame.machine === 'checkpoint' && frame.status === 'active')
      attend(frame.address);
  });
  sweep();
  return {
    settled: () => work,
    close: async () => {
      isClosed = true;
      cancel();
      unsubscribe();
      await work;
    },
  };
}

async function writeAbout(ports: ReviewMailPorts, address: string): Promise<void> {
  const reachable = (await ports.people.list()).filter(
    ({ person, active }) => active && isAddress(person),
  );
  if (reachable.length === 0) return;
  const record = await ports.engine.read(address);
  if (record?.status !== 'active' || record.snapshot === null) return;
  const context = checkpointOf(record);
  const owed = owedLetters(context);
  for (const reader of reachable) {
    // Of several letters about one thing the newest says it all.
    const newest = owed.filter((each) => isFor(each, reader, context)).at(-1);
    if (newest) await writeTo(ports, address, context, newest, reader);
  }
}

/** Who works here is reached under the id they log in with, where that is an address. */
function isAddress(person: string): boolean {
  return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(person);
}

function isFor({ to }: Owed, reader: PersonEntry, context: CheckpointContext): boolean {
  if (!canStillApprove(context, reader.person)) return false;
  if ('people' in to) return to.people.includes(reader.person);
  return to.groups.length === 0 || to.groups.some((group) => belongsTo(group, reader));
}

async function writeTo(
  ports: ReviewMailPorts,
  address: string,
  context: CheckpointContext,
  { occasion, why, at }: Owed,
  { person, name }: PersonEntry,
): Promise<void> {
  const key = `${address}/${occasion}/${person}`;
  if (await ports.letters.wasSent(key)) return;
  const letter = reviewLetter({
    ...{ why, name, kind: context.kind, dueAt: context.due_at },
    course: await ports.courseOf(context.workflow),
    url: ports.links.decision(address, person, occasion, at),
  });
  await ports.outbox.deliver({
    key,
    to: { name, email: person },
    subject: letter.subject,
    text: asText(letter),
    html: asHtml(letter),
  });
  await ports.letters.noteSent(key, ports.now());
  ports.log.info({ address, occasion }, 'a reviewer was written to');
}
