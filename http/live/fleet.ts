/**
 * The fleet live: rows that moved, gathered for a moment, and how many workflows stand where.
 * Messages are numbered; whoever misses one asks for the rows it shows.
 */
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { BulkRuns } from '../fleet/bulk-run.ts';
import { viewOf } from '../routes/bulk.ts';
import type { ServerPorts } from '../server-ports.ts';
import type { Move, Moves } from './moves.ts';
import { sendAggregate } from './send.ts';

const GATHER_MS = 20;
const COUNTS_EVERY_MS = 1000;
const ROWS_MAX = 400;
const ASKED_MAX = 200;

const question = z.strictObject({ rows: z.array(z.string().max(200)).min(1).max(ASKED_MAX) });

export interface FleetFeed {
  watch(ws: WebSocket): Promise<void>;
}

type FeedPorts = Pick<ServerPorts, 'readModels' | 'now' | 'wakeAt' | 'log'>;

export function createFleetFeed(ports: FeedPorts, moves: Moves, runs: BulkRuns): FleetFeed {
  const { readModels, now, log } = ports;
  const sockets = new Set<WebSocket>();
  const waiting = new Map<string, Move>();
  const fresh = new Set<string>();
  let number = 0;
  let countedAt = 0;
  let flushedAt = 0;
  let stop = (): void => undefined;

  const tellAll = (message: object): void => {
    const text = JSON.stringify(message);
    for (const ws of sockets) sendAggregate(ws, text);
  };
  const trouble = (error: unknown) => log.warn({ error: String(error) }, 'fleet feed');
  const count = createTimer(ports, () => {
    countedAt = now();
    readModels.counts().then((counts) => tellAll({ event_type: 'counts', counts }), trouble);
  });
  const flush = createTimer(ports, () => {
    flushedAt = now();
    const changed = [...waiting.values()].slice(0, ROWS_MAX);
    for (const { workflow_id } of changed) waiting.delete(workflow_id);
    number += 1;
    tellAll({ event_type: 'fleet', n: number, changed });
    const born = changed.map((move) => move.workflow_id).filter((id) => fresh.delete(id));
    if (born.length > 0)
      readModels
        .workflowsOf(born)
        .then((rows) => tellAll({ event_type: 'rows', rows, are_new: true }), trouble);
    if (waiting.size > 0) flush.in(GATHER_MS);
    count.in(Math.max(0, countedAt + COUNTS_EVERY_MS - now()));
  });
  const taken = (move: Move, isNew: boolean): void => {
    const before = waiting.get(move.workflow_id);
    if (before === undefined || before.seq < move.seq) waiting.set(move.workflow_id, move);
    if (isNew) fresh.add(move.workflow_id);
    // The first after a pause goes at once; what follows closely is gathered.
    flush.in(Math.max(0, flushedAt + GATHER_MS - now()));
  };
  const start = (): void => {
    const unsubscribe = moves.subscribe(taken);
    const unwatch = runs.subscribe((bulk) => tellAll({ event_type: 'bulk', bulk: viewOf(bulk) }));
    stop = () => {
      unsubscribe();
      unwatch();
      flush.cancel();
      count.cancel();
      waiting.clear();
      fresh.clear();
    };
  };

  return {
    async watch(ws) {
      sockets.add(ws);
      if (sockets.size === 1) start();
      ws.on('close', () => {
        if (sockets.delete(ws) && sockets.size === 0) stop();
      });
      ws.on('message', (data) => void answer(ports, ws, String(data)));
      const counts = await readModels.counts();
      const first = { event_type: 'fleet', n: number, counts, changed: [] };
      sendAggregate(ws, JSON.stringify(first));
    },
  };
}

/** A timer that is set once however often it is asked for. */
function createTimer({ now, wakeAt }: FeedPorts, act: () => void) {
  let cancel: (() => void) | null = null;
  return {
    in: (ms: number): void => {
      cancel ??= wakeAt(now() + ms, () => {
        cancel = null;
        act();
      });
    },
    cancel: (): void => {
      cancel?.();
      cancel = null;
    },
  };
}

/** The rows asked for as they stand now; anything else said is passed over. */
async function answer({ readModels, log }: FeedPorts, ws: WebSocket, text: string): Promise<void> {
  if (!text.startsWith('{')) return;
  try {
    const asked = question.safeParse(JSON.parse(text));
    if (!asked.success) return;
    const rows = await readModels.workflowsOf(asked.data.rows);
    sendAggregate(ws, JSON.stringify({ event_type: 'rows', rows }));
  } catch (error) {
    log.warn({ error: String(error) }, 'rows not told');
  }
}
