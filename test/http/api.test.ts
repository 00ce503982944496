import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { terminal } from '../../runtime/errors.ts';
import { atQuestions, openRig, type Rig, requestWith } from './rig.ts';

type Problem = {
  status: number;
  title: string;
  detail: string;
  errors?: { path: string; message: string }[];
  accepts?: string[];
};

describe('the API', () => {
  let rig: Rig;
  before(async () => {
    rig = await openRig();
  });
  after(() => rig.close());

  const refused = async (response: Promise<Response>, status: number): Promise<Problem> => {
    const answer = await response;
    assert.equal(answer.status, status);
    assert.match(answer.headers.get('content-type') ?? '', /application\/problem\+json/);
    const text = await answer.text();
    assert.doesNotMatch(text, /\bat .+\.ts:\d+/, 'a stack leaked');
    return JSON.parse(text) as Problem;
  };

  const WRONG: [what: string, body: unknown, path: string][] = [
    ['a missing name', { ...requestWith(), certification_name: undefined }, 'certification_name'],
    ['an unknown field', requestWith({ surprise: 1 }), 'surprise'],
    [
      'an unknown field inside',
      requestWith({ assessment_config: { question_cuont: 3 } }),
      'assessment_config.question_cuont',
    ],
    [
      'a wrong weight',
      requestWith({ certification_context: { domains: [{ name: 'A', weight: -1 }] } }),
      'certification_context.domains[0].weight',
    ],
    [
      'the same domain twice',
      requestWith({ certification_context: { domains: ['A', 'A'] } }),
      'certification_context.domains',
    ],
    [
      'a bad address',
      requestWith({ learners: [{ id: 'a', name: 'A', email: 'no' }] }),
      'learners[0].email',
    ],
    [
      'a path where no folder is allowed',
      requestWith({ documents: [{ path: '/etc/passwd', title: 'x' }] }),
      'documents[0].path',
    ],
    [
      'an upload that does not exist',
      requestWith({ documents: [{ upload: 'nope' }] }),
      'documents[0].upload',
    ],
    ['no JSON object', [], '(request)'],
  ];
  for (const [what, body, path] of WRONG) {
    it(`answers ${what} with 422 naming ${path}`, async () => {
      const problem = await refused(rig.post('/api/workflows', body), 422);
      assert.ok(
        problem.errors?.some((each) => each.path.startsWith(path)),
        JSON.stringify(problem.errors),
      );
    });
  }

  it('tells a browser calmly that there is no such page, and a program in a problem', async () => {
    const browser = await fetch(`${rig.url}/nowhere`, { headers: { accept: 'text/html' } });
    assert.equal(browser.status, 404);
    assert.match(browser.headers.get('content-type') ?? '', /text\/html/);
    assert.match(await browser.text(), /<h1[^>]*>Not found<\/h1>/);
    await refused(fetch(`${rig.url}/nowhere`), 404);
    await refused(fetch(`${rig.url}/api/nowhere`, { headers: { accept: 'text/html' } }), 404);
  });

  it('answers a body that is no JSON with 422', async () => {
    const response = fetch(`${rig.url}/api/workflows`, { method: 'POST', body: '{"a":' });
    await refused(response, 422);
  });

  it('answers a body that is far too large with 413', async () => {
    const body = requestWith({ certification_name: 'x'.repeat(6_000_000) });
    await refused(rig.post('/api/workflows', body), 413);
  });

  it('starts one workflow for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await rig.post('/api/workflows', requestWith(), headers);
    const second = await rig.post('/api/workflows', requestWith(), headers);
    assert.deepEqual([first.status, second.status], [201, 200]);
    const ids = [await first.json(), await second.json()] as { workflow_id: string }[];
    assert.equal(ids[0]?.workflow_id, ids[1]?.workflow_id);
    const other = requestWith({ certification_name: 'Something else' });
    const problem = await refused(rig.post('/api/workflows', other, headers), 422);
    assert.match(problem.title, /Idempotency-Key/);
  });

  it('takes an intervention once for one Idempotency-Key of one person', async () => {
    const { workflow } = await atQuestions(rig);
    const cancel = (person: string) =>
      rig.post(
        `/api/workflows/${workflow}/events`,
        { type: 'cancel' },
        { 'idempotency-key': 'once', 'x-presgen-user': person },
      );
    const answers = [await cancel('ada'), await cancel('ada')];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [202, 202],
    );
    const [first, again] = (await Promise.all(answers.map((each) => each.json()))) as {
      seq: number;
    }[];
    assert.equal(first?.seq, again?.seq);
    await refused(cancel('bob'), 409);
  });

  it('keeps names and addresses of learners out of everything it says about a workflow', async () => {
    const { workflow } = await atQuestions(rig);
    for (const path of ['', '/timeline', '/events', '/artifacts', '/at/3']) {
      const text = await (await rig.get(`/api/workflows/${workflow}${path}`)).text();
      assert.doesNotMatch(text, /Zelda|Quibble|example\.org/, path);
    }
  });

  it('shows a workflow as it stood at an earlier journal position', async () => {
    const { workflow } = await atQuestions(rig);
    const now = (await (await rig.get(`/api/workflows/${workflow}`)).json()) as { seq: number };
    const past = await (await rig.get(`/api/workflows/${workflow}/at/1`)).json();
    assert.equal((past as { seq: number }).seq, 1);
    assert.equal((past as { step_name: string }).step_name, 'drive_setup');
    await refused(rig.get(`/api/workflows/${workflow}/at/${now.seq + 1}`), 404);
  });

  it('says what is wrong with a journal position that is none or not there yet', async () => {
    const { workflow } = await atQuestions(rig);
    const { seq } = (await (await rig.get(`/api/workflows/${workflow}`)).json()) as { seq: number };
    for (const wrong of ['0', '-1', '1.5', 'last', '1e3', ' 1', '9999999999999999']) {
      const path = `/api/workflows/${workflow}/at/${encodeURIComponent(wrong)}`;
      const problem = await refused(rig.get(path), 422);
      assert.deepEqual(problem.errors, [
        { path: 'seq', message: 'is a journal position: a whole number from 1' },
      ]);
    }
    const beyond = await refused(rig.get(`/api/workflows/${workflow}/at/${seq + 10}`), 404);
    assert.equal(
      beyond.detail,
      `there is no journal position ${seq + 10} of ${workflow}; its last is ${seq}`,
    );
    await refused(rig.get('/api/workflows/none/at/1'), 404);
  });

  it('shows a part of a workflow as it stood at a position of its own journal', async () => {
    const { workflow } = await atQuestions(rig);
    const family = await rig.engine.family(workflow);
    const child = family.find(({ machine }) => machine === 'integrationCall');
    assert.ok(child);
    const at = (seq: number) =>
      `/api/workflows/${workflow}/at/${seq}?actor=${encodeURIComponent(child.address)}`;
    const first = (await (await rig.get(at(1))).json()) as Record<string, unknown>;
    assert.deepEqual(
      [first.address, first.workflow_id, first.machine, first.seq, first.status],
      [child.address, workflow, 'integrationCall', 1, 'active'],
    );
    const last = (await (await rig.get(at(child.seq))).json()) as Record<string, unknown>;
    assert.deepEqual([last.value, last.status], [child.value, child.status]);
    assert.notDeepEqual(first.value, last.value);
    await refused(rig.get(at(child.seq + 1)), 404);
    await refused(rig.get(`/api/workflows/${workflow}/at/1?actor=breaker.google_apis`), 404);
    await refused(rig.get(`/api/workflows/${workflow}/at/1?actor=${workflow}/nobody.1`), 404);
  });

  it('shows machine versions whose code is gone, and says which there are', async () => {
    const { versions } = await rig
      .get('/api/machines')
      .then((answer) => answer.json() as Promise<{ items: { name: string; versions: object[] }[] }>)
      .then(({ items }) => items.find(({ name }) => name === 'circuitBreaker') ?? { versions: [] });
    assert.equal(versions.length, 1);
    const path = (version: string, rest = '') => `/api/machines/circuitBreaker/${version}${rest}`;
    const current = (await (await rig.get(path('current'))).json()) as Record<string, unknown>;
    assert.deepEqual([current.in_code, current.current], [true, true]);
    const { machine, states, transitions, version } = current;
    await rig.remember({
      machine: 'circuitBreaker',
      version: '0ldc0de',
      definition: { id: 'circuitBreaker' },
      chart: { machine, states: (states as object[]).slice(0, 2), transitions } as never,
    });
    const old = (await (await rig.get(path('0ldc0de'))).json()) as Record<string, unknown>;
    assert.deepEqual([old.in_code, old.current, old.version], [false, false, '0ldc0de']);
    assert.equal((old.states as object[]).length, 2);
    const defined = (await (await rig.get(path('0ldc0de', '/definition'))).json()) as object;
    assert.deepEqual((defined as { definition: object }).definition, { id: 'circuitBreaker' });
    const problem = await refused(rig.get(path('nothing')), 404);
    assert.equal(
      problem.detail,
      `there is no machine circuitBreaker in version nothing; there are ${version}, 0ldc0de`,
    );
  });

  it('refuses an intervention that the state does not accept and lists what it does', async () => {
    const { workflow } = await atQuestions(rig);
    const problem = await refused(
      rig.post(`/api/workflows/${workflow}/events`, { type: 'retry' }),
      409,
    );
    assert.deepEqual(problem.accepts, ['cancel']);
  });

  it('cancels, undoes what was done, and records who asked for it', async () => {
    const { workflow } = await atQuestions(rig);
    const headers = { 'x-presgen-user': 'ada' };
    const sent = await rig.post(`/api/workflows/${workflow}/events`, { type: 'cancel' }, headers);
    assert.equal(sent.status, 202);
    await rig.engine.quiet();
    const view = (await (await rig.get(`/api/workflows/${workflow}`)).json()) as {
      status: string;
    };
    assert.equal(view.status, 'cancelled');
    assert.ok(rig.audited.some((each) => each.actor === 'ada' && each.subject === workflow));
    await refused(rig.post(`/api/workflows/${workflow}/events`, { type: 'cancel' }), 409);
  });

  it('answers unknown things with 404', async () => {
    for (const path of [
      '/api/workflows/none',
      '/api/workflows/breaker.google_apis',
      '/api/checkpoints/none',
      '/api/artifacts/none',
      '/api/machines/none/current',
      '/api/machines/constructor/current',
      '/nowhere',
    ])
      await refused(rig.get(path), 404);
  });

  it('counts requests by the pattern of their route, never by an id', async () => {
    await rig.get('/api/workflows/some-id-1');
    await rig.get('/nowhere-2');
    const routes = new Set(rig.observed.map(({ route }) => route));
    assert.ok(routes.has('/api/workflows/:id'), [...routes].join(' '));
    assert.ok(![...routes].some((route) => /some-id|nowhere/.test(route)), [...routes].join(' '));
  });

  it('refuses writes from other sites and names that are not ours', async () => {
    const body = requestWith();
    await refused(rig.post('/api/workflows', body, { origin: 'https://evil.example' }), 403);
    await refused(rig.post('/api/workflows', body, { origin: 'null' }), 403);
    await refused(rig.post('/api/workflows', body, { 'sec-fetch-site': 'cross-site' }), 403);
    const ours = { 'sec-fetch-site': 'same-origin', origin: 'null' };
    assert.equal((await rig.post('/api/workflows', body, ours)).status, 201);
  });

  it('describes itself from the schemas that validate', async () => {
    const api = (await (await rig.get('/openapi.json')).json()) as {
      paths: Record<string, { post?: { requestBody: unknown } }>;
    };
    const described = JSON.stringify(api.paths['/api/workflows']?.post?.requestBody);
    assert.match(described, /question_count/);
    assert.match(described, /"additionalProperties":false/);
    assert.equal((await rig.get('/docs')).status, 200);
  });

  it('puts strict headers on everything and a policy of its own on artefacts', async () => {
    const health = await rig.get('/health');
    assert.match(health.headers.get('content-security-policy') ?? '', /script-src 'self'/);
    const { workflow } = await atQuestions(rig);
    const list = (await (await rig.get(`/api/workflows/${workflow}/artifacts`)).json()) as {
      items: { url: string; bytes: number }[];
    };
    const [artifact] = list.items;
    assert.ok(artifact);
    const whole = await rig.get(artifact.url);
    assert.match(whole.headers.get('content-security-policy') ?? '', /sandbox/);
    const etag = whole.headers.get('etag') ?? '';
    assert.equal((await rig.get(artifact.url, { 'if-none-match': etag })).status, 304);
    const part = await rig.get(artifact.url, { range: 'bytes=2-5' });
    assert.equal(part.status, 206);
    assert.equal((await whole.text()).slice(2, 6), await part.text());
    assert.equal((await rig.get(artifact.url, { range: 'bytes=99999999-' })).status, 416);
  });

  it('lists by state and by words', async () => {
    const { workflow } = await atQuestions(rig, { certification_name: 'Rarely Named Diploma' });
    const found = (await (await rig.get('/api/workflows?q=rarely&state=waiting')).json()) as {
      items: { workflow_id: string }[];
    };
    assert.deepEqual(
      found.items.map((item) => item.workflow_id),
      [workflow],
    );
  });
});

