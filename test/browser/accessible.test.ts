/** Every address in both themes, full, empty and refused: axe finds nothing, nothing overflows a phone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { violations } from './axe.ts';
import { type Address, EMPTY_ADDRESSES, everyAddress, visit } from './every-route.ts';
import { openStage, SKIPPED, type Stage } from './stage.ts';

interface Look {
  colorScheme: 'light' | 'dark';
  forcedColors: 'none' | 'active';
}
const THEMES: Look[] = [
  { colorScheme: 'light', forcedColors: 'none' },
  { colorScheme: 'dark', forcedColors: 'none' },
];
/** Also as Windows' contrast themes set them. */
const LOOKS: Look[] = [...THEMES, { colorScheme: 'light', forcedColors: 'active' }];
const REFUSED = JSON.stringify({ title: 'Refused for this test', detail: 'the server is unwell' });

/** One visit serves all looks: the page follows the reader's system while it is open. */
async function inEveryColour(page: Page, looks: Look[]): Promise<string[]> {
  const found: string[] = [];
  for (const [place, look] of looks.entries()) {
    await page.emulateMedia(look);
    const own = await violations(page, place === 0 ? 'everything' : 'colours');
    found.push(...own.map((each) => `${look.colorScheme}, forced ${look.forcedColors}: ${each}`));
  }
  return found;
}

/** Works through the list and names every address that fails, rather than the first. */
async function findings(
  addresses: Address[],
  look: (address: Address) => Promise<string[]>,
): Promise<string[]> {
  const found: string[] = [];
  for (const address of addresses) {
    const own = await look(address).catch((error: Error) => [error.message.slice(0, 300)]);
    found.push(...own.map((each) => `${address.name} (${address.path}): ${each}`));
  }
  return found;
}

describe('every page is accessible', { skip: SKIPPED, timeout: 600_000 }, () => {
  let stage: Stage;
  let addresses: Address[];
  before(async () => {
    stage = await openStage();
    await stage.approve();
    await stage.formLinks();
    await stage.fileAnother();
    addresses = await everyAddress(stage);
    const [form = ''] = await stage.formLinks();
    addresses.push({ name: "a learner's form", path: new URL(form).pathname });
  });
  after(() => stage?.close());

  it('axe finds nothing in either theme, nor where the reader sets the colours', async () => {
    const page = await stage.enter();
    const found = await findings(addresses, async (address) => {
      await visit(page, stage, address);
      return inEveryColour(page, LOOKS);
    });
    assert.deepEqual(found, []);
  });

  it('axe finds nothing where the server refuses, in either theme', async () => {
    const page = await stage.enter();
    await page.route('**/api/**', (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body: REFUSED }),
    );
    const found = await findings(addresses, async (address) => {
      await visit(page, stage, address);
      return inEveryColour(page, THEMES);
    });
    assert.deepEqual(found, []);
  });

  it('nothing overflows a page 320 pixels wide', async () => {
    const page = await stage.enter({ width: 320 });
    const found = await findings(addresses, async (address) => {
      await visit(page, stage, address);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      return width <= 320 ? [] : [`is ${width} wide`];
    });
    assert.deepEqual(found, []);
  });

  it('no page writes an error to the console or asks another host', () => {
    const others = stage.faults.filter((each) => !/status of (500|404)/.test(each));
    assert.deepEqual(others, []);
  });
});

describe('every page is accessible before anything was filed', {
  skip: SKIPPED,
  timeout: 300_000,
}, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ isEmpty: true });
  });
  after(() => stage?.close());

  it('axe finds nothing in either theme', async () => {
    const page = await stage.enter();
    const found = await findings(EMPTY_ADDRESSES, async (address) => {
      await visit(page, stage, address);
      return inEveryColour(page, THEMES);
    });
    assert.deepEqual(found, []);
  });

  it('nothing overflows a page 320 pixels wide', async () => {
    const page = await stage.enter({ width: 320 });
    const found = await findings(EMPTY_ADDRESSES, async (address) => {
      await visit(page, stage, address);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      return width <= 320 ? [] : [`is ${width} wide`];
    });
    assert.deepEqual(found, []);
  });
});
