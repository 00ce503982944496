/**
 * Decks on Drive: as the PowerPoint file they are, or imported as a presentation of the suite's own.
 * An import takes no id of ours, so its tag is what it is found by when an answer was lost.
 */
import { transient } from '../../runtime/errors.ts';
import type { Effect } from '../ports.ts';
import { classify } from './classify.ts';
import { once } from './effects.ts';
import type { Google } from './google-clients.ts';
import { findByTag, putFile, trash } from './google-files.ts';
import { PPTX_MIME, SLIDES_MIME } from './mime.ts';
import type { FileRef, FileSpec, Write } from './port.ts';
import { uploadResumable } from './resumable.ts';
import { tagOf } from './tag.ts';

/** What the ledger calls an import; it is taken back by its tag where its id was never learnt. */
export const IMPORT_CALL = 'drive.files.create#import';

type Ref = FileRef & Record<string, unknown>;

export function putDeck(
  google: Google,
  write: Write,
  spec: FileSpec,
  as: 'pptx' | 'slides',
): Promise<Ref> {
  if (as === 'pptx') return putFile(google, write, spec);
  return once<Ref>(google.ledger, write, {
    call: IMPORT_CALL,
    reconcile: (row) => findImport(google, write, row),
    perform: () => importDeck(google, write, spec),
  });
}

async function importDeck(google: Google, write: Write, spec: FileSpec): Promise<Ref> {
  const { key, signal } = write;
  const metadata = {
    name: spec.name.replace(/\.pptx$/i, ''),
    mimeType: SLIDES_MIME,
    parents: [spec.parent],
    appProperties: { pg: tagOf(key) },
  };
  const source = { key, path: spec.path, bytes: spec.bytes, mime: PPTX_MIME, metadata };
  try {
    // A converted file has no checksum to compare; Drive refuses what it cannot convert.
    const made = await uploadResumable(google, source, { signal });
    return { id: made.id as string, url: made.webViewLink as string };
  } catch (error) {
    throw classify(error);
  }
}

/** The oldest one with our tag; doubles go to the trash. */
async function findImport(google: Google, write: Write, row: Effect): Promise<Ref | null> {
  const [first, ...doubles] = await findByTag(google, tagOf(write.key), write.signal);
  for (const double of doubles) await trash(google, double.id, write.signal);
  if (first) return { ...first };
  assertProven(google, row);
  // The next search is about the attempt that begins now.
  await google.ledger.settle(write.key, 'planned', { tried_at: google.now() });
  return null;
}

/** Not to have found a deck proves nothing until the search has had time to learn of it. */
function assertProven(google: Google, row: Effect): void {
  const triedAt = (row.ref as { tried_at?: number } | null)?.tried_at ?? row.at;
  const waitMs = triedAt + google.searchLagMs() - google.now();
  if (waitMs <= 0) return;
  throw transient('RECONCILING', 'Waiting to learn whether the deck was imported.', {
    retryAfterMs: waitMs,
  });
}

/** Trashes whatever an import left, also where the answer with its id was lost. */
export async function withdrawDeck(google: Google, write: Write, row: Effect): Promise<void> {
  const known = (row.ref as { id?: string } | null)?.id;
  const found = (await findByTag(google, tagOf(write.key), write.signal)).map(({ id }) => id);
  if (known === undefined && found.length === 0) assertProven(google, row);
  for (const id of new Set([...(known === undefined ? [] : [known]), ...found])) {
    await trash(google, id, write.signal);
  }
}
