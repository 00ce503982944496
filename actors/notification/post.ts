/** Sends one letter to each of some learners: a ledger row before each mail, each mail once. */
import { createHash } from 'node:crypto';

import { PresGenError } from '../../runtime/errors.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { ActorPorts, StepName } from '../ports.ts';
import { asHtml, asText, type Letter } from './letter.ts';
import type { Outbox } from './outbox.ts';

/** What the notification activities need beyond the common ports. */
export type NotificationPorts = ActorPorts & { outbox: Outbox };

/** One mailing. `occasion` tells it from other mailings of the same step. */
export interface Mailing {
  step: StepName;
  occasion: string;
  learners: string[];
  letter(learner: { id: string; name: string }): Letter;
}

export interface Posted {
  /** Learners whose mail is out, now or from an earlier run. */
  posted: number;
  warnings: { code: string; message: string }[];
}

/**
 * Rejects with a transient error when the mail server cannot be reached; mails already out stay
 * settled in the ledger, so the repeat sends only the rest. A refused address is a warning.
 */
export async function post(
  ports: NotificationPorts,
  run: ActivityRun,
  mailing: Mailing,
): Promise<Posted> {
  const people = await ports.vault.open(run.root, mailing.learners);
  const warnings: Posted['warnings'] = [];
  let posted = 0;
  for (const [i, id] of mailing.learners.entries()) {
    run.signal.throwIfAborted();
    const person = people.get(id);
    if (person === undefined) {
      warnings.push({ code: 'LEARNER_UNKNOWN', message: `No mail to ${id}: there is no address.` });
      continue;
    }
    const key = `${run.root}/${mailing.step}/${mailing.occasion}/${id}`;
    const effect = await ports.ledger.plan({
      key,
      workflow: run.root,
      step: mailing.step,
      call: 'mail.send',
    });
    const refused =
      effect.state === 'done' ? null : await sendOnce(ports, key, person, mailing.letter(person));
    if (refused === null) posted += 1;
    else warnings.push({ code: refused.code, message: `No mail to ${id}: ${refused.message}.` });
    run.progress((i + 1) / mailing.learners.length);
  }
  ports.log.info(
    { workflow: run.root, occasion: mailing.occasion, posted, warnings: warnings.length },
    'letters posted',
  );
  return { posted, warnings };
}

async function sendOnce(
  ports: NotificationPorts,
  key: string,
  person: { name: string; email: string },
  letter: Letter,
): Promise<PresGenError | null> {
  try {
    const { sent } = await ports.outbox.deliver({
      key,
      to: { name: person.name, email: person.email },
      subject: letter.subject,
      text: asText(letter),
      html: asHtml(letter),
    });
    await ports.ledger.settle(key, 'done', { message: digest(key), sent });
    return null;
  } catch (error) {
    if (!(error instanceof PresGenError) || error.kind !== 'terminal') throw error;
    await ports.ledger.settle(key, 'failed', { code: error.code });
    return error;
  }
}

/** Name of the message in the outbox and its Message-ID. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
