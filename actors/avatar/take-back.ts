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
  const key = keyOf(workflow, job);
  const step = 'avatar_creation' as const;
  await ports.ledger.plan({ key, workflow, step, call: JOB_CALL, planned_id: job });
  await ports.ledger.settle(key, 'done', { job });
}

/** Ends the job and removes its files. Best effort: what is left is tried again by the undoing. */
export async function removeJob(ports: RenderPorts, workflow: string, job: string): Promise<void> {
  const gone = await isGone(ports, job, AbortSignal.timeout(REMOVAL_MS));
  if (gone) await ports.ledger.settle(keyOf(workflow, job), 'compensated', { job });
}

/** Takes one noted job back. Resolves to false where the program does not answer. */
export async function takeJobBack(
  ports: RenderPorts,
  { workflow, planned_id, ref }: Effect,
  signal: AbortSignal,
): Promise<boolean> {
  const job = String(ref?.job ?? planned_id);
  const gone = await isGone(ports, job, signal);
  if (gone) await ports.ledger.settle(keyOf(workflow, job), 'compensated', { job });
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

function keyOf(workflow: string, job: string): string {
  return `${workflow}/avatar_creation/job-${job}`;
}
