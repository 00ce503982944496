/** What a view reads from the server, with its standing: a hook for each way of reading. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { getJson } from './api.ts';

export interface Loaded<T> {
  /** Null until the first answer; the last good one while a new one is on its way or failed. */
  data: T | null;
  error: unknown;
  isLoading: boolean;
  reload: () => void;
}

/**
 * Reads a path, again whenever it changes.
 * @param path null asks nothing.
 */
export function useLoaded<T>(path: string | null): Loaded<T> {
  const [standing, setStanding] = useState<{ path: string | null; data: T | null; error: unknown }>(
    { path: null, data: null, error: null },
  );
  const [isLoading, setLoading] = useState(path !== null);
  const asked = useRef(0);
  const load = useCallback(() => {
    if (path === null) return;
    asked.current += 1;
    const mine = asked.current;
    setLoading(true);
    void getJson<T>(path)
      .then((data) => ({ path, data, error: null as unknown }))
      .catch((error: unknown) => ({ path, data: null, error }))
      .then((next) => {
        if (mine !== asked.current) return;
        setStanding((last) =>
          next.error !== null && last.path === path ? { ...last, error: next.error } : next,
        );
        setLoading(false);
      });
  }, [path]);
  useEffect(() => {
    load();
    return () => {
      asked.current += 1;
    };
  }, [load]);
  const isOwn = standing.path === path;
  return {
    data: isOwn ? standing.data : null,
    error: isOwn ? standing.error : null,
    isLoading,
    reload: load,
  };
}
