/** The rows of the present view, live: one feed for the page, a set of pages for each view. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { getJson } from '../wire/api.ts';
import { type Feed, openFeed } from '../wire/feed.ts';
import { type BulkProgress, createFold, type FleetFold, type FleetMessage } from './live.ts';
import { createPages, PAGE_ROWS, type Pages } from './pages.ts';
import type { RowPage } from './row.ts';
import { type FleetView, filterOf } from './view.ts';

export interface Fleet {
  pages: Pages;
  /** Which view the rows are of: its filter and order. */
  of: string;
  /** Counts up whenever something has to be drawn again. */
  revision: number;
  /** Rows of a view that was asked for are on their way; the ones before it still show. */
  isChanging: boolean;
  newer: number;
  counts: Record<string, number> | null;
  bulk: BulkProgress | null;
  feed: { isLive: boolean; lastAt: number };
  /** Reads the view anew, from the top. */
  reload(): void;
  /** Which rows the reader sees. */
  seen(first: number, last: number): void;
}

type TopLine = Pick<Fleet, 'newer' | 'counts' | 'bulk'>;

interface Shown {
  key: string;
  pages: Pages;
  fold: FleetFold;
}

export function useFleet(view: FleetView): Fleet {
  const [revision, setRevision] = useState(0);
  const [turn, setTurn] = useState(0);
  const [told, setTold] = useState<TopLine>(NOTHING_TOLD);
  const [feed, setFeed] = useState({ isLive: false, lastAt: Date.now() });
  const bump = useCallback(() => setRevision((last) => last + 1), []);
  const key = `${JSON.stringify(filterOf(view))} ${view.sort} ${turn}`;
  const shown = useRef<Shown | null>(null);
  const wanted = useRef<Shown | null>(null);
  const range = useRef<[number, number]>([0, 30]);

  if (wanted.current?.key !== key) {
    wanted.current = openView(view, key, () => arrived(key));
    const first = turn === 0 ? view.row : 0;
    wanted.current.pages.need(first, first + IN_SIGHT);
  }
  shown.current ??= wanted.current;

  const arrived = (of: string): void => {
    const next = wanted.current;
    const isAnswered = next && (next.pages.isReady() || next.pages.trouble() !== null);
    if (next?.key === of && isAnswered && shown.current !== next) {
      shown.current = next;
      setTold((last) => ({ ...last, newer: 0 }));
    }
    bump();
  };

  useEffect(() => {
    const socket: { feed: Feed | null } = { feed: null };
    const askRows = (): void => {
      const rows = shown.current?.pages.ids(...range.current).slice(0, 200) ?? [];
      if (rows.length > 0) socket.feed?.say({ rows });
    };
    socket.feed = openFeed<FleetMessage>({
      path: () => '/ws/fleet',
      onState: (state) => setFeed({ ...state }),
      onMessages: (messages) => {
        const news = shown.current?.fold.take(messages);
        if (!news) return;
        if (news.isBehind) askRows();
        setTold((last) => merged(last, news));
        if (news.isTouched) bump();
      },
    });
    return () => socket.feed?.close();
  }, []);

  const reload = useCallback(() => {
    shown.current?.fold.forget();
    setTurn((last) => last + 1);
  }, []);
  const seen = useCallback((first: number, last: number) => {
    range.current = [first, last];
    shown.current?.pages.need(Math.max(0, first - AHEAD), last + AHEAD);
  }, []);
  const isChanging = shown.current !== wanted.current;
  const { pages, key: of } = shown.current;
  return useMemo(
    () => ({ pages, of, revision, isChanging, ...told, feed, reload, seen }),
    [pages, of, revision, isChanging, told, feed],
  );
}

/** The same object where nothing is new, so that nothing is drawn for it. */
function merged(last: TopLine, { newer, counts, bulk }: TopLine): TopLine {
  const isSame = newer === last.newer && counts === null && bulk === null;
  return isSame ? last : { newer, counts: counts ?? last.counts, bulk: bulk ?? last.bulk };
}

const AHEAD = 20;
/** Rows to ask for before anything is measured. */
const IN_SIGHT = 30;
const NOTHING_TOLD = { newer: 0, counts: null, bulk: null };

function openView(view: FleetView, key: string, changed: () => void): Shown {
  const filter = filterOf(view);
  const pages = createPages({
    read: (where) => {
      const query = new URLSearchParams({ ...filter, sort: view.sort, limit: String(PAGE_ROWS) });
      for (const [name, value] of Object.entries(where)) query.set(name, String(value));
      return getJson<RowPage>(`/api/workflows?${query}`);
    },
    changed,
  });
  return { key, pages, fold: createFold(view, pages) };
}

/** The rank of the first row at or behind a moment, in the order of that time, the newest first. */
export async function rankAt(view: FleetView, at: number): Promise<number> {
  const sort = `-${view.time}`;
  const query = new URLSearchParams({ ...filterOf(view), sort, at: String(at), limit: '1' });
  return (await getJson<RowPage>(`/api/workflows?${query}`)).rank ?? 0;
}
