/** Answers on the wire: paged so that an edit between two pages neither hides nor doubles one. */
import { localAddress } from '../addresses.ts';
import { existingForm } from './forms.ts';
import type { FormQuestion, LocalForm, LocalResponse, ResponsePosition } from './store.ts';
import { formsRoute, invalid, json, type Route, type WireCall } from './wire.ts';

const PAGE_MAX = 5000;

export const RESPONSE_ROUTES: readonly Route[] = [
  formsRoute('forms.forms.responses.list', 'GET', '/v1/forms/{formId}/responses', listResponses),
];

async function listResponses(call: WireCall): Promise<Response> {
  const form = await existingForm(call.context, call.params.formId as string);
  const size = Math.min(Number(call.query.get('pageSize') ?? PAGE_MAX), PAGE_MAX);
  const passes = timeFilter(call.query.get('filter'));
  let after = parseToken(call.query.get('pageToken'));
  const found: LocalResponse[] = [];
  let more = true;
  while (more && found.length < size) {
    const batch = await call.context.store.responses(form.id, after, size - found.length);
    found.push(...batch.filter(passes));
    const last = batch.at(-1);
    more = last !== undefined;
    if (last) after = { created_at: last.created_at, id: last.id };
  }
  const questions = questionsOf(form);
  return json({
    ...(found.length > 0
      ? { responses: found.map((response) => toWire(form, questions, response)) }
      : {}),
    ...(more && after ? { nextPageToken: `${after.created_at}~${after.id}` } : {}),
  });
}

function timeFilter(filter: string | null): (response: LocalResponse) => boolean {
  if (filter === null) return () => true;
  const match = /^timestamp (>=?) (\S+)$/.exec(filter);
  const at = Date.parse(match?.[2] ?? '');
  if (!match || Number.isNaN(at)) throw invalid('filter must be "timestamp > N" or ">= N".');
  return match[1] === '>'
    ? (response) => response.submitted_at > at
    : (response) => response.submitted_at >= at;
}

function parseToken(token: string | null): ResponsePosition | null {
  if (token === null) return null;
  const match = /^(\d+)~(.+)$/.exec(token);
  if (!match) throw invalid('Invalid page token.');
  return { created_at: Number(match[1]), id: match[2] as string };
}

/** Questions of a form by id. */
export function questionsOf(form: LocalForm): Map<string, FormQuestion> {
  const questions = new Map<string, FormQuestion>();
  for (const item of form.items) {
    const question = item.questionItem?.question;
    if (question) questions.set(question.questionId, question);
  }
  return questions;
}

function toWire(
  form: LocalForm,
  questions: Map<string, FormQuestion>,
  response: LocalResponse,
): object {
  let total = 0;
  const answers: Record<string, object> = {};
  for (const [questionId, values] of Object.entries(response.answers)) {
    const grade = form.settings.isQuiz ? gradeOf(questions.get(questionId), values) : null;
    total += grade?.score ?? 0;
    answers[questionId] = {
      questionId,
      textAnswers: { answers: values.map((value) => ({ value })) },
      ...(grade ? { grade } : {}),
    };
  }
  return {
    formId: form.id,
    responseId: response.id,
    createTime: new Date(response.created_at).toISOString(),
    lastSubmittedTime: new Date(response.submitted_at).toISOString(),
    respondentEmail: localAddress(response.respondent),
    answers,
    ...(form.settings.isQuiz ? { totalScore: total } : {}),
  };
}

function gradeOf(
  question: FormQuestion | undefined,
  values: string[],
): { score: number; correct: boolean } | null {
  const right = question?.grading?.correctAnswers?.answers?.map((answer) => answer.value);
  if (!right) return null;
  const correct = values.length === 1 && right.includes(values[0] as string);
  return { score: correct ? (question?.grading?.pointValue ?? 0) : 0, correct };
}
