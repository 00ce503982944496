/** Reads again when the fleet moved, a few seconds apart at most, and now and then in any case. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type FeedState, openFeed } from '../wire/feed.ts';

const APART_MS = 3000;
const ANYWAY_MS = 15_000;

export function useRefreshed(reload: () => void): FeedState {
  const [state, setState] = useState<FeedState>({ isLive: false, lastAt: Date.now() });
  const latest = useRef(reload);
  latest.current = reload;
  useEffect(() => {
    let readAt = Date.now();
    let waiting = 0;
    const soon = (): void => {
      if (waiting !== 0) return;
      waiting = window.setTimeout(
        () => {
          waiting = 0;
          readAt = Date.now();
          latest.current();
        },
        Math.max(0, readAt + APART_MS - Date.now()),
      );
    };
    const anyway = window.setInterval(() => {
      if (!document.hidden && Date.now() - readAt >= ANYWAY_MS) soon();
    }, ANYWAY_MS);
    const feed = openFeed<object>({
      path: () => '/ws/fleet',
      onState: (next) => setState({ ...next }),
      onMessages: soon,
    });
    return () => {
      feed.close();
      window.clearTimeout(waiting);
      window.clearInterval(anyway);
    };
  }, []);
  return state;
}
