/** Bytes as the drive keeps them: in the blob store, with the checksums it tells of. */
import { createHash } from 'node:crypto';
import type { Blobs } from '../../ports.ts';

export interface StoredBytes {
  sha256: string;
  md5: string;
  bytes: number;
}

export async function storeBytes(blobs: Blobs, bytes: Uint8Array): Promise<StoredBytes> {
  const stored = await blobs.put(bytes);
  return { ...stored, md5: createHash('md5').update(bytes).digest('hex') };
}
