import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { ROLES } from '../../http/people/roles.ts';
import { openRig, type Rig } from './rig.ts';

const TOKEN = 'an admin token of this test';
const BEARER = { authorization: `Bearer ${TOKEN}` };
const as = (person: string) => ({ 'x-presgen-user': person });

interface Me {
  person: string;
  name: string;
  roles: string[];
  groups: string[];
  is_admin: boolean;
  mode: string;
}

async function answered<T>(response: Response, status = 200): Promise<T> {
  assert.equal(response.status, status, await response.clone().text());
  return (await response.json()) as T;
}

const meOf = async (rig: Rig, headers: Record<string, string>): Promise<Me> =>
  answered<Me>(await rig.get('/api/me', headers));

describe('people on this computer', () => {
  let rig: Rig;
  before(async () => {
    rig = await openRig();
  });
  after(() => rig.close());

  it('a new user meets no wall: every role, every group', async () => {
    const me = await meOf(rig, as('somebody-new'));
    assert.deepEqual(me, {
      person: 'somebody-new',
      name: 'somebody-new',
      roles: [...ROLES],
      groups: ['*'],
      is_admin: true,
      mode: 'local',
    });
  });

  it('whoever is registered has what the table says, at once', async () => {
    assert.equal((await meOf(rig, as('mira'))).is_admin, true);
    const mira = { name: 'Mira Holt', roles: ['educator'], groups: ['educators'] };
    await answered(await rig.send('PUT', '/api/people/mira', mira), 201);
    const me = await meOf(rig, as('mira'));
    assert.deepEqual(
      [me.name, me.roles, me.groups, me.is_admin],
      ['Mira Holt', ['educator'], ['educators'], false],
    );
    const refused = await rig.send('PUT', '/api/people/mira', mira, as('mira'));
    const problem = await answered<{ code: string; needs: string[]; detail: string }>(refused, 403);
    assert.deepEqual([problem.code, problem.needs], ['ROLE_MISSING', ['admin']]);
    assert.match(problem.detail, /takes the role admin; mira has educator/);
  });

  it('a change is audited with what was before and after, without names', async () => {
    await rig.send('PUT', '/api/people/otto', { name: 'Otto Marrow', roles: ['operator'] });
    await rig.send('PUT', '/api/people/otto', { name: 'Otto Marrow', active: false });
    const about = rig.audited.filter(({ subject }) => subject === 'otto');
    assert.deepEqual(
      about.map(({ action, detail }) => [action, detail]),
      [
        [
          'person.added',
          { before: null, after: { roles: ['operator'], groups: [], active: true } },
        ],
        [
          'person.deactivated',
          {
            before: { roles: ['operator'], groups: [], active: true },
            after: { roles: [], groups: [], active: false },
          },
        ],
      ],
    );
    assert.deepEqual((await meOf(rig, as('otto'))).roles, []);
  });

  it('the last administrator stays one, even if two let go at once', async () => {
    const admin = { name: 'An admin', roles: ['admin'] };
    const other = { name: 'An admin', roles: ['auditor'] };
    await rig.send('PUT', '/api/people/ada', admin);
    await rig.send('PUT', '/api/people/bob', admin);
    const answers = await Promise.all([
      rig.send('PUT', '/api/people/ada', other),
      rig.send('PUT', '/api/people/bob', { ...admin, active: false }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    const refused = answers.find(({ status }) => status === 409) as Response;
    assert.equal(((await refused.json()) as { code: string }).code, 'LAST_ADMIN');
    const { items } = await answered<{ items: { roles: string[]; active: boolean }[] }>(
      await rig.get('/api/people'),
    );
    assert.equal(items.filter(({ roles, active }) => active && roles.includes('admin')).length, 1);
  });

  it('nobody can be registered under a name of the installation or an impossible one', async () => {
    const anybody = { name: 'Anybody', roles: [] };
    for (const person of ['local-admin', 'admin', 'learner', 'a b', 'x'.repeat(81)]) {
      const answer = await rig.send('PUT', `/api/people/${encodeURIComponent(person)}`, anybody);
      assert.equal(answer.status, 422, person);
    }
    assert.equal((await meOf(rig, as('local-admin'))).is_admin, true);
  });
});

describe('sessions beyond loopback', () => {
  let rig: Rig;
  before(async () => {
    rig = await openRig({}, { adminToken: TOKEN });
  });
  after(() => rig.close());

  const login = (token: string, person = '', next = '') =>
    fetch(`${rig.url}/login`, {
      method: 'POST',
      body: new URLSearchParams({ token, person, next }),
      redirect: 'manual',
    });
  const cookieOf = (response: Response): string =>
    response.headers.get('set-cookie')?.split(';')[0] ?? '';
  const codeFor = async (person: string, roles: string[]): Promise<string> => {
    await rig.send('PUT', `/api/people/${person}`, { name: person, roles }, BEARER);
    const made = await rig.post(`/api/people/${person}/login-code`, {}, BEARER);
    return (await answered<{ code: string }>(made, 201)).code;
  };

  it('a login code says who logs in, whatever name is typed', async () => {
    const code = await codeFor('mira', ['educator']);
    const cookie = cookieOf(await login(code, 'somebody-else'));
    assert.equal((await meOf(rig, { cookie })).person, 'mira');
    assert.equal((await rig.get('/api/settings', { cookie })).status, 403);
    assert.equal((await meOf(rig, { authorization: `Bearer ${code}` })).person, 'mira');
    const kept = await rig.database.sql('select * from person');
    assert.ok(!JSON.stringify([kept, rig.audited]).includes(code), 'a code is kept nowhere');
  });

  it('a new login code ends the old one and its sessions', async () => {
    const old = await codeFor('nora', ['operator']);
    const cookie = cookieOf(await login(old));
    assert.equal((await rig.get('/api/workflows', { cookie })).status, 200);
    await codeFor('nora', ['operator']);
    assert.equal((await login(old)).status, 401);
    assert.equal((await rig.get('/api/workflows', { cookie })).status, 401);
  });

  it('a session ended elsewhere says so, in words, as a page and as a problem', async () => {
    const cookie = cookieOf(await login(TOKEN, 'ada'));
    const { items } = await answered<{ items: { id: string; current: boolean }[] }>(
      await rig.get('/api/sessions', { cookie }),
    );
    const mine = items.find(({ current }) => current);
    assert.ok(mine);
    await answered(await rig.send('DELETE', `/api/sessions/${mine.id}`, undefined, BEARER));
    const problem = await answered<{ code: string; detail: string }>(
      await rig.get('/api/workflows', { cookie }),
      401,
    );
    assert.equal(problem.code, 'SESSION_ENDED');
    assert.match(problem.detail, /Log in again/);
    const page = await rig.get('/w?state=failed', { cookie, accept: 'text/html' });
    const place = page.headers.get('location') ?? '';
    assert.equal(place, '/login?ended=1&next=%2Fw%3Fstate%3Dfailed');
    assert.match(await (await rig.get(place)).text(), /Your session ended/);
  });

  it('a live feed of an ended session is closed with a code of its own', async () => {
    const cookie = cookieOf(await login(TOKEN, 'bea'));
    const url = `${rig.url.replace('http', 'ws')}/ws/fleet`;
    const open = new WebSocket(url, { headers: { cookie } });
    await once(open, 'message', { signal: AbortSignal.timeout(5000) });
    const closed = once(open, 'close', { signal: AbortSignal.timeout(5000) });
    const { items } = await answered<{ items: { id: string }[] }>(
      await rig.get('/api/sessions', { cookie }),
    );
    await rig.send('DELETE', `/api/sessions/${items[0]?.id}`, undefined, { cookie });
    assert.equal((await closed)[0], 4401);
    const again = new WebSocket(url, { headers: { cookie } });
    const [code, reason] = await once(again, 'close', { signal: AbortSignal.timeout(5000) });
    assert.deepEqual([code, String(reason)], [4401, 'your session ended; log in again']);
  });

  it('deactivating somebody ends what they are logged in with, and the code', async () => {
    const code = await codeFor('paul', ['educator']);
    const cookie = cookieOf(await login(code));
    const paul = { name: 'Paul', roles: ['educator'], active: false };
    await answered(await rig.send('PUT', '/api/people/paul', paul, BEARER));
    assert.equal((await rig.get('/api/workflows', { cookie })).status, 401);
    assert.equal((await login(code)).status, 401);
    const bearer = { authorization: `Bearer ${code}` };
    assert.equal((await rig.get('/api/workflows', bearer)).status, 403);
  });

  it('others’ sessions are nobody’s business but an admin’s', async () => {
    const mine = cookieOf(await login(await codeFor('quin', ['auditor'])));
    const theirs = cookieOf(await login(TOKEN, 'rosa'));
    const { items } = await answered<{ items: { id: string; person: string }[] }>(
      await rig.get('/api/sessions?of=everybody', BEARER),
    );
    const rosa = items.find(({ person }) => person === 'rosa');
    assert.equal((await rig.get('/api/sessions?of=everybody', { cookie: mine })).status, 403);
    const ended = await rig.send('DELETE', `/api/sessions/${rosa?.id}`, undefined, {
      cookie: mine,
    });
    assert.equal(ended.status, 404);
    assert.equal((await rig.get('/api/me', { cookie: theirs })).status, 200);
  });

  it('leads on to where one wanted to go, but never off the site', async () => {
    const to = async (next: string) => (await login(TOKEN, 'sven', next)).headers.get('location');
    assert.equal(await to('/w/wf-1/chart?x=1'), '/w/wf-1/chart?x=1');
    for (const elsewhere of ['//evil.example', 'https://evil.example', '/\\evil.example', ''])
      assert.equal(await to(elsewhere), '/', elsewhere);
  });
});
