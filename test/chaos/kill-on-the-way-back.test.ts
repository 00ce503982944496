/** Cancels a workflow in the middle, kills the process while it takes everything back, goes on. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient } from '../../ops/rehearsal/client.ts';
import { accountOf, activeSteps } from './account.ts';
import { entered, start } from './killing.ts';
import { createTemplate, type Template, WORKFLOW } from './template.ts';

const TRIES = 5;

interface View {
  status: string;
  context: { undone: string[] };
}

let template: Template;
before(async () => {
  template = await createTemplate();
});
after(() => template.remove());

/** Cancels once decks are being made and kills after the first steps were undone. */
async function killedOnTheWayBack(out: string): Promise<boolean> {
  const running = start(out, template.bare);
  const told = await running.line(/workflow \S+ on (\S+)$/);
  const client = createClient(/ on (\S+)$/.exec(told ?? '')?.[1] ?? '', 'trainer-ines');
  assert.ok(await running.line(entered('presentation_generation')));
  await client.post(`/api/workflows/${WORKFLOW}/events`, { type: 'cancel' });
  for (;;) {
    const view = await client.get<View>(`/api/workflows/${WORKFLOW}`).catch(() => null);
    if (view === null || view.context.undone.length >= 2) break;
  }
  await running.kill();
  return (await activeSteps(out)).includes('compensating');
}

test('a process killed while a cancelled workflow is undone leaves nothing behind in the end', async (t) => {
  let out = '';
  let isHit = false;
  for (let attempt = 1; attempt <= TRIES && !isHit; attempt += 1) {
    out = await template.copy(`cancelled-${attempt}`);
    isHit = await killedOnTheWayBack(out);
    if (isHit) t.diagnostic(`killed on the way back, try ${attempt}`);
  }
  assert.ok(isHit, `no kill landed on the way back in ${TRIES} tries`);
  const halfway = await accountOf(out);
  assert.ok(halfway.files.length > 0, 'something was still there when the process was killed');

  const { code, stderr } = await start(out, template.bare).ended;
  assert.equal(code, 1, stderr);
  assert.match(stderr, /not completed: cancelled/);
  const { status, files, forms, effects, leftovers } = await accountOf(out);
  assert.equal(status, 'cancelled');
  assert.deepEqual(files, []);
  assert.deepEqual(forms, []);
  assert.deepEqual(leftovers, []);
  assert.deepEqual(
    effects.filter((effect) => !/ (compensated|kept)$/.test(effect)),
    [],
  );
  assert.ok(
    effects.filter((effect) => effect.endsWith(' kept')).every((each) => /mail-/.test(each)),
  );
});
