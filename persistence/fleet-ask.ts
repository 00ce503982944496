/** Statements made up as needed, prepared under the checksum of their text. */
import { crc32 } from 'node:zlib';

import type { Database } from './database.ts';

export type Ask = <T>(text: string, values: unknown[]) => Promise<T[]>;

export function asking(db: Database): Ask {
  return <T>(text: string, values: unknown[]) =>
    db.prepared<T>({ name: `fleet-${crc32(text).toString(36)}-${text.length}`, text }, values);
}
