/**
 * Carries bulk actions out, a batch at a time, each batch and each event in the audit trail. The
 * events have ids made of the action's, so that a batch that is done twice changes nothing twice.
 */
import { PresGenError } from '../../runtime/errors.ts';
import type { ServerPorts } from '../server-ports.ts';
import type { BulkAction } from './ports.ts';

const BATCH = 50;
/** Events of a batch under way at a time: people's own requests get their turn between them. */
const AT_ONCE = 10;
const HOLD_MS = 60_000;
const LOOK_EVERY_MS = 30_000;
const AGAIN_MS = 2000;

export interface BulkRuns {
  /** Takes up what is to be done; safe to call at any time. */
  wake(): void;
  /** Told after every batch. */
  subscribe(listener: (bulk: BulkAction) => void): () => void;
  close(): Promise<void>;
}

type RunPorts = Pick<ServerPorts, 'engine' | 'bulk' | 'audit' | 'now' | 'wakeAt' | 'log'>;

export function createBulkRuns(ports: RunPorts): BulkRuns {
  const { bulk, now, wakeAt, log } = ports;
  const listeners = new Set<(bulk: BulkAction) => void>();
  let running: Promise<void> | null = null;
  let isWanted = false;
  let isClosed = false;
  let cancel = (): void => undefined;

  const tell = (action: BulkAction): void => {
    for (const listener of listeners) listener(action);
  };
  const arm = (afterMs: number): void => {
    cancel();
    if (!isClosed) cancel = wakeAt(now() + afterMs, wake);
  };
  const work = async (): Promise<void> => {
    try {
      do {
        isWanted = false;
        for (const id of await bulk.hold(now(), HOLD_MS))
          await runToEnd(ports, id, tell, () => isClosed);
      } while (isWanted && !isClosed);
      arm(LOOK_EVERY_MS);
    } catch (error) {
      log.warn({ error: String(error) }, 'a bulk action was interrupted and goes on later');
      arm(AGAIN_MS);
    } finally {
      running = null;
    }
  };
  const wake = (): void => {
    isWanted = true;
    if (!isClosed) running ??= work();
  };
  wake();

  return {
    wake,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      isClosed = true;
      cancel();
      await running;
    },
  };
}

async function runToEnd(
  ports: RunPorts,
  id: string,
  tell: (bulk: BulkAction) => void,
  isClosed: () => boolean,
): Promise<void> {
  const { bulk, now } = ports;
  const action = await bulk.find(id);
  if (action === null) return;
  const doneBefore = action.total - (action.outcomes.open ?? 0);
  try {
    for (let batch = Math.floor(doneBefore / BATCH) + 1; !isClosed(); batch += 1) {
      if (!(await bulk.keep(id, now(), HOLD_MS))) return;
      const workflows = await bulk.next(id, BATCH);
      if (workflows.length === 0) {
        await bulk.end(id, now());
        const ended = (await bulk.find(id)) as BulkAction;
        await note(ports, ended, `bulk.${action.action}.ended`, { ...ended.outcomes });
        tell(ended);
        return;
      }
      await runBatch(ports, action, batch, workflows);
      tell((await bulk.find(id)) as BulkAction);
    }
  } finally {
    // Whoever goes on with it need not wait for the hold to run out.
    await bulk.keep(id, now(), -1).catch(() => undefined);
  }
}

async function runBatch(
  ports: RunPorts,
  action: BulkAction,
  batch: number,
  workflows: string[],
): Promise<void> {
  const outcomes: { workflow: string; outcome: string }[] = [];
  for (let from = 0; from < workflows.length; from += AT_ONCE) {
    const some = workflows.slice(from, from + AT_ONCE);
    outcomes.push(...(await Promise.all(some.map((each) => actOn(ports, action, each)))));
  }
  const counts = Object.fromEntries(
    [...Map.groupBy(outcomes, ({ outcome }) => outcome)].map(([name, all]) => [name, all.length]),
  );
  await note(ports, action, `bulk.${action.action}`, { batch, ...counts });
  await ports.bulk.settle(action.id, batch, outcomes);
}

async function actOn(
  { engine, audit }: RunPorts,
  { id, action, person }: BulkAction,
  workflow: string,
): Promise<{ workflow: string; outcome: string }> {
  try {
    // The preview is past: what it stands at now decides.
    if (!(await engine.accepts(workflow)).includes(action)) return { workflow, outcome: 'refused' };
    const eventId = `bulk:${id}`;
    const sent = await engine.send(workflow, { type: action, by: person }, { eventId });
    const detail = { seq: sent.seq, bulk: id };
    await audit({ actor: person, action: `workflow.${action}`, subject: workflow, detail });
    return { workflow, outcome: 'accepted' };
  } catch (error) {
    if (error instanceof PresGenError && error.kind === 'transient') throw error;
    const code = error instanceof PresGenError ? error.code : 'UNEXPECTED';
    return { workflow, outcome: code === 'ACTOR_FINISHED' ? 'refused' : 'failed' };
  }
}

function note(
  { audit }: RunPorts,
  { id, person }: BulkAction,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return audit({ actor: person, action, subject: `bulk/${id}`, detail });
}
