/** Settings and the audit trail in a browser. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createLocalWorkspace, type LocalWorkspace } from '../../actors/workspace/local/index.ts';
import { createMemoryStore } from '../../actors/workspace/local/memory-store.ts';
import { createBlobs } from '../../persistence/blobs.ts';
import { violations, violationsInThemes } from './axe.ts';
import { openStage, SKIPPED, type Stage } from './stage.ts';

const APP = { GOOGLE_OAUTH_CLIENT_ID: 'app', GOOGLE_OAUTH_CLIENT_SECRET: 'app-secret-of-the-test' };

describe('settings and the audit trail', { skip: SKIPPED, timeout: 180_000 }, () => {
  let stage: Stage;
  let google: LocalWorkspace;
  const dir = mkdtempSync(join(tmpdir(), 'presgen-google-'));
  before(async () => {
    let number = 0;
    google = createLocalWorkspace({
      store: createMemoryStore(),
      blobs: createBlobs(join(dir, 'blobs')),
      dir,
      publicUrl: 'http://127.0.0.1:8080',
      ids: { next: () => `google-${++number}` },
      now: Date.now,
    });
    stage = await openStage({ isEmpty: true, env: APP, google: google.handle });
    google.accounts.register({
      clientId: APP.GOOGLE_OAUTH_CLIENT_ID,
      clientSecret: APP.GOOGLE_OAUTH_CLIENT_SECRET,
      redirectUris: [`${stage.url}/api/google/callback`],
    });
  });
  after(async () => {
    await stage?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('a Google account is connected, seen to be withdrawn, connected again and ended', async () => {
    const page = await stage.enter();
    // Google's own page: the person agrees at once.
    await page.route('https://accounts.google.com/**', (route) =>
      route.fulfill({
        status: 302,
        headers: { location: google.accounts.agree(route.request().url()) },
      }),
    );
    await page.goto(`${stage.url}/settings/google`);
    await page.getByText('Nobody has connected a Google account yet').waitFor();
    assert.deepEqual(await violations(page), []);

    await page.getByRole('button', { name: 'Connect a Google account' }).click();
    await page.getByText('Connected. No workflow was waiting for it.').waitFor();
    await page.getByText('It works.').waitFor();
    await page.getByText('Local workspace').waitFor();
    assert.deepEqual(await violations(page), []);

    google.accounts.withdraw();
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('It does not work.').waitFor();
    await page.getByText('Google no longer accepts the connection: it was withdrawn').waitFor();
    await page.reload();
    await page.getByText('It does not work.').waitFor();
    assert.equal(await page.getByText('Connected. No workflow').count(), 0);
    assert.deepEqual(await violations(page), []);

    await page.getByRole('button', { name: 'Connect again' }).click();
    await page.getByText('It works.').waitFor();
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Nobody has connected a Google account yet').waitFor();
    const expected = /foreign: https:\/\/accounts\.google\.com|status of 422/;
    assert.deepEqual(
      stage.faults.splice(0).filter((fault) => !expected.test(fault)),
      [],
    );
  });

  it('a person is added, limited to a role, and the last administrator stays one', async () => {
    const page = await stage.enter();
    await page.goto(`${stage.url}/settings/people`);
    await page.getByText('Nobody is listed yet').waitFor();
    await page.getByRole('button', { name: 'Add a person' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Write the name people read.').waitFor();
    await dialog.getByLabel('Name they act under').fill('mira');
    await dialog.getByLabel('Name people read').fill('Mira Holt');
    await dialog.getByRole('checkbox', { name: /Administrator/ }).check();
    assert.deepEqual(await violations(page), []);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('rowheader', { name: /Mira Holt/ }).waitFor();
    await page.getByRole('button', { name: 'Change Mira Holt' }).click();
    await dialog.getByRole('checkbox', { name: /Administrator/ }).uncheck();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText(/the last active administrator/).waitFor();
    await page.keyboard.press('Escape');
    stage.faults.splice(0);
  });

  it('whoever has another role is told so calmly', async () => {
    await fetch(`${stage.url}/api/people/nora`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Nora', roles: ['educator'] }),
    });
    const page = await stage.enter({ person: 'nora' });
    await page.goto(`${stage.url}/audit`);
    await page.getByText(/takes the role auditor or admin; nora has educator/i).waitFor();
    await page.goto(`${stage.url}/settings`);
    await page.getByRole('heading', { name: 'Appearance' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'People and roles' }).count(), 0);
    stage.faults.splice(0);
  });

  it('a theme is chosen for good, whatever the system says', async () => {
    const page = await stage.enter({ scheme: 'light' });
    await page.goto(`${stage.url}/settings`);
    await page.getByLabel('Dark').check();
    await page.reload();
    await page.getByRole('heading', { name: 'Appearance' }).waitFor();
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(ground, 'rgb(15, 20, 26)');
    await page.getByLabel('Single letters as shortcuts').uncheck();
    await page.reload();
    assert.equal(await page.getByLabel('Single letters as shortcuts').isChecked(), false);
  });

  it('the trail is searched by its address, shows what changed, and is verified', async () => {
    const page = await stage.enter();
    await page.goto(`${stage.url}/audit?action=person.added&actor=LOCAL`);
    await page.getByText('2 entries').waitFor();
    const change = page.getByRole('table', { name: /What entry \d+ changed/ }).last();
    await change.getByRole('row', { name: 'roles – educator, admin' }).waitFor();
    await page.getByLabel('To what').fill('nora');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('1 entry', { exact: true }).waitFor();
    assert.match(page.url(), /subject=nora/);
    await page.getByRole('button', { name: 'Verify every entry' }).click();
    await page.getByText(/The trail is whole: each of its \d+ entries/).waitFor();
    const hash = await page.locator('.notice code.hash').textContent();
    await page.getByLabel(/A hash you kept/).fill(hash ?? '');
    await page.getByRole('button', { name: 'Verify every entry' }).click();
    await page.getByText(/The hash you kept is that of entry/).waitFor();
    const csv = await page.request.get(
      `${stage.url}${await page.getByRole('link', { name: 'Export as CSV' }).getAttribute('href')}`,
    );
    assert.match(await csv.text(), /person\.added,nora/);
    await stage.system.database.sql("update audit set actor = 'nobody' where seq = 2");
    await page.getByRole('button', { name: 'Verify every entry' }).click();
    await page.getByText(/The trail is broken: entry 2 was altered/).waitFor();
    await page.goto(`${stage.url}/audit?actor=nobody-at-all`);
    await page.getByText('No entry fits this search').waitFor();
  });

  it('axe finds nothing, and nothing overflows 320 pixels, in either theme', async () => {
    const page = await stage.enter();
    for (const path of [
      '/settings',
      '/settings/sessions',
      '/settings/people',
      '/settings/google',
      '/settings/installation',
      '/audit',
      '/docs',
    ]) {
      await page.setViewportSize({ width: 1200, height: 800 });
      await page.goto(stage.url + path);
      await page.locator('main h1').waitFor();
      await page.waitForFunction(() => document.querySelector('main .loading') === null);
      assert.deepEqual(await violationsInThemes(page), [], path);
      await page.setViewportSize({ width: 320, height: 800 });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${path} is ${width} wide`);
    }
    assert.deepEqual(stage.faults.splice(0), []);
  });
});
