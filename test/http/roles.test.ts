import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isAllowed, isInGroup, ROLES, type Role, ruleFor } from '../../http/people/roles.ts';
import { openRig, type Rig } from './rig.ts';

/** What each role may, request by request: the other four must not. */
const TABLE: [method: string, path: string, may: Role[]][] = [
  ['GET', '/api/workflows', [...ROLES]],
  ['GET', '/api/workflows/wf-1/events', [...ROLES]],
  ['POST', '/api/workflows', ['educator', 'operator', 'admin']],
  ['POST', '/api/uploads', ['educator', 'operator', 'admin']],
  ['POST', '/api/workflows/wf-1/events', ['operator', 'admin']],
  ['GET', '/api/checkpoints', [...ROLES]],
  ['POST', '/api/checkpoints/wf-1~questions/claim', ['educator', 'admin']],
  ['POST', '/api/checkpoints/wf-1~questions/decisions', ['educator', 'admin']],
  ['GET', '/api/dead-letters', [...ROLES]],
  ['POST', '/api/dead-letters/1/resolutions', ['operator', 'admin']],
  ['GET', '/api/audit', ['auditor', 'admin']],
  ['GET', '/api/audit/export.csv', ['auditor', 'admin']],
  ['POST', '/api/audit/verification', ['auditor', 'admin']],
  ['GET', '/api/people', [...ROLES]],
  ['PUT', '/api/people/x', ['admin']],
  ['POST', '/api/people/x/login-code', ['admin']],
  ['GET', '/api/settings', ['admin']],
  ['GET', '/api/machines', [...ROLES]],
  ['GET', '/inspect', ['developer', 'operator', 'admin']],
  ['GET', '/metrics', ['developer', 'operator', 'admin', 'auditor']],
  ['GET', '/ws/fleet', [...ROLES]],
  ['GET', '/drive', [...ROLES]],
  ['GET', '/api/something-new', [...ROLES]],
  ['POST', '/api/something-new', ['admin']],
  ['DELETE', '/api/workflows/wf-1', ['operator', 'admin']],
];

describe('the table of roles', () => {
  for (const [method, path, may] of TABLE)
    it(`${method} ${path} takes ${may.length === ROLES.length ? 'any role' : may.join(' or ')}`, () => {
      const { may: rule } = ruleFor(method, path);
      const allowed = ROLES.filter((role) => isAllowed(rule, [role]));
      assert.deepEqual([...allowed].sort(), [...may].sort());
      assert.equal(isAllowed(rule, []), false, 'nobody may without a role');
    });

  it('what learners and probes open takes no name', () => {
    for (const path of ['/health', '/ready', '/login', '/f/x', '/d/x/y', '/learn/x', '/u/x'])
      assert.equal(ruleFor('POST', path).may, 'anybody', path);
    for (const path of ['/', '/w', '/healthy', '/uploads', '/api/me', '/docs'])
      assert.notEqual(ruleFor('GET', path).may, 'anybody', path);
  });

  it('HEAD is as GET', () => {
    assert.equal(ruleFor('HEAD', '/api/audit'), ruleFor('GET', '/api/audit'));
  });

  it('a group is one’s own, or one is in all', () => {
    assert.equal(isInGroup(['educators'], 'educators'), true);
    assert.equal(isInGroup(['educators'], 'board'), false);
    assert.equal(isInGroup(['*'], 'board'), true);
  });
});

describe('the server keeps to the table', () => {
  let rig: Rig;
  before(async () => {
    rig = await openRig();
    for (const role of ROLES)
      await rig.send('PUT', `/api/people/the-${role}`, { name: `The ${role}`, roles: [role] });
    await rig.send('PUT', '/api/people/the-guest', { name: 'A guest', roles: [] });
  });
  after(() => rig.close());

  it('every route that changes something has a line of its own', () => {
    const writes = rig.routes.filter(
      ({ method, path }) => !['GET', 'ALL'].includes(method) && path.startsWith('/api/'),
    );
    assert.ok(writes.length > 10);
    const lineless = writes
      .filter(({ method, path }) => ['/api/*', '/*'].includes(ruleFor(method, path).path))
      .map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(lineless, []);
  });

  const people = [...ROLES.map((role) => [`the-${role}`, role] as const), ['the-guest', null]];

  for (const [method, path, may] of TABLE.filter(([, path]) => !path.startsWith('/ws/')))
    it(`${method} ${path} is refused with 403 to exactly those who may not`, async () => {
      for (const [person, role] of people) {
        const headers = { 'x-presgen-user': String(person) };
        const body = method === 'GET' ? undefined : {};
        const answer = await rig.send(method, path, body, headers);
        const isRefused = answer.status === 403;
        assert.equal(isRefused, !may.includes(role as Role), `${person}: ${answer.status}`);
        const problem = (await answer.text()).slice(0, 2000);
        if (isRefused) assert.equal(JSON.parse(problem).code, 'ROLE_MISSING');
      }
    });
});
