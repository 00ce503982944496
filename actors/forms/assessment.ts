/** Step 5: the approved questions as a quiz, a section a domain. */

import { terminal } from '../../runtime/errors.ts';
import type { Item, QuestionSet } from '../content.ts';
import { writeOf } from '../drive/writes.ts';
import type { Activity, ActorPorts } from '../ports.ts';
import type { FormSpec, QuestionSpec, Workspace } from '../workspace/port.ts';
import { formPartId } from '../workspace/tag.ts';
import { oneLine } from './templates.ts';

/** Artefact `form_map/form-map.json`: which question of the form asks which item. */
export interface FormMap {
  form_id: string;
  items: { item: string; question: string; options: string[] }[];
}

/**
 * Publishes the newest questions. A form's key contains the questions' checksum: other questions
 * are another form, never a silent change of one that people may have answered.
 */
export function publishAssessment(
  ports: ActorPorts,
  workspace: Workspace,
): Activity<'assessment.publish'> {
  return async ({ settings, step, folders }, run) => {
    const artifact = await ports.artifacts.latest(run.root, 'questions');
    if (!artifact) throw terminal('QUESTIONS_MISSING', 'There are no questions to publish.');
    const questions = JSON.parse(
      (await ports.artifacts.read(artifact)).toString('utf8'),
    ) as QuestionSet;
    const items = questions.items.filter((item) => item.status !== 'retired');
    if (items.length === 0) throw terminal('QUESTIONS_MISSING', 'Every question was rejected.');
    const version = artifact.sha256.slice(0, 12);
    const seed = `${run.root}/${version}`;
    const spec = assessmentForm(seed, questions, items, folders.assessments.id);
    const form = await workspace.createForm(writeOf(run, step, `form.${version}`), spec);
    run.progress(0.5, spec.title);
    const identities = await ports.vault.open(run.root, settings.learners);
    await storeMap(ports, run.root, form.id, seed, items);
    await workspace.publishForm(writeOf(run, step, `publish.${version}`), form.id, [
      ...identities.values(),
    ]);
    return { form, questions: items.length };
  };
}

function assessmentForm(
  seed: string,
  questions: QuestionSet,
  items: Item[],
  parent: string,
): FormSpec {
  const domains = [...new Set(items.map((item) => item.domain))];
  return {
    title: `Assessment: ${oneLine(questions.certification_name)}`,
    description:
      `${items.length} questions, one answer each. ` +
      'A wrong answer costs nothing, so answer every question as well as you can. ' +
      'You can change your answers until the form is closed.',
    parent,
    quiz: true,
    sections: domains.map((domain) => ({
      id: formPartId(seed, 'section', domain),
      title: oneLine(domain),
      questions: items.filter((item) => item.domain === domain).map((item) => ask(seed, item)),
    })),
  };
}

function ask(seed: string, item: Item): QuestionSpec {
  return {
    id: questionId(seed, item),
    title: oneLine(item.stem),
    required: false,
    kind: { type: 'choice', options: item.options.map(oneLine), correct: item.key, points: 1 },
  };
}

async function storeMap(
  ports: ActorPorts,
  workflow: string,
  formId: string,
  seed: string,
  items: Item[],
): Promise<void> {
  const map: FormMap = {
    form_id: formId,
    items: items.map((item) => ({
      item: item.id,
      question: questionId(seed, item),
      options: item.options.map(oneLine),
    })),
  };
  await ports.artifacts.put(
    {
      workflow,
      step: 'assessment_generation',
      type: 'form_map',
      name: 'form-map.json',
      mime: 'application/json',
    },
    Buffer.from(`${JSON.stringify(map, null, 2)}\n`),
  );
}

function questionId(seed: string, item: Item): string {
  return formPartId(seed, 'question', item.id);
}
