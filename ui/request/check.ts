/** What is wrong with a draft, under the same paths as the server names; and where a path stands on the page. */
import { balanceOf, weightOf } from './blueprint.ts';
import { type Draft, idOf, KINDS, linesOf, numberOf } from './draft.ts';
import { LEARNERS_MAX, learnerFaults } from './learners.ts';

/** One field that is wrong; `path` names it as in the request. */
export interface Fault {
  path: string;
  message: string;
}

/** The parts of the page, in its order, with the paths that belong to each. */
export const SECTIONS = [
  {
    id: 'about',
    name: 'Certification',
    paths: [
      'certification_name',
      'organization_id',
      'certification_context.industry_context',
      'user_profile_id',
    ],
  },
  { id: 'blueprint', name: 'Blueprint', paths: ['certification_context'] },
  { id: 'documents', name: 'Documents', paths: ['documents'] },
  { id: 'learners', name: 'Learners', paths: ['learners'] },
  { id: 'assessment', name: 'Assessment', paths: ['assessment_config'] },
  { id: 'reviews', name: 'Reviews', paths: ['checkpoints'] },
  {
    id: 'media',
    name: 'Decks and videos',
    paths: ['avatar_config', 'presentation_config', 'knowledge_config', 'form_templates'],
  },
] as const;
export type SectionId = (typeof SECTIONS)[number]['id'];

/** The section a path belongs to: the longest fit. */
export function sectionOf(path: string): SectionId {
  let best: { id: SectionId; length: number } = { id: 'about', length: -1 };
  for (const { id, paths } of SECTIONS)
    for (const start of paths)
      if (path.startsWith(start) && start.length > best.length) best = { id, length: start.length };
  return best.id;
}

/** Id of the field a path stands for: `learners[3].email` → `field-learners-3-email`. */
export function fieldId(path: string): string {
  return `field-${path.replaceAll(/[^\w]+/g, '-').replaceAll(/^-+|-+$/g, '')}`;
}

/** Everything that would be refused, in the page's order. */
export function faultsOf(draft: Draft): Fault[] {
  return [
    ...aboutFaults(draft),
    ...blueprintFaults(draft),
    ...learnersFaults(draft),
    ...assessmentFaults(draft),
    ...KINDS.flatMap((kind) => policyFaults(draft, kind)),
    ...mediaFaults(draft),
  ];
}

function aboutFaults({ certification, organization, industry }: Draft): Fault[] {
  return [
    ...text('certification_name', certification, 'Name the certification.'),
    ...text('organization_id', idOf(organization), 'Name your organisation.'),
    ...when(
      industry.length > 2000,
      'certification_context.industry_context',
      'Use 2,000 characters at most.',
    ),
  ];
}

function blueprintFaults({ domains }: Draft): Fault[] {
  const names = domains.map(({ name }) => name.trim());
  const rows = domains.flatMap(({ name, weight, objectives }, index) => {
    const at = `certification_context.domains[${index}]`;
    const isTwice = name.trim() !== '' && names.indexOf(name.trim()) !== index;
    return [
      ...text(`${at}.name`, name, `Name domain ${index + 1}.`),
      ...when(isTwice, `${at}.name`, `“${name.trim()}” is the name of another domain too.`),
      ...when(
        !(weightOf(weight) ?? 0),
        `${at}.weight`,
        `Give domain ${index + 1} a weight above 0 and up to 100 %.`,
      ),
      ...when(
        linesOf(objectives).some((line) => line.length > 300),
        `${at}.objectives`,
        'An objective has 300 characters at most.',
      ),
      ...when(
        linesOf(objectives).length > 100,
        `${at}.objectives`,
        'A domain has 100 objectives at most.',
      ),
    ];
  });
  const { isWhole, words, open } = balanceOf(domains);
  return [
    ...rows,
    ...when(
      domains.length > 50,
      'certification_context.domains',
      'A blueprint has 50 domains at most.',
    ),
    ...when(!isWhole && open === 0, 'certification_context.domains', words),
  ];
}

function learnersFaults({ learners }: Draft): Fault[] {
  const rows = learnerFaults(learners).flatMap((faults, index) =>
    Object.entries(faults).map(([field, message]) => ({
      path: `learners[${index}].${field}`,
      message: `Learner ${index + 1}: ${message}`,
    })),
  );
  return [
    ...rows,
    ...when(
      learners.length > LEARNERS_MAX,
      'learners',
      `A request has ${LEARNERS_MAX} learners at most.`,
    ),
  ];
}

function assessmentFaults({ questionCount, answerHours, passMark }: Draft): Fault[] {
  return [
    ...between('assessment_config.question_count', questionCount, 1, 500, 'questions', true),
    ...between('assessment_config.timeout_hours', answerHours, 0.01, 8760, 'hours'),
    ...between('assessment_config.pass_mark', passMark, 5, 100, 'percent'),
  ];
}

function policyFaults({ checkpoints }: Draft, kind: (typeof KINDS)[number]): Fault[] {
  const { quorum, groups, dueHours } = checkpoints[kind];
  return [
    ...between(`checkpoints.${kind}.quorum`, quorum, 1, 10, 'people', true),
    ...text(`checkpoints.${kind}.groups`, groups, 'Name at least one group.'),
    ...between(`checkpoints.${kind}.due_minutes`, dueHours, 0.02, 8760, 'hours'),
  ];
}

function mediaFaults({ uploadMinutes, slidesMax, topicsMax }: Draft): Fault[] {
  return [
    ...between('presentation_config.max_slides', slidesMax, 5, 100, 'slides', true),
    ...between('avatar_config.max_topics', topicsMax, 1, 20, 'videos', true),
    ...between('knowledge_config.timeout_minutes', uploadMinutes, 0, 525_600, 'minutes'),
  ];
}

function when(isWrong: boolean, path: string, message: string): Fault[] {
  return isWrong ? [{ path, message }] : [];
}

function text(path: string, value: string, missing: string): Fault[] {
  if (value.trim() === '') return [{ path, message: missing }];
  return when(value.trim().length > 300, path, 'Use 300 characters at most.');
}

function between(
  path: string,
  typed: string,
  least: number,
  most: number,
  unit: string,
  isWhole = false,
): Fault[] {
  const value = numberOf(typed);
  const isWrong = !(value >= least && value <= most) || (isWhole && !Number.isInteger(value));
  const lowest = least < 1 && least > 0 ? 'more than 0' : `${least}`;
  return when(
    isWrong,
    path,
    `Write a ${isWhole ? 'whole ' : ''}number from ${lowest} to ${most} (${unit}).`,
  );
}
