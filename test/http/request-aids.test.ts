import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readConfig } from '../../ops/config.ts';
import { atQuestions, openRig, type Rig, requestWith } from './rig.ts';

describe('what helps to write a request', () => {
  let rig: Rig;
  before(async () => {
    rig = await openRig();
  });
  after(() => rig.close());

  it('an estimate says how many runs it goes by, and nothing where they are too few', async () => {
    const estimate = await (await rig.get('/api/estimates')).json();
    assert.deepEqual(estimate, { machine_ms: null, runs: 0, runs_needed: 3, videos: true });
  });

  const read = async (text: string) => {
    const response = await fetch(`${rig.url}/api/request-files`, { method: 'POST', body: text });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('a file of either kind is read and checked, field by field', async () => {
    const whole = await read(JSON.stringify(requestWith()));
    assert.deepEqual(whole.body, { request: requestWith(), errors: [] });
    const part = await read('certification_name: Pottery\nlearners:\n  - id: a b\n    name: Zoe\n');
    assert.equal(part.status, 200);
    assert.equal(
      (part.body.request as { certification_name: string }).certification_name,
      'Pottery',
    );
    const paths = (part.body.errors as { path: string }[]).map(({ path }) => path);
    assert.ok(paths.includes('organization_id'));
    assert.ok(paths.includes('learners[0].id'));
    assert.equal((await read('a: [1,')).status, 422);
    assert.equal((await read('just words')).status, 422);
  });

  it('a file that unfolds without end is refused', async () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', 'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]'];
    for (const [here, last] of ['cb', 'dc', 'ed', 'fe', 'gf'].map((pair) => [...pair]))
      bomb.push(`${here}: &${here} [${Array(9).fill(`*${last}`).join(',')}]`);
    assert.equal((await read(bomb.join('\n'))).status, 422);
  });

  const curriculum = async (name: string, body: string) => {
    const at = `${rig.url}/api/curricula?name=${encodeURIComponent(name)}`;
    const response = await fetch(at, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('a curriculum is proposed as domains that name their line, and what does not add up is said', async () => {
    const { status, body } = await curriculum('guide.txt', 'Pots — 40%\nGlazes — 50 %\n');
    assert.equal(status, 200);
    assert.deepEqual(body, {
      domains: [
        { name: 'Pots', weight: 40, objectives: [], page: null, quote: 'Pots — 40%' },
        { name: 'Glazes', weight: 50, objectives: [], page: null, quote: 'Glazes — 50 %' },
      ],
      sum: 90,
      notes: ['The weights it gives add up to 90 %, not to 100 %.'],
    });
  });

  it('a curriculum without domains proposes none, and one that cannot be read is refused by name', async () => {
    const none = await curriculum('none.md', '# Pots\n\nWe sell them 20 % cheaper.\n');
    assert.deepEqual([none.status, none.body.domains], [200, []]);
    const refused = await curriculum('bad.pdf', '%PDF-1.7\n1 0 obj <<');
    assert.equal(refused.status, 415);
    assert.match(String(refused.body.detail), /^bad\.pdf: The file is damaged/);
    assert.equal((await curriculum('', 'x')).status, 422);
  });

  it('the example course is taken in with its documents and can be filed as it is', async () => {
    const response = await rig.post('/api/examples', {});
    const { request } = (await response.json()) as {
      request: { documents: { upload: string }[]; rehearsal?: unknown };
    };
    assert.equal(request.documents.length, 6);
    assert.equal(request.rehearsal, undefined);
    const filed = await rig.post('/api/workflows', request);
    assert.equal(filed.status, 201, await filed.text());
  });
});

describe('the settings', () => {
  it('name everything in force and no secret', async () => {
    const secret = 'postgres://somebody:hunter2@127.0.0.1/x';
    const env = { DATABASE_URL: secret, PRESGEN_ADMIN_TOKEN: 'a-very-long-token', PORT: '9000' };
    const { inForce } = readConfig(env);
    const entry = (name: string) => inForce.find((each) => each.name === name);
    assert.equal(JSON.stringify(inForce).includes('hunter2'), false);
    assert.equal(JSON.stringify(inForce).includes('a-very-long-token'), false);
    assert.deepEqual(entry('DATABASE_URL')?.from, 'environment');
    assert.deepEqual([entry('PORT')?.value, entry('PORT')?.from], ['9000', 'environment']);
    assert.deepEqual([entry('HOST')?.value, entry('HOST')?.from], ['127.0.0.1', 'default']);
    assert.deepEqual(
      inForce.filter(({ meaning }) => meaning === ''),
      [],
    );
  });

  it('are shown with what is kept how long', async (t) => {
    const rig = await openRig();
    t.after(() => rig.close());
    await atQuestions(rig);
    const settings = (await (await rig.get('/api/settings')).json()) as {
      retention: { what: string }[];
      flags: { on: boolean }[];
      mode: string;
    };
    assert.equal(settings.mode, 'local');
    assert.equal(settings.flags[0]?.on, true);
    assert.ok(settings.retention.some(({ what }) => /Audit/.test(what)));
  });
});
