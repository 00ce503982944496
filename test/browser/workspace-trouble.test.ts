/** A full drive and withdrawn access, as people meet them: what is wrong, what to do, and that it goes on. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { openStage, SKIPPED, type Stage, until } from './stage.ts';

const FULL = { call: 'drive.files.create', fault: 'quotaFull', nth: 1, times: 500 };

describe('a workflow whose drive refuses it', { skip: SKIPPED, timeout: 120_000 }, () => {
  let stage: Stage;
  let page: Page;
  before(async () => {
    stage = await openStage({ isEmpty: true, env: { PRESGEN_FAULTS: JSON.stringify([FULL]) } });
    page = await stage.enter({ width: 390 });
  });
  after(() => stage?.close());

  const stuck = (): Promise<string> =>
    until('a workflow that needs a person', async () => {
      const { items } = await stage.client.get<{ items: { workflow_id: string }[] }>(
        '/api/workflows?state=needs_attention',
      );
      return items[0]?.workflow_id ?? null;
    });
  const tryAgain = async (): Promise<void> => {
    const button = { name: 'Try again' };
    await page.getByRole('button', button).click();
    await page.getByRole('dialog').getByRole('button', button).click();
  };
  const goesOn = (workflow: string): Promise<string> =>
    until('the workflow to go on', async () => {
      const { status } = await stage.client.get<{ status: string }>(`/api/workflows/${workflow}`);
      return status === 'needs_attention' ? null : status;
    });

  it('says that the drive is full, leads to it, and goes on once there is room', async () => {
    await stage.fileAnother();
    const workflow = await stuck();
    await page.goto(`${stage.url}/w/${workflow}`);
    await page.getByText('The drive has no room left. Delete what is not needed').waitFor();
    await page.getByRole('link', { name: 'Open the drive' }).click();
    await page.getByRole('heading', { name: 'Drive', level: 1 }).waitFor();
    await page.goto(`${stage.url}/developer/faults`);
    await page.getByRole('button', { name: 'Disarm quotaFull' }).click();
    await page.getByText('None: every call goes well').waitFor();
    await page.goto(`${stage.url}/w/${workflow}`);
    await tryAgain();
    await goesOn(workflow);
    await page.getByText('The drive has no room left').waitFor({ state: 'detached' });
  });

  it('says that access was withdrawn, leads to the connection, and goes on once it is granted', async () => {
    await page.goto(`${stage.url}/developer/faults`);
    await page.getByLabel('Fault', { exact: true }).selectOption('grantRevoked');
    await page.getByLabel('Call', { exact: true }).selectOption('drive.files.create');
    await page.getByLabel('Strike from call number').fill('1');
    await page.getByRole('button', { name: 'Arm', exact: true }).click();
    await page.getByRole('button', { name: 'Disarm grantRevoked' }).waitFor();
    await stage.fileAnother('one more');
    const workflow = await stuck();
    await page.goto(`${stage.url}/w/${workflow}`);
    await page.getByText('Google no longer accepts the connection').waitFor();
    const remedy = page.getByRole('link', { name: 'Open the connection' });
    assert.match((await remedy.getAttribute('href')) ?? '', /^\/settings\/google/);
    await page.goto(`${stage.url}/developer/faults`);
    await page.getByRole('button', { name: 'Connect again' }).click();
    await page.getByText('Access is withdrawn').waitFor({ state: 'detached' });
    await page.goto(`${stage.url}/w/${workflow}`);
    await tryAgain();
    await goesOn(workflow);
  });
});
