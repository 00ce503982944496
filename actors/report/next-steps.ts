/** What a head of training should do about the results, the most pressing first. */
import { counted } from './figures.ts';
import type { Material } from './material.ts';
import type { CertificationWorkflowResult } from './result-schema.ts';

/** One thing to do, with its reason. */
export interface NextStep {
  what: string;
  why: string;
}

/** Empty where nothing has to be done. */
export function nextSteps(
  material: Material,
  judged: CertificationWorkflowResult['quality'],
): NextStep[] {
  return [
    ...broken(judged),
    ...weakInCommon(material),
    ...silent(material),
    ...undecided(material),
    ...doubtfulQuestions(material),
    ...shortOfQuestions(material),
  ];
}

function broken({ checks }: CertificationWorkflowResult['quality']): NextStep[] {
  const failed = checks.filter((check) => check.severity === 'hard' && !check.passed);
  if (failed.length === 0) return [];
  const what = `Mend what ${counted(failed.length, 'hard check')} found`;
  return [{ what, why: 'until then the work is not compliant; part “Quality” says how' }];
}

function weakInCommon({ gaps, videos }: Material): NextStep[] {
  const { common_weak_areas, domains } = gaps.cohort;
  return common_weak_areas.map((area) => {
    const {
      in_gap = 0,
      undetermined = 0,
      mastered = 0,
    } = domains.find(({ domain }) => domain === area) ?? {};
    const film = videos.some(({ topic, video }) => topic === area && video !== null);
    return {
      what: `Teach ${area} to the group`,
      why: `${in_gap} of ${counted(in_gap + undetermined + mastered, 'learner')} have a gap there${film ? '; a video is ready' : ''}`,
    };
  });
}

function silent({ gaps: { learners } }: Material): NextStep[] {
  const missing = learners.filter((each) => !each.answered).map((each) => each.learner);
  if (missing.length === 0) return [];
  return [
    {
      what: `Ask ${counted(missing.length, 'learner')} for answers`,
      why: `${listed(missing)} never answered, so nothing is known of them`,
    },
  ];
}

function undecided({ gaps }: Material): NextStep[] {
  const open = gaps.cohort.domains.filter(
    ({ in_gap, undetermined, mastered }) => undetermined > (in_gap + undetermined + mastered) / 2,
  );
  if (open.length === 0) return [];
  return [
    {
      what: `Ask more questions on ${listed(open.map(({ domain }) => domain))}`,
      why: 'most findings there are open: ten questions an area usually decide',
    },
  ];
}

function doubtfulQuestions({ gaps }: Material): NextStep[] {
  const doubtful = gaps.cohort.item_statistics.filter(({ flags }) =>
    flags.some((flag) => flag.startsWith('better_learners') || flag === 'low_discrimination'),
  );
  if (doubtful.length === 0) return [];
  return [
    {
      what: `Review ${counted(doubtful.length, 'question')} before asking again`,
      why: 'stronger learners chose another option, or the question does not tell them apart',
    },
  ];
}

function shortOfQuestions({ questions }: Material): NextStep[] {
  const short = questions.blueprint.filter(({ wanted, got }) => got < wanted);
  if (short.length === 0) return [];
  const missing = short.reduce((sum, { wanted, got }) => sum + wanted - got, 0);
  return [
    {
      what: `Add documents on ${listed(short.map(({ domain }) => domain))}`,
      why: `they carried ${counted(missing, 'question')} fewer than asked for`,
    },
  ];
}

function listed(names: readonly string[]): string {
  if (names.length > 6) return `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
