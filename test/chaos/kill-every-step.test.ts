/** Kills the process in each of the eleven steps and lets a new one go on from there. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { STEP_NAMES } from '../../machines/vocabulary.ts';
import { accountOf } from './account.ts';
import { assertOnce, assertSame, killed, type Reference, resumed, uncrashed } from './killing.ts';
import { outcomeOf } from './outcome.ts';
import { createTemplate, type Template } from './template.ts';

/** Rendering the fixture's video takes longer than this wherever there is an encoder. */
const RENDERING_MS = 6000;

let template: Template;
let reference: Reference;

before(async () => {
  template = await createTemplate();
  reference = await uncrashed(template);
});
after(() => template.remove());

describe('a process killed in the middle', { concurrency: 2 }, () => {
  test('of avatar_creation is continued by the next, and the video is made once', async (t) => {
    const path = process.env.PATH ?? '';
    const target = { template, step: 'avatar_creation', path, withinMs: RENDERING_MS } as const;
    const out = await killed(t, target);
    await resumed(t, out, path);
    const account = await accountOf(out);
    assertOnce(account);
    const { avatar_videos, quality, final_artifacts, ...rest } = await outcomeOf(out);
    for (const [part, value] of Object.entries(rest))
      assert.deepEqual(value, reference.outcome[part], part);
    assert.deepEqual(account.mails, reference.account.mails);
    const shown = account.artefacts.filter((each) => /^(video|storyboard)\//.test(each));
    assert.equal(shown.length, 1, shown.join());
    t.diagnostic(`the topic was shown by ${shown[0]}`);
  });

  for (const step of STEP_NAMES.filter((each) => each !== 'avatar_creation')) {
    test(`of ${step} is continued by the next to the same end, with nothing done twice`, async (t) => {
      const path = template.bare;
      const withinMs = reference.took.get(step) ?? 0;
      const out = await killed(t, { template, step, path, withinMs });
      await resumed(t, out, path);
      const account = await accountOf(out);
      assertOnce(account);
      assertSame({ ...account }, { ...reference.account });
      assertSame(await outcomeOf(out), reference.outcome);
    });
  }
});

test('a run without a crash does everything once', () => assertOnce(reference.account));
