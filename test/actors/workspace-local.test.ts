/** The local workspace as people meet it: forms without an account, a drive that can be browsed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { formPartId } from '../../actors/workspace/tag.ts';
import { createRig, LEARNERS, type Rig } from './workspace-rig.ts';

const signal = new AbortController().signal;
const QUESTION = formPartId('question');

async function openForm(rig: Rig, open = true): Promise<string> {
  const form = await rig.workspace.createForm(rig.write('form'), {
    title: 'Survey',
    description: 'One question.',
    parent: 'root',
    quiz: false,
    sections: [
      {
        id: formPartId('section'),
        title: 'You',
        questions: [
          {
            id: QUESTION,
            title: 'Ready?',
            required: true,
            kind: { type: 'choice', options: ['Yes', 'No'], correct: null, points: 0 },
          },
        ],
      },
    ],
  });
  if (open) await rig.workspace.publishForm(rig.write('publish'), form.id, []);
  return form.id;
}

function answer(value: string, submissionToken: string, respondent = 'learner-1') {
  return { respondent, answers: { [QUESTION]: value }, submissionToken };
}

describe('making a form', () => {
  for (const cut of ['insertForm', 'insertFile'] as const)
    it(`that was cut at ${cut} is made whole by the repeat, once`, async (t) => {
      const rig = createRig();
      t.after(rig.dispose);
      const write = rig.store[cut];
      const die = async (): Promise<never> => {
        throw new Error('the process died');
      };
      Object.assign(rig.store, { [cut]: die });
      await assert.rejects(openForm(rig));
      Object.assign(rig.store, { [cut]: write });
      rig.advance(10 * 60_000);

      const form = await openForm(rig);

      assert.equal((await rig.local.submitResponse(form, answer('Yes', 'one'))).kind, 'accepted');
      const there = (await rig.local.children('root')).filter(({ trashed }) => !trashed);
      assert.deepEqual(
        there.map(({ id }) => id),
        [form],
      );
    });
});

describe('answering a form', () => {
  it('counts a double submit once', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const form = await openForm(rig);

    const first = await rig.local.submitResponse(form, answer('Yes', 'token'));
    rig.advance(1000);
    const second = await rig.local.submitResponse(form, answer('Yes', 'token'));

    assert.equal(first.kind, 'accepted');
    assert.deepEqual(second, first);
    assert.equal((await rig.store.responses(form, null, 10)).length, 1);
  });

  it('lets a person change their answer until the form is closed', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const form = await openForm(rig);
    await rig.local.submitResponse(form, answer('Yes', 'one'));
    rig.advance(5000);
    await rig.local.submitResponse(form, answer('No', 'two'));

    const { responses } = await rig.workspace.listResponses(form, LEARNERS, { signal });

    assert.equal(responses.length, 1);
    assert.equal(responses[0]?.learner, 'learner-1');
    assert.deepEqual(responses[0]?.answers, { [QUESTION]: ['No'] });
    assert.equal((responses[0]?.submittedAt ?? 0) - (responses[0]?.createdAt ?? 0), 5000);
    assert.deepEqual(await rig.local.readAnswers(form, 'learner-1'), { [QUESTION]: 'No' });

    await rig.workspace.closeForm(rig.write('close'), form);
    assert.deepEqual(await rig.local.submitResponse(form, answer('Yes', 'three')), {
      kind: 'closed',
    });
  });

  it('refuses a form that is not published, unknown, or in the trash', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const form = await openForm(rig, false);
    assert.equal((await rig.local.submitResponse(form, answer('Yes', 'a'))).kind, 'closed');
    assert.equal((await rig.local.submitResponse('nope', answer('Yes', 'a'))).kind, 'unknown');

    await rig.workspace.publishForm(rig.write('publish'), form, []);
    assert.equal((await rig.local.readForm(form))?.accepting, true);
    await rig.workspace.trash(form, signal);
    assert.equal((await rig.local.readForm(form))?.accepting, false);
    assert.equal((await rig.local.submitResponse(form, answer('Yes', 'a'))).kind, 'closed');
  });

  it('says which answers it cannot take', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const form = await openForm(rig);

    const empty = await rig.local.submitResponse(form, answer('', 'a'));
    const wrong = await rig.local.submitResponse(form, answer('Perhaps', 'b'));
    const stranger = await rig.local.submitResponse(form, {
      respondent: 'learner-1',
      answers: { [QUESTION]: 'Yes', ffffffff: 'x' },
      submissionToken: 'c',
    });

    for (const [result, question] of [
      [empty, QUESTION],
      [wrong, QUESTION],
      [stranger, 'ffffffff'],
    ] as const) {
      assert.equal(result.kind === 'invalid' && result.problems[0]?.question, question);
    }
    assert.deepEqual(await rig.store.responses(form, null, 10), []);
  });

  it('shows the page what it needs and finds the form by its public address', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const form = await openForm(rig);
    const url = rig.effects.get(rig.write('form').key)?.ref?.url as string;

    assert.equal(await rig.local.formByLink(url.split('/f/')[1] as string), form);
    const page = await rig.local.readForm(form);
    assert.equal(page?.title, 'Survey');
    assert.deepEqual(page?.sections[0]?.questions[0]?.kind, {
      type: 'choice',
      options: ['Yes', 'No'],
    });
  });
});

describe('listing responses', () => {
  it('loses none and doubles none across pages, edits in between included', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const form = await openForm(rig);
    const people = Array.from({ length: 2500 }, (_, index) => ({
      id: `person-${index}`,
      name: '',
      email: '',
    }));
    for (const person of people) {
      await rig.local.submitResponse(form, answer('Yes', person.id, person.id));
      if (people.indexOf(person) % 3 === 0) rig.advance(1);
    }
    const seen: string[] = [];
    let page: string | null = null;
    do {
      const answerPage = await rig.workspace.listResponses(form, people, {
        ...(page ? { page } : {}),
        signal,
      });
      seen.push(...answerPage.responses.map((response) => response.learner as string));
      page = answerPage.next;
      rig.advance(1);
      await rig.local.submitResponse(form, answer('No', `again-${seen.length}`, 'person-7'));
    } while (page);

    assert.equal(seen.length, 2500);
    assert.equal(new Set(seen).size, 2500);
  });

  it('lists only what was handed in since a moment', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const form = await openForm(rig);
    await rig.local.submitResponse(form, answer('Yes', 'a', 'learner-1'));
    rig.advance(1000);
    const since = rig.ports.now();
    await rig.local.submitResponse(form, answer('Yes', 'b', 'learner-2'));

    const page = await rig.workspace.listResponses(form, LEARNERS, { since, signal });
    assert.deepEqual(
      page.responses.map((response) => response.learner),
      ['learner-2'],
    );
  });
});

describe('the local drive', () => {
  it('trashes a folder with what lies in it', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const root = await rig.workspace.createFolder(rig.write('a'), { name: 'A', parent: null });
    const inner = await rig.workspace.createFolder(rig.write('b'), { name: 'B', parent: root.id });

    await rig.workspace.trash(root.id, signal);

    assert.equal((await rig.local.file(inner.id))?.trashed, true);
    assert.equal((await rig.local.file(inner.id))?.explicitly_trashed, false);
  });

  it('moves a file and moves it back on undo', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const from = await rig.workspace.createFolder(rig.write('a'), { name: 'A', parent: null });
    const to = await rig.workspace.createFolder(rig.write('b'), { name: 'B', parent: null });
    const thing = await rig.workspace.createFolder(rig.write('c'), { name: 'C', parent: from.id });

    await rig.workspace.move(rig.write('move'), thing.id, to.id);
    assert.equal((await rig.local.file(thing.id))?.parent, to.id);
    await rig.workspace.undo(rig.write('move'));
    assert.equal((await rig.local.file(thing.id))?.parent, from.id);
  });

  it('answers nobody without a token', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const answered = await rig.local.handle(
      new Request('https://www.googleapis.com/drive/v3/files'),
    );
    assert.equal(answered.status, 401);
  });

  it('refuses a search it does not understand rather than guessing', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    await assert.rejects(rig.workspace.findByTag("x' or owners in 'me", signal), {
      code: 'GOOGLE_REFUSED',
    });
  });

  it('keeps names and addresses of learners out of its tables', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const form = await openForm(rig);
    await rig.workspace.publishForm(rig.write('publish.assessment'), form, LEARNERS);
    const permissions = JSON.stringify(await rig.store.permissions(form));
    assert.match(permissions, /learner-1@learners\.invalid/);
    for (const { name, email } of LEARNERS) {
      assert.ok(!permissions.includes(name) && !permissions.includes(email));
    }
  });
});
