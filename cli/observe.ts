/** Turns what the engine says after its commits into metrics and log lines. */
import type { CallObserver } from '../actors/index.ts';
import type { Log } from '../actors/ports.ts';
import { INTEGRATION_OF } from '../machines/call-table.ts';
import { WORKFLOW_MACHINE } from '../machines/registry.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { EngineOptions } from '../runtime/engine.ts';
import type { Engine, Frame } from '../runtime/ports.ts';

const OUTCOME_OF: Record<string, 'succeeded' | 'failed' | 'cancelled'> = {
  completed: 'succeeded',
  cancelled: 'cancelled',
  compensated: 'failed',
};

/** What the engine reports about its own work. */
export function engineObserver(metrics: Metrics, log: Log): EngineOptions['observer'] {
  return {
    committed: (turns, ms) => metrics.commit(turns, ms / 1000),
    failing: (error, attempt) =>
      log.error({ attempt, error: String(error) }, 'commit failed, will resend'),
    trouble: (what, error) => log.error({ what, error: describe(error) }, 'trouble'),
    storeAway: (reason) => {
      metrics.storeAway();
      log.error({ reason }, 'the database is away: nothing is acknowledged until it is back');
    },
    storeBack: (afterMs) => log.info({ seconds: afterMs / 1000 }, 'the database is back'),
    dropped: (rows) => {
      metrics.messagesDropped(rows.length);
      log.warn({ rows: rows.slice(0, 20), count: rows.length }, 'messages to nobody dropped');
    },
    putAside: ({ event, error }, { root, address, machine }) => {
      metrics.deadLetter();
      // The type of the event only: its contents, and what a throw says of them, may be personal.
      const fields = { workflow: root, address, machine, code: error.code, event: event?.type };
      log.error(fields, event ? 'an event was put aside' : 'an actor that cannot be loaded');
    },
    superseded: (what) => log.error({}, what),
    tookOver: (activities) => log.info({ activities }, 'took over what a dead process ran'),
  };
}

/** What is counted of each external call. */
export function callObserver(metrics: Metrics, log: Log): CallObserver {
  return {
    called: (call, run, seconds, { failure, degraded }) => {
      const integration = INTEGRATION_OF[call];
      metrics.call(integration, failure?.kind ?? 'ok', seconds);
      const fields = { workflow: run.root, call, key: run.key, attempt: run.attempt, seconds };
      if (degraded !== null) metrics.degraded(degraded);
      if (failure === null) log.info(fields, 'call done');
      else {
        if (failure.kind === 'transient') metrics.retry(integration);
        log.warn(
          { ...fields, code: failure.code, kind: failure.kind, reason: failure.message },
          'call failed',
        );
      }
    },
  };
}

/** Subscribes metrics and logs to every committed transition. */
export function observeTransitions(engine: Engine, metrics: Metrics, log: Log): () => void {
  const entered = new Map<string, { step: string; at: number | null }>();
  return engine.subscribe('*', (frame) => {
    if (frame.kind !== 'transition') return;
    metrics.transition(frame.machine);
    if (frame.machine === 'circuitBreaker')
      metrics.breaker(frame.address.replace('breaker.', ''), String(frame.value));
    if (frame.machine === WORKFLOW_MACHINE) followWorkflow(frame, entered, metrics, log);
  });
}

type TransitionFrame = Extract<Frame, { kind: 'transition' }>;

function followWorkflow(
  frame: TransitionFrame,
  entered: Map<string, { step: string; at: number | null }>,
  metrics: Metrics,
  log: Log,
): void {
  const { root, at, seq, view, createdAt } = frame;
  const before = entered.get(root);
  const step = view.step ?? '';
  if (frame.entry === 'init') metrics.workflowStarted();
  if (before && before.step !== step && before.at !== null)
    metrics.step(before.step, (at - before.at) / 1000);
  if (before?.step !== step) {
    // After a restart the step's beginning was not seen: its duration is not known, so not counted.
    const wasSeen = before !== undefined || frame.entry === 'init';
    entered.set(root, { step, at: wasSeen ? at : null });
    log.info({ workflow: root, seq, step, progress: view.progress }, 'step entered');
  }
  if (frame.status === 'active') return;
  const outcome = OUTCOME_OF[view.status];
  if (outcome) metrics.workflowFinished(outcome, (at - createdAt) / 1000);
  entered.delete(root);
  log.info({ workflow: root, seq, outcome: view.status }, 'workflow ended');
}

function describe(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return typeof error === 'object' ? JSON.stringify(error) : String(error);
}
