/** Cohorts and learners through the API, and a learner's own page, over a real workflow. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'node-html-parser';
import { analyseActivity } from '../../actors/assessment/analyse-activity.ts';
import { withMeasuring } from '../../actors/assessment/bank/index.ts';
import type { LearnerLine } from '../../http/cohort-view.ts';
import { createLearnerVault } from '../../persistence/learner-vault.ts';
import type { Json } from '../../runtime/ports.ts';
import { fillIn } from './form-walk.ts';
import { atQuestions, openRig, performs, type Rig } from './rig.ts';

const as = (person: string) => ({ 'x-presgen-user': person });

interface CohortAnswer {
  names_shown: boolean;
  released: boolean;
  cohort: { answered: number } | null;
  learners: LearnerLine[];
  questions: { statistics: { n: number; says: string[] } }[];
}

describe('a cohort', { timeout: 90_000 }, () => {
  let rig: Rig;
  let workflow: string;
  const json = async <T>(path: string, person = 'local-admin'): Promise<T> => {
    const response = await rig.get(path, as(person));
    assert.equal(response.status, 200, await response.clone().text());
    return (await response.json()) as T;
  };
  const cohort = (person?: string) => json<CohortAnswer>(`/api/cohorts/${workflow}`, person);
  const pathOf = (url: string) => new URL(url).pathname;
  const home = async (learner: string) => {
    const response = await rig.get(pathOf(rig.links.learner(workflow, learner)));
    return parse(await response.text());
  };
  const approve = async () => {
    const { items } = await json<{ items: { id: string; subject: { content_hash: string } }[] }>(
      '/api/checkpoints',
    );
    for (const { id, subject } of items)
      await rig.post(`/api/checkpoints/${id}/decisions`, {
        verdict: 'approve',
        content_hash: subject.content_hash,
      });
    await rig.engine.quiet();
  };
  const formOf = async () => {
    const view = await json<{ context: { outputs: { form: { id: string } } } }>(
      `/api/workflows/${workflow}`,
    );
    return view.context.outputs.form.id;
  };
  /** Responses are looked at a moment after the last one arrived. */
  const analysed = async () => {
    const deadline = AbortSignal.timeout(20_000);
    while ((await cohort()).cohort === null) {
      deadline.throwIfAborted();
      await pause(50);
    }
    await rig.engine.quiet();
  };
  /** Ticks the first option of every question, which is the answer. */
  const answer = async (learner: string) => {
    const path = pathOf(rig.links.form(workflow, learner, await formOf()));
    assert.match(await fillIn({ url: rig.url, path }), /Thank you/);
    await rig.engine.quiet();
  };

  before(async () => {
    rig = await openRig({
      'gaps.analyse': (run): Promise<Json> | Json =>
        performs(withMeasuring(rig.actorPorts, analyseActivity(rig.actorPorts)))?.(run) ?? null,
    });
    for (const [person, roles] of [
      ['olaf', ['auditor']],
      ['opal', ['operator']],
      ['edna', ['educator']],
    ] as const)
      await rig.ports.people.save(
        { person, name: person, roles: [...roles], groups: [], active: true },
        1,
      );
    workflow = (await atQuestions(rig)).workflow;
  });
  after(() => rig.close());

  it('before any answers there is no finding, and learners have nothing to do yet', async () => {
    const { cohort: found, learners } = await cohort();
    assert.equal(found, null);
    assert.deepEqual(
      learners.map(({ id, finding }) => [id, finding]),
      [
        ['learner-1', null],
        ['learner-2', null],
      ],
    );
    assert.match((await home('learner-1')).querySelector('.now')?.text ?? '', /Nothing to do yet/);
  });

  it('a learner is led to the assessment, and told when the answers have arrived', async () => {
    await approve();
    const before = (await home('learner-1')).querySelector('.now');
    assert.match(before?.text ?? '', /Now: answer the assessment/);
    assert.match(before?.querySelector('a')?.getAttribute('href') ?? '', /^\/f\//);
    assert.ok(before?.querySelector('time')?.getAttribute('datetime'));
    await answer('learner-1');
    assert.match((await home('learner-1')).text, /Your answers have arrived/);
    assert.match((await home('learner-2')).text, /Now: answer the assessment/);
  });

  it('findings name learners to educators, and to nobody else', async () => {
    await answer('learner-2');
    await analysed();
    const known = await cohort('edna');
    assert.equal(known.names_shown, true);
    assert.deepEqual(
      known.learners.map(({ name }) => name),
      ['Zelda Quibble', 'Otto Marrow'],
    );
    assert.equal(known.cohort?.answered, 2);
    const blind = await rig.get(`/api/cohorts/${workflow}`, as('olaf'));
    assert.doesNotMatch(await blind.text(), /Zelda|Quibble|zelda@/);
    const learner = await rig.get(`/api/learners/learner-1?workflow=${workflow}`, as('olaf'));
    assert.equal(learner.status, 200);
    assert.doesNotMatch(await learner.text(), /Zelda|Quibble|zelda@/);
    assert.equal((await rig.get(`/api/cohorts/${workflow}`, as('opal'))).status, 403);
    assert.equal((await rig.get('/api/learners/learner-1', as('opal'))).status, 403);
  });

  it('says of two answers that they are two', async () => {
    const { questions } = await cohort();
    assert.equal(questions.length, 2);
    for (const { statistics } of questions) {
      assert.equal(statistics.n, 2);
      assert.match(statistics.says[0] ?? '', /^Too few responses: 2 learners answered, 2 of them/);
    }
  });

  it('the bank knows of those answers too, however often they are analysed', async () => {
    const { items } = await json<{ items: { responses: number; correct: number }[] }>('/api/bank');
    assert.deepEqual(
      items.map(({ responses, correct }) => [responses, correct]),
      [
        [2, 2],
        [2, 2],
      ],
    );
  });

  it('a learner sees no result before it is released', async () => {
    const page = await home('learner-1');
    assert.match(page.text, /Nothing to do now/);
    assert.equal(page.querySelector('#results'), null);
  });

  it('an educator sees who opened their page, and no program that only asks for its head', async () => {
    const link = pathOf(rig.links.learner(workflow, 'learner-2'));
    const visitsOf = async (id: string) =>
      (await cohort()).learners.find((each) => each.id === id)?.visits;
    const before = await visitsOf('learner-2');
    await fetch(rig.url + link, { method: 'HEAD' });
    assert.equal(await visitsOf('learner-2'), before);
    assert.ok((await cohort()).learners.every(({ visited_at }) => visited_at !== null));
  });

  it('an unknown cohort or learner is not found', async () => {
    assert.equal((await rig.get('/api/cohorts/none')).status, 404);
    assert.equal((await rig.get('/api/learners/none')).status, 404);
    assert.equal((await rig.get('/api/learners/learner-1?workflow=none')).status, 404);
  });

  it('who was erased is an id and nothing more', async () => {
    await createLearnerVault(rig.database, 'the key of this vault is not needed to forget').forget(
      workflow,
      'learner-2',
    );
    const record = await json<{ name: string | null; erased: boolean }>(
      `/api/learners/learner-2?workflow=${workflow}`,
    );
    assert.deepEqual([record.name, record.erased], [null, true]);
    assert.match((await home('learner-2')).text, /Hello\./);
  });
});
