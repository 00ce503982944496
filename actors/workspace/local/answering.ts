/** The way people without Google answer a form: what our own form page reads and hands in. */
import type { LocalContext } from './context.ts';
import { questionsOf } from './responses.ts';
import type { FormItem, FormQuestion, LocalForm } from './store.ts';
import { announce } from './watches.ts';

export interface PageQuestion {
  id: string;
  title: string;
  description: string;
  required: boolean;
  kind: { type: 'choice'; options: string[] } | { type: 'text'; paragraph: boolean };
}

/** A page of the form. The first section may have an empty title. */
export interface PageSection {
  id: string;
  title: string;
  description: string;
  questions: PageQuestion[];
}

export interface FormPage {
  id: string;
  title: string;
  description: string;
  sections: PageSection[];
  /** Whether answers are taken now. */
  accepting: boolean;
  /** Whether answers are graded. */
  quiz: boolean;
}

export interface Submission {
  /** Learner id. */
  respondent: string;
  /** One value a question; an empty string means unanswered. */
  answers: Record<string, string>;
  /** Made with the page; the same token twice is one submission. */
  submissionToken: string;
}

export type SubmitResult =
  | { kind: 'accepted'; response: string; submittedAt: number }
  | { kind: 'unknown' }
  | { kind: 'closed' }
  | { kind: 'invalid'; problems: { question: string; message: string }[] };

/** What the page shows, or null when there is no such form. */
export async function readForm(context: LocalContext, id: string): Promise<FormPage | null> {
  const form = await context.store.form(id);
  if (!form) return null;
  return {
    id: form.id,
    title: form.title,
    description: form.description,
    sections: sectionsOf(form.items),
    accepting: await isAccepting(context, form),
    quiz: form.settings.isQuiz,
  };
}

async function isAccepting(context: LocalContext, form: LocalForm): Promise<boolean> {
  const file = await context.store.file(form.id);
  return form.published && form.accepting && file?.trashed === false;
}

function sectionsOf(items: readonly FormItem[]): PageSection[] {
  const sections: PageSection[] = [];
  for (const item of items) {
    const question = item.questionItem?.question;
    if (!question) {
      sections.push(section(item.itemId, item.title, item.description));
      continue;
    }
    if (sections.length === 0) sections.push(section('start', '', ''));
    sections.at(-1)?.questions.push(toPage(item, question));
  }
  return sections;
}

function section(id: string, title = '', description = ''): PageSection {
  return { id, title, description, questions: [] };
}

function toPage(item: FormItem, question: FormQuestion): PageQuestion {
  const choice = question.choiceQuestion;
  return {
    id: question.questionId,
    title: item.title ?? '',
    description: item.description ?? '',
    required: question.required ?? false,
    kind: choice
      ? { type: 'choice', options: choice.options.map((option) => option.value) }
      : { type: 'text', paragraph: question.textQuestion?.paragraph ?? false },
  };
}

/** Answers this person handed in before, to edit them; null when there are none. */
export async function readAnswers(
  context: LocalContext,
  form: string,
  respondent: string,
): Promise<Record<string, string> | null> {
  const response = await context.store.response(form, respondent);
  if (!response) return null;
  return Object.fromEntries(
    Object.entries(response.answers).map(([question, values]) => [question, values[0] ?? '']),
  );
}

/** The same with the moment they were handed in. */
export async function readResponse(
  context: LocalContext,
  form: string,
  respondent: string,
): Promise<{ answers: Record<string, string>; submitted_at: number } | null> {
  const [answers, response] = await Promise.all([
    readAnswers(context, form, respondent),
    context.store.response(form, respondent),
  ]);
  return answers && response && { answers, submitted_at: response.submitted_at };
}

/** Takes answers in: one response a person, editable until closed, each token counted once. */
export async function submitResponse(
  context: LocalContext,
  formId: string,
  submission: Submission,
): Promise<SubmitResult> {
  const form = await context.store.form(formId);
  if (!form) return { kind: 'unknown' };
  if (!(await isAccepting(context, form))) return { kind: 'closed' };
  const problems = problemsOf(questionsOf(form), submission.answers);
  if (problems.length > 0) return { kind: 'invalid', problems };
  const now = context.now();
  const stored = await context.store.submit(
    {
      id: context.nextId(),
      form: formId,
      respondent: submission.respondent,
      answers: given(submission.answers),
      created_at: now,
      submitted_at: now,
    },
    `${formId}/${submission.submissionToken}`,
  );
  await announce(context, formId);
  return { kind: 'accepted', response: stored.id, submittedAt: stored.submitted_at };
}

function given(answers: Record<string, string>): Record<string, string[]> {
  const kept = Object.entries(answers).filter(([, value]) => value.trim() !== '');
  return Object.fromEntries(kept.map(([question, value]) => [question, [value]]));
}

const TEXT_MAX = 10_000;

function problemsOf(
  questions: Map<string, FormQuestion>,
  answers: Record<string, string>,
): { question: string; message: string }[] {
  const problems: { question: string; message: string }[] = [];
  for (const id of Object.keys(answers)) {
    if (!questions.has(id))
      problems.push({ question: id, message: 'This form has no such question.' });
  }
  for (const [id, question] of questions) {
    const message = problemOf(question, answers[id] ?? '');
    if (message) problems.push({ question: id, message });
  }
  return problems;
}

function problemOf(question: FormQuestion, value: string): string | null {
  if (value.trim() === '') return question.required ? 'Please answer this question.' : null;
  const options = question.choiceQuestion?.options.map((option) => option.value);
  if (options && !options.includes(value)) return 'Please choose one of the options.';
  if (value.length > TEXT_MAX) return `Please use at most ${TEXT_MAX} characters.`;
  return null;
}
