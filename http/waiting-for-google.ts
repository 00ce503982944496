/** The workflows that stand still until Google Workspace is connected again, and how they go on. */
import { PresGenError } from '../runtime/errors.ts';
import { contextOf } from './fleet/views.ts';
import type { ServerPorts } from './server-ports.ts';

type Ports = Pick<ServerPorts, 'engine' | 'readModels' | 'audit' | 'nextId'>;

/** A workflow with the step whose call needs the connection. */
export interface Waiting {
  workflow: string;
  step: string | null;
}

const PAGE = 100;

/** Whoever needs a person because the connection was refused. */
export async function waitingForGoogle({ engine, readModels }: Ports): Promise<Waiting[]> {
  const waiting: Waiting[] = [];
  let cursor: string | undefined;
  do {
    const page = await readModels.workflows({
      state: 'needs_attention',
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { workflow_id: workflow } of page.items) {
      const record = await engine.read(workflow);
      const failure = record && contextOf<{ last_failure?: Failed | null }>(record).last_failure;
      if (failure?.code === 'RECONNECT_NEEDED') waiting.push({ workflow, step: failure.step });
    }
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return waiting;
}

interface Failed {
  code: string;
  step: string | null;
}

/**
 * Retries each as a person would one by one: the same event, under the same rules, written down the
 * same way. What an earlier attempt has done outside is found again by its effect's row.
 * @returns how many took it
 */
export async function retryWaiting(ports: Ports, person: string): Promise<number> {
  const { engine, audit, nextId } = ports;
  const id = nextId();
  let retried = 0;
  for (const { workflow, step } of await waitingForGoogle(ports)) {
    try {
      if (!(await engine.accepts(workflow)).includes('retry')) continue;
      const event = { type: 'retry', by: person, ...(step === null ? {} : { step }) };
      const { seq } = await engine.send(workflow, event, { eventId: `google:${id}:${workflow}` });
      const detail = { seq, because: 'google.connected' };
      await audit({ actor: person, action: 'workflow.retry', subject: workflow, detail });
      retried += 1;
    } catch (error) {
      // One that has ended or is stuck meanwhile keeps nobody else waiting.
      if (!(error instanceof PresGenError) || error.kind !== 'terminal') throw error;
    }
  }
  return retried;
}
