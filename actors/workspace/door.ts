/**
 * The outbound door: the one function all traffic of the Google client passes, API calls,
 * uploads and token calls alike. In local mode it hands the request to the in-process workspace,
 * in google mode it lets only listed origins out. Nothing else in this folder can reach a network.
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

/** The only origins a request may go to. */
export const GOOGLE_ORIGINS: readonly string[] = [
  'https://www.googleapis.com',
  'https://forms.googleapis.com',
  'https://oauth2.googleapis.com',
];

export interface DoorOptions {
  /** Local mode: the workspace's own handler. Google mode: the platform's `fetch`. */
  send: (request: Request) => Promise<Response>;
  now: () => number;
  observe?: ((exchange: Exchange) => void) | undefined;
}

/** Builds the `fetchImplementation` for the API clients and for their auth client. */
export function createDoor(options: DoorOptions): FetchLike {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    assertAllowed(url);
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

/** Throws EGRESS_REFUSED unless the origin is listed. Also for URLs an answer hands us. */
export function assertAllowed(url: URL): void {
  if (!GOOGLE_ORIGINS.includes(url.origin)) {
    throw terminal('EGRESS_REFUSED', `Refused to send a request to ${url.origin}.`);
  }
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
  if (body instanceof Readable) {
    plain.body = Readable.toWeb(body) as NodeReadableStream<Uint8Array> as unknown as BodyInit;
    plain.duplex = 'half';
  } else if (body !== undefined && body !== null) {
    plain.body = body as BodyInit;
    if (body instanceof ReadableStream) plain.duplex = 'half';
  }
  return new Request(url, plain);
}
