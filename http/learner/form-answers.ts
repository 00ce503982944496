/** What a form page sent, set beside what was kept and handed in before. */
import type { FormPage, FormQuestion } from '../server-ports.ts';

/** One answer a question; an empty one was left open. */
export type Answers = Record<string, string>;
export type Problems = { question: string; message: string }[];

/** Longest answer, in characters as a browser counts them (UTF-16). */
export const ANSWER_MAX = 10_000;

/** The same for people. */
export const LIMIT = new Intl.NumberFormat('en').format(ANSWER_MAX);

const FIELD = 'q-';

/** Only fields of questions; a line break is one character, as the page counted it. */
export function answersIn(fields: Record<string, unknown>): Answers {
  const named = Object.entries(fields).filter(([name]) => name.startsWith(FIELD));
  return Object.fromEntries(
    named.map(([name, value]) => [
      name.slice(FIELD.length),
      typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '',
    ]),
  );
}

/** Answers to questions of this form, so that nothing else is ever kept. */
export function ofForm(form: FormPage, answers: Answers): Answers {
  const known = new Set(questionsOf(form).map(({ id }) => id));
  return Object.fromEntries(Object.entries(answers).filter(([id]) => known.has(id)));
}

/** What cannot be kept as it is; what is merely open may wait until the end. */
export function faultsIn(form: FormPage, answers: Answers): Problems {
  return questionsOf(form).flatMap(({ id, kind }) => {
    const value = answers[id] ?? '';
    if (value === '') return [];
    if (kind.type === 'choice' && !kind.options.includes(value))
      return [{ question: id, message: 'Please choose one of the options.' }];
    if (value.length <= ANSWER_MAX) return [];
    const over = value.length - ANSWER_MAX;
    return [{ question: id, message: tooLong(over) }];
  });
}

function tooLong(over: number): string {
  return `Please shorten this by ${over} ${over === 1 ? 'character' : 'characters'}; ${LIMIT} fit.`;
}

/** Whether two sets of answers say the same; an empty answer and none are one. */
export function areSame(a: Answers, b: Answers): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => (a[key] ?? '').trim() === (b[key] ?? '').trim());
}

export function questionsOf(form: FormPage): FormQuestion[] {
  return form.sections.flatMap(({ questions }) => questions);
}

/** Number of the section a question stands in, from 1; 1 where it stands in none. */
export function sectionOf(form: FormPage, question: string): number {
  const at = form.sections.findIndex(({ questions }) =>
    questions.some(({ id }) => id === question),
  );
  return Math.max(1, at + 1);
}

/** How many questions of each section are open, in order. */
export function openIn(form: FormPage, answers: Answers): number[] {
  return form.sections.map(
    ({ questions }) => questions.filter(({ id }) => (answers[id] ?? '').trim() === '').length,
  );
}
