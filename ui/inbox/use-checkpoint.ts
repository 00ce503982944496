/** One checkpoint, kept up to date while it is looked at. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { getJson } from '../wire/api.ts';
import { type FeedState, openFeed } from '../wire/feed.ts';
import type { Changed, Checkpoint } from './checkpoint.ts';

export interface Watched {
  /** Null until the first answer. */
  checkpoint: Checkpoint | null;
  error: unknown;
  feed: FeedState | null;
  /** What changed since the reader looked first or said that they had looked again. */
  news: Changed | null;
  /** The reader has seen the news. */
  settle: () => void;
  reload: () => Promise<void>;
  /** Server's clock less this browser's, ms. */
  skewMs: number;
}

/** @param person whose rights are asked for; another person looks anew */
export function useCheckpoint(id: string, person: string): Watched {
  const path = `/api/checkpoints/${encodeURIComponent(id)}`;
  const [checkpoint, setCheckpoint] = useState<Checkpoint | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [feed, setFeed] = useState<FeedState | null>(null);
  const [news, setNews] = useState<Watched['news']>(null);
  const [skewMs, setSkew] = useState(0);
  const seen = useRef<string | null>(null);
  const asked = useRef(0);

  const reload = useCallback(async (): Promise<void> => {
    asked.current += 1;
    const mine = asked.current;
    const since = seen.current === null ? '' : `?since=${encodeURIComponent(seen.current)}`;
    try {
      const next = await getJson<Checkpoint>(path + since);
      if (mine !== asked.current) return;
      seen.current ??= next.subject.content_hash;
      setNews(next.news?.changes.length ? next.news : null);
      setSkew(Date.parse(next.now) - Date.now());
      setCheckpoint(next);
      setError(null);
    } catch (failure) {
      if (mine === asked.current) setError(failure);
    }
  }, [path]);

  const settle = (): void => {
    seen.current = checkpoint?.subject.content_hash ?? seen.current;
    setNews(null);
  };

  useEffect(() => {
    seen.current = null;
    setNews(null);
    void reload();
    return () => {
      asked.current += 1;
    };
  }, [path, person]);
  const workflow = checkpoint?.workflow_id;
  useEffect(() => {
    if (workflow === undefined) return;
    const address = id.replaceAll('~', '/');
    const opened = openFeed<{ child?: string; event_type: string }>({
      path: () => `/ws/workflow/${encodeURIComponent(workflow)}`,
      onState: (state) => setFeed({ ...state }),
      onMessages: (messages) => {
        const mine = messages.some(
          ({ child, event_type }) => child === address || event_type === 'timeline_sync',
        );
        if (mine) void reload();
      },
    });
    return opened.close;
  }, [workflow, id]);
  return { checkpoint, error, feed, news, settle, reload, skewMs };
}
