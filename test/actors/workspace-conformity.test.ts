/** What our client says and what the local workspace answers is what Google's documents allow. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { LOCAL_ROUTES } from '../../actors/workspace/local/index.ts';
import { DISCOVERY_MISSING, discoveryRoutes, problemsOf } from './workspace-discovery.ts';
import { verdict } from './workspace-observer.ts';
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
    const { methods, problems } = verdict(exchanges);

    assert.deepEqual(problems, []);
    assert.ok(exchanges.length > 80, `only ${exchanges.length} exchanges`);
    assert.ok(methods.length >= 11, methods.join(', '));
    t.diagnostic(`${exchanges.length} exchanges of ${methods.length} methods, 0 violations`);
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
    const list = planted('GET', `${DRIVE}/files?query=x`, null);

    assert.match(problemsOf(create, routes).join(), /colour/);
    assert.match(problemsOf(batch, routes).join(), /allowed values/);
    assert.match(problemsOf(list, routes).join(), /unknown query parameter query/);
  });

  it('would notice a wrong path, a missing parameter and a page size out of bounds', () => {
    const path = planted('POST', `${DRIVE}/files/f/duplicate`, {});
    const missing = planted('GET', `${DRIVE}/files/f/export`, null);
    const size = planted('GET', `${DRIVE}/files?pageSize=5000`, null);

    assert.match(problemsOf(path, routes).join(), /no such route/);
    assert.match(problemsOf(missing, routes).join(), /mimeType is required/);
    assert.match(problemsOf(size, routes).join(), /pageSize=5000 is not allowed/);
  });

  it('would notice an answer that is not what Google gives', () => {
    const answered = (url: string, body: object): RecordedExchange => ({
      ...planted('GET', url, null),
      response: Buffer.from(JSON.stringify(body)),
    });
    const size = answered(`${DRIVE}/files/f`, { id: 'f', size: 12 });
    const slides = answered('https://slides.googleapis.com/v1/presentations/p', {
      slides: [{ objectId: 'slide_1', pageType: 'COVER' }],
    });

    assert.match(problemsOf(size, routes).join(), /response\/size must be string/);
    assert.match(problemsOf(slides, routes).join(), /response\/slides\/0\/pageType/);
  });

  it('reads what a multipart upload says of its file', () => {
    const body = [
      '--mark\r\ncontent-type: application/json\r\n\r\n{"name":"a","colour":"red"}\r\n',
      '--mark\r\ncontent-type: text/plain\r\n\r\nbytes\r\n--mark--',
    ].join('');
    const upload: RecordedExchange = {
      ...planted('POST', 'https://www.googleapis.com/upload/drive/v3/files', null),
      requestType: 'multipart/related; boundary=mark',
      request: Buffer.from(body),
    };
    assert.match(problemsOf(upload, routes).join(), /colour/);
  });
});

const DRIVE = 'https://www.googleapis.com/drive/v3';

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
