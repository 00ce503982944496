/** Forms and their answers, on the Forms API; a form is also a file on the drive. */
import type { forms_v1 } from 'googleapis/build/src/apis/forms/v1.js';
import { PresGenError, transient } from '../../runtime/errors.ts';
import type { Effect, LearnerIdentity } from '../ports.ts';
import { once } from './effects.ts';
import { formBatch, formItems } from './form-batch.ts';
import { call, type Google } from './google-clients.ts';
import { ignoreMissing, reparent, search, trash } from './google-files.ts';
import { share } from './google-permissions.ts';
import { listResponses } from './google-responses.ts';
import { FORM_MIME } from './mime.ts';
import type { FormRef, FormSpec, Write } from './port.ts';
import { tagOf } from './tag.ts';

type Ref = FormRef & Record<string, unknown>;

/**
 * Creates an unpublished form and fills it. Forms take no id of ours, so the tag travels in the
 * document title until the form has been moved into its folder.
 */
export async function createForm(google: Google, write: Write, spec: FormSpec): Promise<FormRef> {
  const ref = await once<Ref>(google.ledger, write, {
    call: 'forms.forms.create',
    plannedId: async () => taggedTitle(spec.title, write.key),
    reconcile: (row) => findForm(google, write, row),
    isOneCall: true,
    perform: async () => {
      const form = await call(() =>
        google.forms.forms.create(
          {
            unpublished: true,
            requestBody: {
              info: { title: spec.title, documentTitle: taggedTitle(spec.title, write.key) },
            },
          },
          { signal: write.signal },
        ),
      );
      return { id: form.formId as string, url: form.responderUri as string };
    },
  });
  await fill(google, write, ref.id, spec);
  return { id: ref.id, url: ref.url };
}

function taggedTitle(title: string, key: string): string {
  return `${title} [pg:${tagOf(key)}]`;
}

/** The form of an attempt whose answer was lost; the oldest wins, doubles go to the trash. */
async function findForm(google: Google, write: Write, row: Effect): Promise<Ref | null> {
  const [first, ...doubles] = await searchForm(google, write, row);
  for (const double of doubles) await trash(google, double, write.signal);
  if (first === undefined) {
    assertProven(google, row);
    // The next search is about the attempt that begins now.
    await google.ledger.settle(write.key, 'planned', { tried_at: google.now() });
    return null;
  }
  const form = await getForm(google, first, write.signal);
  return { id: first, url: form.responderUri as string };
}

/** Not to have found a form proves nothing until the search has had time to learn of it. */
function assertProven(google: Google, row: Effect): void {
  const triedAt = (row.ref as { tried_at?: number } | null)?.tried_at ?? row.at;
  const waitMs = triedAt + google.searchLagMs() - google.now();
  if (waitMs <= 0) return;
  throw transient('RECONCILING', 'Waiting to learn whether the form was created.', {
    retryAfterMs: waitMs,
  });
}

