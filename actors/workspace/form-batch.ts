/** Builds the one batch of requests that turns an empty form into the form that was asked for. */
import type { forms_v1 } from 'googleapis/build/src/apis/forms/v1.js';
import type { FormSpec, QuestionSpec, SectionSpec } from './port.ts';
import { formPartId } from './tag.ts';

/** Settings first, then items in order: each index exists when its request is applied. */
export function formBatch(spec: FormSpec): forms_v1.Schema$Request[] {
  return [
    { updateFormInfo: { info: { description: spec.description }, updateMask: 'description' } },
    {
      updateSettings: {
        settings: {
          emailCollectionType: 'VERIFIED',
          ...(spec.quiz ? { quizSettings: { isQuiz: true } } : {}),
        },
        updateMask: spec.quiz ? 'emailCollectionType,quizSettings.isQuiz' : 'emailCollectionType',
      },
    },
    ...formItems(spec).map((item, index) => ({ createItem: { item, location: { index } } })),
  ];
}

/** Items of all sections; the first section needs no page break, it is the first page. */
export function formItems(spec: FormSpec): forms_v1.Schema$Item[] {
  return spec.sections.flatMap((section, index) => [
    ...(index === 0 && section.title === '' ? [] : [sectionItem(section, index)]),
    ...section.questions.map((question) => questionItem(question, spec.quiz)),
  ]);
}

function sectionItem(section: SectionSpec, index: number): forms_v1.Schema$Item {
  return {
    itemId: section.id,
    title: section.title,
    ...(section.description ? { description: section.description } : {}),
    ...(index === 0 ? { textItem: {} } : { pageBreakItem: {} }),
  };
}

function questionItem(question: QuestionSpec, quiz: boolean): forms_v1.Schema$Item {
  return {
    itemId: formPartId('item', question.id),
    title: question.title,
    ...(question.description ? { description: question.description } : {}),
    questionItem: {
      question: {
        questionId: question.id,
        required: question.required,
        ...answerKind(question, quiz),
      },
    },
  };
}

function answerKind(question: QuestionSpec, quiz: boolean): forms_v1.Schema$Question {
  const kind = question.kind;
  if (kind.type === 'text') return { textQuestion: { paragraph: kind.paragraph } };
  const correct = kind.correct === null ? undefined : kind.options[kind.correct];
  return {
    choiceQuestion: { type: 'RADIO', options: kind.options.map((value) => ({ value })) },
    ...(quiz && correct !== undefined
      ? {
          grading: {
            pointValue: kind.points,
            correctAnswers: { answers: [{ value: correct }] },
          },
        }
      : {}),
  };
}
