/** Items of a form: made, changed, moved and removed as the Forms API does, or refused. Pure. */
import type { FormItem, FormQuestion, LocalForm } from './store.ts';
import { invalid } from './wire.ts';

interface Location {
  index?: number;
}

export interface ItemRequest {
  createItem?: { item?: Partial<FormItem>; location?: Location };
  updateItem?: { item?: Partial<FormItem>; location?: Location; updateMask?: string };
  moveItem?: { originalLocation?: Location; newLocation?: Location };
  deleteItem?: { location?: Location };
}

/** Applies the request to the draft; null when it is none about items. */
export function applyToItems(
  draft: LocalForm,
  request: ItemRequest,
  nextId: () => string,
): object | null {
  if (request.createItem) return createItem(draft, request.createItem, nextId);
  if (request.updateItem) return updateItem(draft, request.updateItem);
  if (request.moveItem) return moveItem(draft, request.moveItem);
  if (request.deleteItem) return deleteItem(draft, request.deleteItem);
  return null;
}

function createItem(
  draft: LocalForm,
  { item, location }: NonNullable<ItemRequest['createItem']>,
  nextId: () => string,
): object {
  const index = location?.index;
  if (index === undefined || index < 0 || index > draft.items.length) {
    throw invalid('createItem.location.index is out of range.');
  }
  const made: FormItem = { ...item, itemId: item?.itemId ?? nextId() };
  assertUnused(draft, made.itemId);
  const question = made.questionItem?.question;
  if (question) {
    question.questionId ??= nextId();
    assertUnused(draft, question.questionId);
  }
  assertItem(draft, made);
  draft.items.splice(index, 0, made);
  const questionId = question ? { questionId: [question.questionId] } : {};
  return { createItem: { itemId: made.itemId, ...questionId } };
}

/** Takes over what the mask names; an item keeps its ids and what kind of thing it is. */
function updateItem(
  draft: LocalForm,
  { item = {}, location, updateMask }: NonNullable<ItemRequest['updateItem']>,
): object {
  const index = indexOf(draft, location, 'updateItem.location');
  if (!updateMask) throw invalid('updateItem.updateMask is required.');
  const before = draft.items[index] as FormItem;
  const after = structuredClone(before);
  const paths = updateMask === '*' ? Object.keys(item) : updateMask.split(',');
  for (const path of paths) take(item, after, path.trim().split('.'));
  after.itemId = before.itemId;
  if (kindOf(after) !== kindOf(before)) throw invalid('An item cannot become one of another kind.');
  const question = before.questionItem?.question;
  if (question && after.questionItem?.question) {
    after.questionItem.question.questionId = question.questionId;
  }
  assertItem(draft, after);
  draft.items[index] = after;
  return {};
}

/** Copies one field from one tree to the other; absent there means that it is cleared. */
function take(from: object, to: object, [name = '', ...rest]: string[]): void {
  const [source, target] = [from as Record<string, unknown>, to as Record<string, unknown>];
  if (!/^[a-z]\w*$/i.test(name)) throw invalid(`updateItem.updateMask names no field: ${name}.`);
  const value = Object.hasOwn(source, name) ? source[name] : undefined;
  if (rest.length > 0) {
    if (!Object.hasOwn(target, name)) target[name] = {};
    take((value ?? {}) as object, target[name] as object, rest);
  } else if (value === undefined) delete target[name];
  else target[name] = structuredClone(value);
}

function moveItem(
  draft: LocalForm,
  { originalLocation, newLocation }: NonNullable<ItemRequest['moveItem']>,
): object {
  const from = indexOf(draft, originalLocation, 'moveItem.originalLocation');
  const to = indexOf(draft, newLocation, 'moveItem.newLocation');
  const [item] = draft.items.splice(from, 1);
  draft.items.splice(to, 0, item as FormItem);
  return {};
}

function deleteItem(
  draft: LocalForm,
  { location }: NonNullable<ItemRequest['deleteItem']>,
): object {
  draft.items.splice(indexOf(draft, location, 'deleteItem.location'), 1);
  return {};
}

function indexOf(draft: LocalForm, location: Location | undefined, field: string): number {
  const index = location?.index ?? -1;
  if (!draft.items[index]) throw invalid(`${field}.index is out of range.`);
  return index;
}

function assertUnused(draft: LocalForm, id: string): void {
  const taken = draft.items.some(
    (item) => item.itemId === id || item.questionItem?.question.questionId === id,
  );
  if (taken) throw invalid(`The id ${id} is already used in this form.`);
}

const KINDS = ['textItem', 'pageBreakItem', 'questionItem'] as const;

function kindOf(item: FormItem): string {
  return KINDS.filter((kind) => item[kind] !== undefined).join();
}

function assertItem(draft: LocalForm, item: FormItem): void {
  if (item.title?.includes('\n')) throw invalid('Displayed text cannot contain newlines.');
  if (!(KINDS as readonly string[]).includes(kindOf(item))) {
    throw invalid('The local workspace has items that are a text, a page break or a question.');
  }
  if (item.questionItem) assertQuestion(draft, item.questionItem.question);
}

function assertQuestion(draft: LocalForm, question: FormQuestion | undefined): void {
  if (question?.grading && !draft.settings.isQuiz) {
    throw invalid('Grading needs a form that is a quiz.');
  }
  const choice = question?.choiceQuestion;
  if (!choice) {
    if (!question?.textQuestion)
      throw invalid('The local workspace has choice and text questions.');
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
