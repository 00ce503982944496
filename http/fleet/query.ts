/** What the address of a list says, checked: the same words for the list, its histogram and bulk actions. */
import { z } from 'zod';
import { parse } from '../schemas.ts';
import type { FleetFilter, WorkflowQuery } from './ports.ts';

const text = (max: number) => z.string().trim().max(max).optional();
const moment = z.coerce.number().int().min(0).max(8.64e15).optional();

const filterFields = {
  state: text(300),
  step: text(80),
  organization: text(80),
  waits: text(20),
  q: text(300),
  time: z.enum(['updated', 'created']).optional(),
  from: moment,
  to: moment,
};

/** A filter as a JSON body carries it. */
export const fleetFilter = z.strictObject(filterFields);

export const listQuery = z.object({
  ...filterFields,
  sort: text(20),
  cursor: z.string().max(2000).optional(),
  rank: z.coerce.number().int().min(0).max(10_000_000).optional(),
  at: z.string().max(400).optional(),
  limit: z.coerce.number().optional(),
});

const LIMIT = 50;
const LIMIT_MAX = 200;

/** @throws Problem 422 naming what is wrong */
export function listQueryOf(given: Record<string, string>): WorkflowQuery {
  const { limit, at, ...query } = parse(listQuery, withoutEmpty(given));
  const sort = query.sort ?? '-updated';
  return {
    ...query,
    limit: Math.min(LIMIT_MAX, Math.max(1, Math.trunc(limit ?? LIMIT) || LIMIT)),
    ...(at !== undefined && { at: /name$/.test(sort) ? at.toLowerCase() : Number(at) || 0 }),
  };
}

export const histogramQuery = z.object({
  ...filterFields,
  buckets: z.coerce.number().int().min(2).max(200).default(60),
  offset: z.coerce.number().int().min(-86_400_000).max(86_400_000).default(0),
});

/** @throws Problem 422 naming what is wrong */
export function histogramQueryOf(given: Record<string, string>): {
  filter: FleetFilter;
  buckets: number;
  offset: number;
} {
  const { buckets, offset, ...filter } = parse(histogramQuery, withoutEmpty(given));
  return { filter, buckets, offset };
}

/** A form field left empty says nothing. */
function withoutEmpty(given: Record<string, string>): Record<string, string> {
  const said = Object.entries(given).filter(([name, value]) => value !== '' || name === 'cursor');
  return Object.fromEntries(said);
}
