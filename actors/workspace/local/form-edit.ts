/** Applies a batch of edits to a form, refusing what Google refuses. Pure. */
import type { FormItem, FormQuestion, LocalForm } from './store.ts';
import { invalid } from './wire.ts';

export interface BatchRequest {
  createItem?: { item?: Partial<FormItem>; location?: { index?: number } };
  deleteItem?: { location?: { index?: number } };
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
  const draft = structuredClone(form);
  const replies = requests.map((request) => applyOne(draft, request, nextId));
  return { draft, replies };
}

function applyOne(draft: LocalForm, request: BatchRequest, nextId: () => string): object {
  if (request.createItem) return createItem(draft, request.createItem, nextId);
  if (request.deleteItem) return deleteItem(draft, request.deleteItem);
  if (request.updateFormInfo) return updateInfo(draft, request.updateFormInfo);
  if (request.updateSettings) return updateSettings(draft, request.updateSettings);
  throw invalid(`The local workspace has no request "${Object.keys(request)[0] ?? ''}".`);
}

function createItem(
  draft: LocalForm,
  { item, location }: NonNullable<BatchRequest['createItem']>,
  nextId: () => string,
): object {
  const index = location?.index;
  if (index === undefined || index < 0 || index > draft.items.length) {
    throw invalid('createItem.location.index is out of range.');
  }
  if (item?.title?.includes('\n')) throw invalid('Displayed text cannot contain newlines.');
  const made: FormItem = { ...item, itemId: item?.itemId ?? nextId() };
  assertUnused(draft, made.itemId);
  const question = made.questionItem?.question;
  if (question) {
    question.questionId ??= nextId();
    assertUnused(draft, question.questionId);
    assertQuestion(draft, question);
  }
  draft.items.splice(index, 0, made);
  const questionId = question ? { questionId: [question.questionId] } : {};
  return { createItem: { itemId: made.itemId, ...questionId } };
}

function assertUnused(draft: LocalForm, id: string): void {
  const taken = draft.items.some(
    (item) => item.itemId === id || item.questionItem?.question.questionId === id,
  );
  if (taken) throw invalid(`The id ${id} is already used in this form.`);
}

function assertQuestion(draft: LocalForm, question: FormQuestion): void {
  if (question.grading && !draft.settings.isQuiz) {
    throw invalid('Grading needs a form that is a quiz.');
  }
  const choice = question.choiceQuestion;
  if (!choice) {
    if (!question.textQuestion) throw invalid('The local workspace has choice and text questions.');
    return;
  }
  const values = choice.options.map((option) => option.value);
  if (values.length === 0 || values.some((value) => !value || value.includes('\n'))) {
    throw invalid('Every option needs a value of one line.');
  }
  if (new Set(values).size < values.length) throw invalid('Duplicate options are not allowed.');
  const correct = question.grading?.correctAnswers?.answers ?? [];
  if (correct.some((answer) => !values.includes(answer.value))) {
    throw invalid('A correct answer must be one of the options.');
  }
}

function deleteItem(
  draft: LocalForm,
  { location }: NonNullable<BatchRequest['deleteItem']>,
): object {
  const index = location?.index ?? -1;
  if (!draft.items[index]) throw invalid('deleteItem.location.index is out of range.');
  draft.items.splice(index, 1);
  return {};
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
