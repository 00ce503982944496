/** One WebSocket that comes back by itself, and says so while it is away. */
import { SESSION_ENDED, sessionEnded } from './session.ts';

export interface FeedState {
  isLive: boolean;
  /** When the last message arrived, ms since 1970. */
  lastAt: number;
}

export interface FeedOptions<M> {
  /** Path with query, asked anew on every connect, so that it can name the last seq seen. */
  path: () => string;
  /** Everything that arrived since the last animation frame, in order. */
  onMessages: (messages: M[]) => void;
  onState: (state: FeedState) => void;
}

export interface Feed {
  /** Asks the server something; false while the feed is away. */
  say(message: object): boolean;
  close(): void;
}

const PING_EVERY_MS = 10_000;
const SILENCE_MAX_MS = 25_000;
const RETRY_MIN_MS = 400;
const RETRY_MAX_MS = 10_000;

/** Opens the feed; it lives until `close`. */
export function openFeed<M>({ path, onMessages, onState }: FeedOptions<M>): Feed {
  const state: FeedState = { isLive: false, lastAt: Date.now() };
  let socket: WebSocket | null = null;
  let failures = 0;
  let retry = 0;
  let isClosed = false;
  const deliver = batched(onMessages);

  const lost = (): void => {
    if (socket === null || isClosed) return;
    drop();
    state.isLive = false;
    onState(state);
    const wait = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** failures) * (0.5 + Math.random());
    failures += 1;
    window.clearTimeout(retry);
    retry = window.setTimeout(connect, wait);
  };

  /** Nobody lets this feed in again before a login. */
  const end = (): void => {
    sessionEnded.value = true;
    isClosed = true;
    drop();
    state.isLive = false;
    onState(state);
  };

  const drop = (): void => {
    const old = socket;
    socket = null;
    if (!old) return;
    old.onmessage = old.onclose = old.onopen = null;
    old.close();
  };

  const connect = (): void => {
    drop();
    if (isClosed || !navigator.onLine) return;
    const opened = new WebSocket(new URL(path(), location.href.replace(/^http/, 'ws')));
    socket = opened;
    opened.onmessage = ({ data }) => {
      state.lastAt = Date.now();
      if (data === 'pong') return;
      if (!state.isLive) {
        state.isLive = true;
        failures = 0;
        onState(state);
      }
      deliver(JSON.parse(String(data)) as M);
    };
    opened.onclose = ({ code }) => {
      if (code === SESSION_ENDED) end();
      else lost();
    };
  };

  const pulse = window.setInterval(() => {
    if (socket?.readyState === WebSocket.OPEN) socket.send('ping');
    if (socket && Date.now() - state.lastAt > SILENCE_MAX_MS) lost();
    if (!state.isLive) onState(state);
  }, PING_EVERY_MS);
  const tick = window.setInterval(() => {
    if (!state.isLive) onState(state);
  }, 1000);
  const back = (): void => {
    failures = 0;
    window.clearTimeout(retry);
    connect();
  };
  window.addEventListener('online', back);
  window.addEventListener('offline', lost);
  connect();

  return {
    say: (message) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    close: () => {
      isClosed = true;
      drop();
      window.clearTimeout(retry);
      window.clearInterval(pulse);
      window.clearInterval(tick);
      window.removeEventListener('online', back);
      window.removeEventListener('offline', lost);
    },
  };
}

/** Gathers messages until the next frame; a hidden page has no frames, so a timer stands in. */
function batched<M>(deliver: (messages: M[]) => void): (message: M) => void {
  let waiting: M[] = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    const messages = waiting;
    waiting = [];
    deliver(messages);
  };
  return (message) => {
    waiting.push(message);
    if (waiting.length > 1) return;
    if (document.hidden) window.setTimeout(flush, 100);
    else requestAnimationFrame(flush);
  };
}
