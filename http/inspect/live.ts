/** Inspecting what happens now: one workflow, or those that move, up to a limit. */
import type { WebSocket } from 'ws';
import type { Frame } from '../../runtime/ports.ts';
import { send, TRY_AGAIN_LATER } from '../live/send.ts';
import type { ServerPorts } from '../server-ports.ts';
import type { InspectedActors } from './actors.ts';

/** Transitions that may wait to be read from the journal before the watcher is asked to come back. */
const WAITING_MAX = 5000;

type Transition = Extract<Frame, { kind: 'transition' }>;

export async function watchActors(
  ports: ServerPorts,
  actors: InspectedActors,
  ws: WebSocket,
  asked: { workflow: string | null; limit: number },
): Promise<void> {
  const { engine } = ports;
  const followed = new Set<string>(asked.workflow === null ? [] : [asked.workflow]);
  const waiting: Transition[] = [];
  let isReading = true;

  const isFollowed = ({ root, machine, event }: Transition): boolean => {
    if (followed.has(root)) return true;
    const isNew = machine === 'certification' && event.type === 'xstate.init';
    if (!isNew || asked.workflow !== null || followed.size >= asked.limit) return false;
    followed.add(root);
    return true;
  };

  const readOn = async (): Promise<void> => {
    isReading = true;
    for (let frame = waiting.shift(); frame !== undefined; frame = waiting.shift()) {
      if (ws.readyState !== ws.OPEN) return;
      await tell(ports, actors, ws, frame);
    }
    isReading = false;
  };
  const failed = (error: unknown): void => {
    ports.log.warn({ error: String(error) }, 'inspector feed failed');
    ws.close(TRY_AGAIN_LATER, 'please reconnect');
  };

  // Subscribe first, read second: what happens in between waits, and repeats are known by their seq.
  const unsubscribe = engine.subscribe(asked.workflow ?? '*', (frame) => {
    if (frame.kind !== 'transition' || !isFollowed(frame)) return;
    waiting.push(frame);
    if (waiting.length > WAITING_MAX) ws.close(TRY_AGAIN_LATER, 'too far behind; please reconnect');
    else if (!isReading) readOn().catch(failed);
  });
  ws.on('close', () => {
    unsubscribe();
    waiting.length = 0;
  });

  if (asked.workflow === null) for (const id of await moving(ports, asked.limit)) followed.add(id);
  for (const root of [...followed]) {
    const family = await engine.family(root);
    if (family[0]?.parent !== null) {
      ws.close(1008, 'there is no such workflow');
      return;
    }
    for (const record of family)
      if (record.status === 'active' || record.address === root)
        send(ws, await actors.present(record));
  }
  await readOn();
}

/** What lies between the last position told of this actor and the one a frame names. */
async function tell(
  { engine }: ServerPorts,
  actors: InspectedActors,
  ws: WebSocket,
  { root, address, seq }: Transition,
): Promise<void> {
  const known = actors.seq(address);
  if (seq <= known) return;
  for (const entry of await engine.journal(address, known, seq - known))
    for (const event of await actors.told(root, entry)) send(ws, event);
}

async function moving({ readModels }: ServerPorts, limit: number): Promise<string[]> {
  const { items } = await readModels.workflows({ limit });
  const over = new Set(['completed', 'cancelled', 'compensated']);
  return items.filter(({ status }) => !over.has(status)).map(({ workflow_id }) => workflow_id);
}
