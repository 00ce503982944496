/** The outbound door to the configured provider: its origin and no other. */
import type { LookupFunction } from 'node:net';
import { type Exchange, type FetchLike, openDoor } from '../../outbound/door.ts';
import { createGuardedFetch } from '../../outbound/guarded-fetch.ts';
import { isLoopbackName, loopbackLookup, publicLookup } from '../../outbound/public-addresses.ts';

/**
 * A `fetch` to the origin of `baseUrl`. A name must lead to the open internet, except one that
 * says itself that it is this machine; an address is taken as the installation's owner wrote it.
 */
export function openModelDoor(
  baseUrl: string,
  now: () => number,
  observe?: (exchange: Exchange) => void,
): FetchLike {
  const { origin, hostname } = new URL(baseUrl);
  const lookup: LookupFunction = isLoopbackName(hostname) ? loopbackLookup() : publicLookup();
  return openDoor({
    origins: [],
    named: origin,
    send: createGuardedFetch({ lookup }),
    now,
    observe,
  });
}
