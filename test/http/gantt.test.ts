import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GanttRow } from '../../machines/gantt.ts';
import { PresGenError } from '../../runtime/errors.ts';
import { atQuestions, openRig, type Rig } from './rig.ts';

const RETRY_AFTER_MS = 300;

describe('the bars of a real workflow', { timeout: 60_000 }, () => {
  let rig: Rig;
  let workflow: string;
  before(async () => {
    let tries = 0;
    rig = await openRig({
      'forms.create_intake': async () => {
        tries += 1;
        if (tries > 1)
          return { intake: { id: 'f1', url: '' }, knowledge_upload: { id: 'f2', url: '' } };
        throw new PresGenError({
          kind: 'transient',
          code: 'RATE_LIMITED',
          message: 'Too many at once.',
          retryAfterMs: RETRY_AFTER_MS,
        });
      },
    });
    const waiting = atQuestions(rig).catch(() => null);
    await waiting;
    const list = (await (await rig.get('/api/workflows')).json()) as {
      items: { workflow_id: string }[];
    };
    workflow = list.items[0]?.workflow_id ?? '';
    const deadline = AbortSignal.timeout(20_000);
    // The workflow also waits between two tries of a call: its status alone is no sign of the checkpoint.
    while (!(await rowsOf()).some(({ kind }) => kind === 'checkpoint')) {
      assert.ok(!deadline.aborted, 'waited in vain for the questions');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  after(() => rig.close());

  const rowsOf = async (query = ''): Promise<GanttRow[]> => {
    const response = await rig.get(`/api/workflows/${workflow}/gantt${query}`);
    assert.equal(response.status, 200);
    return ((await response.json()) as { rows: GanttRow[] }).rows;
  };

  it('show a failed try, its pause and the next one; what ran has the id of its log lines', async () => {
    const rows = await rowsOf();
    const forms = rows.find(({ what }) => what === 'forms.create_intake');
    const [first, second] = forms?.bars ?? [];
    assert.deepEqual(
      [first?.outcome, first?.failure?.code, second?.outcome, forms?.bars.length],
      ['failed', 'RATE_LIMITED', 'succeeded', 2],
    );
    const pause = first?.parts.at(-1);
    assert.equal(pause?.kind, 'backing_off');
    assert.ok((pause?.to ?? 0) - (pause?.from ?? 0) >= RETRY_AFTER_MS);
    assert.ok(first?.parts.some(({ kind }) => kind === 'queued'));
    assert.match(first?.key ?? '', /forms_create_intake\.\d+\/activity\.1$/);
    const checkpoint = rows.find(({ kind }) => kind === 'checkpoint');
    assert.deepEqual(
      [checkpoint?.parent, checkpoint?.bars[0]?.parts[0]?.kind, checkpoint?.bars[0]?.to],
      ['step:assessment_generation', 'waiting', null],
    );
  });

  it('as of a position tell nothing of what came later', async () => {
    const past = await rowsOf('?until=3');
    assert.deepEqual(
      past.filter(({ kind }) => kind === 'step').map(({ what }) => what),
      ['drive_setup', 'form_creation'].slice(0, past.filter(({ kind }) => kind === 'step').length),
    );
    assert.ok(past.length < (await rowsOf()).length);
    for (const [query, status] of [
      ['?until=9999', 404],
      ['?until=no', 422],
    ] as const)
      assert.equal((await rig.get(`/api/workflows/${workflow}/gantt${query}`)).status, status);
    assert.equal((await rig.get('/api/workflows/nothing/gantt')).status, 404);
  });
});
