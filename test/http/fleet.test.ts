/** Bulk actions, saved views, the fleet's feed, and what another process does, through the API. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { createMoves, type Move } from '../../http/live/moves.ts';
import { terminal } from '../../runtime/errors.ts';
import { openRig, type Rig, requestWith } from './rig.ts';

const PATIENCE_MS = 20_000;

describe('acting on many workflows', () => {
  let rig: Rig;
  let refuses = true;
  before(async () => {
    rig = await openRig({
      'drive.provision': () => {
        if (refuses) throw terminal('FORBIDDEN', 'the drive refused');
        return { folders: { root: { id: 'r', url: 'http://127.0.0.1/r' } } };
      },
    });
    for (let n = 0; n < 7; n += 1) await file(`org-${n < 5 ? 'a' : 'b'}`);
    await rig.engine.quiet();
  });
  after(() => rig.close());

  const file = async (organization_id: string): Promise<void> => {
    const response = await rig.post('/api/workflows', requestWith({ organization_id }));
    assert.equal(response.status, 201);
  };
  const preview = async (action: string, filter: object, person = 'olga') => {
    const headers = { 'x-presgen-user': person };
    const response = await rig.post('/api/bulk/preview', { action, filter }, headers);
    assert.equal(response.status, 200);
    return (await response.json()) as {
      count: number;
      ended: number;
      accepting: number;
      sample: unknown[];
      token: string;
    };
  };
  const order = (token: string, person = 'olga') =>
    rig.post('/api/bulk', { token }, { 'x-presgen-user': person });
  const finished = async (id: string): Promise<Record<string, unknown>> => {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const bulk = (await (await rig.get(`/api/bulk/${id}`)).json()) as Record<string, unknown>;
      if (bulk.ended_at !== null) return bulk;
      assert.ok(!deadline.aborted, `never ended: ${JSON.stringify(bulk)}`);
      await pause(30);
    }
  };

  it('says exactly how many there are and how many accept it, before anything happens', async () => {
    const seen = await preview('retry', { organization: 'org-a' });
    assert.deepEqual([seen.count, seen.ended, seen.accepting], [5, 0, 5]);
    assert.equal(seen.sample.length, 5);
    assert.equal((await preview('cancel', { q: 'nothing like it' })).count, 0);
  });

  it('refuses a preview of somebody else, a made-up one, and one that reaches more by now', async () => {
    const { token } = await preview('retry', { organization: 'org-b' });
    assert.equal((await order(token, 'somebody-else')).status, 403);
    assert.equal((await order(`${token}x`)).status, 422);
    await file('org-b');
    await rig.engine.quiet();
    const late = await order(token);
    assert.equal(late.status, 409);
    const problem = (await late.json()) as { code: string; accepting: number };
    assert.deepEqual([problem.code, problem.accepting], ['SELECTION_CHANGED', 3]);
  });

  it('does it once however often it is sent, with an entry for each event and each batch', async () => {
    refuses = false;
    const { token } = await preview('cancel', { organization: 'org-a' });
    const begun = await order(token);
    assert.equal(begun.status, 202);
    const { id, total } = (await begun.json()) as { id: string; total: number };
    assert.equal(total, 5);
    const again = await order(token);
    assert.equal(((await again.json()) as { id: string }).id, id);
    const ended = await finished(id);
    assert.deepEqual([ended.accepted, ended.refused, ended.failed, ended.open], [5, 0, 0, 0]);
    await rig.engine.quiet();
    const list = await rig.get('/api/workflows?organization=org-a&state=cancelled');
    assert.equal(((await list.json()) as { total: number }).total, 5);
    const entries = rig.audited.filter(({ actor }) => actor === 'olga');
    const count = (action: string) => entries.filter((each) => each.action === action).length;
    assert.deepEqual(
      ['bulk.begun', 'bulk.cancel', 'workflow.cancel', 'bulk.cancel.ended'].map(count),
      [1, 1, 5, 1],
    );
  });

  it('leaves alone what cannot do it any more', async () => {
    const seen = await preview('cancel', { organization: 'org-a' });
    assert.deepEqual([seen.count, seen.ended, seen.accepting], [5, 5, 0]);
  });

  it('keeps views for each person, and forgets them when told to', async () => {
    const asMira = { 'x-presgen-user': 'mira' };
    const view = { name: 'Mine', query: 'state=waiting' };
    assert.equal((await rig.post('/api/views', view, asMira)).status, 201);
    await rig.post('/api/views', { ...view, query: 'state=stuck' }, asMira);
    const { items } = (await (await rig.get('/api/views', asMira)).json()) as {
      items: { name: string; query: string }[];
    };
    assert.deepEqual(
      items.map(({ name, query }) => [name, query]),
      [['Mine', 'state=stuck']],
    );
    const others = (await (await rig.get('/api/views')).json()) as { items: unknown[] };
    assert.deepEqual(others.items, []);
    assert.equal((await rig.send('DELETE', '/api/views/Mine', undefined, asMira)).status, 200);
    assert.equal((await rig.send('DELETE', '/api/views/Mine', undefined, asMira)).status, 404);
    assert.equal((await rig.post('/api/views', { name: '', query: '' })).status, 422);
  });

  it('tells a watcher of the fleet the rows it asks for', async () => {
    const list = await rig.get('/api/workflows?limit=2');
    const { items } = (await list.json()) as { items: { workflow_id: string; seq: number }[] };
    const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/ws/fleet`);
    const rows = await new Promise<{ workflow_id: string; seq: number }[]>((resolve) => {
      socket.on('open', () =>
        socket.send(JSON.stringify({ rows: items.map(({ workflow_id }) => workflow_id) })),
      );
      socket.on('message', (data) => {
        const message = JSON.parse(String(data));
        if (message.event_type === 'rows') resolve(message.rows);
      });
    });
    socket.close();
    const bySeq = (some: typeof rows) =>
      some.map(({ workflow_id, seq }) => `${workflow_id} ${seq}`);
    assert.deepEqual(bySeq(rows).sort(), bySeq(items).sort());
  });

  it('hears of a turn that another process took', async () => {
    const deaf = { ...rig.engine, subscribe: () => () => undefined };
    const moves = createMoves({ ...rig.ports, engine: deaf, isShared: true });
    const told: Move[] = [];
    const stop = moves.subscribe((move) => told.push(move));
    // What stood there before anybody watched is no news.
    await pause(1500);
    assert.equal(told.length, 0);
    await file('org-c');
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    while (told.length === 0 && !deadline.aborted) await pause(50);
    stop();
    assert.ok(told.length > 0, 'the other process was heard of');
    assert.ok(told.every(({ workflow_id }) => workflow_id.startsWith('wf-')));
  });

  it('shows the installation at a glance, with its outcomes and what people did', async () => {
    const overview = (await (await rig.get('/api/ops')).json()) as {
      breakers: { integration: string; state: string }[];
      outcomes: { window: string; cancelled: number }[];
      incidents: { kind: string; what: string }[];
      waiting: { waits_for: string; count: number }[];
    };
    assert.equal(overview.breakers.length, 6);
    assert.equal(overview.outcomes[0]?.cancelled, 5);
    assert.ok(overview.incidents.some(({ kind, what }) => kind === 'bulk' && what === 'cancel'));
    const operator = overview.waiting.find(({ waits_for }) => waits_for === 'operator');
    assert.equal(operator?.count, 3);
  });
});
