/**
 * Watches on the Forms API: whoever has one is told of new answers. A form has one watch of ours
 * for all its life, under an id that follows from the write's key; it lives seven days at a time.
 */
import { createHash } from 'node:crypto';
import type { forms_v1 } from 'googleapis/build/src/apis/forms/v1.js';
import { PresGenError } from '../../runtime/errors.ts';
import type { Effect } from '../ports.ts';
import { once } from './effects.ts';
import { call, type Google } from './google-clients.ts';
import { ignoreMissing } from './google-files.ts';
import type { WatchRef, Write } from './port.ts';

export const WATCH_CALL = 'forms.forms.watches.create';

/** Renewed when less than this is left: on the fifth of its seven days. */
export const RENEW_BEFORE_MS = 2 * 24 * 3_600_000;

type Watch = forms_v1.Schema$Watch;

/** The form's watch in working order, or as good as it can be had; null where there is no topic. */
export async function watch(
  google: Google,
  write: Write,
  formId: string,
): Promise<WatchRef | null> {
  const { topic } = google;
  if (topic === null) return null;
  const about = { google, formId, topic, id: watchIdOf(write.key), signal: write.signal };
  let made: Watch | null = null;
  await once(google.ledger, write, {
    call: WATCH_CALL,
    plannedId: async () => `${formId}/watches/${about.id}`,
    perform: async () => {
      made = await create(about);
      return { id: formId, watch: made.id };
    },
  });
  const found = made ?? (await seenTo(about));
  return {
    kind: found.state === 'SUSPENDED' ? 'suspended' : 'on',
    expiresAt: Date.parse(found.expireTime as string),
    reason: found.errorType ?? null,
  };
}

interface About {
  google: Google;
  formId: string;
  topic: string;
  id: string;
  signal: AbortSignal;
}

/** Letters only, as the API wants: the same key always has the same watch. */
function watchIdOf(key: string): string {
  const digest = createHash('sha256').update(key).digest();
  const letters = [...digest.subarray(0, 20)].map((byte) => String.fromCharCode(97 + (byte % 26)));
  return `pg-${letters.join('')}`;
}

/** A refusal may mean that it exists: an earlier attempt whose answer was lost, or a form's one place. */
async function create(about: About): Promise<Watch> {
  const { google, formId, topic, id, signal } = about;
  const requestBody = {
    watchId: id,
    watch: { eventType: 'RESPONSES', target: { topic: { topicName: topic } } },
  };
  try {
    return await call(() => google.forms.forms.watches.create({ formId, requestBody }, { signal }));
  } catch (error) {
    const known = isTerminal(error) ? await find(about) : null;
    if (!known) throw error;
    return known.target?.topic?.topicName === topic ? known : replace(about, known);
  }
}

async function find({ google, formId, signal }: About): Promise<Watch | null> {
  const list = await call(() => google.forms.forms.watches.list({ formId }, { signal }));
  return list.watches?.find(({ eventType }) => eventType === 'RESPONSES') ?? null;
}

/** The watch made earlier: renewed in time, revived when suspended, made again when it expired. */
async function seenTo(about: About): Promise<Watch> {
  const known = await find(about);
  if (!known) return create(about);
  const left = Date.parse(known.expireTime as string) - about.google.now();
  if (known.state !== 'SUSPENDED' && left > RENEW_BEFORE_MS) return known;
  try {
    return await renew(about, known);
  } catch (error) {
    if (!isTerminal(error)) throw error;
  }
  try {
    return await replace(about, known);
  } catch (error) {
    if (!isTerminal(error)) throw error;
    return { ...known, state: 'SUSPENDED' };
  }
}

function renew({ google, formId, signal }: About, known: Watch): Promise<Watch> {
  const watchId = known.id as string;
  return call(() =>
    google.forms.forms.watches.renew({ formId, watchId, requestBody: {} }, { signal }),
  );
}

async function replace(about: About, known: Watch): Promise<Watch> {
  await remove(about.google, about.formId, known.id as string, about.signal);
  return create(about);
}

function remove(google: Google, formId: string, watchId: string, signal: AbortSignal) {
  return ignoreMissing(() =>
    call(() => google.forms.forms.watches.delete({ formId, watchId }, { signal })),
  );
}

function isTerminal(error: unknown): boolean {
  return error instanceof PresGenError && error.kind === 'terminal';
}

/** Ends the watch of a recorded write, whether or not its answer ever came. */
export async function endWatch(google: Google, write: Write, row: Effect): Promise<void> {
  const [formId = '', planned = ''] = (row.planned_id ?? '').split('/watches/');
  const watchId = (row.ref?.watch as string | undefined) ?? planned;
  await remove(google, formId, watchId, write.signal);
}
