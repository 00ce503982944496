/** What axe finds on a page, judged by WCAG 2.2 AA and its own best practices. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe judges by the colours of the page; nothing else it looks at changes with a theme. */
const BY_COLOUR = ['color-contrast', 'link-in-text-block'];
/** And what it judges by where things lie, which changes with the width of the window too. */
const BY_PLACE = [...BY_COLOUR, 'target-size', 'scrollable-region-focusable'];

interface Axe {
  run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/**
 * One line for each broken rule, with the elements that break it; none is what one wants.
 * @param judged `colours` where the same page was judged whole in another theme, `places` where its
 *   window was another too.
 */
export async function violations(
  page: Page,
  judged: 'everything' | 'colours' | 'places' = 'everything',
): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const rules =
    judged !== 'everything'
      ? { runOnly: { type: 'rule', values: judged === 'places' ? BY_PLACE : BY_COLOUR } }
      : {
          runOnly: { type: 'tag', values: TAGS },
          // Off by default in axe although WCAG 2.2 asks for it.
          rules: { 'target-size': { enabled: true } },
        };
  return page.evaluate(async (options) => {
    const { axe } = window as unknown as { axe: Axe };
    const { violations: found } = await axe.run(options);
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }, rules);
}

/** The same page in the light theme, and then all that the dark one changes; it is left light. */
export async function violationsInThemes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const own = await violations(page, colorScheme === 'light' ? 'everything' : 'colours');
    found.push(...own.map((each) => `${colorScheme}: ${each}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}
