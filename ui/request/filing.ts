/** Files the request: the same one again is the same one, and what the server refuses is led to its fields. */
import { postJson, Refusal } from '../wire/api.ts';
import type { Fault } from './check.ts';

export type Filed =
  | { kind: 'filed'; workflow: string }
  | { kind: 'refused'; faults: Fault[]; message: string };

/** A key stands for one request, word for word: a changed one gets another. */
export function createFiling(newKey: () => string) {
  let last = { text: '', key: '' };
  return async (request: unknown): Promise<Filed> => {
    const text = JSON.stringify(request);
    if (text !== last.text) last = { text, key: newKey() };
    try {
      const { workflow_id } = await postJson<{ workflow_id: string }>(
        '/api/workflows',
        request,
        last.key,
      );
      return { kind: 'filed', workflow: workflow_id };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const faults = (error.problem.errors as Fault[] | undefined) ?? [];
      return { kind: 'refused', faults: faults.map(inSentence), message: messageOf(error) };
    }
  };
}

function messageOf(error: Refusal): string {
  return error.status === 0
    ? 'The server cannot be reached. Your draft is kept; try again when the connection is back.'
    : error.message;
}

/** `learners[2].email: is missing` reads on a page as a sentence. */
function inSentence({ path, message }: Fault): Fault {
  const name = path.split(/[.[]/).at(-1)?.replaceAll(/[\]_]/g, ' ').trim() ?? path;
  const isSentence = /^[A-Z“]/.test(message);
  return { path, message: isSentence ? message : `${name}: ${message}.` };
}
