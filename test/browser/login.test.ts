/** Beyond loopback: a login with a code of one's own, and a session that somebody else ends. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { violations } from './axe.ts';
import { openStage, SKIPPED, type Stage } from './stage.ts';

const TOKEN = 'an admin token of this test';

describe('a login', { skip: SKIPPED, timeout: 120_000 }, () => {
  let stage: Stage;
  before(async () => {
    const env = { HOST: '0.0.0.0', PRESGEN_ADMIN_TOKEN: TOKEN };
    stage = await openStage({ isEmpty: true, env });
  });
  after(() => stage?.close());

  const asAdmin = async (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${stage.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const logIn = async (page: Page, code: string): Promise<void> => {
    await page.getByLabel('Login code').fill(code);
    await page.getByRole('button', { name: 'Log in' }).click();
  };

  it('leads to where one wanted to go, and its page is accessible in both themes', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      const page = await stage.enter({ scheme, width: 320 });
      await page.goto(`${stage.url}/settings/sessions`);
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      assert.deepEqual(await violations(page), []);
      await logIn(page, 'not the code');
      await page.getByRole('alert').filter({ hasText: 'That did not work' }).waitFor();
      assert.deepEqual(await violations(page), []);
      await page.getByLabel('Name that decisions record').fill('ada');
      await logIn(page, TOKEN);
      await page.waitForURL(`${stage.url}/settings/sessions`);
      await page.getByRole('rowheader', { name: 'ada this one' }).first().waitFor();
    }
    stage.faults.splice(0);
  });

  it('a session ended by somebody else is said where one works, and logging in leads back', async () => {
    await asAdmin('PUT', '/api/people/mira', { name: 'Mira Holt', roles: ['educator'] });
    const made = await asAdmin('POST', '/api/people/mira/login-code', {});
    const { code } = (await made.json()) as { code: string };
    const page = await stage.enter();
    await page.goto(`${stage.url}/w`);
    await logIn(page, code);
    await page.getByText('Logged in as Mira Holt').waitFor();
    await page.getByRole('heading', { name: 'Workflows', level: 1 }).waitFor();
    const { items } = (await (await asAdmin('GET', '/api/sessions?of=everybody')).json()) as {
      items: { id: string; person: string }[];
    };
    const mine = items.find(({ person }) => person === 'mira');
    await asAdmin('DELETE', `/api/sessions/${mine?.id}`);
    await page.getByRole('alert').filter({ hasText: 'Your session ended' }).waitFor();
    await page.getByRole('link', { name: 'Log in again' }).click();
    await page.getByText('Your session ended. Log in again').waitFor();
    await logIn(page, code);
    await page.waitForURL(`${stage.url}/w`);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL(/\/login/);
    await page.goto(`${stage.url}/w`);
    await page.waitForURL(/\/login\?next=%2Fw/);
    stage.faults.splice(0);
  });
});
