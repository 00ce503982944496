/** Quality over runs in a browser: the newest score, the checks that fail, accessible in both themes. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { QualityVerdict } from '../../ui/words/quality.ts';
import { violationsInThemes } from './axe.ts';
import { openStage, SKIPPED, type Stage } from './stage.ts';

function verdict(workflow: string, at: number, score: number, failed: number): QualityVerdict {
  const standing = failed > 0 ? ('not_compliant' as const) : ('compliant' as const);
  const of = { passed: 4 - failed, total: 4 };
  return {
    ...{ key: `${workflow}${at}`, workflow, certification_name: 'Networks', moment: 'report', at },
    ...{ score, compliance_status: standing },
    categories: [
      {
        ...{ category: 'accessibility', score, checked: 4, failed },
        ...{ compliance_status: standing, recommendations: [] },
      },
    ],
    rules: [
      { id: 'video_captions', category: 'accessibility', severity: 'hard', ...of },
      { id: 'stem_length', category: 'experience', severity: 'soft', passed: 4, total: 4 },
    ],
  };
}

describe('quality over runs', { skip: SKIPPED, timeout: 120_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ isEmpty: true });
  });
  after(() => stage?.close());

  it('shows scores in their order and the check that failed first, on a phone too', async () => {
    const page = await stage.enter({ person: 'mira' });
    const items = [verdict('wf-2', 2000, 75, 1), verdict('wf-1', 1000, 100, 0)];
    await page.route('**/api/quality?**', (route) => route.fulfill({ json: { items } }));
    await page.goto(`${stage.url}/quality`);
    await page.getByRole('heading', { name: 'Overall: 75 of 100 last' }).waitFor();
    await page.getByRole('img', { name: 'Overall, oldest to newest: 100, 75' }).waitFor();
    const checks = page.getByRole('table', { name: /failed most often first/ }).getByRole('row');
    assert.match((await checks.nth(1).textContent()) ?? '', /^Video captions.*1 of 8.*1 of 2$/);
    assert.deepEqual(await violationsInThemes(page), []);
    await page.setViewportSize({ width: 320, height: 700 });
    const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.ok(Number(wide) <= 0, `${wide} pixels too wide`);
  });
});
