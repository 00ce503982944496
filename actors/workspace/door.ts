/**
 * The door of everything in this folder: API calls, uploads and token calls alike. In local mode
 * it leads to the in-process workspace, in google mode to the origins below and nowhere else.
 */
import { assertListed, type DoorOptions, type FetchLike, openDoor } from '../outbound/door.ts';

export type { Exchange, FetchLike } from '../outbound/door.ts';

/** The only origins a request may go to. */
export const GOOGLE_ORIGINS: readonly string[] = [
  'https://www.googleapis.com',
  'https://forms.googleapis.com',
  'https://slides.googleapis.com',
  'https://oauth2.googleapis.com',
];

/** Throws EGRESS_REFUSED unless the origin is listed. Also for URLs an answer hands us. */
export function assertAllowed(url: URL): void {
  assertListed(url, GOOGLE_ORIGINS);
}

/** Builds the `fetchImplementation` for the API clients and for their auth client. */
export function createDoor(options: Omit<DoorOptions, 'origins'>): FetchLike {
  return openDoor({ ...options, origins: GOOGLE_ORIGINS });
}
