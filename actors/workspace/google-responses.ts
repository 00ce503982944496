/** Answers to a form, on the Forms API. */
import type { forms_v1 } from 'googleapis/build/src/apis/forms/v1.js';
import type { LearnerIdentity } from '../ports.ts';
import { call, type Google } from './google-clients.ts';
import type { ResponsePage } from './port.ts';

/** One page of answers, respondents already translated to learner ids. */
export async function listResponses(
  google: Google,
  formId: string,
  learners: LearnerIdentity[],
  at: { since?: number; page?: string; signal: AbortSignal },
): Promise<ResponsePage> {
  const page = await call(() =>
    google.forms.forms.responses.list(
      {
        formId,
        pageSize: 1000,
        ...(at.since === undefined
          ? {}
          : { filter: `timestamp >= ${new Date(at.since).toISOString()}` }),
        ...(at.page === undefined ? {} : { pageToken: at.page }),
      },
      { signal: at.signal },
    ),
  );
  const responses = (page.responses ?? []).map((response) => ({
    id: response.responseId as string,
    learner: response.respondentEmail
      ? google.addresses.learner(response.respondentEmail, learners)
      : null,
    createdAt: Date.parse(response.createTime as string),
    submittedAt: Date.parse(response.lastSubmittedTime as string),
    answers: answersOf(response),
  }));
  return { responses, next: page.nextPageToken ?? null };
}

function answersOf(response: forms_v1.Schema$FormResponse): Record<string, string[]> {
  const answers: Record<string, string[]> = {};
  for (const [question, answer] of Object.entries(response.answers ?? {})) {
    answers[question] = (answer.textAnswers?.answers ?? []).map((text) => text.value ?? '');
  }
  return answers;
}
