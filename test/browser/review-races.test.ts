/** Several people at one checkpoint: one wins, nobody approves their own work, and time is kept. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { createRehearsalClock } from '../../ops/clock.ts';
import { openStage, SKIPPED, type Stage, until } from './stage.ts';

interface Checkpoint {
  status: string;
  assignee: string | null;
  escalated_at: string | null;
  subject: { content_hash: string; version: number };
  approvals: string[];
  content: { items: { id: string }[] };
}
interface Answer {
  status: number;
  body: { code?: string; changes?: { id: string; change: string }[] };
}

const MINUTE = 60_000;

describe('several people at one checkpoint', { skip: SKIPPED, timeout: 180_000 }, () => {
  const clock = createRehearsalClock();
  let stage: Stage;
  let id: string;
  before(async () => {
    stage = await openStage({ clock });
    ({ id } = await stage.openCheckpoint());
  });
  after(() => stage?.close());

  const look = (): Promise<Checkpoint> => stage.client.get<Checkpoint>(`/api/checkpoints/${id}`);
  const ask = async (person: string, what: string, body: object): Promise<Answer> => {
    const answer = await fetch(`${stage.url}/api/checkpoints/${id}/${what}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-presgen-user': person,
        origin: stage.url,
      },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  };
  const enter = async (person: string): Promise<Page> => {
    const page = await stage.enter({ person });
    await page.goto(`${stage.url}/inbox/${encodeURIComponent(id)}`);
    await page.locator('.feed[data-live=true]').waitFor();
    return page;
  };
  const pass = async (minutes: number): Promise<void> => {
    clock.jumpTo(clock.now() + minutes * MINUTE);
    await stage.system.engine.quiet();
  };

  it('of two browsers that claim at once exactly one wins, and the other is told who has it', async () => {
    const pages = [await enter('educator-mira'), await enter('educator-tomas')];
    await Promise.all(
      pages.map((page) => page.getByRole('button', { name: 'Start reviewing' }).click()),
    );
    const standing = async (page: Page): Promise<string> => {
      const shown = page.locator('.reservation .pill');
      await shown.waitFor();
      return ((await shown.textContent()) ?? '').includes('Reserved for you') ? 'mine' : 'theirs';
    };
    const seen = await Promise.all(pages.map(standing));
    assert.deepEqual([...seen].sort(), ['mine', 'theirs']);
    const { assignee } = await look();
    assert.equal(assignee, ['educator-mira', 'educator-tomas'][seen.indexOf('mine')]);
    const loser = pages[seen.indexOf('theirs')] as Page;
    await loser.getByText(`${assignee} is reviewing`).first().waitFor();
    assert.equal(await loser.getByRole('button', { name: 'Approve' }).isDisabled(), true);

    await pass(31);
    for (const page of pages) await page.getByText('Nobody is reviewing this').waitFor();
    assert.equal((await look()).assignee, null);
    await Promise.all(pages.map((page) => page.context().close()));
    // The one that lost saw the refusal as the 409 it was.
    stage.faults.splice(
      0,
      stage.faults.length,
      ...stage.faults.filter((each) => !/409/.test(each)),
    );
  });

  it('nobody approves their own work, by whatever way they try', async () => {
    const { subject, content } = await look();
    const patch = { questions: [{ id: content.items[0]?.id, stem: 'Asked in other words?' }] };
    const edit = { verdict: 'approve', content_hash: subject.content_hash, patch };
    assert.equal((await ask('educator-mira', 'decisions', edit)).status, 200);
    const { content_hash } = (await look()).subject;
    const own = await ask('educator-mira', 'decisions', { verdict: 'approve', content_hash });
    assert.deepEqual([own.status, own.body.code], [403, 'AUTHOR_CANNOT_APPROVE']);
    await ask('educator-mira', 'claim', {});
    const claimed = await ask('educator-mira', 'decisions', { verdict: 'approve', content_hash });
    assert.equal(claimed.status, 403, 'a reservation changes nothing about it');
    await stage.system.engine.send(id.replaceAll('~', '/'), {
      ...{ type: 'decision', by: 'educator-mira', verdict: 'approve', content_hash },
    });
    assert.deepEqual((await look()).approvals, []);
    await ask('educator-mira', 'release', {});

    const stale = await ask('educator-tomas', 'decisions', {
      verdict: 'approve',
      content_hash: subject.content_hash,
    });
    assert.deepEqual([stale.status, stale.body.code], [409, 'STALE_CONTENT']);
    assert.deepEqual(
      stale.body.changes?.map((each) => [each.id, each.change]),
      [[content.items[0]?.id, 'edited']],
    );
  });

  it('when nobody decides in time it escalates, is not failed, and can still be decided', async () => {
    const page = await enter('educator-tomas');
    await pass(24 * 60);
    await page.locator('.pill', { hasText: 'Escalated' }).waitFor();
    const { status, escalated_at } = await look();
    assert.deepEqual([status, escalated_at === null], ['active', false]);
    await page.goto(`${stage.url}/inbox?state=escalated`);
    await page.locator('.card', { hasText: 'Escalated' }).waitFor();
    await page.context().close();
  });

  it('of two browsers that decide at once exactly one is counted', async () => {
    const pages = [await enter('educator-tomas'), await enter('educator-lena')];
    for (const page of pages) {
      await page.getByRole('button', { name: 'Reject…' }).click();
      await page.getByLabel('Reason').selectOption('wrong');
      await page.getByLabel('Why is it rejected?').fill('Not what we teach.');
    }
    await Promise.all(
      pages.map((page) => page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()),
    );
    const said = await Promise.all(
      pages.map(async (page) => {
        const won = page.getByText('You rejected. The workflow goes on.');
        const lost = page.getByRole('alert').getByText(/ended with|same moment/);
        await won.or(lost).first().waitFor();
        return (await won.count()) > 0 ? 'won' : 'lost';
      }),
    );
    assert.deepEqual([...said].sort(), ['lost', 'won']);
    const { decisions } = (await look()) as unknown as { decisions: { by: string }[] };
    assert.equal(decisions.length, 1);
    await until('the rejection at the workflow', async () => {
      const { status } = await stage.client.get<{ status: string }>(
        `/api/workflows/${stage.workflow}`,
      );
      return status === 'needs_attention' ? status : null;
    });
  });
});
