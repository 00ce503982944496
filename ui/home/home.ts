/** What the start page is given, and which parts of it a person sees. Pure. */
import type { Role } from '../wire/person.ts';

export interface HomeRow {
  workflow_id: string;
  certification_name: string;
  status: string;
  step_name: string | null;
  progress_percentage: number;
  waits_for: string | null;
  due_at: number | null;
  updated_at: number;
}

export interface HomeAnswer {
  counts: Record<string, number>;
  /** Filed by the person, the newest first. */
  mine: HomeRow[];
  finished: HomeRow[];
  /** For an operator, the one that has waited longest first. */
  attention: HomeRow[];
  /** For an educator, likewise. */
  waiting: HomeRow[];
}

export interface HomeCheckpoint {
  id: string;
  workflow_id: string;
  kind: string;
  certification_name: string;
  due_at: string | null;
  assignee: string | null;
}

export const PARTS = ['checkpoints', 'runs', 'fleet', 'service', 'machines', 'audit'] as const;
export type Part = (typeof PARTS)[number];

const SEEN_BY: Record<Part, readonly Role[]> = {
  checkpoints: ['educator'],
  runs: ['educator', 'operator'],
  fleet: ['operator', 'developer'],
  service: ['operator'],
  machines: ['developer'],
  audit: ['auditor'],
};

/** The parts somebody with these roles works with, most needed first. */
export function partsFor(has: (role: Role) => boolean): Part[] {
  return PARTS.filter((part) => SEEN_BY[part].some(has));
}

export function isEmpty({ counts }: HomeAnswer): boolean {
  return Object.values(counts).every((count) => count === 0);
}

/** The earliest due first; what has no deadline last. */
export function byDue(items: HomeCheckpoint[]): HomeCheckpoint[] {
  return items.toSorted((a, b) => (a.due_at ?? '9').localeCompare(b.due_at ?? '9'));
}
