/** Every view in both themes: axe finds nothing, nothing overflows a phone, edges can be seen. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { openStage, SKIPPED, type Stage } from './stage.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCHEMES = ['light', 'dark'] as const;

describe('every view is accessible', { skip: SKIPPED, timeout: 180_000 }, () => {
  let stage: Stage;
  let paths: [string, string][];
  before(async () => {
    stage = await openStage();
    const reviewed = await stage.openCheckpoint();
    await stage.approve();
    const [form = ''] = await stage.formLinks();
    await stage.fileAnother();
    const open = await stage.openCheckpoint();
    paths = [
      ['/', '.list tbody tr'],
      [`/w/${stage.workflow}`, 'svg.chart'],
      [`/w/${stage.workflow}/at/3`, 'svg.chart'],
      ['/inbox', '.card'],
      [`/inbox/${open.id}`, '[data-key=approve]'],
      [`/inbox/${reviewed.id}`, '.question'],
      ['/machines/checkpoint', 'svg.chart'],
      [`/w/missing`, '.empty.error'],
      [new URL(form).pathname, 'fieldset'],
    ];
  });
  after(() => stage?.close());

  for (const scheme of SCHEMES) {
    it(`axe finds nothing in the ${scheme} theme`, async () => {
      const page = await stage.enter({ scheme });
      for (const [path, ready] of paths) {
        await page.goto(stage.url + path);
        await page.locator(ready).first().waitFor();
        assert.deepEqual(await violations(page), [], `${path} in ${scheme}`);
      }
    });

    it(`edges stand out from every background of the chart in the ${scheme} theme`, async () => {
      const page = await stage.enter({ scheme });
      await page.goto(`${stage.url}/w/${stage.workflow}`);
      await page.locator('svg.chart .edge').first().waitFor();
      assert.deepEqual(await hiddenEdges(page), []);
    });
  }

  it('nothing overflows a page 320 pixels wide', async () => {
    const page = await stage.enter({ width: 320 });
    for (const [path, ready] of paths) {
      await page.goto(stage.url + path);
      await page.locator(ready).first().waitFor();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${path} is ${width} wide`);
    }
  });

  it('the states can be walked by keyboard alone', async () => {
    const page = await stage.enter();
    await page.goto(`${stage.url}/w/${stage.workflow}`);
    await page.getByText('The same as a list of states').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const focused = (): Promise<string | null> =>
      page.evaluate(() => document.activeElement?.getAttribute('data-key') ?? null);
    const start = await focused();
    assert.match(start ?? '', /^certification\./);
    await page.keyboard.press('Home');
    assert.equal(await focused(), 'certification.initialization');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'certification.initialization.drive_setup');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await focused(), 'certification.initialization');
  });
});

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const found = await axe.run();
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
    );
  });
}

/** Edges that an opened box is painted over, or whose colour is too near to the ground beneath. */
function hiddenEdges(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const shade = (colour: string): number => {
      if (!canvas) return 0;
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const parts = [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * (parts[0] ?? 0) + 0.7152 * (parts[1] ?? 0) + 0.0722 * (parts[2] ?? 0);
    };
    const picture = document.querySelector('.picture') as HTMLElement;
    const ground = shade(getComputedStyle(picture).backgroundColor);
    const boxes = [...document.querySelectorAll('.node.compound, .node.parallel')];
    return [...document.querySelectorAll('.edge')].flatMap((edge) => {
      const path = edge.querySelector('path') as SVGPathElement;
      const line = shade(getComputedStyle(path).stroke);
      const contrast = (Math.max(line, ground) + 0.05) / (Math.min(line, ground) + 0.05);
      const isCovered = boxes.some(
        (box) => edge.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING,
      );
      const id = edge.getAttribute('data-edge');
      if (isCovered) return [`${id} lies under a box`];
      return contrast < 3 ? [`${id} has contrast ${contrast.toFixed(2)}`] : [];
    });
  });
}
