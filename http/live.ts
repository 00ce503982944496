/** Live updates over WebSocket: who may connect, to what, and the fleet's feed. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Gate } from './identity.ts';
import { send, TRY_AGAIN_LATER } from './live-send.ts';
import { watchWorkflow } from './live-workflow.ts';
import type { ServerPorts } from './server-ports.ts';

const FLEET_EVERY_MS = 250;
const FLEET_ROWS_MAX = 100;
const PING_EVERY_MS = 30_000;

/** Handles upgrade requests; returns how to close every socket. */
export function createLive(ports: ServerPorts, gate: Gate) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Nobody else listens yet: without this, a client that leaves now would end the process.
    socket.on('error', () => socket.destroy());
    const path = `http://localhost${request.url ?? '/'}`;
    const url = URL.canParse(path) ? new URL(path) : new URL('http://localhost/');
    const { origin, host, cookie, authorization } = request.headers;
    const route = routeOf(url.pathname);
    if (route === null || !gate.admitsSocket({ origin, host, cookie, authorization })) {
      socket.end(
        `HTTP/1.1 ${route === null ? '404 Not Found' : '403 Forbidden'}\r\nconnection: close\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      ports.metrics.wsConnections(1);
      ws.on('close', () => ports.metrics.wsConnections(-1));
      ws.on('error', (error) => ports.log.warn({ error: error.message }, 'socket ended'));
      ws.on('message', (data) => {
        if (String(data) === 'ping') ws.send('pong');
      });
      keepAlive(ports, ws);
      const after = Number(url.searchParams.get('after') ?? 0) || 0;
      const started =
        route === 'fleet' ? watchFleet(ports, ws) : watchWorkflow(ports, ws, route.workflow, after);
      started.catch((error: unknown) => {
        ports.log.error({ error: String(error) }, 'live feed failed');
        ws.close(TRY_AGAIN_LATER, 'please reconnect');
      });
    });
  };

  const close = (): void => {
    for (const ws of sockets.clients) ws.close(1012, 'the server restarts');
    sockets.close();
  };

  return { upgrade, close };
}

function routeOf(path: string): 'fleet' | { workflow: string } | null {
  if (path === '/ws/fleet') return 'fleet';
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

/** Counts by status and the rows that changed, a few times a second at most. */
async function watchFleet(ports: ServerPorts, ws: WebSocket): Promise<void> {
  const changed = new Set<string>();
  let scheduled: (() => void) | null = null;

  const flush = async (): Promise<void> => {
    scheduled = null;
    const ids = [...changed].slice(0, FLEET_ROWS_MAX);
    for (const id of ids) changed.delete(id);
    const rows = await Promise.all(ids.map((id) => ports.readModels.workflow(id)));
    send(ws, {
      event_type: 'fleet',
      counts: await ports.readModels.counts(),
      changed: rows.filter((row) => row !== null),
    });
    if (changed.size > 0 && ws.readyState === ws.OPEN) schedule();
  };
  const schedule = (): void => {
    scheduled ??= ports.wakeAt(ports.now() + FLEET_EVERY_MS, () => {
      flush().catch((error: unknown) => ports.log.warn({ error: String(error) }, 'fleet feed'));
    });
  };
  const unsubscribe = ports.engine.subscribe('*', (frame) => {
    if (frame.kind !== 'transition' || frame.machine !== 'certification') return;
    changed.add(frame.root);
    schedule();
  });
  ws.on('close', () => {
    unsubscribe();
    scheduled?.();
  });
  await flush();
}
