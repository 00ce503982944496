/** Judges a workflow before it is released, by the rules of the report, from what it made so far. */
import { PresGenError } from '../../runtime/errors.ts';
import type { ActorPorts, WorkflowSettings } from '../ports.ts';
import type { Foretell } from './forecast.ts';
import { gatherMaterial } from './material.ts';
import { judge } from './quality.ts';
import type { CertificationWorkflowResult } from './result-schema.ts';

/** Null before there are questions and gaps to be judged. */
export async function judgeWork(
  ports: ActorPorts & { foretell?: Foretell },
  workflow: string,
  settings: WorkflowSettings,
): Promise<CertificationWorkflowResult['quality'] | null> {
  const run = { root: workflow, signal: new AbortController().signal };
  const input = { settings, step: 'drive_organization' as const };
  const nothing = { timings: [], warnings: [], degraded: [], approvals: [] };
  try {
    return judge(await gatherMaterial(ports, { ...input, ...nothing }, run));
  } catch (error) {
    if (error instanceof PresGenError && error.code === 'ARTIFACT_MISSING') return null;
    throw error;
  }
}
