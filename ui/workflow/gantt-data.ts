/** `GET /api/workflows/:id/gantt`. */

export type PartKind = 'queued' | 'working' | 'waiting' | 'backing_off';

/** Times in ms since 1970; `to` is null while it lasts. */
export interface BarPart {
  kind: PartKind;
  reason: string | null;
  from: number;
  to: number | null;
  state: string;
}

export interface Bar {
  actor: string;
  seq: number;
  attempt: number;
  from: number;
  to: number | null;
  outcome: 'succeeded' | 'failed' | 'refused' | 'stopped' | null;
  failure: { code: string; message: string } | null;
  key: string | null;
  trace: string | null;
  parts: BarPart[];
}

export type GanttKind = 'step' | 'call' | 'checkpoint' | 'collection' | 'rendering' | 'part';

export interface GanttRow {
  id: string;
  parent: string | null;
  kind: GanttKind;
  step: string | null;
  what: string;
  bars: Bar[];
}

export interface Gantt {
  rows: GanttRow[];
  /** The moment the open bars were read at. */
  until: number;
}
