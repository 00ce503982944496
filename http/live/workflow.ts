/**
 * One workflow live. Its frames carry the seq of its own journal: whoever comes back with the last
 * one it saw gets every later one exactly once. What children do is sent beside, without a seq,
 * and is brought up to date whole on every connect.
 */
import type { WebSocket } from 'ws';
import { emptyTimeline, foldTimeline, timelineStep } from '../../machines/timeline.ts';
import type { ActorView, Frame, JournalEntry, JournalKind, Json } from '../../runtime/ports.ts';
import { activeChildren, timelineView, wholeJournal } from '../fleet/views.ts';
import type { ServerPorts } from '../server-ports.ts';
import type { Moves } from './moves.ts';
import { send, sendAggregate } from './send.ts';

type TransitionFrame = Extract<Frame, { kind: 'transition' }>;

/** A journal position as it is shown, from the journal or from a frame. */
interface Position {
  seq: number;
  at: number;
  kind: JournalKind;
  event: JournalEntry['event'];
  value: Json | null;
  view?: ActorView;
  /** Known of frames only; the past has none at work any more. */
  children?: TransitionFrame['children'];
}

/** @param after last seq the client has; 0 for a first visit. */
export async function watchWorkflow(
  ports: ServerPorts,
  moves: Moves,
  ws: WebSocket,
  workflow: string,
  after: number,
): Promise<void> {
  const waiting: Frame[] = [];
  let deliver = (frame: Frame): void => void waiting.push(frame);
  // Subscribe first, read second: what happens in between waits, and repeats are known by their seq.
  const unsubscribe = ports.engine.subscribe(workflow, (frame) => deliver(frame));
  ws.on('close', unsubscribe);

  const journal = await wholeJournal(ports.engine, workflow);
  const family = await ports.engine.family(workflow);
  const last = journal.at(-1);
  if (!family[0] || !last || family[0].parent !== null) {
    unsubscribe();
    ws.close(1008, 'there is no such workflow');
    return;
  }
  const known = after > 0 ? journal.filter(({ seq }) => seq <= after) : journal;
  const messagesOf = createTelling(workflow);
  for (const entry of known) messagesOf(entry);
  send(ws, {
    event_type: 'timeline_sync',
    workflow_id: workflow,
    status: family[0].view.status,
    step_name: family[0].view.step,
    progress_percentage: family[0].view.progress,
    value: messagesOf.value(),
    children: activeChildren(family),
    timeline: timelineView(foldTimeline(known)),
    seq: known.at(-1)?.seq ?? 0,
  });
  for (const entry of journal.slice(known.length))
    for (const message of messagesOf(entry)) send(ws, message);

  let seq = last.seq;
  const tellChildren = createChildrenFeed(ports, ws, workflow);
  const take = (position: Position): void => {
    if (position.seq !== seq + 1) return;
    seq = position.seq;
    for (const message of messagesOf(position)) send(ws, message);
    tellChildren();
  };
  // Turns of another process make no frames here; the journal has them.
  const catchUp = oneAtATime(ports, async () => {
    for (const entry of await ports.engine.journal(workflow, seq, 1000)) take(entry);
  });
  deliver = (frame) => {
    if (frame.kind === 'progress') sendAggregate(ws, JSON.stringify(progressMessage(frame)));
    else if (frame.address !== workflow) {
      send(ws, childMessage(frame));
      // A child comes to life in a turn of its own, after the one that the workflow told about.
      if (frame.event.type === 'xstate.init' || frame.status !== 'active') tellChildren();
    } else if (frame.seq > seq + 1) catchUp();
    else take({ ...frame, kind: frame.entry });
  };
  for (const frame of waiting.splice(0)) deliver(frame);
  const unfollow = moves.subscribe((move) => {
    if (move.workflow_id === workflow && move.seq > seq) catchUp();
  });
  ws.on('close', unfollow);
}

/** Turns journal positions, in order, into messages; remembers the value they leave. */
function createTelling(workflow: string) {
  let state = emptyTimeline();
  const tell = (position: Position): object[] => {
    const next = timelineStep(state, position);
    state = next.state;
    const updates = timelineView(next.items).map((item) => ({
      event_type: 'workflow_step_update',
      workflow_id: workflow,
      ...item,
    }));
    return [...updates, transitionMessage(workflow, position, state.value)];
  };
  return Object.assign(tell, { value: () => state.value });
}

/** Tells who is at work now. */
function createChildrenFeed(ports: ServerPorts, ws: WebSocket, workflow: string): () => void {
  return oneAtATime(ports, async () => {
    const children = activeChildren(await ports.engine.family(workflow));
    sendAggregate(ws, JSON.stringify({ event_type: 'children', workflow_id: workflow, children }));
  });
}

/** While one reading is under way, later wishes share the next. */
function oneAtATime({ log }: Pick<ServerPorts, 'log'>, read: () => Promise<void>): () => void {
  let isReading = false;
  let isWanted = false;
  const run = async (): Promise<void> => {
    try {
      do {
        isWanted = false;
        await read();
      } while (isWanted);
    } catch (error) {
      log.warn({ error: String(error) }, 'not read for a watcher');
    } finally {
      isReading = false;
    }
  };
  return () => {
    isWanted = true;
    if (isReading) return;
    isReading = true;
    void run();
  };
}

function transitionMessage(workflow: string, position: Position, value: unknown): object {
  const { view } = position;
  return {
    event_type: 'state_transition',
    workflow_id: workflow,
    value,
    event: position.event.type,
    seq: position.seq,
    timestamp: new Date(position.at).toISOString(),
    ...(view && {
      status: view.status,
      step_name: view.step,
      progress_percentage: view.progress,
    }),
    children: position.children ?? [],
  };
}

function childMessage(frame: TransitionFrame): object {
  return {
    event_type: 'child_transition',
    workflow_id: frame.root,
    child: frame.address,
    machine: frame.machine,
    value: frame.value,
    status: frame.status,
    event: frame.event.type,
    child_seq: frame.seq,
    timestamp: new Date(frame.at).toISOString(),
  };
}

function progressMessage(frame: Extract<Frame, { kind: 'progress' }>): object {
  return {
    event_type: 'progress',
    workflow_id: frame.root,
    child: frame.owner,
    fraction: frame.fraction,
    note: frame.note ?? null,
  };
}
