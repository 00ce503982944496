/** What our client says and what the local workspace answers is what Google's documents allow. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { LOCAL_ROUTES } from '../../actors/workspace/local/index.ts';
import { DISCOVERY_MISSING, discoveryRoutes, problemsOf } from './workspace-discovery.ts';
import { createRig, type RecordedExchange } from './workspace-rig.ts';
import { runWholeWorkflow, undoEverything } from './workspace-story.ts';

const skip = DISCOVERY_MISSING;

describe('conformity with the Discovery documents', { skip }, () => {
  const routes = skip ? [] : discoveryRoutes();

  it('finds every local route in the documents, path and method', () => {
    const known = new Set(
      routes.map((one) => `${one.id} ${one.method} ${one.host} ${one.template}`),
    );
    for (const { id, method, host, template } of LOCAL_ROUTES) {
      assert.ok(known.has(`${id} ${method} ${host} ${template}`), `${id} ${method} ${template}`);
    }
  });

  it('finds nothing to object to in any exchange of a whole workflow', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    await runWholeWorkflow(rig);
    await undoEverything(rig);
    const exchanges = rig.exchanges.filter((one) => one.url.pathname !== '/token');
    const seen = new Set(exchanges.map((one) => `${one.method} ${one.url.host}`));

    assert.deepEqual(
      exchanges.flatMap((one) => problemsOf(one, routes)),
      [],
    );
    assert.ok(exchanges.length > 80, `only ${exchanges.length} exchanges`);
    assert.ok(seen.size >= 7, [...seen].join(', '));
    t.diagnostic(`${exchanges.length} exchanges checked`);
  });

  it('would notice a wrong enum, an unknown field and an unknown query parameter', () => {
    const create = planted('POST', 'https://forms.googleapis.com/v1/forms?unpublished=true', {
      info: { title: 'T', colour: 'red' },
    });
    const choice = { type: 'TICK', options: [{ value: 'a' }] };
    const item = { questionItem: { question: { choiceQuestion: choice } } };
    const batch = planted('POST', 'https://forms.googleapis.com/v1/forms/f:batchUpdate', {
      requests: [{ createItem: { item, location: { index: 0 } } }],
    });
    const list = planted('GET', 'https://www.googleapis.com/drive/v3/files?query=x', null);

    assert.match(problemsOf(create, routes).join(), /colour/);
    assert.match(problemsOf(batch, routes).join(), /allowed values/);
    assert.match(problemsOf(list, routes).join(), /unknown query parameter query/);
  });
});

function planted(method: string, url: string, body: unknown): RecordedExchange {
  return {
    method,
    url: new URL(url),
    requestType: 'application/json',
    request: body === null ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)),
    status: 200,
    responseType: 'application/json',
    response: Buffer.alloc(0),
  };
}
