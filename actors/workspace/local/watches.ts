/** The Forms API's watches on the wire, and the notices they send when somebody submits. */
import type { LocalContext } from './context.ts';
import { existingForm } from './forms.ts';
import type { LocalWatch } from './store.ts';
import {
  bodyOf,
  formsRoute,
  invalid,
  json,
  notFound,
  type Route,
  type WireCall,
  WireError,
} from './wire.ts';

const ALL = '/v1/forms/{formId}/watches';
const ONE = `${ALL}/{watchId}`;
const LIFE_MS = 7 * 24 * 3_600_000;

export const WATCH_ROUTES: readonly Route[] = [
  formsRoute('forms.forms.watches.create', 'POST', ALL, create),
  formsRoute('forms.forms.watches.list', 'GET', ALL, list),
  formsRoute('forms.forms.watches.renew', 'POST', `${ONE}:renew`, renew),
  formsRoute('forms.forms.watches.delete', 'DELETE', ONE, remove),
];

interface CreateBody {
  watchId?: string;
  watch?: { eventType?: string; target?: { topic?: { topicName?: string } } };
}

async function create(call: WireCall): Promise<Response> {
  const form = await existingForm(call.context, call.params.formId as string);
  const { watchId, watch } = await bodyOf<CreateBody>(call);
  const topic = watch?.target?.topic?.topicName;
  if (watch?.eventType !== 'RESPONSES' && watch?.eventType !== 'SCHEMA')
    throw invalid('watch.eventType must be RESPONSES or SCHEMA.');
  if (!topic) throw invalid('watch.target.topic.topicName is required.');
  if (watchId !== undefined && !/^[a-z-]{4,63}$/.test(watchId))
    throw invalid('watchId must be 4 to 63 of a to z and -.');
  const known = await living(call.context, form.id);
  if (known.some((one) => one.event_type === watch.eventType || one.id === watchId))
    throw new WireError(409, 'alreadyExists', 'A watch of this form and event type exists.');
  const now = call.context.now();
  const made: LocalWatch = {
    ...{ form: form.id, id: watchId ?? lettersOf(call.context.nextId()) },
    ...{ event_type: watch.eventType, topic, state: 'ACTIVE', error_type: null },
    ...{ created_at: now, expires_at: now + LIFE_MS },
  };
  // One that expired may have left its id behind.
  await call.context.store.deleteWatch(form.id, made.id);
  await call.context.store.putWatch(made);
  return json(toWire(made));
}

function lettersOf(id: string): string {
  return `w-${[...id].map((sign) => String.fromCharCode(97 + (sign.charCodeAt(0) % 26))).join('')}`;
}

async function list(call: WireCall): Promise<Response> {
  const form = await existingForm(call.context, call.params.formId as string);
  const watches = await living(call.context, form.id);
  return json(watches.length > 0 ? { watches: watches.map(toWire) } : {});
}

/** What was wrong is over: here nothing keeps a watch from working again. */
async function renew(call: WireCall): Promise<Response> {
  const watch = await existingWatch(call);
  const renewed: LocalWatch = {
    ...watch,
    ...{ state: 'ACTIVE', error_type: null, expires_at: call.context.now() + LIFE_MS },
  };
  await call.context.store.putWatch(renewed);
  return json(toWire(renewed));
}

async function remove(call: WireCall): Promise<Response> {
  const watch = await existingWatch(call);
  await call.context.store.deleteWatch(watch.form, watch.id);
  return json({});
}

async function existingWatch(call: WireCall): Promise<LocalWatch> {
  const form = await existingForm(call.context, call.params.formId as string);
  const watches = await living(call.context, form.id);
  const watch = watches.find(({ id }) => id === call.params.watchId);
  if (!watch) throw notFound('Requested entity was');
  return watch;
}

/** An expired watch is as if it had never been. */
async function living({ store, now }: LocalContext, form: string): Promise<LocalWatch[]> {
  return (await store.watches(form)).filter((watch) => watch.expires_at > now());
}

function toWire(watch: LocalWatch): object {
  return {
    id: watch.id,
    target: { topic: { topicName: watch.topic } },
    eventType: watch.event_type,
    createTime: new Date(watch.created_at).toISOString(),
    expireTime: new Date(watch.expires_at).toISOString(),
    state: watch.state,
    ...(watch.error_type === null ? {} : { errorType: watch.error_type }),
  };
}

/** Tells whoever watches the form that somebody submitted; at least once, now or late. */
export async function announce(context: LocalContext, form: string): Promise<void> {
  const watches = await living(context, form);
  for (const watch of watches) {
    if (watch.event_type !== 'RESPONSES' || watch.state !== 'ACTIVE') continue;
    const fate = context.nextPush();
    if (fate.kind === 'delivered') {
      const notice = { form, watch: watch.id };
      for (let time = 0; time < fate.times; time += 1) await context.deliver(notice, fate.lateMs);
    } else if (fate.kind === 'expired') {
      await context.store.putWatch({ ...watch, expires_at: context.now() });
    } else {
      await context.store.putWatch({ ...watch, state: 'SUSPENDED', error_type: 'OTHER_ERRORS' });
    }
  }
}
