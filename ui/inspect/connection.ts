/** The inspector's socket: protocol events in bundles, a replay steered, loss told. */
import type { Told } from './log.ts';

export interface ReplayStatus {
  speed: number | null;
  paused: boolean;
  told: number;
  total: number;
  over: boolean;
}

export type Standing = 'connecting' | 'open' | 'over' | 'lost' | 'unknown';

export interface Asked {
  workflow: string;
  isReplay: boolean;
  speed: string;
  isPaused: boolean;
}

export type Order =
  | { type: 'replay.pause' | 'replay.resume' | 'replay.step' }
  | { type: 'replay.speed'; speed: number | 'max' };

export interface Listener {
  told(events: Told[]): void;
  status(status: ReplayStatus): void;
  standing(standing: Standing): void;
}

export function connect(asked: Asked, listener: Listener) {
  const query = new URLSearchParams({ status: '1' });
  if (asked.workflow) query.set('workflow', asked.workflow);
  if (asked.isReplay) query.set('replay', '1');
  if (asked.isReplay) query.set('speed', asked.speed);
  if (asked.isPaused) query.set('paused', '1');
  const socket = new WebSocket(new URL(`/inspect?${query}`, location.href.replace(/^http/, 'ws')));
  let waiting: Told[] = [];
  const flush = (): void => {
    const events = waiting;
    waiting = [];
    if (events.length > 0) listener.told(events);
  };
  socket.onopen = () => listener.standing('open');
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as Told | (ReplayStatus & { type: 'replay.status' });
    if (message.type === 'replay.status') {
      listener.status(message);
      return;
    }
    waiting.push(message);
    if (waiting.length === 1) requestAnimationFrame(flush);
  };
  socket.onclose = ({ code }) => {
    flush();
    listener.standing(code === 1000 ? 'over' : code === 1008 ? 'unknown' : 'lost');
  };
  return {
    order: (order: Order): void => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(order));
    },
    close: (): void => {
      socket.onclose = null;
      socket.onmessage = null;
      socket.close();
    },
  };
}
