/** A list that comes in pages, as far as it was asked for. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { getJson } from '../wire/api.ts';

export interface Pages<Row> {
  rows: Row[];
  total: number;
  error: unknown;
  isLoading: boolean;
  /** Asks for the next page; nothing happens at the end, or while one is on its way. */
  more: () => void;
  reload: () => void;
}

interface Page<Row> {
  items: Row[];
  next: string | null;
  total: number;
}

const LIMIT = 50;

/** @param path with filters; another path, or another turn, begins anew and keeps what is shown meanwhile. */
export function usePages<Row>(path: string, turn: number): Pages<Row> {
  const [pages, setPages] = useState<{ rows: Row[]; total: number; next: string | null }>({
    ...{ rows: [], total: 0, next: null },
  });
  const [error, setError] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(true);
  const asked = useRef(0);
  const busy = useRef(false);

  const ask = useCallback(
    (cursor: string | null): void => {
      asked.current += 1;
      const mine = asked.current;
      busy.current = true;
      setLoading(true);
      const at = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      getJson<Page<Row>>(`${path}&limit=${LIMIT}${at}`)
        .then(({ items, next, total }) => {
          if (mine !== asked.current) return;
          setError(null);
          setPages((last) => ({
            rows: cursor === null ? items : [...last.rows, ...items],
            ...{ total, next },
          }));
        })
        .catch((problem: unknown) => {
          if (mine === asked.current) setError(problem);
        })
        .finally(() => {
          if (mine !== asked.current) return;
          busy.current = false;
          setLoading(false);
        });
    },
    [path, turn],
  );
  useEffect(() => ask(null), [ask]);
  const more = useCallback(() => {
    if (!busy.current && pages.next !== null) ask(pages.next);
  }, [ask, pages.next]);
  return { rows: pages.rows, total: pages.total, error, isLoading, more, reload: () => ask(null) };
}
