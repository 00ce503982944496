/** Whether what is shown is live, and since when it is not. */
import type { JSX } from 'preact';
import type { FeedState } from '../wire/feed.ts';
import { useNow } from './time.tsx';

/** Outside every live region: it would speak every second. */
export function FeedSign({ isLive, lastAt }: FeedState): JSX.Element {
  const now = useNow(!isLive);
  const away = Math.max(0, Math.round((now - lastAt) / 1000));
  const text = away < 2 ? 'Connecting…' : `Reconnecting, last update ${away} s ago`;
  return (
    <span class="feed" data-live={isLive}>
      {isLive ? 'Live' : text}
    </span>
  );
}
