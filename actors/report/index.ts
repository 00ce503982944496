/** Activity `report.build`: the report as one HTML page, and the result of the workflow as JSON. */
import { PresGenError } from '../../runtime/errors.ts';
import type { Activity, ActorPorts } from '../ports.ts';
import type { Foretell } from './forecast.ts';
import { learnerPage } from './learner-page.ts';
import { gatherMaterial } from './material.ts';
import { reportPage } from './page.ts';
import { judge } from './quality.ts';
import { type Verdicts, verdictOf } from './quality-verdict.ts';
import { resultOf } from './result.ts';
import { certificationWorkflowResult } from './result-schema.ts';

export type { Forecast, Foretell, StepForecast } from './forecast.ts';
export { judgeWork } from './judge-work.ts';
export { type Verdict, type Verdicts, verdictOf } from './quality-verdict.ts';
export { type CertificationWorkflowResult, certificationWorkflowResult } from './result-schema.ts';

export type ReportPorts = ActorPorts & { foretell?: Foretell; verdicts?: Verdicts };

/**
 * Stores artefacts `report` (report.html), `result` (result.json) and a `learner_report` for each
 * learner. They hold learner ids and no names; the same input and artefacts give the same bytes.
 */
export function reportBuild(ports: ReportPorts): Activity<'report.build'> {
  return async (input, run) => {
    const material = await gatherMaterial(ports, input, run);
    run.progress(0.3, 'checking');
    const quality = judge(material);
    const { certification_name } = input.settings;
    await ports.verdicts?.keep(
      verdictOf(
        { workflow: run.root, certification_name, moment: 'report', at: ports.now() },
        quality,
      ),
    );
    const of = { workflow: run.root, step: input.step };
    run.signal.throwIfAborted();
    run.progress(0.6, 'writing');
    for (const learner of material.gaps.learners)
      await ports.artifacts.put(
        {
          ...of,
          type: 'learner_report',
          name: `${learner.learner}.html`,
          mime: 'text/html; charset=utf-8',
          learner: learner.learner,
        },
        Buffer.from(learnerPage(material, learner)),
      );
    run.signal.throwIfAborted();
    const report = await ports.artifacts.put(
      {
        ...of,
        type: 'report',
        name: 'report.html',
        mime: 'text/html; charset=utf-8',
        meta: {
          overall_quality_score: quality.overall_quality_score,
          compliance_status: quality.compliance_status,
        },
      },
      Buffer.from(reportPage(material, quality)),
    );
    run.signal.throwIfAborted();
    const checked = certificationWorkflowResult.safeParse(resultOf(material, quality, report));
    if (!checked.success) {
      const where = checked.error.issues.map(
        (issue) => `${issue.path.join('.')}: ${issue.message}`,
      );
      throw new PresGenError({
        kind: 'bug',
        code: 'RESULT_INVALID',
        message: `the result does not have the shape of its contract: ${where.slice(0, 5).join('; ')}`,
      });
    }
    const result = await ports.artifacts.put(
      { ...of, type: 'result', name: 'result.json', mime: 'application/json' },
      Buffer.from(`${JSON.stringify(checked.data, null, 2)}\n`),
    );
    run.progress(1);
    return { report, result };
  };
}
