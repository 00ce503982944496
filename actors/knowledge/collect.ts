/** Takes in the documents of a workflow: those of the request and those added on its upload page. */
import type { Activity, ActorPorts, Upload } from '../ports.ts';
import { UNREADABLE, warningsOf } from './extraction.ts';
import { MIMES, type SniffedKind, sniffKind } from './kind.ts';

export interface CollectOptions {
  /** Larger files are refused; in bytes. */
  bytesMax?: number;
}

const BYTES_MAX = 100 * 1024 * 1024;

interface Wanted {
  upload: string;
  title: string;
}

/**
 * Every readable upload becomes an artefact of type `document`; the rest is named with a reason.
 * Run again, it finds the same artefacts in place.
 */
export function collectKnowledge(
  ports: ActorPorts,
  options: CollectOptions = {},
): Activity<'knowledge.collect'> {
  const bytesMax = options.bytesMax ?? BYTES_MAX;
  return async ({ settings, step }, run) => {
    const { uploads, missing } = await wantedUploads(ports, settings.documents, run.root);
    const rejected = missing.map(({ title }) => ({ title, reason: 'The upload is not there.' }));
    const taken = new Map<string, string>();
    for (const [index, upload] of uploads.entries()) {
      run.signal.throwIfAborted();
      run.progress(index / uploads.length, upload.title);
      const { reason, kind, bytes } = await judge(ports, upload, bytesMax, taken);
      if (reason !== null) {
        rejected.push({ title: upload.title, reason });
        continue;
      }
      taken.set(upload.sha256, upload.title);
      await ports.artifacts.put(
        {
          workflow: run.root,
          step,
          type: 'document',
          name: documentName(upload),
          mime: mimeOf(kind, upload),
          meta: { upload: upload.id, title: upload.title, mime: mimeOf(kind, upload) },
        },
        bytes,
      );
    }
    const warnings = warningsOf('DOCUMENT_REJECTED', rejected);
    return { accepted: taken.size, rejected, warnings };
  };
}

/** Name of the artefact: unique by the upload, recognisable by the file's own name. */
export function documentName(upload: { id: string; file_name: string }): string {
  return `${upload.id}-${upload.file_name.replace(/[^\p{L}\p{N}._ -]+/gu, '-')}`;
}

async function wantedUploads(
  ports: ActorPorts,
  documents: Wanted[],
  workflow: string,
): Promise<{ uploads: Upload[]; missing: Wanted[] }> {
  const found = new Map<string, Upload>();
  for (const upload of await ports.uploads.get(documents.map(({ upload: id }) => id)))
    found.set(upload.id, upload);
  const requested = documents.flatMap(({ upload: id, title }) => {
    const upload = found.get(id);
    return upload === undefined ? [] : [{ ...upload, title: title || upload.title }];
  });
  const added = (await ports.uploads.addedTo(workflow)).filter(({ id }) => !found.has(id));
  return {
    uploads: [...requested, ...added],
    missing: documents.filter(({ upload: id }) => !found.has(id)),
  };
}

async function judge(
  ports: ActorPorts,
  upload: Upload,
  bytesMax: number,
  taken: Map<string, string>,
): Promise<{ reason: string | null; kind: SniffedKind; bytes: Uint8Array }> {
  const refuse = (reason: string) => ({
    reason,
    kind: 'unknown' as const,
    bytes: new Uint8Array(),
  });
  const twin = taken.get(upload.sha256);
  if (twin !== undefined) return refuse(`The same file as "${twin}".`);
  if (upload.bytes > bytesMax)
    return refuse(
      `The file has ${megabytes(upload.bytes)} MB; at most ${megabytes(bytesMax)} are taken.`,
    );
  const bytes = await ports.blobs.read(upload.sha256);
  const kind = sniffKind(bytes, upload.mime, upload.file_name);
  if (kind === 'empty') return refuse(UNREADABLE.DOCUMENT_EMPTY);
  if (kind === 'unknown') return refuse(UNREADABLE.DOCUMENT_KIND);
  return { reason: null, kind, bytes };
}

function mimeOf(kind: SniffedKind, upload: Upload): string {
  return kind in MIMES ? MIMES[kind as keyof typeof MIMES] : upload.mime;
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / (1024 * 1024));
}
