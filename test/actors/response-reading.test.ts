/** Answers of a large cohort through the real client, on the local wire, into the real index. */
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';

import type { ResponseSet } from '../../actors/content.ts';
import * as forms from '../../actors/forms/index.ts';
import type { CallInput, LearnerIdentity } from '../../actors/ports.ts';
import type { FaultRule } from '../../actors/workspace/local/index.ts';
import type { Workspace } from '../../actors/workspace/port.ts';
import { createResponseIndex } from '../../persistence/response-index.ts';
import { transient } from '../../runtime/errors.ts';
import { type Scratch, scratchEmbedded } from '../persistence/scratch.ts';
import { createRig, type Rig, SETTINGS, WORKFLOW } from './workspace-rig.ts';
import { provisionAndPublish } from './workspace-story.ts';

const SECRET = 'a-secret-of-thirty-two-characters';
const MINUTE_MS = 60_000;

interface Cohort {
  rig: Rig;
  form: string;
  ids: string[];
  /** Which option each learner chose last, everywhere. */
  expected: Map<string, number>;
  /** Hands in, or once more. */
  send(learner: string, option: number): Promise<void>;
  read(workspace?: Workspace, pageSize?: number): Promise<{ answered: string[] }>;
  close(pageSize?: number): Promise<{ answered: string[]; missing: string[]; warnings?: object[] }>;
  /** What the workflow goes on with: learner and the one option they chose. */
  filed(): Promise<[string, number][]>;
  /** Responses the wire listed since the last time this was asked. */
  listed(): number;
}

let scratch: Scratch;
before(async () => {
  scratch = await scratchEmbedded();
});
after(() => scratch.drop());

async function cohort(
  t: TestContext,
  size: number,
  options: { faults?: FaultRule[]; inMemory?: boolean } = {},
): Promise<Cohort> {
  const learners: LearnerIdentity[] = Array.from({ length: size }, (_, at) => ({
    id: `learner-${String(at + 1).padStart(5, '0')}`,
    name: `Learner ${at + 1}`,
    email: `learner-${at + 1}@learners.example`,
  }));
  const { faults = [] } = options;
  const collected = createResponseIndex(scratch.db, SECRET);
  const rig = createRig({ learners, faults, ...(options.inMemory ? {} : { collected }) });
  const form = (await provisionAndPublish(rig)).form;
  t.after(async () => {
    await collected.forget(form.id);
    rig.dispose();
  });
  const ids = learners.map(({ id }) => id);
  const settings = { ...SETTINGS, learners: ids };
  const input = { settings, step: 'response_collection', form } as CallInput<'responses.read'>;
  const page = await rig.local.readForm(form.id);
  const questions = page?.sections.flatMap((section) => section.questions) ?? [];
  const expected = new Map<string, number>();
  let tokens = 0;
  let seen = rig.exchanges.length;
  return {
    ...{ rig, form: form.id, ids, expected },
    send: async (respondent, option) => {
      tokens += 1;
      const answers = Object.fromEntries(
        questions.map(({ id, kind }) => [id, kind.type === 'choice' ? kind.options[option] : '']),
      ) as Record<string, string>;
      const submission = { respondent, answers, submissionToken: `token-${tokens}` };
      const { kind } = await rig.local.submitResponse(form.id, submission);
      assert.equal(kind, 'accepted');
      if (ids.includes(respondent)) expected.set(respondent, option);
    },
    read: (workspace = rig.workspace, pageSize) =>
      forms.readResponses(
        rig.ports,
        workspace,
        pageSize === undefined ? {} : { pageSize },
      )(input, rig.run('responses.read')),
    close: (pageSize) =>
      forms.closeResponses(
        rig.ports,
        rig.workspace,
        pageSize === undefined ? {} : { pageSize },
      )(input, rig.run('responses.close')),
    filed: async () => {
      const artifact = await rig.ports.artifacts.latest(WORKFLOW, 'responses');
      assert.ok(artifact);
      const set = JSON.parse(
        (await rig.ports.artifacts.read(artifact)).toString('utf8'),
      ) as ResponseSet;
      return set.responses.map(({ learner, answers }) => {
        assert.equal(new Set(answers.map(({ option }) => option)).size, 1, 'one sheet, not a mix');
        return [learner, answers[0]?.option as number];
      });
    },
    listed: () => {
      const lists = rig.exchanges
        .slice(seen)
        .filter(({ url, status }) => url.pathname.endsWith('/responses') && status === 200);
      seen = rig.exchanges.length;
      return lists.reduce(
        (sum, { response }) => sum + (JSON.parse(String(response)).responses ?? []).length,
        0,
      );
    },
  };
}

/** Does `more` after the first page of a read. */
function between(workspace: Workspace, more: () => Promise<void>): Workspace {
  let pages = 0;
  return {
    ...workspace,
    listResponses: async (...args) => {
      const page = await workspace.listResponses(...args);
      pages += 1;
      if (pages === 1) await more();
      return page;
    },
  };
}

