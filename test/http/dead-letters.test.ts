import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sqlVandal } from '../persistence/vandals.ts';
import { atQuestions, openRig, type Rig } from './rig.ts';

type Letter = {
  id: number;
  workflow_id: string;
  address: string;
  event: string | null;
  error: { code: string; message: string };
  at: string;
  attempts: number;
  state: string;
  resolution: string | null;
  resolved_by: string | null;
  seq?: number;
};
type List = { items: Letter[]; next: string | null };
type Problem = { status: number; code?: string; errors?: { path: string }[] };

describe('dead letters', () => {
  let rig: Rig;
  before(async () => {
    // Nothing stays in memory, so that damage to what is stored shows at once.
    rig = await openRig({}, {}, { parkedMax: 0, snapshotEvery: 1 });
  });
  after(() => rig.close());

  const json = async <T>(response: Response | Promise<Response>) =>
    (await (await response).json()) as T;
  const letters = (query = '') => json<List>(rig.get(`/api/dead-letters${query}`));
  const decide = (id: number | string, body: object, headers = {}) =>
    rig.post(`/api/dead-letters/${id}/resolutions`, body, headers);

  /** A workflow stopped by an end of its checkpoint that names no verdict. */
  async function stuck(): Promise<{ workflow: string; letter: Letter }> {
    const { workflow } = await atQuestions(rig);
    const [child = '', inc = 0] =
      Object.entries((await rig.engine.read(workflow))?.childInc ?? {})[0] ?? [];
    await rig.engine.send(workflow, { type: `xstate.done.actor.${child}`, inc, secret: 'Zelda' });
    const { items } = await letters('?state=open');
    const letter = items.find(({ workflow_id }) => workflow_id === workflow);
    assert.ok(letter, 'the event was meant to make its transition throw');
    return { workflow, letter };
  }

  it('are listed with what happened, and shown at their workflow', async () => {
    const { workflow, letter } = await stuck();
    assert.match(letter.event ?? '', /^xstate\.done\.actor\./);
    assert.deepEqual([letter.state, letter.attempts], ['open', 1]);
    assert.ok(!JSON.stringify(letter).includes('Zelda'));
    const view = await json<{ status: string; dead_letters: Letter[]; accepts: string[] }>(
      rig.get(`/api/workflows/${workflow}`),
    );
    assert.deepEqual([view.status, view.accepts], ['stuck', []]);
    assert.deepEqual(
      view.dead_letters.map(({ id }) => id),
      [letter.id],
    );
    const refused = await rig.post(`/api/workflows/${workflow}/events`, { type: 'cancel' });
    assert.deepEqual([refused.status, (await json<Problem>(refused)).code], [409, 'ACTOR_STUCK']);
  });

  it('are tried again in vain, then discarded: both are audited, and the workflow goes on', async () => {
    const { workflow, letter } = await stuck();
    const retried = await json<Letter>(decide(letter.id, { action: 'retry' }));
    assert.deepEqual([retried.state, retried.attempts], ['open', 2]);
    const discarded = await json<Letter>(
      decide(letter.id, { action: 'discard', comment: 'typo' }, { 'x-presgen-user': 'mira' }),
    );
    assert.deepEqual(
      [discarded.state, discarded.resolution, discarded.resolved_by],
      ['resolved', 'discarded', 'mira'],
    );
    const actions = rig.audited
      .filter(({ subject }) => subject === workflow)
      .map(({ action, actor }) => `${actor} ${action}`);
    assert.deepEqual(actions.slice(-2), [
      'local-admin dead_letter.retry',
      'mira dead_letter.discard',
    ]);
    const cancelled = await rig.post(`/api/workflows/${workflow}/events`, { type: 'cancel' });
    assert.equal(cancelled.status, 202);
    await rig.engine.quiet();
  });

  it('are found by state and in pages', async () => {
    await stuck();
    await stuck();
    const first = await letters('?state=open&limit=1');
    assert.equal(first.items.length, 1);
    const second = await letters(`?state=open&limit=1&cursor=${first.next}`);
    assert.ok((second.items[0]?.id ?? Number.POSITIVE_INFINITY) < (first.items[0]?.id ?? 0));
    assert.ok((await letters('?state=resolved')).items.every(({ state }) => state === 'resolved'));
    assert.equal((await rig.get('/api/dead-letters?state=odd')).status, 422);
    assert.equal((await rig.get('/api/dead-letters?cursor=odd')).status, 422);
  });

  it('are decided once: repeats of one key change nothing, later decisions are refused', async () => {
    const { letter } = await stuck();
    const key = { 'idempotency-key': 'k1' };
    const once = await json<Letter>(decide(letter.id, { action: 'discard' }, key));
    const twice = await json<Letter>(decide(letter.id, { action: 'discard' }, key));
    assert.deepEqual(twice, once);
    const late = await decide(letter.id, { action: 'retry' });
    assert.deepEqual([late.status, (await json<Problem>(late)).code], [409, 'LETTER_SETTLED']);
  });

  it('refuse what is not there or not understood', async () => {
    for (const id of ['999999', 'odd', '-1'])
      assert.equal((await decide(id, { action: 'retry' })).status, 404);
    const { letter } = await stuck();
    const odd = await decide(letter.id, { action: 'burn' });
    assert.equal(odd.status, 422);
    assert.equal((await json<Problem>(odd)).errors?.[0]?.path, 'action');
  });

  it('a workflow that cannot be loaded is still shown, with its name and the reason', async () => {
    const { workflow } = await atQuestions(rig);
    const vandal = sqlVandal(() => rig.database);
    const mend = await vandal.alterSnapshot(workflow);
    const shown = await rig.get(`/api/workflows/${workflow}`);
    assert.equal(shown.status, 200);
    const view = await json<{
      status: string;
      certification_name: string;
      dead_letters: Letter[];
    }>(shown);
    assert.deepEqual([view.status, view.certification_name], ['stuck', 'Cloud Practitioner']);
    const [letter] = view.dead_letters;
    assert.ok(letter);
    assert.deepEqual([letter.event, letter.error.code], [null, 'SNAPSHOT_CORRUPT']);
    for (const path of ['timeline', 'events', 'artifacts', 'at/2'])
      assert.equal((await rig.get(`/api/workflows/${workflow}/${path}`)).status, 200, path);
    const list = await json<{ items: { workflow_id: string; status: string }[] }>(
      rig.get('/api/workflows?state=stuck'),
    );
    assert.ok(list.items.some(({ workflow_id }) => workflow_id === workflow));
    assert.equal((await decide(letter.id, { action: 'retry' })).status, 409);
    await mend();
    const released = await json<Letter>(decide(letter.id, { action: 'retry' }));
    assert.equal(released.resolution, 'released');
    const after = await json<{ status: string }>(rig.get(`/api/workflows/${workflow}`));
    assert.equal(after.status, 'waiting');
  });
});
