/** The forms of step 2, for the educator: what the course is for, and what to build on. */
import type { WorkflowSettings } from '../ports.ts';
import type { FormSpec, QuestionSpec } from '../workspace/port.ts';
import { formPartId } from '../workspace/tag.ts';

/** Asks what the request could not say: who the learners are and what they need it for. */
export function intakeForm(workflow: string, settings: WorkflowSettings, parent: string): FormSpec {
  const id = (name: string) => formPartId(workflow, 'intake', name);
  return {
    title: `Intake: ${oneLine(settings.certification_name)}`,
    description:
      'A few questions about this course, so that its material fits the people it is for. ' +
      'Answers can be changed until the form is closed.',
    parent,
    quiz: false,
    sections: [
      {
        id: id('learners'),
        title: 'The learners',
        questions: [
          choice(id('experience'), 'How much experience do most learners have with the subject?', [
            'None yet',
            'Less than a year',
            'One to three years',
            'More than three years',
          ]),
          text(id('purpose'), 'What will they do with the certification at work?', true),
        ],
      },
      {
        id: id('emphasis'),
        title: 'The emphasis',
        questions: [
          choice(id('domain'), 'Which domain worries you most?', [
            ...settings.domains.map((domain) => oneLine(domain.name)),
            'None in particular',
          ]),
          text(id('known'), 'What have learners struggled with before?', true),
        ],
      },
    ],
  };
}

/** Asks about documents; the files themselves go through our upload page, which checks them. */
export function knowledgeUploadForm(
  workflow: string,
  settings: WorkflowSettings,
  parent: string,
  uploadUrl: string,
): FormSpec {
  const id = (name: string) => formPartId(workflow, 'knowledge_upload', name);
  return {
    title: `Course documents: ${oneLine(settings.certification_name)}`,
    description: `Hand in documents here: ${uploadUrl}\nThen say below what should be known about them.`,
    parent,
    quiz: false,
    sections: [
      {
        id: id('documents'),
        title: 'About the documents',
        questions: [
          choice(id('complete'), 'Have you handed in everything the course rests on?', [
            'Yes, everything',
            'More will follow today',
            'No, please contact me',
          ]),
          choice(id('rights'), 'May learners see quotations from these documents?', ['Yes', 'No']),
          text(id('remarks'), 'Which documents are outdated, or matter most?', true),
        ],
      },
    ],
  };
}

function choice(id: string, title: string, options: string[]): QuestionSpec {
  const distinct = [...new Set(options)];
  return {
    id,
    title,
    required: true,
    kind: { type: 'choice', options: distinct, correct: null, points: 0 },
  };
}

function text(id: string, title: string, paragraph: boolean): QuestionSpec {
  return { id, title, required: false, kind: { type: 'text', paragraph } };
}

/** Forms refuse line breaks in titles and options. */
export function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}
