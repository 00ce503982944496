/**
 * Carries requests out over TLS to public addresses only. It is node's own client rather than the
 * platform's `fetch`, because only there may one say how names are resolved. Proxies named in the
 * environment are not used: a proxy would resolve the name again, beyond our judgement.
 */

import type { IncomingMessage } from 'node:http';
import { request as plainRequest } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { publicLookup } from './public-addresses.ts';

export interface GuardedFetchOptions {
  lookup?: LookupFunction;
}

/** Sends a request as it is; a redirect is an answer like any other. */
export function createGuardedFetch(
  options: GuardedFetchOptions = {},
): (request: Request) => Promise<Response> {
  const lookup = options.lookup ?? publicLookup();
  const agent = new Agent({ keepAlive: true, lookup });
  return async (request) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const isSecure = new URL(request.url).protocol === 'https:';
    const send = isSecure ? secureRequest : plainRequest;
    const outgoing = send(request.url, {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      signal: request.signal,
      lookup,
      ...(isSecure ? { agent } : {}),
    });
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    if (request.body === null) outgoing.end();
    else {
      const body = Readable.fromWeb(request.body as NodeReadableStream<Uint8Array>);
      // What breaks on the way out also breaks the answer, which is what the caller waits for.
      pipeline(body, outgoing).catch(reject);
    }
    return toResponse(await promise);
  };
}

/** Statuses whose answers have no body; the platform's `Response` insists on it. */
const BODILESS = new Set([204, 205, 304]);

function toResponse(incoming: IncomingMessage): Response {
  const headers = new Headers();
  for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2)
    headers.append(incoming.rawHeaders[at] ?? '', incoming.rawHeaders[at + 1] ?? '');
  const status = incoming.statusCode ?? 502;
  const { statusMessage = '' } = incoming;
  if (BODILESS.has(status)) {
    incoming.resume();
    return new Response(null, { status, statusText: statusMessage, headers });
  }
  const body = decoded(incoming, headers);
  return new Response(Readable.toWeb(body) as ReadableStream, {
    status,
    statusText: statusMessage,
    headers,
  });
}

/** The Google client asks for gzip. */
function decoded(incoming: IncomingMessage, headers: Headers): Readable {
  if (headers.get('content-encoding') !== 'gzip') return incoming;
  headers.delete('content-encoding');
  headers.delete('content-length');
  const plain = createGunzip();
  pipeline(incoming, plain).catch((error: Error) => plain.destroy(error));
  return plain;
}
