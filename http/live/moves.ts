/**
 * What moves the fleet, told once for all who watch: the turns of this process as they are committed
 * and, on a database that several processes share, those of the others as the list shows them.
 */
import { WORKFLOW_MACHINE } from '../../machines/registry.ts';
import { waitsFor } from '../../machines/waits-for.ts';
import type { Frame } from '../../runtime/ports.ts';
import type { WorkflowRow } from '../fleet/ports.ts';
import type { ServerPorts } from '../server-ports.ts';

/** A row as far as a turn changes it. */
export type Move = Pick<
  WorkflowRow,
  | 'workflow_id'
  | 'status'
  | 'step_name'
  | 'progress_percentage'
  | 'waits_for'
  | 'seq'
  | 'updated_at'
  | 'created_at'
>;

export interface Moves {
  /** `isNew`: the workflow was just filed. Returns how to stop. */
  subscribe(listener: (move: Move, isNew: boolean) => void): () => void;
}

/** How soon what another process did is seen here. */
const LOOK_EVERY_MS = 1000;
/** Other machines' clocks may be behind; whatever is seen twice is known by its seq. */
const OVERLAP_MS = 10_000;
const ROWS_MAX = 500;

type MovePorts = Pick<ServerPorts, 'engine' | 'readModels' | 'now' | 'wakeAt' | 'log' | 'isShared'>;

export function createMoves(ports: MovePorts): Moves {
  const listeners = new Set<(move: Move, isNew: boolean) => void>();
  let stop = (): void => undefined;

  const tell = (move: Move, isNew: boolean): void => {
    for (const listener of listeners) listener(move, isNew);
  };
  const start = (): void => {
    const others = ports.isShared ? followOthers(ports, tell) : null;
    const unsubscribe = ports.engine.subscribe('*', (frame) => {
      if (frame.kind !== 'transition' || frame.machine !== WORKFLOW_MACHINE) return;
      const move = moveOf(frame);
      others?.known(move);
      tell(move, frame.entry === 'init');
    });
    stop = () => {
      unsubscribe();
      others?.stop();
    };
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      if (listeners.size === 1) start();
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) stop();
      };
    },
  };
}

function moveOf(frame: Extract<Frame, { kind: 'transition' }>): Move {
  const { root, view, value, seq, at, createdAt } = frame;
  return {
    workflow_id: root,
    status: view.status,
    step_name: view.step as Move['step_name'],
    progress_percentage: view.progress,
    waits_for: waitsFor(value, view.status),
    seq,
    updated_at: at,
    created_at: createdAt,
  };
}

/** Looks into the list for rows that are ahead of what was heard here. */
function followOthers(ports: MovePorts, tell: (move: Move, isNew: boolean) => void) {
  const { readModels, now, wakeAt, log } = ports;
  const seen = new Map<string, { seq: number; at: number }>();
  let since = now() - OVERLAP_MS;
  let isFirst = true;
  let cancel = (): void => undefined;

  const known = ({ workflow_id, seq, updated_at }: Move): boolean => {
    const before = seen.get(workflow_id)?.seq ?? -1;
    if (before < seq) seen.set(workflow_id, { seq, at: updated_at });
    return before >= seq;
  };
  const look = async (): Promise<void> => {
    const rows = await readModels.changedSince(since - OVERLAP_MS, ROWS_MAX);
    for (const row of rows) {
      since = Math.max(since, row.updated_at);
      // What stood there before anybody watched is no news.
      if (!known(row) && !isFirst) tell(row, row.seq <= 1);
    }
    isFirst = false;
    for (const [id, { at }] of seen) if (at < since - 2 * OVERLAP_MS) seen.delete(id);
  };
  const arm = (): void => {
    cancel = wakeAt(now() + LOOK_EVERY_MS, () => {
      const failed = (error: unknown) => log.warn({ error: String(error) }, 'others not followed');
      void look()
        .catch(failed)
        .then(() => !isStopped && arm());
    });
  };
  let isStopped = false;
  arm();
  return {
    known,
    stop: () => {
      isStopped = true;
      cancel();
    },
  };
}
