/**
 * Holds every exchange of a test file against Google's Discovery documents. Whoever opens a rig is
 * watched without asking for it: a test file fails at its end for what any of its tests said or heard
 * that the documents do not allow.
 */
import assert from 'node:assert/strict';
import { after } from 'node:test';

import type { LocalWorkspace } from '../../actors/workspace/local/index.ts';
import { DISCOVERY_MISSING, discoveryRoutes, methodOf, problemsOf } from './workspace-discovery.ts';

export interface RecordedExchange {
  method: string;
  url: URL;
  requestType: string;
  request: Buffer;
  status: number;
  responseType: string;
  response: Buffer;
}

const seen: RecordedExchange[] = [];

/** The token endpoint has no document. */
const TOKEN_PATH = '/token';

/** The same workspace, every exchange noted here and in the list given. */
export function watched(local: LocalWorkspace, exchanges: RecordedExchange[] = []): LocalWorkspace {
  return {
    ...local,
    handle: async (request) => {
      const sent = Buffer.from(await request.clone().arrayBuffer());
      const response = await local.handle(request);
      const exchange: RecordedExchange = {
        method: request.method,
        url: new URL(request.url),
        requestType: request.headers.get('content-type') ?? '',
        request: sent,
        status: response.status,
        responseType: response.headers.get('content-type') ?? '',
        response: Buffer.from(await response.clone().arrayBuffer()),
      };
      exchanges.push(exchange);
      if (exchange.url.pathname !== TOKEN_PATH) seen.push(exchange);
      return response;
    },
  };
}

/** What came of all exchanges so far. A refused request may be as wrong as its test wants it. */
export function verdict(exchanges: readonly RecordedExchange[] = seen): {
  exchanges: number;
  methods: string[];
  problems: string[];
} {
  const routes = discoveryRoutes();
  const methods = exchanges.flatMap((one) => methodOf(one, routes) ?? []);
  return {
    exchanges: exchanges.length,
    methods: [...new Set(methods)].sort(),
    problems: exchanges
      .filter(({ status }) => status !== 400)
      .flatMap((one) => problemsOf(one, routes)),
  };
}

after(() => {
  if (seen.length === 0 || DISCOVERY_MISSING) return;
  const { exchanges, methods, problems } = verdict();
  const counts = `${exchanges} exchanges of ${methods.length} methods, ${problems.length} violations`;
  process.stdout.write(`# ${counts}\n`);
  assert.deepEqual([...new Set(problems)], [], counts);
});
