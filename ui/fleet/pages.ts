/**
 * The rows of a view that are in the browser: pages around where the reader looks, fetched as they
 * come near and let go when they are far. A page goes on from its neighbour's cursor where that is
 * here, so that neighbours neither repeat nor miss a row; a jump starts by rank.
 */
import type { Move, Row, RowPage } from './row.ts';

export const PAGE_ROWS = 100;
/** Pages kept; further ones are fetched again. */
const KEPT_MAX = 40;

export interface PagesOptions {
  /** Reads one page of the view. */
  read(where: { cursor: string } | { rank: number }): Promise<RowPage>;
  /** Something to be drawn again. */
  changed(): void;
}

interface KeptPage {
  rows: Row[];
  next: string | null;
  previous: string | null;
  usedAt: number;
}

export interface Pages {
  total(): number;
  isExact(): boolean;
  /** Undefined while it is on its way. */
  row(index: number): Row | undefined;
  /** Makes sure that these rows come. */
  need(first: number, last: number): void;
  /** Brings a row up to date in its place; false when it is not here. */
  move(move: Move | Row): boolean;
  /** Ids of the rows of a stretch that are here. */
  ids(first: number, last: number): string[];
  /** What the last reading failed with; null once one succeeded. */
  trouble(): unknown;
  /** Whether the first answer is here. */
  isReady(): boolean;
}

export function createPages({ read, changed }: PagesOptions): Pages {
  const pages = new Map<number, KeptPage>();
  const underWay = new Set<number>();
  const places = new Map<string, { page: number; at: number }>();
  let total = 0;
  let isExact = true;
  let isReady = false;
  let trouble: unknown = null;
  let uses = 0;

  const keep = (number: number, answer: RowPage): void => {
    const { items, next, previous } = answer;
    uses += 1;
    pages.set(number, { rows: items, next, previous, usedAt: uses });
    for (const [at, { workflow_id }] of items.entries())
      places.set(workflow_id, { page: number, at });
    const counted = number * PAGE_ROWS + items.length;
    // The list may have grown or shrunk since it was counted; what is here is certain.
    total = next === null ? counted : Math.max(answer.total, counted);
    isExact = answer.total_is_exact;
    letGo();
  };
  const letGo = (): void => {
    if (pages.size <= KEPT_MAX) return;
    const [oldest] = [...pages].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    if (!oldest) return;
    for (const { workflow_id } of oldest[1].rows) places.delete(workflow_id);
    pages.delete(oldest[0]);
  };
  const whereOf = (number: number): Parameters<PagesOptions['read']>[0] => {
    const before = pages.get(number - 1)?.next;
    if (before) return { cursor: before };
    const after = pages.get(number + 1)?.previous;
    return after && pages.get(number + 1)?.rows.length !== 0
      ? { cursor: after }
      : { rank: number * PAGE_ROWS };
  };
  const fetchPage = async (number: number): Promise<void> => {
    underWay.add(number);
    try {
      keep(number, await read(whereOf(number)));
      isReady = true;
      trouble = null;
    } catch (error) {
      trouble = error;
    } finally {
      underWay.delete(number);
      changed();
    }
  };

  return {
    total: () => total,
    isExact: () => isExact,
    isReady: () => isReady,
    trouble: () => trouble,
    row: (index) => pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS],
    need(first, last) {
      const to = Math.floor(Math.max(first, last) / PAGE_ROWS);
      for (let number = Math.floor(first / PAGE_ROWS); number <= to; number += 1) {
        const known = pages.get(number);
        uses += 1;
        if (known) known.usedAt = uses;
        else if (!underWay.has(number)) void fetchPage(number);
      }
    },
    move(move) {
      const place = places.get(move.workflow_id);
      const page = place && pages.get(place.page);
      const row = place && page?.rows[place.at];
      if (!page || row?.workflow_id !== move.workflow_id) return false;
      if (row.seq <= move.seq) page.rows[place.at] = { ...row, ...move };
      return true;
    },
    ids(first, last) {
      const found: string[] = [];
      for (let index = first; index <= last; index += 1) {
        const row = pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS];
        if (row) found.push(row.workflow_id);
      }
      return found;
    },
  };
}
