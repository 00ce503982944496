/** Activity `gaps.analyse`: reads the newest questions and responses, writes `gaps.json`. */
import { terminal } from '../../runtime/errors.ts';
import type { QuestionSet, ResponseSet } from '../content.ts';
import type { Activity, ActorPorts } from '../ports.ts';
import { type Assessed, analyseGaps, marksFor } from './gaps.ts';
import { estimateApart } from './irt/estimate-apart.ts';

/**
 * Grades latest attempts against the questions as they were last approved. Terminal
 * QUESTIONS_MISSING without questions; without responses the report says that nobody answered.
 */
export function analyseActivity(ports: ActorPorts): Activity<'gaps.analyse'> {
  return async (input, run) => {
    const questions = await newest<QuestionSet>(ports, run.root, 'questions');
    if (!questions)
      throw terminal('QUESTIONS_MISSING', 'There are no questions, so answers cannot be graded.');
    const responses = await newest<ResponseSet>(ports, run.root, 'responses');
    run.signal.throwIfAborted();
    const assessed: Assessed = {
      questions,
      responses,
      learners: input.settings.learners,
      domains: input.settings.domains,
      pass_mark: input.settings.assessment.pass_mark,
    };
    const report = analyseGaps(assessed, await estimateApart(marksFor(assessed), run.signal));
    const gaps = await ports.artifacts.put(
      {
        workflow: run.root,
        step: input.step,
        type: 'gaps',
        name: 'gaps.json',
        mime: 'application/json',
        meta: { answered: report.cohort.answered, invited: report.cohort.invited },
      },
      Buffer.from(`${JSON.stringify(report, null, 2)}\n`),
    );
    return {
      gaps,
      learners_with_gaps: report.learners
        .filter((learner) => learner.weak_areas.length > 0)
        .map((learner) => learner.learner),
      common_weak_areas: report.cohort.common_weak_areas,
    };
  };
}

async function newest<T>(ports: ActorPorts, workflow: string, type: string): Promise<T | null> {
  const artifact = await ports.artifacts.latest(workflow, type, `${type}.json`);
  if (!artifact) return null;
  const bytes = await ports.artifacts.read(artifact);
  return JSON.parse(bytes.toString('utf8')) as T;
}