/** Finds the form of a row by the title it was planned under, or by its tag once it was filed. */
async function searchForm(google: Google, write: Write, row: Effect): Promise<string[]> {
  const quoted = (row.planned_id ?? '').replace(/[\\']/g, (sign) => `\\${sign}`);
  const files = await search(
    google,
    `mimeType = '${FORM_MIME}' and trashed = false and (name = '${quoted}' or ` +
      `appProperties has { key='pg' and value='${tagOf(write.key)}' })`,
    write.signal,
  );
  return files.map((file) => file.id as string);
}

function getForm(
  google: Google,
  formId: string,
  signal: AbortSignal,
): Promise<forms_v1.Schema$Form> {
  return call(() => google.forms.forms.get({ formId }, { signal }));
}

/** Files the form and writes its items once; every part may be repeated. */
async function fill(google: Google, write: Write, formId: string, spec: FormSpec): Promise<void> {
  const file = await call(() =>
    google.drive.files.update(
      {
        fileId: formId,
        requestBody: { name: spec.title, appProperties: { pg: tagOf(write.key) } },
        fields: 'id,parents',
        supportsAllDrives: true,
      },
      { signal: write.signal },
    ),
  );
  const elsewhere = (file.parents ?? []).filter((parent) => parent !== spec.parent);
  if (elsewhere.length > 0 || !file.parents) {
    await reparent(google, formId, spec.parent, elsewhere, write.signal);
  }
  await writeItems(google, write, formId, spec);
}

/** How often somebody's own edits may come in between before we let them finish. */
const EDITS_MAX = 5;

/** Writes the items in one batch, onto the form as it is: other people's edits stay. */
async function writeItems(
  google: Google,
  write: Write,
  formId: string,
  spec: FormSpec,
): Promise<void> {
  let refused = null as { revision: string; error: PresGenError } | null;
  for (let tries = 0; tries < EDITS_MAX; tries++) {
    const form = await getForm(google, formId, write.signal);
    if (isFilled(form, spec)) return;
    const revision = form.revisionId as string;
    // Refused although nobody had edited the form: then it is the batch that is wrong.
    if (refused?.revision === revision) throw refused.error;
    try {
      return await sendBatch(google, write, formId, spec, revision);
    } catch (error) {
      if (!(error instanceof PresGenError) || error.code !== 'GOOGLE_REFUSED') throw error;
      refused = { revision, error };
    }
  }
  throw transient('FORM_BUSY', 'Somebody is editing the form that is being filled.');
}

/** A batch is applied as a whole: any item of ours means that it was. */
function isFilled(form: forms_v1.Schema$Form, spec: FormSpec): boolean {
  const ours = formItems(spec);
  return (form.items ?? []).some(({ itemId, title }) =>
    ours.some((item) => item.itemId === itemId || item.title === title),
  );
}

async function sendBatch(
  google: Google,
  write: Write,
  formId: string,
  spec: FormSpec,
  requiredRevisionId: string,
): Promise<void> {
  const requestBody = { requests: formBatch(spec), writeControl: { requiredRevisionId } };
  await call(() =>
    google.forms.forms.batchUpdate({ formId, requestBody }, { signal: write.signal }),
  );
}

/** Publishes and opens a form, then lets each responder in, one after the other. */
export async function publishForm(
  google: Google,
  write: Write,
  formId: string,
  responders: LearnerIdentity[],
): Promise<void> {
  await once(google.ledger, write, {
    call: 'forms.forms.setPublishSettings',
    plannedId: async () => formId,
    perform: async () => {
      await setState(google, formId, true, true, write.signal);
      return { id: formId };
    },
  });
  for (const learner of responders) {
    const key = `${write.key}.${learner.id}`;
    await share(google, { ...write, key }, formId, learner, 'published');
  }
}

/** Stops accepting answers; the moment is kept, so a repeated close reports the same one. */
export async function closeForm(google: Google, write: Write, formId: string): Promise<number> {
  const ref = await once<{ id: string; closed_at: number }>(google.ledger, write, {
    call: 'forms.forms.setPublishSettings',
    plannedId: async () => formId,
    perform: async () => {
      await setState(google, formId, true, false, write.signal);
      return { id: formId, closed_at: google.now() };
    },
  });
  return ref.closed_at;
}

async function setState(
  google: Google,
  formId: string,
  isPublished: boolean,
  isAcceptingResponses: boolean,
  signal: AbortSignal,
): Promise<void> {
  await call(() =>
    google.forms.forms.setPublishSettings(
      {
        formId,
        requestBody: {
          publishSettings: { publishState: { isPublished, isAcceptingResponses } },
          updateMask: 'publishState',
        },
      },
      { signal },
    ),
  );
}

/**
 * Closes, unpublishes and trashes every form a row may have led to; says when answers had been
 * given. A form whose creation was never confirmed is searched until the search can be believed.
 */
export async function withdrawForm(
  google: Google,
  write: Write,
  row: Effect,
): Promise<{ answered: boolean }> {
  const known = (row.ref as { id?: string } | null)?.id;
  const found = await searchForm(google, write, row);
  if (known === undefined && found.length === 0) assertProven(google, row);
  let answered = false;
  for (const formId of new Set([...(known === undefined ? [] : [known]), ...found])) {
    await ignoreMissing(async () => {
      answered = (await shutForm(google, write, formId)) || answered;
    });
    await trash(google, formId, write.signal);
  }
  return { answered };
}

/** Nobody can answer it any more; tells whether somebody had. */
async function shutForm(google: Google, write: Write, formId: string): Promise<boolean> {
  const form = await getForm(google, formId, write.signal);
  if (form.publishSettings?.publishState?.isPublished) {
    await setState(google, formId, true, false, write.signal);
    await setState(google, formId, false, false, write.signal);
  }
  const page = await listResponses(google, formId, [], { signal: write.signal });
  return page.responses.length > 0;
}