describe('a failing call', () => {
  it('lets a person edit one setting, and keeps the others as they were asked for', async () => {
    const rig = await openRig({
      'drive.provision': () => {
        throw terminal('FORBIDDEN', 'refused');
      },
    });
    const body = requestWith({ assessment_config: { question_count: 3, pass_mark: 0.9 } });
    const started = await rig.post('/api/workflows', body);
    const { workflow_id } = (await started.json()) as { workflow_id: string };
    await rig.engine.quiet();
    const edit = { type: 'edit_input', patch: { assessment: { pass_mark: 0.6 } } };
    assert.equal((await rig.post(`/api/workflows/${workflow_id}/events`, edit)).status, 202);
    const { snapshot } = (await rig.engine.read(workflow_id)) as unknown as {
      snapshot: { context: { settings: { assessment: Record<string, unknown> } } };
    };
    const { question_count, pass_mark } = snapshot.context.settings.assessment;
    assert.deepEqual([question_count, pass_mark], [3, 0.6]);
    await rig.close();
  });

  it('waits for a person who may retry, and says what failed', async () => {
    let isAway = true;
    const rig = await openRig({
      'drive.provision': () => {
        if (isAway) throw terminal('FORBIDDEN', 'refused');
        return { folders: {} };
      },
    });
    const started = await rig.post('/api/workflows', requestWith());
    const { workflow_id } = (await started.json()) as { workflow_id: string };
    await rig.engine.quiet();
    const view = (await (await rig.get(`/api/workflows/${workflow_id}`)).json()) as {
      status: string;
      accepts: string[];
      last_failure: { code: string };
    };
    assert.equal(view.status, 'needs_attention');
    assert.equal(view.last_failure.code, 'FORBIDDEN');
    assert.ok(view.accepts.includes('retry'));
    isAway = false;
    await rig.post(`/api/workflows/${workflow_id}/events`, { type: 'retry' });
    await rig.engine.quiet();
    const later = (await (await rig.get(`/api/workflows/${workflow_id}`)).json()) as {
      progress_percentage: number;
    };
    assert.ok(later.progress_percentage > 15);
    await rig.close();
  });
});

describe('a server on which videos are switched off', () => {
  it('makes none, whatever a request asks for or an edit adds', async () => {
    const rig = await openRig({}, { avatarEnabled: false });
    try {
      const response = await rig.post(
        '/api/workflows',
        requestWith({ avatar_config: { enabled: true } }),
      );
      const { workflow_id } = (await response.json()) as { workflow_id: string };
      const record = await rig.engine.read(workflow_id);
      assert.ok(record);
      const { context } = record.snapshot as {
        context: { settings: { avatar: { enabled: boolean } } };
      };
      assert.equal(context.settings.avatar.enabled, false);
      const edit = { type: 'edit_input', patch: { avatar: { enabled: true } } };
      assert.equal((await rig.post(`/api/workflows/${workflow_id}/events`, edit)).status, 422);
    } finally {
      await rig.close();
    }
  });
});
