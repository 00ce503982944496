/**
 * A Pub/Sub subscription on the wire, for whoever takes this server for Google: at least once, in
 * any order, each message leased until it is acknowledged. It lives as long as this object; the
 * product's own notices are handed over in process and need none.
 */
import { bodyOf, invalid, json, notFound, PUBSUB_HOST, type Route, type WireCall } from './wire.ts';

export interface SubscriptionOptions {
  /** `projects/P/subscriptions/S`. */
  name: string;
  /** How long a message is left to whoever pulled it. */
  leaseMs: number;
  /** How long an empty pull is held open; with 0 it is answered at once. */
  holdMs: number;
  wakeAt?: (dueMs: number, wake: () => void) => () => void;
}

export interface LocalSubscription {
  readonly routes: readonly Route[];
  publish(attributes: Record<string, string>): void;
  /** Messages that nobody has acknowledged. */
  open(): number;
}

interface Message {
  id: string;
  attributes: Record<string, string>;
  publishedAt: number;
  leasedUntil: number;
  ackId: string;
  attempts: number;
}

type Clocked = Pick<WireCall, 'context'>['context'];

export function createSubscription(
  options: SubscriptionOptions,
  { nextId, now }: Pick<Clocked, 'nextId' | 'now'>,
): LocalSubscription {
  const messages = new Map<string, Message>();
  const waiting = new Set<() => void>();
  const route = (verb: string, answer: Route['answer']): Route => ({
    ...{ id: `pubsub.projects.subscriptions.${verb}`, method: 'POST', host: PUBSUB_HOST },
    template: `/v1/projects/{project}/subscriptions/{subscription}:${verb}`,
    answer: (call) => {
      const { project, subscription } = call.params;
      if (`projects/${project}/subscriptions/${subscription}` !== options.name)
        throw notFound('Resource was');
      return answer(call);
    },
  });

  /** Newest first: nobody may rely on an order that is not promised. */
  const take = (most: number): Message[] =>
    [...messages.values()]
      .filter(({ leasedUntil }) => leasedUntil <= now())
      .reverse()
      .slice(0, most)
      .map((message) => {
        message.leasedUntil = now() + options.leaseMs;
        message.ackId = nextId();
        message.attempts += 1;
        return message;
      });

  const held = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leases = [...messages.values()].map(({ leasedUntil }) => leasedUntil);
    const due = Math.min(now() + options.holdMs, ...leases);
    const cancel = options.wakeAt?.(due, resolve);
    if (!cancel) resolve();
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop);
    waiting.add(resolve);
    return promise.finally(() => {
      cancel?.();
      waiting.delete(resolve);
      signal.removeEventListener('abort', stop);
    });
  };

  const pull = async (call: WireCall): Promise<Response> => {
    const { maxMessages = 0 } = await bodyOf<{ maxMessages?: number }>(call);
    if (!Number.isInteger(maxMessages) || maxMessages < 1)
      throw invalid('maxMessages must be a positive integer.');
    let taken = take(maxMessages);
    if (taken.length === 0 && options.holdMs > 0) {
      await held(call.request.signal);
      taken = take(maxMessages);
    }
    return json(taken.length === 0 ? {} : { receivedMessages: taken.map(toWire) });
  };

  /** An acknowledgement that comes after its lease counts for nothing, and is no error. */
  const acknowledge = async (call: WireCall): Promise<Response> => {
    const { ackIds = [] } = await bodyOf<{ ackIds?: string[] }>(call);
    if (ackIds.length === 0) throw invalid('No ack IDs specified.');
    for (const message of messages.values())
      if (ackIds.includes(message.ackId) && message.leasedUntil > now())
        messages.delete(message.id);
    return json({});
  };

  return {
    routes: [route('pull', pull), route('acknowledge', acknowledge)],
    publish(attributes) {
      const id = nextId();
      const message = {
        id,
        attributes,
        publishedAt: now(),
        leasedUntil: 0,
        ackId: '',
        attempts: 0,
      };
      messages.set(id, message);
      for (const wake of [...waiting]) wake();
    },
    open: () => messages.size,
  };
}

function toWire({ id, attributes, publishedAt, ackId, attempts }: Message): object {
  const publishTime = new Date(publishedAt).toISOString();
  return {
    ackId,
    message: { attributes, messageId: id, publishTime },
    ...(attempts > 1 ? { deliveryAttempt: attempts } : {}),
  };
}
