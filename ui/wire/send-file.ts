/** Sends a file as it is and reads the answer. */
import { type Problem, Refusal } from './api.ts';

/** Rejects with a `Refusal` like every other call of the API. */
export async function sendFile<T>(path: string, file: Blob): Promise<T> {
  const response = await fetch(path, { method: 'POST', body: file }).catch(() => {
    throw new Refusal(0, {
      title: 'The server cannot be reached',
      detail: 'The file did not reach the server. Check the connection and send it again.',
    });
  });
  if (response.ok) return (await response.json()) as T;
  throw new Refusal(response.status, (await response.json().catch(() => ({}))) as Problem);
}
