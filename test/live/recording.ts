/** A way out that remembers the answers it carried, by Discovery method id. */
import { LOCAL_ROUTES } from '../../actors/workspace/local/index.ts';
import { compileRoutes } from '../../actors/workspace/local/wire.ts';
import { type Shapes, shapeOf } from './drift.ts';

export interface Recording {
  fetch: typeof globalThis.fetch;
  shapes(): Shapes;
}

/** Only successful JSON answers are looked at: how refusals look is known from nowhere but them. */
export function recorded(send: (request: Request) => Promise<Response>): Recording {
  const find = compileRoutes(LOCAL_ROUTES);
  const answers = new Map<string, unknown[]>();
  const fetch = async (request: Request): Promise<Response> => {
    const response = await send(request);
    const method = find(request.method, new URL(request.url))?.route.id;
    const isJson = /^application\/json/.test(response.headers.get('content-type') ?? '');
    if (method !== undefined && response.ok && isJson) {
      const answer: unknown = await response
        .clone()
        .json()
        .catch(() => null);
      answers.set(method, [...(answers.get(method) ?? []), answer]);
    }
    return response;
  };
  return {
    fetch: fetch as typeof globalThis.fetch,
    shapes: () => new Map([...answers].map(([method, all]) => [method, shapeOf(all)])),
  };
}
