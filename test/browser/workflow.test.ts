/** The page of one workflow: stepping in, looking back, and staying calm whatever it is given. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { contextOf } from '../../http/fleet/views.ts';
import type { WorkflowSettings } from '../../machines/vocabulary.ts';
import { buildPage } from '../../ops/scripts/build-page.ts';
import { PresGenError } from '../../runtime/errors.ts';
import type { ActorRecord, Json } from '../../runtime/ports.ts';
import { openRig, type Rig, requestWith } from '../http/rig.ts';
import { CHROMIUM, CHROMIUM_ARGS, PATIENCE_MS, SKIPPED, until } from './stage.ts';

const SCRIPT = '<script>window.hacked = true</script><img src=x onerror="window.hacked = true">';

describe('the page of one workflow', { skip: SKIPPED, timeout: 180_000 }, () => {
  let rig: Rig;
  let browser: Browser;
  let mayCreateForms = false;
  const faults: string[] = [];
  before(async () => {
    await buildPage();
    rig = await openRig({
      'forms.create_intake': () => {
        if (mayCreateForms)
          return { intake: { id: 'f1', url: '' }, knowledge_upload: { id: 'f2', url: '' } };
        throw new PresGenError({
          kind: 'terminal',
          code: 'FORBIDDEN',
          message: 'Not shared with us.',
        });
      },
      'knowledge.collect': async (run) => {
        await rig.ports.artifacts.put(
          {
            workflow: run.root,
            step: 'knowledge_collection',
            type: 'document',
            name: 'evil.md',
            mime: 'text/markdown',
          },
          Buffer.from(`# Title\n\n${SCRIPT}\n`),
        );
        await rig.ports.artifacts.put(
          {
            workflow: run.root,
            step: 'knowledge_collection',
            type: 'document',
            name: 'evil.html',
            mime: 'text/html',
          },
          Buffer.from(`<h1>Title of a page</h1>${SCRIPT}<p>Its text</p>`),
        );
        return { accepted: 1, rejected: [] };
      },
    });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS });
  });
  after(async () => {
    await browser?.close();
    await rig?.close();
  });

  const enter = async (path: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
    context.on('weberror', (error) => faults.push(error.error().message));
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(rig.url + path);
    return page;
  };
  const file = async (more: Record<string, unknown> = {}): Promise<string> => {
    const response = await rig.post('/api/workflows', requestWith(more));
    const { workflow_id } = (await response.json()) as { workflow_id: string };
    await rig.engine.quiet();
    return workflow_id;
  };

  it('offers what the state takes: settings are changed with a difference, tried again, cancelled with a list', async () => {
    mayCreateForms = false;
    const workflow = await file();
    const page = await enter(`/w/${workflow}`);
    await page.getByText('Prepare forms needs a person: Not shared with us.').waitFor();

    await page.getByRole('button', { name: 'Change settings' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Questions').fill('x');
    await dialog.getByText('Give a number').waitFor();
    await dialog.getByLabel('Questions').fill('7');
    await dialog.getByRole('row', { name: 'Questions 20 7' }).waitFor();
    await dialog.getByRole('button', { name: 'Change settings' }).click();
    await dialog.waitFor({ state: 'detached' });
    const settings = await until('the change', async () => {
      const record = await rig.engine.read(workflow);
      const { settings: now } = settingsIn(record);
      return now?.assessment.question_count === 7 ? now : null;
    });
    assert.ok(settings);

    mayCreateForms = true;
    await page.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByText('tried again at once').waitFor();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Waiting for educators to approve the questions.').waitFor();

    await page.getByRole('link', { name: 'History' }).click();
    const edit = page.locator('.wf-position', { hasText: 'A person changed the settings' });
    await edit.getByText('Assessment question count').waitFor();
    assert.match((await edit.textContent()) ?? '', /20.*→.*7/);
    const retry = page.locator('.wf-position', { hasText: 'had it tried again' });
    assert.match((await retry.textContent()) ?? '', /needs attention → .*calling/);
    await page.getByRole('link', { name: 'People' }).click();
    await page.locator('.wf-deeds').getByText('changed the settings').waitFor();

    await page.getByRole('button', { name: 'Cancel workflow' }).click();
    const undone = dialog.locator('.wf-undoes li');
    assert.deepEqual((await undone.allTextContents()).slice(-2), [
      'Prepare forms',
      'Set up folders',
    ]);
    await dialog.getByRole('button', { name: 'Keep going as it is' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal((await rig.engine.read(workflow))?.view.status, 'waiting');
    await page.getByRole('button', { name: 'Cancel workflow' }).click();
    await dialog.getByRole('button', { name: 'Cancel workflow' }).click();
    await page.getByText('Cancelled; what had been done was undone.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Cancel workflow' }).count(), 0);
    assert.deepEqual(faults, []);
  });

  it('tells attempts, waits and their log lines apart on its timeline', async () => {
    mayCreateForms = true;
    const workflow = await file();
    const page = await enter(`/w/${workflow}/timeline`);
    const line = page.locator(`[data-row="${workflow}/drive_provision"]`);
    await line.getByRole('button').click();
    await line.getByRole('table').waitFor();
    await line.getByText('Logs and traces').click();
    await line.getByText(`${workflow}/drive_provision.1/activity.1`).waitFor();
    const review = page.locator(`[data-row="${workflow}/checkpoint_questions"] svg rect.waiting`);
    assert.ok((await review.count()) > 0);
    await page.getByLabel('Kind').selectOption('checkpoint');
    await line.waitFor({ state: 'detached' });
    assert.match(page.url(), /kind=checkpoint/);
    await page.getByText('The same as a table').click();
    await page.getByRole('row', { name: /Review of the questions/ }).waitFor();
    assert.deepEqual(faults, []);
  });

  it('goes through its past by keyboard and back to the present, plainly marked', async () => {
    mayCreateForms = true;
    const workflow = await file();
    const page = await enter(`/w/${workflow}/at/5/history`);
    await page.getByText('The past: as it stood at position 5').waitFor();
    assert.equal(await page.locator('.wf').getAttribute('data-seq'), '5');
    assert.equal(await page.getByRole('button', { name: 'Cancel workflow' }).count(), 0);
    const slider = page.getByRole('slider', { name: 'Position in the journal' });
    await slider.focus();
    await slider.press('ArrowLeft');
    await slider.press('ArrowLeft');
    await page.locator('.wf[data-seq="3"]').waitFor();
    assert.match(page.url(), /\/at\/3\/history$/);
    assert.deepEqual(
      await page
        .locator('.wf-position')
        .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.seq)),
      ['3', '2', '1'],
    );
    await page.getByLabel('Go to').selectOption({ label: 'Prepare forms (2)' });
    await page.locator('.wf[data-seq="2"]').waitFor();
    await page.getByRole('link', { name: 'To the present' }).click();
    await page.getByRole('button', { name: 'Cancel workflow' }).waitFor();
    assert.match(page.url(), new RegExp(`/w/${workflow}/history$`));
    assert.deepEqual(faults, []);
  });

  it('never runs what was generated: Markdown and pages are shown as words', async () => {
    mayCreateForms = true;
    const workflow = await file({ certification_name: SCRIPT });
    const page = await enter(`/w/${workflow}/artifacts`);
    await page.getByRole('heading', { level: 1, name: SCRIPT }).waitFor();
    await page.getByRole('button', { name: 'Show evil.md' }).click();
    await page.locator('.wf-preview pre', { hasText: '<script>window.hacked' }).waitFor();
    await page.getByRole('button', { name: 'Show evil.html' }).click();
    await page.locator('.wf-outline', { hasText: 'Title of a page' }).waitFor();
    const opening = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Open evil.html' }).click();
    const opened = await opening;
    await opened.getByText('Its text').waitFor();
    for (const each of [page, opened])
      assert.equal(await each.evaluate(() => 'hacked' in window), false);
    assert.deepEqual(faults, []);
  });

  it('is calm about a workflow, a position and a name that nobody expected', async () => {
    const missing = await enter('/w/nothing/timeline');
    await missing.getByRole('heading', { name: 'Not found' }).waitFor();
    const workflow = await file();
    const late = await enter(`/w/${workflow}/at/9999`);
    await late.getByRole('heading', { name: 'Not found' }).waitFor();
    const odd = await enter(`/w/${workflow}/at/first`);
    await odd.getByRole('alert').waitFor();

    const record = await rig.engine.read(workflow);
    const { settings } = settingsIn(record);
    const long = `wf-long-${workflow.slice(3)}`;
    await rig.engine.start({
      machine: 'certification',
      address: long,
      input: {
        workflow: long,
        settings: { ...settings, certification_name: 'N'.repeat(10_000) },
        started_at: 0,
      } as unknown as Json,
    });
    const page = await enter(`/w/${long}`);
    await page.getByText('The whole name (10000 characters)').waitFor();
    const [width, height] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.querySelector('h1')?.clientHeight ?? 0,
    ]);
    assert.ok((width ?? 0) <= 1200 && (height ?? 0) < 300, `${width} wide, heading ${height} high`);
    assert.deepEqual(faults, []);
  });

  it('shows a workflow whose machine version no program knows any more, without its chart', async () => {
    mayCreateForms = true;
    const workflow = await file();
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.route(`**/api/workflows/${workflow}`, async (route) => {
      const response = await route.fetch();
      const view = (await response.json()) as object;
      await route.fulfill({ response, json: { ...view, version: 'ffffffffffff' } });
    });
    await page.goto(`${rig.url}/w/${workflow}`);
    await page.getByText('This chart is not kept here').waitFor();
    await page.getByText('Waiting for educators to approve the questions.').waitFor();
    await page.getByText('It began on an earlier version of its statechart').waitFor();
  });

  it('stays readable offline and says how old it is', async () => {
    mayCreateForms = true;
    const workflow = await file();
    const page = await enter(`/w/${workflow}/history`);
    await page.locator('.feed[data-live=true]').waitFor();
    await page.context().setOffline(true);
    await page.locator('.feed', { hasText: /Reconnecting, last update \d+ s ago/ }).waitFor();
    assert.ok((await page.locator('.wf-position').count()) > 3);
    await page.context().setOffline(false);
    await page.locator('.feed[data-live=true]').waitFor();
  });
});

function settingsIn(record: ActorRecord | null): { settings?: WorkflowSettings } {
  return record === null ? {} : contextOf<{ settings: WorkflowSettings }>(record);
}
