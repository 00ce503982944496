import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { z } from 'zod';
import { API, type Operation } from '../../http/api-description.ts';
import { API_ROUTES } from '../../http/api-routes.ts';
import { fieldsOf } from '../../http/schema-fields.ts';
import { atQuestions, openRig, type Rig } from './rig.ts';

const asOpenApi = (path: string): string =>
  path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}').replace(/(.)\/$/, '$1');

describe('the description of the API', () => {
  let rig: Rig;
  let workflow: string;
  let checkpoint: string;
  before(async () => {
    rig = await openRig();
    await rig.send('PUT', '/api/people/mira', { name: 'Mira Holt', roles: ['educator'] });
    await rig.post('/api/views', { name: 'Mine', query: 'state=waiting' });
    ({ workflow, checkpoint } = await atQuestions(rig));
  });
  after(() => rig.close());

  it('names every route that is served below /api, and no other', () => {
    const served = rig.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'))
      .map(({ method, path }) => `${method} ${asOpenApi(path)}`);
    const described = API_ROUTES.map(({ at }) => at).filter((at) => at.includes(' /api/'));
    assert.deepEqual([...new Set(described)].sort(), [...new Set(served)].sort());
  });

  it('shows the fields of whatever is JSON, and an example that validates', () => {
    const { paths } = API('test');
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    assert.ok(operations.length > 50);
    const withBody = API_ROUTES.filter(({ body }) => body !== undefined);
    assert.ok(withBody.length > 10);
    for (const { at, body, example } of withBody) {
      const [method = '', path = ''] = at.split(' ');
      const operation = paths[path]?.[method.toLowerCase()] as Operation;
      const schema = operation.requestBody?.content['application/json']?.schema;
      assert.ok(schema && fieldsOf(schema).length > 0, `${at} shows no fields`);
      if (example !== undefined) {
        const judged = (body as z.ZodType).safeParse(example);
        assert.equal(judged.success, true, `${at}: ${judged.error}`);
      }
    }
  });

  it('offers a key against repeats exactly where the server keeps to it', () => {
    const keyed = API_ROUTES.filter(({ isKeyed }) => isKeyed).map(({ at }) => at);
    const names = (at: string): string[] => {
      const [method = '', path = ''] = at.split(' ');
      const operation = API('test').paths[path]?.[method.toLowerCase()];
      return (operation?.parameters ?? []).map(({ name }) => name);
    };
    assert.ok(keyed.includes('POST /api/workflows'));
    for (const { at } of API_ROUTES)
      assert.equal(names(at).includes('Idempotency-Key'), keyed.includes(at), at);
  });

  it('says of every route who may ask it', () => {
    const { paths } = API('test');
    assert.deepEqual(paths['/api/audit']?.get?.['x-may'], ['auditor', 'admin']);
    assert.equal(paths['/health']?.get?.['x-may'], 'anybody');
    assert.ok(paths['/api/audit']?.get?.responses[403]);
    assert.equal(paths['/health']?.get?.responses[401], undefined);
  });

  it('keeps what it says: real answers have the fields it names', async () => {
    const machine = (await (await rig.get('/api/machines')).json()) as {
      items: { name: string; version: string }[];
    };
    const names: Record<string, string> = {
      '/api/checkpoints/{id}': checkpoint,
      '/api/machines/{name}/{version}': `checkpoint/${
        machine.items.find(({ name }) => name === 'checkpoint')?.version
      }`,
    };
    const unasked: string[] = [];
    for (const { at, answer, answerType, status = 200 } of API_ROUTES) {
      const [method, path = ''] = at.split(' ');
      if (method !== 'GET' || answerType !== undefined) continue;
      const url = addressOf(path, workflow, names);
      if (url === null) {
        unasked.push(path);
        continue;
      }
      const response = await rig.get(url);
      assert.ok([status, 202].includes(response.status), `${url}: ${response.status}`);
      const judged = answer.safeParse(await response.json());
      assert.equal(judged.success, true, `${at}: ${judged.error}`);
    }
    assert.ok(unasked.length < 15, `too few are asked: ${unasked}`);
  });

  it('tells nested fields, lists and bounds in words', () => {
    const operation = API('test').paths['/api/workflows']?.post;
    const schema = operation?.requestBody?.content['application/json']?.schema ?? {};
    const line = (path: string) => fieldsOf(schema).find((each) => each.path === path);
    assert.deepEqual(line('certification_name'), {
      path: 'certification_name',
      kind: 'text',
      required: true,
      notes: '1 to 300 characters',
    });
    assert.match(line('learners[].email')?.kind ?? '', /text/);
    assert.match(line('assessment_config.question_count')?.notes ?? '', /1 to 500; usually 20/);
    assert.match(line('checkpoints.questions.on_timeout')?.kind ?? '', /one of escalate, reject/);
    assert.match(
      line('certification_context.domains[].weight')?.notes ?? '',
      /more than 0; at most 1000/,
    );
    assert.match(line('learners[].id')?.notes ?? '', /letters, digits, dot, dash/);
  });

  it('is a page with every field of a request in a table', async () => {
    const text = await (await rig.get('/docs')).text();
    for (const part of ['certification_context.domains[].objectives', '/api/people/{person}'])
      assert.ok(text.includes(part), part);
    assert.doesNotMatch(text, /style=|<script/);
  });
});

/** Null where the rig has nothing of that kind. */
function addressOf(path: string, workflow: string, names: Record<string, string>): string | null {
  if (path === '/api/workflows/{id}/at/{seq}') return `/api/workflows/${workflow}/at/1`;
  if (path.startsWith('/api/workflows/{id}') && !path.endsWith('/result'))
    return path.replace('{id}', workflow);
  if (path === '/api/cohorts/{workflow}') return path.replace('{workflow}', workflow);
  for (const [start, name] of Object.entries(names))
    if (path === start || path === `${start}/definition` || path === `${start}/coverage`)
      return start.replace(/\{.*$/, name) + path.slice(start.length);
  return path.includes('{') || /^\/api\/(passages|exports)/.test(path) ? null : path;
}
