/** The chart as browsers draw it: every edge and state to be seen, every word within its box, keys, and life. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { viewsOf } from '../../http/charts/graph.ts';
import { chartOf } from '../../machines/chart.ts';
import { machines, olderMachines } from '../../machines/registry.ts';
import { violationsInThemes } from './axe.ts';
import { type Ink, inkOf } from './chart-ink.ts';
import { openStage, SKIPPED, type Stage } from './stage.ts';

const SCHEMES = ['light', 'dark'] as const;
/** Two sans serifs of different width that Debian has. */
const FONTS = ['DejaVu Sans', 'Liberation Sans'];
const CONTRAST_MIN = 3;

const views = Object.entries(machines).flatMap(([name, { machine }]) =>
  viewsOf(chartOf(machine)).map((view) => ({ name, view })),
);

describe('charts in a browser', { skip: SKIPPED, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  const open = async (page: Page, { name, view }: { name: string; view: string }) => {
    await page.goto(`${stage.url}/machines/${name}?view=${encodeURIComponent(view)}`);
    await page.locator('svg.statechart .sc-node').first().waitFor();
  };

  it('every edge, dot and box can be seen in both themes, and every word fits its box in two fonts', async () => {
    const page = await stage.enter({ width: 1280 });
    for (const each of views) {
      await open(page, each);
      for (const scheme of SCHEMES) {
        await page.emulateMedia({ colorScheme: scheme });
        const faint = (await inkOf(page)).filter(({ contrast }) => contrast < CONTRAST_MIN);
        assert.deepEqual(faint.map(told), [], `${each.name} ${each.view} ${scheme}`);
      }
      for (const font of FONTS)
        assert.deepEqual(await overfull(page, font), [], `${each.name} ${each.view} in ${font}`);
    }
    await page.context().close();
  });

  for (const scheme of SCHEMES) {
    it(`the active state and the path taken stand out in the ${scheme} theme`, async () => {
      const page = await stage.enter({ scheme, width: 1280 });
      await page.goto(`${stage.url}/w/${stage.workflow}/chart`);
      await page.locator('.sc-node.leaf.now').first().waitFor();
      const ink = await inkOf(page);
      const marked = ink.filter(({ classes }) => /\bnow\b|\btaken\b/.test(classes));
      assert.ok(marked.some(({ classes }) => classes.includes('leaf')));
      assert.ok(marked.some(({ classes }) => classes.includes('taken')));
      for (const each of marked) assert.ok(each.contrast >= CONTRAST_MIN, told(each));
      const shape = await page.evaluate(() => {
        const now = document.querySelector('.sc-node.leaf.now');
        const other = document.querySelector('.sc-node.leaf:not(.now):not(.visited)');
        const fill = (node: Element | null) =>
          getComputedStyle(node?.querySelector('.box') as Element).fill;
        return {
          differs: fill(now) !== fill(other),
          glyph: now?.querySelector('.glyph') !== null,
          word: now?.getAttribute('aria-label') ?? '',
        };
      });
      assert.ok(shape.differs && shape.glyph);
      assert.match(shape.word, /now, waiting/);
      await page.context().close();
    });
  }

  it('the look at pixels notices a line that is painted over', async () => {
    const page = await stage.enter({ width: 1280 });
    await open(page, { name: 'avatarRender', view: 'full' });
    await page.evaluate(() => {
      const line = document.querySelector<SVGPathElement>('[data-edge="e1"] .line');
      line?.style.setProperty('opacity', '0.04');
    });
    const faint = (await inkOf(page)).filter(({ contrast }) => contrast < CONTRAST_MIN);
    assert.deepEqual(
      faint.map(({ id }) => id),
      ['edge e1'],
    );
    await page.context().close();
  });

  it('an overview fits a page 1200 pixels wide without scrolling sideways', async () => {
    const page = await stage.enter({ width: 1200 });
    await open(page, { name: 'certification', view: 'overview' });
    const { room, needed, text } = await page.evaluate(() => {
      const frame = document.querySelector('.chart-frame') as HTMLElement;
      const name = document.querySelector('.sc-node .name') as SVGTextElement;
      return {
        room: frame.clientWidth,
        needed: frame.scrollWidth,
        text: name.getBoundingClientRect().height,
      };
    });
    assert.ok(needed <= room, `${needed} in ${room}`);
    assert.ok(text >= 11, `names are ${text} px high`);
    await page.context().close();
  });

  it('says that a machine of many states begins with its overview', async () => {
    const page = await stage.enter({ width: 1280 });
    await page.goto(`${stage.url}/machines/certification`);
    await page.getByText('states are too many for one picture').waitFor();
    assert.equal(await page.locator('.chart-bar select').inputValue(), 'overview');
    await page.context().close();
  });

  it('is walked by arrows with one tab stop, opened by Enter and closed by Escape', async () => {
    const page = await stage.enter({ width: 1280 });
    await open(page, { name: 'certification', view: 'overview' });
    assert.equal(await page.locator('svg.statechart [tabindex="0"]').count(), 1);
    await page.locator('svg.statechart [tabindex="0"]').focus();
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('data-state') ?? null);
    for (const key of ['ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
    assert.equal(await focused(), 'certification.knowledge');
    assert.equal(await page.locator('svg.statechart [tabindex="0"]').count(), 1);
    await page.keyboard.press('Enter');
    await page.locator('[data-state="certification.knowledge.knowledge_collection"]').waitFor();
    assert.match(page.url(), /focus%3Aknowledge/);
    assert.equal(await focused(), 'certification.knowledge', 'the focus is lost');
    await page.keyboard.press('Escape');
    await page.locator('[data-inside="certification.knowledge.knowledge_collection"]').waitFor();
    await page.keyboard.press('t');
    await page.locator('[role=tree]').waitFor();
    await page.context().close();
  });

  it('the list holds every state that the picture of everything shows', async () => {
    const page = await stage.enter({ width: 1280 });
    await open(page, { name: 'checkpoint', view: 'full' });
    const drawn = await page
      .locator('svg.statechart [data-state]')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-state')));
    await page.getByRole('button', { name: 'List' }).click();
    for (;;) {
      const folded = page.locator('[role=treeitem][aria-expanded=false] > .leaf');
      if ((await folded.count()) === 0) break;
      await folded.first().click();
    }
    const listed = await page
      .locator('[role=treeitem]')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-key')));
    assert.deepEqual([...listed, 'checkpoint'].sort(), drawn.sort());
    await page.context().close();
  });

  it('a child opens its own chart in place, and Escape leads back', async () => {
    const page = await stage.enter({ width: 1280 });
    await page.goto(`${stage.url}/w/${stage.workflow}/chart`);
    await page.locator('.sc-row.child.opens').first().click();
    await page.locator('[data-state="checkpoint.pending.queue.open"].now').waitFor();
    await page.locator('svg.statechart [tabindex="0"]').focus();
    await page.keyboard.press('Escape');
    await page.locator('[data-state^="certification."].now').first().waitFor();
    await page.context().close();
  });

  it('counts a deadline down, and runs a light along the edge that is taken', async () => {
    const page = await stage.enter({ width: 1280 });
    await page.goto(`${stage.url}/w/${stage.workflow}/chart`);
    await page.locator('.sc-row.child.live', { hasText: /due in \d+ h/ }).waitFor();
    await page.evaluate(() => {
      const seen = new MutationObserver(() => {
        const pulse = document.querySelector('.sc-pulse');
        if (pulse) document.body.dataset.pulse = getComputedStyle(pulse).animationName;
      });
      seen.observe(document.querySelector('svg.statechart') as Element, {
        childList: true,
        subtree: true,
      });
    });
    await stage.approve();
    await page.locator('[data-state$="response_collection.collecting"].now').waitFor();
    assert.equal(await page.evaluate(() => document.body.dataset.pulse), 'sc-pulse');
    await page.locator('.sc-row.child.live', { hasText: /closes in/ }).waitFor();
    await page.context().close();
  });

  it('breaks no rule of accessibility in any of its looks', async () => {
    const [older] = olderMachines.checkpoint ?? [];
    const paths = [
      '/machines/certification?coverage=1',
      '/machines/certification?view=focus:content',
      `/machines/checkpoint?against=${older?.version}`,
      `/w/${stage.workflow}/chart?view=overview`,
      `/w/${stage.workflow}/chart`,
    ];
    for (const width of [320, 1280]) {
      const page = await stage.enter({ width });
      for (const path of paths) {
        await page.goto(stage.url + path);
        await page.locator('.chart-frame .sc-node, .chart-tree [role=treeitem]').first().waitFor();
        assert.deepEqual(await violationsInThemes(page), [], `${path} ${width}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${path} is ${wide} wide on ${width}`);
      }
      await page.context().close();
    }
  });

  it('tells calmly of a version that nobody keeps', async () => {
    const page = await stage.enter();
    await page.goto(`${stage.url}/machines/certification/000000000000`);
    await page.getByText('there is no machine certification in version').waitFor();
    await page.context().close();
    const known = stage.faults.filter((fault) => !fault.includes('404'));
    assert.deepEqual(known, []);
    stage.faults.length = 0;
  });
});

function told({ id, contrast }: Ink): string {
  return `${id} has contrast ${contrast.toFixed(2)}`;
}

/** Names, rows and labels that are wider than the box they stand in, with the chart in that font. */
function overfull(page: Page, font: string): Promise<string[]> {
  return page.evaluate((family) => {
    const svg = document.querySelector('svg.statechart') as SVGSVGElement;
    // By the object model: the page's policy allows no style that comes as text.
    svg.style.fontFamily = `'${family}'`;
    const within = [...svg.querySelectorAll('.sc-node, .sc-note, .sc-label')].flatMap((group) => {
      const box = group.querySelector('rect')?.getBBox();
      if (!box) return [];
      return [...group.querySelectorAll('text')].flatMap((text) => {
        const words = text.getBBox();
        const isIn = words.x >= box.x && words.x + words.width <= box.x + box.width;
        return isIn || text.closest('.sc-badge') ? [] : [`${text.textContent} is too wide`];
      });
    });
    svg.style.fontFamily = '';
    return within;
  }, font);
}
