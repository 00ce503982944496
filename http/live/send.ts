/** Sending to one socket without letting a slow reader fill our memory. */
import type { WebSocket } from 'ws';

/** Bytes a slow reader may be behind before it gets less, or is told to come back later. */
const BACKLOG_MAX = 1 << 20;

/** Close code that asks the client to connect again. */
export const TRY_AGAIN_LATER = 1013;

/** Sends as JSON what a journal holds; a reader too far behind is closed, since the journal has what it misses. */
export function send(ws: WebSocket, message: object): void {
  if (ws.readyState !== ws.OPEN) return;
  if (ws.bufferedAmount > BACKLOG_MAX) {
    ws.close(TRY_AGAIN_LATER, 'too far behind; reconnect with after=SEQ');
    return;
  }
  ws.send(JSON.stringify(message));
}

/**
 * Sends what a later message says again, as text made once for many readers. A reader too far behind
 * does not get it.
 */
export function sendAggregate(ws: WebSocket, text: string): void {
  if (ws.readyState === ws.OPEN && ws.bufferedAmount <= BACKLOG_MAX) ws.send(text);
}
