/**
 * Resumable upload with buffers: the client library has none, and its stream uploads hang and
 * crash the process when the source fails.
 */
import { open } from 'node:fs/promises';
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { terminal, transient } from '../../runtime/errors.ts';
import type { AuthClient } from './auth.ts';
import { headerOf } from './classify.ts';
import { assertAllowed } from './door.ts';

/** A multiple of 256 KiB, as the protocol wants. */
const CHUNK_BYTES = 8 * 1024 * 1024;

export interface UploadSource {
  path: string;
  bytes: number;
  mime: string;
  metadata: drive_v3.Schema$File;
}

/** Uploads a finished file under the id in `metadata`; resolves with what the drive stored. */
export async function uploadResumable(
  clients: { drive: drive_v3.Drive; auth: AuthClient },
  source: UploadSource,
  signal: AbortSignal,
): Promise<drive_v3.Schema$File> {
  const location = await openSession(clients.drive, source, signal);
  const file = await open(source.path, 'r');
  try {
    let offset = 0;
    for (;;) {
      const wanted = Math.min(CHUNK_BYTES, source.bytes - offset);
      const chunk = Buffer.alloc(wanted);
      await file.read(chunk, 0, wanted, offset);
      const answer = await clients.auth.request<drive_v3.Schema$File>({
        url: location,
        method: 'PUT',
        headers: { 'content-range': contentRange(offset, wanted, source.bytes) },
        data: chunk,
        retry: false,
        signal,
        validateStatus: (status) => [200, 201, 308, 404, 410].includes(status),
      });
      if (answer.status === 404 || answer.status === 410) {
        throw transient('GOOGLE_UNAVAILABLE', 'The upload session was lost.');
      }
      if (answer.status !== 308) return answer.data;
      const kept = keptBytes(headerOf(answer, 'range'));
      if (kept <= offset && wanted > 0) {
        throw transient('GOOGLE_UNAVAILABLE', 'The drive kept nothing of an uploaded part.');
      }
      offset = kept;
    }
  } finally {
    await file.close();
  }
}

async function openSession(
  drive: drive_v3.Drive,
  source: UploadSource,
  signal: AbortSignal,
): Promise<string> {
  const answer = await drive.files.create(
    {
      requestBody: source.metadata,
      fields: 'id,size,md5Checksum,sha256Checksum,webViewLink',
      supportsAllDrives: true,
      uploadType: 'resumable',
    } as drive_v3.Params$Resource$Files$Create,
    {
      url: 'https://www.googleapis.com/upload/drive/v3/files',
      headers: {
        'X-Upload-Content-Type': source.mime,
        'X-Upload-Content-Length': String(source.bytes),
      },
      signal,
    },
  );
  const location = headerOf(answer, 'location');
  if (!location) throw terminal('GOOGLE_REFUSED', 'The drive opened no upload session.');
  // The session address is a bearer secret chosen by the other side: it may not lead elsewhere.
  assertAllowed(new URL(location));
  return location;
}

function contentRange(offset: number, length: number, total: number): string {
  return length === 0 ? `bytes */${total}` : `bytes ${offset}-${offset + length - 1}/${total}`;
}

/** `bytes=0-N` means N+1 bytes are safe; no header means none. */
function keptBytes(range: string | null): number {
  const match = /^bytes=0-(\d+)$/.exec(range ?? '');
  return match ? Number(match[1]) + 1 : 0;
}
