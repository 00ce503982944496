/** A workflow as `GET /api/workflows/:id` shows it. */

export interface Child {
  id: string;
  address: string;
  machine: string;
  value: unknown;
  status: string;
  activity: string | null;
  attempt: number | null;
  /** ISO time of its birth; absent for one that a message has just told of. */
  created_at?: string;
}

export interface Approval {
  kind: string;
  verdict: string;
  content_hash?: string;
  decisions: { by: string; at: number; verdict: string; comment: string; content_hash?: string }[];
  at: number;
}

export interface Intervention {
  type: string;
  by: string;
  at: number;
  step: string | null;
  before?: unknown;
  after?: unknown;
}

/** What stopped the workflow, or a part of it. */
export interface DeadLetter {
  id: number;
  workflow_id: string;
  address: string;
  machine: string;
  /** Type of the event; null when what is stored could not be read. */
  event: string | null;
  error: { code: string; message: string };
  at: string;
  attempts: number;
  state: 'open' | 'resolved';
}

/** What a person may change while the workflow waits for one. */
export interface EditableSettings {
  assessment: {
    question_count: number;
    difficulty_levels: string[];
    timeout_hours: number;
    pass_mark: number;
  };
  knowledge: { timeout_minutes: number };
  presentation: { max_slides: number };
  avatar: { enabled: boolean; presenter: string; voice: string; max_topics: number };
}

export interface WorkflowView {
  workflow_id: string;
  machine: string;
  version: string;
  current_version: string | null;
  value: unknown;
  status: string;
  step_name: string | null;
  progress_percentage: number;
  children: Child[];
  accepts: string[];
  certification_name: string;
  organization_id: string;
  context: {
    outputs?: { report?: { id: string }; knowledge_upload?: { url: string } };
    closes_at?: number | null;
    uploads_until?: number | null;
    learners?: number;
    begun?: string[];
    undone?: string[];
    skipped?: string[];
    left_behind?: { step: string; by: string }[];
  };
  settings?: EditableSettings | null;
  last_failure: { code: string; message: string; kind?: string; call?: string } | null;
  dead_letters: DeadLetter[];
  warnings: { code: string; message: string }[];
  degraded: string[];
  approvals: Approval[];
  interventions: Intervention[];
  error_count: number;
  estimated_completion: string | null;
  estimated_completion_note: string | null;
  /** How many finished workflows the estimate is judged by. */
  estimated_from?: number | null;
  created_at: string;
  updated_at: string;
  seq: number;
}
