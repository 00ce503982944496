/**
 * `/inspect`: the Stately inspector's protocol, read from the journal. Live for one workflow or for
 * those that move, or as a replay of a workflow's past:
 *
 *     /inspect?workflow=ID                     one workflow and its children, from now on
 *     /inspect?limit=20                        the workflows that moved last, and those begun later
 *     /inspect?workflow=ID&replay=1&speed=10   its past, ten times as fast; `max` for at once
 *
 * A watcher of a replay may send `{"type":"replay.pause"}`, `replay.resume`, `replay.step` and
 * `{"type":"replay.speed","speed":4}`; with `status=1` it is told what came of it.
 */
import type { WebSocket } from 'ws';
import type { MachineCharts } from '../charts/machine-charts.ts';
import { send } from '../live/send.ts';
import type { ServerPorts } from '../server-ports.ts';
import { createInspectedActors } from './actors.ts';
import { watchActors } from './live.ts';
import { createPace, mergedJournals, type Pace, type Speed } from './replay.ts';

const SPEED_MAX = 1000;
const LIMIT = { usual: 20, max: 100 };
/** How far behind a reader may be before a replay waits for it; well below where it would be cut off. */
const AHEAD_MAX = 128 * 1024;
const LOOK_AGAIN_MS = 20;

export interface Inspecting {
  workflow: string | null;
  isReplay: boolean;
  speed: Speed;
  isPaused: boolean;
  limit: number;
  /** Whether the watcher wants to be told of the replay itself. */
  wantsStatus: boolean;
}

/** What a URL asks for; what cannot be is brought to what can. */
export function inspectingOf(query: URLSearchParams): Inspecting {
  const workflow = query.get('workflow');
  return {
    workflow,
    isReplay: workflow !== null && isOn(query.get('replay')),
    speed: query.get('speed') === 'max' ? null : (speedOf(query.get('speed')) ?? 1),
    isPaused: isOn(query.get('paused')),
    limit: Math.min(LIMIT.max, Math.max(1, Math.floor(Number(query.get('limit')) || LIMIT.usual))),
    wantsStatus: isOn(query.get('status')),
  };
}

export async function inspect(
  ports: ServerPorts,
  charts: MachineCharts,
  ws: WebSocket,
  asked: Inspecting,
): Promise<void> {
  const actors = createInspectedActors(ports, charts);
  if (!asked.isReplay) return watchActors(ports, actors, ws, asked);
  const { workflow } = asked;
  const family = workflow === null ? [] : await ports.engine.family(workflow);
  const [root] = family;
  if (!root || root.parent !== null) {
    ws.close(1008, 'there is no such workflow');
    return;
  }
  const total = family.reduce((sum, { seq }) => sum + seq, 0);
  const pace = createPace(ports, { speed: asked.speed, paused: asked.isPaused });
  let told = 0;
  const status = (isOver: boolean): void => {
    if (asked.wantsStatus)
      send(ws, { type: 'replay.status', ...pace.state(), told, total, over: isOver });
  };
  ws.on('close', pace.stop);
  ws.on('message', (data) => {
    if (obey(pace, String(data))) status(false);
  });
  status(false);
  const addresses = family.map(({ address }) => address);
  for await (const entry of mergedJournals(ports.engine, addresses)) {
    if (!(await pace.due(entry.at))) return;
    await readable(ports, ws);
    if (ws.readyState !== ws.OPEN) return;
    for (const event of await actors.told(root.address, entry)) send(ws, event);
    told += 1;
    if (asked.wantsStatus && (pace.state().paused || told % 10 === 0)) status(false);
  }
  status(true);
  ws.close(1000, 'the replay is over');
}

/** Resolves once the reader has taken most of what it was sent. */
async function readable(ports: ServerPorts, ws: WebSocket): Promise<void> {
  while (ws.readyState === ws.OPEN && ws.bufferedAmount > AHEAD_MAX)
    await new Promise<void>((resolve) => {
      ports.wakeAt(ports.now() + LOOK_AGAIN_MS, resolve);
    });
}

/** Does what a watcher asks; whether it was anything we know. */
function obey(pace: Pace, text: string): boolean {
  const asked = parsed(text);
  switch (asked?.type) {
    case 'replay.pause':
      pace.pause();
      return true;
    case 'replay.resume':
      pace.resume();
      return true;
    case 'replay.step':
      pace.step();
      return true;
    case 'replay.speed':
      pace.speed(asked.speed === 'max' ? null : (speedOf(asked.speed) ?? pace.state().speed));
      return true;
    default:
      return false;
  }
}

function parsed(text: string): { type?: unknown; speed?: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function speedOf(given: unknown): number | null {
  const speed = Number(given);
  return Number.isFinite(speed) && speed > 0 ? Math.min(SPEED_MAX, Math.max(0.01, speed)) : null;
}

function isOn(given: string | null): boolean {
  return given === '1' || given === 'true';
}
