/** A workflow in the list, as the server sends it, and what live messages change of it. */

export interface Row {
  workflow_id: string;
  certification_name: string;
  organization_id: string;
  status: string;
  step_name: string | null;
  progress_percentage: number;
  waits_for: string | null;
  due_at: number | null;
  open_dead_letters: number;
  seq: number;
  created_at: number;
  updated_at: number;
}

/** What a turn says of its workflow. */
export type Move = Pick<
  Row,
  | 'workflow_id'
  | 'status'
  | 'step_name'
  | 'progress_percentage'
  | 'waits_for'
  | 'seq'
  | 'created_at'
  | 'updated_at'
>;

export interface RowPage {
  items: Row[];
  next: string | null;
  previous: string | null;
  total: number;
  total_is_exact: boolean;
  rank: number | null;
}

/** Whom a workflow waits for, in a word or two; null where nobody has to do anything. */
export function waitWords(waits: string | null): string | null {
  return waits === null ? null : (WAITS[waits] ?? waits);
}

export const WAITS: Record<string, string> = {
  operator: 'An operator',
  educator: 'An educator',
  documents: 'Documents',
  learner: 'Learners',
  service: 'A service',
  retry: 'The next try',
};
