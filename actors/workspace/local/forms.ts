/** The Forms API's routes of the local workspace. */
import { FORM_MIME } from '../mime.ts';
import type { LocalContext } from './context.ts';
import { createFile } from './files.ts';
import { applyBatch, type BatchRequest } from './form-edit.ts';
import type { LocalForm } from './store.ts';
import { bodyOf, formsRoute, invalid, json, notFound, type Route, type WireCall } from './wire.ts';

const ONE = '/v1/forms/{formId}';

export const FORM_ROUTES: readonly Route[] = [
  formsRoute('forms.forms.create', 'POST', '/v1/forms', create),
  formsRoute('forms.forms.get', 'GET', ONE, get),
  formsRoute('forms.forms.batchUpdate', 'POST', `${ONE}:batchUpdate`, batchUpdate),
  formsRoute(
    'forms.forms.setPublishSettings',
    'POST',
    `${ONE}:setPublishSettings`,
    setPublishSettings,
  ),
];

async function create(call: WireCall): Promise<Response> {
  const { info, ...rest } = await bodyOf<{ info?: Record<string, string> }>(call);
  const { title, documentTitle, ...more } = info ?? {};
  if (!title) throw invalid('Invalid value at info.title: it is required.');
  if (Object.keys(more).length > 0 || Object.keys(rest).length > 0) {
    throw invalid('Only info.title and info.documentTitle can be set when creating a form.');
  }
  const published = call.query.get('unpublished') !== 'true';
  const form: LocalForm = {
    id: call.context.nextId(),
    link: call.context.nextId(),
    title,
    description: '',
    revision: 1,
    items: [],
    settings: { isQuiz: false, emailCollectionType: 'DO_NOT_COLLECT' },
    published,
    accepting: published,
  };
  // The file is what a form is found by: until it is there, nobody finds a form without questions.
  await call.context.store.insertForm(form);
  const wanted = { id: form.id, name: documentTitle ?? title, mimeType: FORM_MIME };
  const file = await createFile(call.context, wanted, null);
  return json(toWire(form, file.name, call.context));
}

/** The form or a 404. */
export async function existingForm(context: LocalContext, id: string): Promise<LocalForm> {
  const form = await context.store.form(id);
  if (!form) throw notFound('Requested entity was');
  return form;
}

function toWire(form: LocalForm, documentTitle: string, context: LocalContext): object {
  return {
    formId: form.id,
    info: {
      title: form.title,
      documentTitle,
      ...(form.description ? { description: form.description } : {}),
    },
    settings: {
      emailCollectionType: form.settings.emailCollectionType,
      ...(form.settings.isQuiz ? { quizSettings: { isQuiz: true } } : {}),
    },
    revisionId: revisionId(form.revision),
    responderUri: `${context.publicUrl()}/f/${form.link}`,
    ...(form.items.length > 0 ? { items: form.items } : {}),
    publishSettings: publishSettings(form),
  };
}

function publishSettings(form: LocalForm): object {
  return {
    publishState: { isPublished: form.published, isAcceptingResponses: form.accepting },
  };
}

function revisionId(revision: number): string {
  return revision.toString(16).padStart(8, '0');
}

async function get(call: WireCall): Promise<Response> {
  const form = await existingForm(call.context, call.params.formId as string);
  return json(toWire(form, await documentTitle(call.context, form), call.context));
}

async function documentTitle(context: LocalContext, form: LocalForm): Promise<string> {
  return (await context.store.file(form.id))?.name ?? form.title;
}

interface BatchBody {
  includeFormInResponse?: boolean;
  requests?: BatchRequest[];
  writeControl?: { requiredRevisionId?: string; targetRevisionId?: string };
}

/** All requests or none: they are applied to a copy that is stored at the end. */
async function batchUpdate(call: WireCall): Promise<Response> {
  const form = await existingForm(call.context, call.params.formId as string);
  const body = await bodyOf<BatchBody>(call);
  const { requiredRevisionId: required, targetRevisionId: target } = body.writeControl ?? {};
  if (required !== undefined && target !== undefined) {
    throw invalid('writeControl takes one revision, required or target.');
  }
  // A target that is behind is merged with what happened since, which here is always possible.
  if (target !== undefined && Number.parseInt(target, 16) > form.revision) {
    throw invalid('The target revision is ahead of the current revision.');
  }
  if (required !== undefined && required !== revisionId(form.revision)) {
    throw invalid('The required revision is not the current revision.');
  }
  const { draft, replies } = applyBatch(form, body.requests ?? [], call.context.nextId);
  const { title, description, items, settings } = draft;
  const patch = { title, description, items, settings };
  if (!(await call.context.store.updateForm(form.id, form.revision, patch))) {
    throw invalid('The form was changed at the same time.');
  }
  const after = { ...draft, revision: form.revision + 1 };
  return json({
    replies,
    writeControl: { requiredRevisionId: revisionId(after.revision) },
    ...(body.includeFormInResponse
      ? { form: toWire(after, await documentTitle(call.context, form), call.context) }
      : {}),
  });
}

interface PublishBody {
  publishSettings?: { publishState?: { isPublished?: boolean; isAcceptingResponses?: boolean } };
  updateMask?: string;
}

async function setPublishSettings(call: WireCall): Promise<Response> {
  const form = await existingForm(call.context, call.params.formId as string);
  const { publishSettings: wanted, updateMask } = await bodyOf<PublishBody>(call);
  const state = wanted?.publishState;
  if (!['*', 'publishState', undefined].includes(updateMask)) {
    throw invalid('updateMask can name publishState only.');
  }
  if (!state) throw invalid('publishSettings.publishState is required.');
  const published = state.isPublished ?? false;
  const accepting = state.isAcceptingResponses ?? false;
  if (accepting && !published) throw invalid('An unpublished form cannot accept responses.');
  const patch = { published, accepting };
  if (!(await call.context.store.updateForm(form.id, form.revision, patch))) {
    throw invalid('The form was changed at the same time.');
  }
  return json({ formId: form.id, publishSettings: publishSettings({ ...form, ...patch }) });
}
