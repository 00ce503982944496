/** A whole workflow's calls to the workspace, in order, with real artefacts. */
import type { Item, QuestionSet } from '../../actors/content.ts';
import * as drive from '../../actors/drive/index.ts';
import * as forms from '../../actors/forms/index.ts';
import type { CallInput, CallName, NewArtifact } from '../../actors/ports.ts';
import {
  type Folders,
  type Link,
  STEP_NAMES,
  type StepName,
  type Warning,
} from '../../machines/vocabulary.ts';
import { type Rig, SETTINGS } from './workspace-rig.ts';

export interface Story {
  folders: Folders;
  form: Link;
  closed: { answered: string[]; missing: string[] };
  shared: { learner: string; url: string }[];
}

export function input<N extends CallName>(step: StepName, rest: object): CallInput<N> {
  return { settings: SETTINGS, step, ...rest } as unknown as CallInput<N>;
}

export async function putArtifact(
  rig: Rig,
  what: Pick<NewArtifact, 'step' | 'type' | 'name' | 'mime'> & Partial<NewArtifact>,
  content: string,
): Promise<void> {
  await rig.ports.artifacts.put({ workflow: rig.workflow, ...what }, Buffer.from(content));
}

/** Four questions in two domains. */
export function questionSet(): QuestionSet {
  const domains = ['Tides', 'Signals', 'Tides', 'Signals'];
  return {
    certification_name: SETTINGS.certification_name,
    generator_version: 'test',
    items: domains.map((domain, index) => item(`item-${index}`, domain, index)),
    blueprint: [],
  };
}

function item(id: string, domain: string, index: number): Item {
  return {
    id,
    family: 'definition',
    domain,
    objective: null,
    stem: `Question ${index} about ${domain}?`,
    options: [`right ${index}`, `wrong ${index}`, 'neither'],
    key: 0,
    rationale: 'Because the document says so.',
    source: {
      document_id: 'd',
      document_title: 'Pilot book',
      chunk_id: 'c',
      start: 0,
      end: 1,
      quote: 'q',
      sha256: 's',
      page: null,
      heading: [],
    },
    generator: { kind: 'test', version: '1' },
    difficulty_estimate: 'intermediate',
    flaws: [],
    knowledge_source_verified: true,
    status: 'approved',
  };
}

/** Learner 1 answers all right, learner 2 answers and corrects, learner 3 never comes. */
export async function answerAssessment(rig: Rig, form: string): Promise<void> {
  const page = await rig.local.readForm(form);
  if (!page) throw new Error('no form');
  const questions = page.sections.flatMap((section) => section.questions);
  const choose = (index: number): Record<string, string> =>
    Object.fromEntries(
      questions.map((question) => [
        question.id,
        question.kind.type === 'choice' ? (question.kind.options[index] as string) : '',
      ]),
    );
  for (const [respondent, index, token] of [
    ['learner-1', 0, 'a'],
    ['learner-2', 1, 'b'],
    ['learner-2', 0, 'c'],
  ] as const) {
    rig.advance(60_000);
    const submission = { respondent, answers: choose(index), submissionToken: token };
    const result = await rig.local.submitResponse(form, submission);
    // Played again after the form was closed: what was handed in then still counts.
    const known = result.kind === 'closed' && (await rig.local.readAnswers(form, respondent));
    if (result.kind !== 'accepted' && !known) throw new Error(result.kind);
  }
}

/** Carries one call out: once, or as often as it takes. */
export type Through = <T>(perform: () => Promise<T>) => Promise<T>;

const once: Through = (perform) => perform();

export async function provisionAndPublish(
  rig: Rig,
  through: Through = once,
): Promise<{ folders: Folders; form: Link }> {
  const { ports, workspace, run } = rig;
  const { folders } = await through(() =>
    drive.provision(ports, workspace)(input('drive_setup', {}), run('drive.provision')),
  );
  await through(() =>
    forms.createIntake(ports, workspace)(
      input('form_creation', { folders }),
      run('forms.create_intake'),
    ),
  );
  await putArtifact(
    rig,
    {
      step: 'assessment_generation',
      type: 'questions',
      name: 'questions.json',
      mime: 'application/json',
    },
    JSON.stringify(questionSet()),
  );
  const { form } = await through(() =>
    forms.publishAssessment(ports, workspace)(
      input('assessment_generation', { folders }),
      run('assessment.publish'),
    ),
  );
  return { folders, form };
}

export async function runWholeWorkflow(rig: Rig, through: Through = once): Promise<Story> {
  const { ports, workspace, run } = rig;
  const { folders, form } = await provisionAndPublish(rig, through);
  await answerAssessment(rig, form.id);
  await through(() =>
    forms.readResponses(ports, workspace)(
      input('response_collection', { form }),
      run('responses.read'),
    ),
  );
  const closed = await through(() =>
    forms.closeResponses(ports, workspace)(
      input('response_collection', { form }),
      run('responses.close'),
    ),
  );
  const pptx = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
  const deck = { step: 'presentation_generation', type: 'deck', mime: pptx } as const;
  for (const learner of ['learner-1', 'learner-2']) {
    await putArtifact(rig, { ...deck, name: `${learner}.pptx`, learner }, `deck of ${learner}`);
  }
  const meta = { topic: 'Tides' };
  const film = { step: 'avatar_creation', meta } as const;
  await putArtifact(rig, { ...film, type: 'video', name: 't.mp4', mime: 'video/mp4' }, 'film');
  await putArtifact(rig, { ...film, type: 'captions', name: 't.vtt', mime: 'text/vtt' }, 'WEBVTT');
  await through(() =>
    drive.uploadPresentations(ports, workspace)(
      input('presentation_generation', { folders }),
      run('presentation.upload'),
    ),
  );
  await through(() =>
    drive.uploadVideos(ports, workspace)(
      input('avatar_creation', { folders }),
      run('avatar.upload'),
    ),
  );
  await through(() =>
    drive.organise(ports, workspace)(
      input('drive_organization', { folders }),
      run('drive.organise'),
    ),
  );
  const { shared } = await through(() =>
    drive.share(ports, workspace)(input('drive_organization', { folders }), run('drive.share')),
  );
  await putArtifact(
    rig,
    { step: 'completion', type: 'report', name: 'report.html', mime: 'text/html' },
    '<h1>Report</h1>',
  );
  await putArtifact(
    rig,
    { step: 'completion', type: 'result', name: 'result.json', mime: 'application/json' },
    '{}',
  );
  await through(() =>
    drive.uploadReport(ports, workspace)(input('completion', { folders }), run('report.upload')),
  );
  return { folders, form, closed, shared };
}

/** As compensation does: the steps in reverse order. Returns what each call reported. */
export async function undoEverything(
  rig: Rig,
  through: Through = once,
): Promise<{ undone: number; kept: Warning[] }> {
  const total = { undone: 0, kept: [] as Warning[] };
  for (const step of [...STEP_NAMES].reverse()) {
    const { undone, kept } = await through(() =>
      drive.undoStep(rig.ports, rig.workspace)(
        { ...input('completion', {}), step } as CallInput<'step.undo'>,
        rig.run('step.undo'),
      ),
    );
    total.undone += undone;
    total.kept.push(...kept);
  }
  return total;
}
