/**
 * Jumps into the middle of a list. Every five hundredth key of an order is sampled once and kept
 * for a while; a page at any rank then starts at the boundary before it.
 */
import type { Ask } from './fleet-ask.ts';
import { and, type Condition, param } from './fleet-filter.ts';
import type { Order, Start } from './fleet-order.ts';

const STRIDE = 500;
/** A list that moves has moved a little under its boundaries by then; a jump need not be exact. */
const FRESH_MS = 10_000;
const KEPT_MAX = 40;

interface Boundary {
  key: number | string;
  id: string;
}

export interface Ranks {
  /** The page that begins with the row of this rank, counted from 0. */
  at(order: Order, filter: Condition, rank: number): Promise<Start>;
  /** The page that begins with the first row at or behind this key, and its rank. */
  from(order: Order, filter: Condition, key: number | string): Promise<Start>;
}

export function createRanks(ask: Ask, now: () => number): Ranks {
  const kept = new Map<string, { at: number; boundaries: Promise<Boundary[]> }>();

  const boundariesOf = (order: Order, filter: Condition): Promise<Boundary[]> => {
    const key = JSON.stringify([order.sort, filter]);
    const known = kept.get(key);
    if (known && now() - known.at < FRESH_MS) return known.boundaries;
    const boundaries = sample(order, filter);
    kept.delete(key);
    kept.set(key, { at: now(), boundaries });
    boundaries.catch(() => kept.delete(key));
    for (const oldest of kept.keys()) if (kept.size > KEPT_MAX) kept.delete(oldest);
    return boundaries;
  };

  const sample = (order: Order, { where, values }: Condition): Promise<Boundary[]> => {
    const run = order.isDescending ? 'desc' : 'asc';
    return ask<Boundary>(
      `select key, id from (
        select ${order.key} as key, w.id,
          row_number() over (order by ${order.key} ${run}, w.id ${run}) as n
        from ${order.from} where ${where}) k
      where n % ${STRIDE} = 0 order by n`,
      values,
    );
  };

  return {
    async at(order, filter, rank) {
      const boundaries = await boundariesOf(order, filter);
      const steps = Math.min(Math.floor(rank / STRIDE), boundaries.length);
      const boundary = boundaries[steps - 1];
      const offset = Math.min(rank - steps * STRIDE, STRIDE);
      return {
        place: boundary ? { ...boundary, goes: 'on' } : null,
        offset,
        rank: steps * STRIDE + offset,
      };
    },
    async from(order, filter, key) {
      const before: Condition = { where: filter.where, values: [...filter.values] };
      const sign = order.isDescending ? '>' : '<';
      and(before, `${order.key} ${sign} ${param(before, key, order.type)}`);
      const run = order.isDescending ? 'asc' : 'desc';
      const [[last], [counted]] = await Promise.all([
        ask<Boundary>(
          `select ${order.key} as key, w.id from ${order.from} where ${before.where}
          order by ${order.key} ${run}, w.id ${run} limit 1`,
          before.values,
        ),
        ask<{ count: number }>(
          `select count(*) as count from ${order.from} where ${before.where}`,
          before.values,
        ),
      ]);
      return { place: last ? { ...last, goes: 'on' } : null, rank: Number(counted?.count ?? 0) };
    },
  };
}
