/**
 * The outbound door: the one function through which requests leave, for Google and for whoever
 * else is called. Each user of it names the origins it may reach; nothing else gets out, and no
 * answer can lead a request elsewhere.
 */
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { terminal } from '../../runtime/errors.ts';

export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** What is known of one exchange; never a body, a query or a header. */
export interface Exchange {
  method: string;
  host: string;
  path: string;
  status: number;
  ms: number;
}

export interface DoorOptions {
  /** The only origins a request may go to: `https://name`, without a port or a path. */
  origins: readonly string[];
  /**
   * The one origin that the installation's owner wrote into the configuration, for a language
   * model: it alone may have a port, be plain http or be this machine.
   */
  named?: string;
  /** Carries a request out: `guardedFetch`, or a handler in this process. */
  send: (request: Request) => Promise<Response>;
  now: () => number;
  observe?: ((exchange: Exchange) => void) | undefined;
}

/**
 * A `fetch` that refuses what is not listed with EGRESS_REFUSED, before anything is sent.
 * @throws Error when an origin of the list is not one a door may open to: a defect of ours
 */
export function openDoor(options: DoorOptions): FetchLike {
  for (const origin of options.origins) assertNameable(origin);
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    assertListed(url, options.origins, options.named);
    const request = toRequest(input, url, init);
    const started = options.now();
    const response = await options.send(request);
    options.observe?.({
      method: request.method,
      host: url.host,
      path: url.pathname,
      status: response.status,
      ms: options.now() - started,
    });
    return response;
  };
}

/**
 * Throws EGRESS_REFUSED unless the address is on the list; use it too for addresses that an answer
 * hands us. The message names the origin only: the rest of an address may be a secret.
 */
export function assertListed(url: URL, origins: readonly string[], named?: string): void {
  // The origin of a `blob:` address is that of what it was made on, so the scheme is looked at too.
  const isListed = url.protocol === 'https:' && origins.includes(url.origin);
  const isNamed = url.origin === named && /^https?:$/.test(url.protocol);
  if (!isListed && !isNamed) {
    throw terminal('EGRESS_REFUSED', `Refused to send a request to ${url.origin}.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw terminal(
      'EGRESS_REFUSED',
      `Refused to send a request to ${url.origin} under a name in its address.`,
    );
  }
}

/** A list holds public names only: an address, a port or plain http in it would be a way around. */
function assertNameable(origin: string): void {
  const isName = /^https:\/\/([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(origin);
  if (!isName) throw new Error(`${origin} is no origin that a door may open to`);
}

/**
 * Copies only what a request may carry: an `agent` or proxy in the options is dropped on purpose,
 * and redirects are never followed, because they would leave through another door.
 */
function toRequest(input: string | URL | Request, url: URL, init?: RequestInit): Request {
  if (input instanceof Request) return new Request(input, { redirect: 'manual' });
  const plain: RequestInit & { duplex?: 'half' } = { redirect: 'manual' };
  if (init?.method) plain.method = init.method;
  if (init?.headers) plain.headers = init.headers;
  if (init?.signal) plain.signal = init.signal;
  const body: unknown = init?.body;
  const bytes = lengthOf(body);
  if (bytes !== null) {
    // A body of known length says so, instead of being sent in pieces of unknown number.
    const headers = new Headers(init?.headers);
    headers.set('content-length', String(bytes));
    plain.headers = headers;
  }
  if (body instanceof Readable) {
    plain.body = Readable.toWeb(body) as NodeReadableStream<Uint8Array> as unknown as BodyInit;
    plain.duplex = 'half';
  } else if (body !== undefined && body !== null) {
    plain.body = body as BodyInit;
    if (body instanceof ReadableStream) plain.duplex = 'half';
  }
  return new Request(url, plain);
}

function lengthOf(body: unknown): number | null {
  if (typeof body === 'string') return Buffer.byteLength(body);
  if (body instanceof Uint8Array) return body.byteLength;
  return body instanceof URLSearchParams ? Buffer.byteLength(body.toString()) : null;
}
