/** Answers to a form, on the Forms API. */
import type { forms_v1 } from 'googleapis/build/src/apis/forms/v1.js';
import type { LearnerIdentity } from '../ports.ts';
import { call, type Google } from './google-clients.ts';
import type { ListAt, ResponsePage } from './port.ts';

/** As many as the Forms API gives at once. */
const PAGE_MAX = 5000;

/** One page of answers, respondents already translated to learner ids. */
export async function listResponses(
  google: Google,
  formId: string,
  learners: LearnerIdentity[],
  at: ListAt,
): Promise<ResponsePage> {
  const page = await call(() =>
    google.forms.forms.responses.list(
      {
        formId,
        pageSize: at.pageSize ?? PAGE_MAX,
        ...(at.since === undefined
          ? {}
          : { filter: `timestamp >= ${new Date(at.since).toISOString()}` }),
        ...(at.page === undefined ? {} : { pageToken: at.page }),
      },
      { signal: at.signal },
    ),
  );
  const learnerAt = google.addresses.among(learners);
  const responses = (page.responses ?? []).map((response) => ({
    id: response.responseId as string,
    learner: response.respondentEmail ? learnerAt(response.respondentEmail) : null,
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
