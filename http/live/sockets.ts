/** Live updates over WebSocket: who may connect, and to what. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { MachineCharts } from '../charts/machine-charts.ts';
import type { BulkRuns } from '../fleet/bulk-run.ts';
import { inspect, inspectingOf } from '../inspect/connection.ts';
import { type Gate, SESSION_ENDED, type SocketVerdict } from '../people/identity.ts';
import type { ServerPorts } from '../server-ports.ts';
import { createFleetFeed } from './fleet.ts';
import { createMoves } from './moves.ts';
import { TRY_AGAIN_LATER } from './send.ts';
import { watchWorkflow } from './workflow.ts';

const PING_EVERY_MS = 30_000;

/** Handles upgrade requests; returns how to close every socket. */
export function createLive(ports: ServerPorts, gate: Gate, charts: MachineCharts, runs: BulkRuns) {
  const moves = createMoves(ports);
  const fleet = createFleetFeed(ports, moves, runs);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });

  const begin = (route: Route, query: URLSearchParams, ws: WebSocket): Promise<void> => {
    if (route === 'fleet') return fleet.watch(ws);
    if (route === 'inspect') return inspect(ports, charts, ws, inspectingOf(query));
    const after = Number(query.get('after') ?? 0) || 0;
    return watchWorkflow(ports, moves, ws, route.workflow, after);
  };

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Nobody else listens yet: without this, a client that leaves now would end the process.
    socket.on('error', () => socket.destroy());
    const path = `http://localhost${request.url ?? '/'}`;
    const url = URL.canParse(path) ? new URL(path) : new URL('http://localhost/');
    const { origin, host, cookie, authorization } = request.headers;
    const route = routeOf(url.pathname);
    const turnAway = (status: string): void => {
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
    };
    if (route === null) {
      turnAway('404 Not Found');
      return;
    }
    gate
      .admitsSocket({ origin, host, cookie, authorization }, url.pathname)
      .then((verdict) => {
        if (verdict.kind === 'refused') turnAway('403 Forbidden');
        else sockets.handleUpgrade(request, socket, head, (ws) => take(ws, route, url, verdict));
      })
      .catch(() => turnAway('503 Service Unavailable'));
  };

  const take = (ws: WebSocket, route: Route, url: URL, verdict: Admission): void => {
    ws.on('error', (error) => ports.log.warn({ error: error.message }, 'socket ended'));
    const endSession = (): void => ws.close(SESSION_ENDED, 'your session ended; log in again');
    if (verdict.kind === 'ended') {
      endSession();
      return;
    }
    ports.metrics.wsConnections(1);
    ws.on('close', () => ports.metrics.wsConnections(-1));
    ws.on('close', verdict.attend(endSession));
    ws.on('message', (data) => {
      if (String(data) === 'ping') ws.send('pong');
    });
    keepAlive(ports, ws);
    begin(route, url.searchParams, ws).catch((error: unknown) => {
      ports.log.error({ error: String(error) }, 'live feed failed');
      ws.close(TRY_AGAIN_LATER, 'please reconnect');
    });
  };

  const close = (): void => {
    for (const ws of sockets.clients) ws.close(1012, 'the server restarts');
    sockets.close();
  };

  return { upgrade, close };
}

type Route = 'fleet' | 'inspect' | { workflow: string };
type Admission = Exclude<SocketVerdict, { kind: 'refused' }>;

function routeOf(path: string): Route | null {
  if (path === '/ws/fleet') return 'fleet';
  if (path === '/inspect') return 'inspect';
  const match = /^\/ws\/workflow\/([^/]+)$/.exec(path);
  return match?.[1] ? { workflow: match[1] } : null;
}

/** Pings so that proxies keep the line, and ends one that no longer answers. */
function keepAlive(ports: ServerPorts, ws: WebSocket): void {
  let isAlive = true;
  let cancel = (): unknown => undefined;
  const beat = (): void => {
    if (!isAlive) {
      ws.terminate();
      return;
    }
    isAlive = false;
    ws.ping();
    cancel = ports.wakeAt(ports.now() + PING_EVERY_MS, beat);
  };
  ws.on('pong', () => {
    isAlive = true;
  });
  ws.on('close', () => cancel());
  cancel = ports.wakeAt(ports.now() + PING_EVERY_MS, beat);
}
