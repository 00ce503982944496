/** A published form of any shape on a rig's local workspace, with a learner's link to it. */
import type { FormItem } from '../../actors/workspace/local/store.ts';
import type { DriveRig } from './drive-rig.ts';

export interface Shape {
  /** Questions of each section. */
  sections: FormItem[][];
  quiz?: boolean;
  learner?: string;
}

/** A question to choose from. */
export function choice(id: string, title: string, options: string[], required = false): FormItem {
  const choiceQuestion = { type: 'RADIO', options: options.map((value) => ({ value })) };
  return {
    itemId: `i${id}`,
    title,
    questionItem: { question: { questionId: id, required, choiceQuestion } },
  };
}

/** A question to write about. */
export function written(id: string, title: string, paragraph = true): FormItem {
  return {
    itemId: `i${id}`,
    title,
    questionItem: { question: { questionId: id, textQuestion: { paragraph } } },
  };
}

let number = 0;

export async function madeForm(
  rig: DriveRig,
  { sections, quiz = true, learner = 'learner-1' }: Shape,
): Promise<{ id: string; path: string; close(): Promise<void> }> {
  number += 1;
  const id = `form-${number}`;
  const at = rig.ports.now();
  const items = sections.flatMap((questions, index): FormItem[] => [
    { itemId: `s${index}`, title: `Part ${index + 1}`, description: '', pageBreakItem: {} },
    ...questions,
  ]);
  await rig.store.insertFile({
    ...{ id, name: id, mime: 'application/vnd.google-apps.form', parent: null },
    ...{ sha256: null, md5: null, bytes: null, properties: {} },
    ...{
      trashed: false,
      explicitly_trashed: false,
      shown_as: null,
      created_at: at,
      modified_at: at,
    },
  });
  await rig.store.insertForm({
    ...{ id, link: `link-${id}`, title: 'Harbour assessment', description: 'Take your time.' },
    ...{ revision: 1, items, published: true, accepting: true },
    settings: { isQuiz: quiz, emailCollectionType: 'DO_NOT_COLLECT' },
  });
  return {
    id,
    path: new URL(rig.links.form('wf', learner, id)).pathname,
    close: async () => {
      await rig.store.updateForm(id, 1, { accepting: false });
    },
  };
}
