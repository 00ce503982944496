/** Jobs at the rendering program, noted before they are asked for, so that none is left behind. */
import { rm } from 'node:fs/promises';

import { PresGenError } from '../../runtime/errors.ts';
import type { ActorPorts, Effect } from '../ports.ts';
import { folderOf, type RenderPorts } from './order.ts';

/** The call under which a job stands in the ledger of effects. */
export const JOB_CALL = 'avatar.job';

const REMOVAL_MS = 10_000;

/** Notes a job that is about to be submitted. */
export async function noteJob(ports: ActorPorts, workflow: string, job: string): Promise<void> {
  const key = `${workflow}/avatar_creation/job-${job}`;
  const step = 'avatar_creation' as const;
  await ports.ledger.plan({ key, workflow, step, call: JOB_CALL, planned_id: job });
  await ports.ledger.settle(key, 'done', { job });
}

/**
 * Ends the jobs that were begun for a workflow and removes their files: those that were given up, and
 * the one whose film was published. Best effort: what is left is tried again when the step is undone.
 */
export async function removeJobs(ports: RenderPorts, workflow: string): Promise<void> {
  const effects = await ports.ledger.ofStep(workflow, 'avatar_creation');
  for (const effect of effects.filter(({ call, state }) => call === JOB_CALL && state === 'done')) {
    await takeJobBack(ports, effect, AbortSignal.timeout(REMOVAL_MS)).catch((error: unknown) =>
      ports.log.warn({ workflow, error: String(error) }, 'a rendering could not be removed'),
    );
  }
}

/** Takes one noted job back. Resolves to false where the program does not answer. */
export async function takeJobBack(
  ports: RenderPorts,
  { key, planned_id, ref }: Effect,
  signal: AbortSignal,
): Promise<boolean> {
  const job = String(ref?.job ?? planned_id);
  const gone = await isGone(ports, job, signal);
  if (gone) await ports.ledger.settle(key, 'compensated', { job });
  return gone;
}

/** What was fetched of a job. */
export async function removeFiles(ports: RenderPorts, job: string): Promise<void> {
  await rm(folderOf(ports, job), { recursive: true, force: true });
}

async function isGone(ports: RenderPorts, job: string, signal: AbortSignal): Promise<boolean> {
  const { sidecar, log } = ports;
  await removeFiles(ports, job);
  // Where there is no program any more, nothing renders the job.
  if (!sidecar?.program.present) return true;
  try {
    const client = await sidecar.program.connect();
    await client.cancel(job, signal);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof PresGenError)) throw error;
    log.warn({ job, code: error.code }, 'a rendering could not be removed');
    return false;
  }
}