describe('5,001 responses', { timeout: 300_000 }, () => {
  for (const pageSize of [undefined, 700]) {
    const pages = pageSize === undefined ? 'pages as large as they come' : `pages of ${pageSize}`;
    it(`are each learner's latest answers, once, on ${pages}`, async (t) => {
      const { rig, ids, expected, send, read, close, filed, listed } = await cohort(t, 5_001);
      for (const [at, id] of ids.slice(0, -1).entries()) {
        // Hundreds share a time, on both sides of every page's border.
        if (at % 450 === 0) rig.advance(1);
        await send(id, at % 3);
      }
      rig.advance(10 * MINUTE_MS);
      const edit = (id: string): Promise<void> => send(id, ((expected.get(id) ?? 0) + 1) % 3);
      for (const id of ids.slice(100, 500)) await edit(id);
      let began = performance.now();
      const meanwhile = async (): Promise<void> => {
        rig.advance(1000);
        // Edits on both sides of where the read stands, and the last learner's answers.
        for (const id of [...ids.slice(0, 60), ...ids.slice(4_900, 5_000)]) await edit(id);
        await send(ids.at(-1) as string, 1);
      };
      const first = await read(between(rig.workspace, meanwhile), pageSize);
      t.diagnostic(`first read, 161 submissions in its middle: ${elapsed(began)} ms`);
      assert.equal(first.answered.length, 5_001, 'an answer that came between two pages is there');
      assert.ok(listed() >= 5_001);

      rig.advance(3 * MINUTE_MS);
      await edit(ids[7] as string);
      began = performance.now();
      await read(rig.workspace, pageSize);
      t.diagnostic(`next read, one edit: ${elapsed(began)} ms`);
      assert.ok(listed() < 600, 'what was read before is not read again');

      began = performance.now();
      const closed = await close(pageSize);
      t.diagnostic(`last reading of all and filing: ${elapsed(began)} ms`);
      assert.deepEqual(closed, { answered: ids, missing: [] });
      const sheets = await filed();
      assert.equal(sheets.length, 5_001);
      assert.deepEqual(new Map(sheets), expected);
    });
  }
});

function elapsed(began: number): number {
  return Math.round(performance.now() - began);
}

describe('reading answers', { timeout: 60_000 }, () => {
  const inMemory = true;

  it('loses and doubles nobody when all answered at the same moment and pages are small', async (t) => {
    const { ids, expected, send, read, rig, close, filed } = await cohort(t, 40, { inMemory });
    for (const [at, id] of ids.entries()) await send(id, at % 3);
    for (const pageSize of [1, 7, 40]) {
      assert.deepEqual((await read(rig.workspace, pageSize)).answered, ids);
    }
    assert.deepEqual((await close(3)).answered, ids);
    assert.deepEqual(new Map(await filed()), expected);
  });

  it('finds by its overlap what carries an earlier time than the newest that was read', async (t) => {
    const { ids, send, read, rig } = await cohort(t, 2, { inMemory });
    const [early, late] = ids as [string, string];
    rig.advance(MINUTE_MS);
    await send(late, 0);
    assert.deepEqual((await read()).answered, [late]);
    rig.advance(-MINUTE_MS / 2);
    await send(early, 1);
    assert.deepEqual((await read()).answered, ids);
  });

  it('starts over when the suite has forgotten a page', async (t) => {
    const faults: FaultRule[] = [
      { call: 'forms.forms.responses.list', fault: 'badPageToken', nth: 2 },
    ];
    const { ids, expected, send, read, rig, filed } = await cohort(t, 30, { inMemory, faults });
    for (const [at, id] of ids.entries()) await send(id, at % 3);
    assert.deepEqual((await read(rig.workspace, 10)).answered, ids);
    assert.deepEqual(new Map(await filed()), expected);
  });

  it('gives up on pages that are forgotten again and again', async (t) => {
    const faults: FaultRule[] = [
      { call: 'forms.forms.responses.list', fault: 'badPageToken', nth: 1, times: 9 },
    ];
    const { ids, send, read, rig } = await cohort(t, 30, { inMemory, faults });
    for (const id of ids) await send(id, 0);
    await assert.rejects(read(rig.workspace, 10), { code: 'GOOGLE_REFUSED' });
  });

  it('broken off between two pages reads them all the next time, edits included', async (t) => {
    const { ids, expected, send, read, rig, filed } = await cohort(t, 30, { inMemory });
    for (const id of ids) await send(id, 0);
    const dying = between(rig.workspace, async () => {
      rig.advance(10 * MINUTE_MS);
      await send(ids[3] as string, 2);
      throw transient('GOOGLE_UNAVAILABLE', 'gone');
    });
    await assert.rejects(read(dying, 10), { code: 'GOOGLE_UNAVAILABLE' });
    assert.deepEqual((await read(rig.workspace, 10)).answered, ids);
    assert.deepEqual(new Map(await filed()), expected);
  });

  it('counts strangers and keeps nothing of who they are', async (t) => {
    const { form, ids, send, read, rig, close } = await cohort(t, 2);
    await send(ids[0] as string, 0);
    await send('mallory', 1);
    const { warnings } = (await read()) as { warnings?: { code: string; message: string }[] };
    assert.equal(warnings?.[0]?.code, 'RESPONDENT_UNKNOWN');
    assert.match(warnings?.[0]?.message ?? '', /^1 answer /);
    const rows = await scratch.db.sql('select * from collected_response where form = ?', [form]);
    assert.equal(rows.length, 2);
    assert.doesNotMatch(JSON.stringify(rows), /mallory|@|Option/);
    const closed = await close();
    assert.deepEqual([closed.answered, closed.missing], [[ids[0]], [ids[1]]]);
    assert.equal(closed.warnings?.length, 1);
    assert.equal(await rig.ports.collected.workflowOf(form), null, 'a closed form is forgotten');
  });

  it('closes the same way twice', async (t) => {
    const { ids, send, rig, close, filed } = await cohort(t, 3, { inMemory });
    for (const id of ids) await send(id, 1);
    const first = await close();
    const sheets = await filed();
    rig.advance(MINUTE_MS);
    assert.deepEqual(await close(), first);
    assert.deepEqual(await filed(), sheets);
  });
});
