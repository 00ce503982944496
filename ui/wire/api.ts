/** Talks to the server; whatever it refuses arrives as words for people. */
import { sessionEnded } from './session.ts';

export interface Problem {
  title?: string;
  detail?: string;
  [more: string]: unknown;
}

/** The server said no, or (status 0) could not be reached. */
export class Refusal extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.detail ?? problem.title ?? 'The server did not answer.');
    this.status = status;
    this.problem = problem;
  }
}

export async function getJson<T>(path: string): Promise<T> {
  return (await asked(path, {})).json() as Promise<T>;
}

/** Null while the server still computes the answer (202). */
export async function getReady<T>(path: string): Promise<T | null> {
  const response = await asked(path, {});
  return response.status === 202 ? null : ((await response.json()) as T);
}

/** @param key makes a repeated click one event. */
export async function postJson<T>(path: string, body: unknown, key?: string): Promise<T> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (key) headers['idempotency-key'] = key;
  const response = await asked(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.json() as Promise<T>;
}

/** Sends a text as it is, for the server to make sense of. */
export async function postText<T>(path: string, text: string): Promise<T> {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return (await asked(path, { method: 'POST', headers, body: text })).json() as Promise<T>;
}

/** Sends a file as it is. */
export async function postFile<T>(path: string, file: File): Promise<T> {
  const headers = { 'content-type': 'application/octet-stream' };
  return (await asked(path, { method: 'POST', headers, body: file })).json() as Promise<T>;
}

/** Puts something in its place, or takes it away: the same again changes nothing. */
export async function sendJson<T>(
  method: 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  return (await asked(path, init)).json() as Promise<T>;
}

async function asked(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch(() => {
    throw new Refusal(0, {
      title: 'The server cannot be reached',
      detail:
        'The server cannot be reached. Check the connection; this page tries again by itself.',
    });
  });
  if (response.ok) return response;
  if (response.status === 401) sessionEnded.value = true;
  const problem = (await response.json().catch(() => ({}))) as Problem;
  throw new Refusal(response.status, problem);
}
