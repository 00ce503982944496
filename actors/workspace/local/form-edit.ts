/** Applies a batch of edits to a form, refusing what Google refuses. Pure. */
import { applyToItems, type ItemRequest } from './form-items.ts';
import type { LocalForm } from './store.ts';
import { invalid } from './wire.ts';

export interface BatchRequest extends ItemRequest {
  updateFormInfo?: { info?: { title?: string; description?: string }; updateMask?: string };
  updateSettings?: {
    settings?: { emailCollectionType?: string; quizSettings?: { isQuiz?: boolean } };
    updateMask?: string;
  };
}

/** The edited copy and one reply a request. */
export function applyBatch(
  form: LocalForm,
  requests: readonly BatchRequest[],
  nextId: () => string,
): { draft: LocalForm; replies: object[] } {
  if (requests.length === 0) throw invalid('Must specify at least one request.');
  const draft = structuredClone(form);
  const replies = requests.map((request) => applyOne(draft, request, nextId));
  return { draft, replies };
}

function applyOne(draft: LocalForm, request: BatchRequest, nextId: () => string): object {
  const reply = applyToItems(draft, request, nextId);
  if (reply) return reply;
  if (request.updateFormInfo) return updateInfo(draft, request.updateFormInfo);
  if (request.updateSettings) return updateSettings(draft, request.updateSettings);
  throw invalid(`The local workspace has no request "${Object.keys(request)[0] ?? ''}".`);
}

function updateInfo(
  draft: LocalForm,
  { info, updateMask }: NonNullable<BatchRequest['updateFormInfo']>,
): object {
  const mask = maskOf(updateMask);
  if (mask.has('title')) draft.title = info?.title ?? '';
  if (mask.has('description')) draft.description = info?.description ?? '';
  return {};
}

function updateSettings(
  draft: LocalForm,
  { settings, updateMask }: NonNullable<BatchRequest['updateSettings']>,
): object {
  const mask = maskOf(updateMask);
  if (mask.has('quizSettings.isQuiz')) {
    draft.settings.isQuiz = settings?.quizSettings?.isQuiz ?? false;
  }
  if (mask.has('emailCollectionType')) {
    draft.settings.emailCollectionType = settings?.emailCollectionType ?? 'DO_NOT_COLLECT';
  }
  return {};
}

function maskOf(updateMask: string | undefined): Set<string> {
  if (!updateMask) throw invalid('updateMask is required.');
  return new Set(updateMask.split(','));
}
