/** The forms' activities, against the real client and the local workspace. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { ResponseSet } from '../../actors/content.ts';
import * as forms from '../../actors/forms/index.ts';
import { createRig, LEARNERS, type Rig, SETTINGS, WORKFLOW } from './workspace-rig.ts';
import { answerAssessment, input, provisionAndPublish, putArtifact } from './workspace-story.ts';

async function newestResponses(rig: Rig): Promise<ResponseSet> {
  const artifact = await rig.ports.artifacts.latest(WORKFLOW, 'responses');
  assert.ok(artifact);
  return JSON.parse((await rig.ports.artifacts.read(artifact)).toString()) as ResponseSet;
}

describe('the forms activities', () => {
  it('publish the questions as a quiz with a section a domain, once', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const { folders, form } = await provisionAndPublish(rig);
    const again = await forms.publishAssessment(rig.ports, rig.workspace)(
      input('assessment_generation', { folders }),
      rig.run('assessment.publish'),
    );

    assert.deepEqual(again, { form, questions: 4 });
    const page = await rig.local.readForm(form.id);
    assert.equal(page?.accepting, true);
    assert.deepEqual(
      page?.sections.map((section) => [section.title, section.questions.length]),
      [
        ['Tides', 2],
        ['Signals', 2],
      ],
    );
    assert.match(form.url, /^http:\/\/127\.0\.0\.1:8080\/f\/./);
    assert.equal((await rig.local.file(form.id))?.parent, folders.assessments.id);
    assert.equal((await rig.local.file(form.id))?.name, 'Assessment: Harbour Pilot');
    const responders = (await rig.store.permissions(form.id)).map((one) => one.view);
    assert.deepEqual(responders, ['published', 'published', 'published']);
  });

  it('create the intake forms, pointing to our own upload page', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const { folders } = await provisionAndPublish(rig);
    const made = await forms.createIntake(rig.ports, rig.workspace)(
      input('form_creation', { folders }),
      rig.run('forms.create_intake'),
    );

    const intake = await rig.local.readForm(made.intake.id);
    const upload = await rig.local.readForm(made.knowledge_upload.id);
    assert.ok(intake?.accepting && upload?.accepting);
    assert.ok(upload.description.includes(rig.ports.links.upload(WORKFLOW)));
    const options = intake.sections[1]?.questions[0]?.kind;
    assert.deepEqual(options, {
      type: 'choice',
      options: ['Tides', 'Signals', 'None in particular'],
    });
    assert.equal((await rig.local.children(folders.forms.id)).length, 2);
  });

  it('read what was answered, then close and say who is missing', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const { form } = await provisionAndPublish(rig);
    const read = forms.readResponses(rig.ports, rig.workspace);
    const before = await read(input('response_collection', { form }), rig.run('responses.read'));
    await answerAssessment(rig, form.id);
    const after = await read(input('response_collection', { form }), rig.run('responses.read'));

    const close = forms.closeResponses(rig.ports, rig.workspace);
    const closed = await close(input('response_collection', { form }), rig.run('responses.close'));
    const set = await newestResponses(rig);
    rig.advance(1000);
    await close(input('response_collection', { form }), rig.run('responses.close'));

    assert.deepEqual(before, { answered: [] });
    assert.deepEqual(after, { answered: ['learner-1', 'learner-2'] });
    assert.deepEqual(closed, { answered: ['learner-1', 'learner-2'], missing: ['learner-3'] });
    assert.equal(set.form_id, form.id);
    assert.deepEqual(set.missing, ['learner-3']);
    assert.deepEqual(set.responses[1]?.answers, [
      { item: 'item-0', option: 0 },
      { item: 'item-1', option: 0 },
      { item: 'item-2', option: 0 },
      { item: 'item-3', option: 0 },
    ]);
    assert.deepEqual(await newestResponses(rig), set, 'closing twice reports the same moment');
  });

  it('take what a learner sent last, where a form lets people answer more than once', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const { form } = await provisionAndPublish(rig);
    await answerAssessment(rig, form.id);
    const [sent] = (
      await rig.workspace.listResponses(form.id, LEARNERS, { signal: new AbortController().signal })
    ).responses;
    assert.ok(sent);
    const attempt = (id: string, submittedAt: number, answers: Record<string, string[]>) => ({
      ...{ ...sent, id, submittedAt, createdAt: 1, answers },
    });
    const workspace = {
      ...rig.workspace,
      listResponses: async () => ({
        responses: [attempt('b', 9, sent.answers), attempt('a', 4, {}), attempt('c', 6, {})],
        next: null,
      }),
    };
    await forms.readResponses(rig.ports, workspace)(
      input('response_collection', { form }),
      rig.run('responses.read'),
    );
    const [response, ...others] = (await newestResponses(rig)).responses;
    assert.deepEqual(others, []);
    assert.equal(response?.submitted_at, 9);
    assert.equal(response.answers[0]?.option, 0);
  });

  it('report answers of strangers and count nobody twice', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const { form } = await provisionAndPublish(rig);
    await rig.local.submitResponse(form.id, {
      respondent: 'someone-else',
      answers: {},
      submissionToken: 'x',
    });
    const output = await forms.readResponses(rig.ports, rig.workspace)(
      input('response_collection', { form }),
      rig.run('responses.read'),
    );
    assert.deepEqual(output.answered, []);
    assert.equal(output.warnings?.[0]?.code, 'RESPONDENT_UNKNOWN');
  });

  it('publish another form when the questions changed, never the same one silently', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const { folders, form } = await provisionAndPublish(rig);
    const artifact = await rig.ports.artifacts.latest(WORKFLOW, 'questions');
    assert.ok(artifact);
    const set = JSON.parse((await rig.ports.artifacts.read(artifact)).toString());
    set.items[0].stem = 'Another question?';
    await putArtifact(
      rig,
      {
        step: 'assessment_generation',
        type: 'questions',
        name: 'questions.json',
        mime: 'application/json',
      },
      JSON.stringify(set),
    );
    const next = await forms.publishAssessment(rig.ports, rig.workspace)(
      input('assessment_generation', { folders }),
      rig.run('assessment.publish'),
    );
    assert.notEqual(next.form.id, form.id);
    assert.equal(next.questions, SETTINGS.assessment.question_count);
  });
});
