/** One file in pieces: whatever cuts it off, it goes on from the last piece that arrived. */

const PIECE_BYTES = 1024 * 1024;
/** More pieces than any file we take has; ends a conversation that makes no headway. */
const TURNS_MAX = 400;

/** The server looked at it and does not want it; sending it again is of no use. */
export class Refused extends Error {}
/** The server was not reached. */
export class Cut extends Error {
  override name = 'Cut';
}

interface Answer {
  offset?: number;
  detail?: string;
  errors?: { message: string }[];
}

/** @param address below which the file's own address lies. @throws Refused, Cut, Error */
export async function sendInPieces(
  address: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const about = new URLSearchParams({ name: file.name, size: String(file.size) });
  const own = `${address}/${await keyOf(file)}?${about}`;
  let { offset = 0 } = (await ask(own, { signal })).answer;
  for (let turns = 0; turns < TURNS_MAX; turns += 1) {
    const piece = file.slice(offset, offset + PIECE_BYTES);
    const { status, answer } = await ask(`${own}&offset=${offset}`, {
      ...{ method: 'PUT', body: piece, signal },
    });
    if (status === 201) return onProgress(1);
    offset = answer.offset ?? 0;
    onProgress(file.size === 0 ? 1 : offset / file.size);
  }
  throw new Error('It makes no headway');
}

async function ask(
  address: string,
  init: RequestInit,
): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(address, init).catch(() => null);
  if (response === null) throw new Cut('No connection');
  const answer = (await response.json().catch(() => ({}))) as Answer;
  if (response.ok) return { status: response.status, answer };
  const words = answer.errors?.[0]?.message ?? answer.detail ?? 'could not be stored';
  if (response.status === 415 || response.status === 413) throw new Refused(words);
  if (response.status === 429 || response.status >= 500)
    throw new Cut('The server cannot take it just now');
  throw new Error(words);
}

/** The same for the same file, so that it can go on after the page was closed. */
async function keyOf({ name, size, lastModified }: File): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([name, size, lastModified]));
  // Beyond loopback there is no digest without TLS; a key of the plain facts does as well.
  if (!globalThis.crypto?.subtle) return `file-${size}-${lastModified}-${name.length}`.slice(0, 64);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
