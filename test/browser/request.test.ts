/** A request written in a browser: by keyboard, kept over a reload, refused by name, with many documents. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { violationsInThemes } from './axe.ts';
import { openStage, SKIPPED, type Stage } from './stage.ts';

describe('a new request', { skip: SKIPPED, timeout: 240_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ isEmpty: true });
  });
  after(() => stage?.close());

  const open = async (options: Parameters<Stage['enter']>[0] = {}): Promise<Page> => {
    const page = await stage.enter({ person: 'educator-mira', ...options });
    await page.goto(`${stage.url}/requests/new`);
    await page.getByRole('heading', { name: 'New request' }).waitFor();
    return page;
  };

  it('is filed by keyboard alone', async () => {
    const page = await open();
    await tabTo(page, 'Name of the certification');
    await page.keyboard.type('Cloud Practitioner');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Harbour Lane College');
    await tabTo(page, 'Domain 1');
    await page.keyboard.type('Networks');
    await page.keyboard.press('Tab');
    await page.keyboard.type('60');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id.endsWith('domains-1-name'));
    await page.keyboard.type('Storage');
    await page.keyboard.press('Tab');
    await page.keyboard.type('40');
    await page.getByText('The weights add up to 100 %.').waitFor();
    await tabTo(page, 'Rows out of a spreadsheet');
    await page.keyboard.type('Zelda Quibble, zelda@example.org');
    await tabTo(page, 'Add 1 learner');
    await page.keyboard.press('Enter');
    await page.getByText('1 learner', { exact: true }).first().waitFor();
    await tabTo(page, 'File the request');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/w\/wf-/);
    const { items } = await stage.client.get<{ items: { certification_name: string }[] }>(
      '/api/workflows',
    );
    assert.deepEqual(
      items.map(({ certification_name }) => certification_name),
      ['Cloud Practitioner'],
    );
    await page.goto(`${stage.url}/requests/new`);
    assert.equal(await page.getByLabel('Name of the certification').inputValue(), '');
    assert.deepEqual(stage.faults.splice(0), []);
  });

  it('comes back after a reload; learners only where they were entered', async () => {
    const page = await open();
    await page.getByLabel('Name of the certification').fill('Pottery');
    await page.getByLabel('Rows out of a spreadsheet').fill('Zelda Quibble, zelda@example.org');
    await page.getByRole('button', { name: 'Add 1 learner' }).click();
    await page.getByText(/Draft saved in this browser at/).waitFor();
    await page.reload();
    await page.getByText(/This is your draft of/).waitFor();
    assert.equal(await page.getByLabel('Name of the certification').inputValue(), 'Pottery');
    assert.equal(await page.getByLabel('Name of learner 1').inputValue(), 'Zelda Quibble');
    const other = await page.context().newPage();
    await other.goto(`${stage.url}/requests/new`);
    await other.getByText(/Its 1 learners went with the tab/).waitFor();
    assert.equal(await other.getByLabel('Name of learner 1').count(), 0);
    await other.getByRole('button', { name: 'Start afresh' }).click();
    assert.equal(await other.getByLabel('Name of the certification').inputValue(), '');
  });

  it('says what is missing, takes the focus there and leads to each field', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'File the request' }).click();
    const summary = page.getByRole('region', { name: /keep this request from being filed/ });
    await summary.waitFor();
    assert.match((await focused(page)) ?? '', /error-summary/);
    await summary.getByRole('link', { name: 'Name your organisation.' }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'field-organization_id');
    assert.equal(await page.getByLabel('Your organisation').getAttribute('aria-invalid'), 'true');
    await page.getByLabel('Your organisation').fill('Harbour Lane');
    assert.equal(await page.getByLabel('Your organisation').getAttribute('aria-invalid'), null);
    assert.deepEqual(stage.faults.splice(0), []);
  });

  it('leads from what only the server can refuse to its place, and can be filed then', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'The example course' }).click();
    await page.getByText('6 documents arrived.').waitFor();
    await page.getByText(/Draft saved/).waitFor();
    await page.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem('presgen.request-draft') ?? '{}');
      kept.draft.documents[2].upload = 'upl_gone';
      localStorage.setItem('presgen.request-draft', JSON.stringify(kept));
    });
    // Reloaded from elsewhere, or the page on its way out would keep what it knows.
    await page.goto('about:blank');
    await page.goto(`${stage.url}/requests/new`);
    await page.getByRole('button', { name: 'File the request' }).click();
    const link = page.getByRole('link', { name: /upload: there is no upload upl_gone/ });
    await link.click();
    await page.waitForFunction(() => document.activeElement?.id === 'field-documents-2-upload');
    await page.getByRole('button', { name: 'Remove Operable interfaces', exact: true }).click();
    await page.getByRole('button', { name: 'File the request' }).click();
    await page.waitForURL(/\/w\/wf-/);
    stage.faults.splice(0);
  });

  it('takes twenty documents at once, and names each one it cannot take', async () => {
    const page = await open();
    const good = Array.from({ length: 20 }, (_, index) => ({
      name: `chapter-${String(index + 1).padStart(2, '0')}.md`,
      mimeType: 'text/markdown',
      buffer: Buffer.from(`# Chapter ${index + 1}\n\n${'A sentence about pots. '.repeat(4000)}`),
    }));
    const bad = [
      { name: 'setup.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') },
      { name: 'old.doc', mimeType: 'application/msword', buffer: Buffer.from('x') },
      { name: 'empty.md', mimeType: 'text/markdown', buffer: Buffer.alloc(0) },
      { name: 'no.pdf', mimeType: 'application/pdf', buffer: Buffer.from('words only') },
    ];
    await page.getByLabel(/Choose documents/).setInputFiles([...good, ...bad]);
    await page.getByText('20 documents arrived. 4 not taken; each says why.').waitFor();
    const list = page.getByRole('list', { name: 'Documents' });
    for (const [name, why] of [
      ['setup.exe', /is of a kind we cannot read/],
      ['old.doc', /old Office format/],
      ['empty.md', /is empty/],
      ['no.pdf', /does not look like a .pdf file inside/],
    ] as const)
      await list.getByRole('listitem').filter({ hasText: name }).filter({ hasText: why }).waitFor();
    await page.getByRole('button', { name: 'Remove chapter-07.md' }).click();
    await page.getByText('19 documents arrived.').waitFor();
    await page.getByLabel(/Choose documents/).setInputFiles([good[0] as (typeof good)[0]]);
    await page.getByText('19 documents arrived. 4 not taken').waitFor();
    stage.faults.splice(0);
  });

  it('keeps what was written while the server is away, and files it when it is back', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'The example course' }).click();
    await page.getByText('6 documents arrived.').waitFor();
    await page.context().setOffline(true);
    await page.getByLabel('Name of the certification').fill('Written without a connection');
    await page.getByLabel(/Choose documents/).setInputFiles({
      name: 'late.md',
      mimeType: 'text/markdown',
      buffer: Buffer.from('# Late\n\nWords.'),
    });
    await page.getByText('waits for the connection').waitFor();
    await page.getByRole('button', { name: 'File the request' }).click();
    await page.getByText(/1 documents are still on their way/).waitFor();
    await page.context().setOffline(false);
    await page.getByText('7 documents arrived.').waitFor();
    await page.getByRole('button', { name: 'File the request' }).click();
    await page.waitForURL(/\/w\/wf-/);
    stage.faults.splice(0);
  });

  it('takes the blueprint out of a curriculum, looked over and confirmed first', async () => {
    const page = await open();
    await page.getByText('Read it from a curriculum…').click();
    const outline =
      '# Exam\n\n## Throwing 60%\n\n- Centring\n- Pulling\n\n## Glazing 30%\n\n- Firing\n';
    await page.getByLabel('The curriculum or exam guide').setInputFiles({
      name: 'pottery.md',
      mimeType: 'text/markdown',
      buffer: Buffer.from(outline),
    });
    const found = page.getByRole('region', { name: 'Found in pottery.md' });
    await found.getByText('The weights it gives add up to 90 %, not to 100 %.').waitFor();
    assert.equal(await page.getByLabel('Domain 1', { exact: true }).inputValue(), '');
    assert.deepEqual(await violationsInThemes(page), []);
    await found.getByLabel('Its weight in %').nth(1).fill('40');
    await found.getByRole('button', { name: 'Replace the blueprint with these 2 domains' }).click();
    await page.getByText('The weights add up to 100 %.').waitFor();
    assert.equal(await page.getByLabel('Domain 2', { exact: true }).inputValue(), 'Glazing');
    assert.equal(await page.getByLabel('Objectives').first().inputValue(), 'Centring\nPulling');
    assert.deepEqual(stage.faults.splice(0), []);
    await page.getByText(/Draft saved/).waitFor();
  });

  it('has nothing axe objects to in either theme, whole, empty or full of faults', async () => {
    const page = await open({});
    assert.deepEqual(await violationsInThemes(page), [], 'empty');
    await page.getByRole('button', { name: 'File the request' }).click();
    await page.getByRole('region', { name: /keep this request/ }).waitFor();
    assert.deepEqual(await violationsInThemes(page), [], 'with faults');
    await page.getByRole('button', { name: 'The example course' }).click();
    await page.getByText('6 documents arrived.').waitFor();
    assert.deepEqual(await violationsInThemes(page), [], 'filled in');
    await page.setViewportSize({ width: 320, height: 800 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `${width} wide`);
    assert.deepEqual(stage.faults.splice(0), []);
  });
});

/** Presses Tab until something with that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 120; presses += 1) {
    const here = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      const label = element?.labels?.[0]?.textContent ?? element?.ariaLabel;
      return (label ?? element?.textContent ?? '').trim().slice(0, 60);
    });
    if (here === name) return;
    seen.push(here);
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${name}: ${seen.join(' | ')}`);
}

function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.className ?? null);
}
