/**
 * A Pub/Sub subscription through Google's client: the messages that watches of forms left there.
 * It has a door of its own, so that neither it nor the workspace reaches what the other may.
 */
import type { pubsub_v1 } from 'googleapis/build/src/apis/pubsub/v1.js';
import { openDoor } from '../outbound/door.ts';
import { createGuardedFetch } from '../outbound/guarded-fetch.ts';
import { type Credentials, createAuth } from './auth.ts';
import { call } from './google-clients.ts';
import { pubsubLibrary } from './google-library.ts';
import type { NoticeSource, PulledMessage } from './notice-pull.ts';
import { NOTICE_SCOPES } from './scopes.ts';

/** The only origins that pulling notices may reach. */
export const PUBSUB_ORIGINS: readonly string[] = [
  'https://pubsub.googleapis.com',
  'https://oauth2.googleapis.com',
];

/** Messages taken at a time: as many forms as a cohort may answer within a moment. */
const MESSAGES_MAX = 200;

export interface SubscriptionOptions {
  /** `projects/P/subscriptions/S`. */
  name: string;
  /** A service account pulls as itself, whomever it acts for elsewhere. */
  credentials: Credentials;
  now: () => number;
  /** Over TLS to public addresses, unless a test passes another. */
  fetch?: typeof globalThis.fetch | undefined;
}

/** Every failure of it is one of those that `classify` tells apart. */
export function openSubscription(options: SubscriptionOptions): NoticeSource {
  const { name: subscription, credentials, now, fetch } = options;
  const send = fetch ? (request: Request) => fetch(request) : createGuardedFetch();
  const door = openDoor({ origins: PUBSUB_ORIGINS, send, now });
  const own = 'serviceAccountJson' in credentials ? { ...credentials, subject: undefined } : null;
  const { subscriptions } = new (pubsubLibrary().pubsub_v1.Pubsub)({
    auth: createAuth(own ?? credentials, door, NOTICE_SCOPES),
    retry: false,
    fetchImplementation: door as typeof fetch,
    // The typed option bag lacks the transport's own settings, which it passes through.
  } as object).projects;
  return {
    async pull(signal) {
      const requestBody = { maxMessages: MESSAGES_MAX };
      const answer = await call(() =>
        subscriptions.pull({ subscription, requestBody }, { signal }),
      );
      return (answer.receivedMessages ?? []).flatMap(toMessage);
    },
    async acknowledge(ackIds, signal) {
      const requestBody = { ackIds };
      await call(() => subscriptions.acknowledge({ subscription, requestBody }, { signal }));
    },
  };
}

/** What cannot be acknowledged cannot be dealt with either: it comes again, or runs out. */
function toMessage(received: pubsub_v1.Schema$ReceivedMessage): PulledMessage[] {
  const { ackId, message } = received;
  return ackId ? [{ ackId, attributes: message?.attributes ?? {} }] : [];
}
