/** The order of a list of files, and the place in it where the next page begins. */
import { FOLDER_MIME } from '../mime.ts';
import type { LocalFile } from './store.ts';
import { invalid } from './wire.ts';

type Key = (file: LocalFile) => string | number;

const KEYS: Record<string, Key> = {
  createdTime: (file) => file.created_at,
  modifiedTime: (file) => file.modified_at,
  recency: (file) => file.modified_at,
  name: (file) => file.name.toLowerCase(),
  name_natural: (file) => file.name.toLowerCase().replace(/\d+/g, (run) => run.padStart(20, '0')),
  quotaBytesUsed: (file) => file.bytes ?? 0,
  folder: (file) => (file.mime === FOLDER_MIME ? 0 : 1),
};

interface Sorting {
  read: Key;
  sign: 1 | -1;
}

/** A position in a list: the sort keys of a file, its id last. */
type Place = (string | number)[];

export interface FileOrder {
  compare(a: LocalFile, b: LocalFile): number;
  /** Opaque; says where a list went on, whatever was added or removed before it since. */
  tokenAfter(file: LocalFile): string;
  /** Whether a file comes after the place a token names. */
  after(token: string): (file: LocalFile) => boolean;
}

/**
 * @param orderBy as Drive spells it, `folder,modifiedTime desc` for instance
 * @param query what the list is of: a token of another list is refused
 */
export function fileOrder(orderBy: string, query: string): FileOrder {
  const sortings = orderBy.split(',').map(sortingOf);
  const placeOf = (file: LocalFile): Place => [...sortings.map(({ read }) => read(file)), file.id];
  const comparePlaces = (a: Place, b: Place): number => {
    for (const [index, value] of a.entries()) {
      const other = b[index] as string | number;
      if (value !== other) return (value < other ? -1 : 1) * (sortings[index]?.sign ?? 1);
    }
    return 0;
  };
  const list = `${orderBy}\n${query}`;
  return {
    compare: (a, b) => comparePlaces(placeOf(a), placeOf(b)),
    tokenAfter: (file) =>
      Buffer.from(JSON.stringify([list, ...placeOf(file)])).toString('base64url'),
    after: (token) => {
      const place = placeIn(token, list, sortings.length + 1);
      return (file) => comparePlaces(placeOf(file), place) > 0;
    },
  };
}

function sortingOf(part: string): Sorting {
  const match = /^\s*(\w+)( desc)?\s*$/.exec(part);
  const name = match?.[1] ?? '';
  const read = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  if (!read) throw invalid(`Invalid Value: orderBy ${part}`);
  return { read, sign: match?.[2] ? -1 : 1 };
}

function placeIn(token: string, list: string, length: number): Place {
  try {
    const [of, ...place] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (of === list && place.length === length) return place;
  } catch {
    // No token of ours; refused below like one of another list.
  }
  throw invalid('Invalid Value: pageToken');
}
