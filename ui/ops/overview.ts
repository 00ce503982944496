/** The installation at a glance, as `/api/ops` tells it, and its words. Pure. */
import type { Tone } from '../words/tones.ts';
import { callWords, count, inWords, machineTitle, sentence } from '../words/words.ts';

export interface Spread {
  p50: number;
  p95: number;
}

export interface StepTimes {
  step: string;
  count: number;
  work_ms: Spread;
  wait_ms: Spread;
  retry_ms: Spread;
}

export interface Breaker {
  integration: string;
  state: string;
  failures: number;
  threshold: number;
  open_seconds: number;
  opened_at: number | null;
  retry_at: number | null;
  times_opened: number;
  last_code: string | null;
}

export interface Outcomes {
  window: string;
  completed: number;
  compensated: number;
  cancelled: number;
  p50_ms: number | null;
  p95_ms: number | null;
}

export interface WaitingGroup {
  step: string | null;
  waits_for: string;
  count: number;
  oldest: number;
  oldest_workflow: string;
}

export interface Incident {
  at: number;
  kind: 'breaker' | 'dead_letter' | 'settled' | 'bulk';
  what: string;
  detail: string;
  workflow: string | null;
}

export interface Letter {
  id: number;
  workflow_id: string;
  machine: string;
  error: { code: string; message: string };
  at: string;
}

export interface Overview {
  at: string;
  components: Record<string, { status: 'ok' | 'degraded' | 'down'; detail?: string }>;
  counts: Record<string, number>;
  breakers: Breaker[];
  effects: { call: string; running: number; begun_again: number }[];
  waiting: WaitingGroup[];
  overdue: { count: number; oldest: number | null };
  outcomes: Outcomes[];
  step_times: { workflows: number; steps: StepTimes[] };
  dead_letters: { open: number; items: Letter[] };
  nodes: { id: string; starts: number; is_alive: boolean; seen_at: number }[];
  versions: { machine: string; version: string; count: number }[];
  incidents: Incident[];
}

const SERVICES: Record<string, string> = {
  database: 'Database',
  redis: 'Redis',
  google_apis: 'Drive and forms',
  presgen_core: 'Decks and scripts',
  presgen_avatar: 'Videos',
  knowledge_base: 'Documents',
  assessment_engine: 'Assessments',
  notification: 'Mail',
};

export function serviceTitle(name: string): string {
  return SERVICES[name] ?? sentence(inWords(name));
}

export const COMPONENT_TONES: Record<string, Tone> = {
  ok: 'done',
  degraded: 'waiting',
  down: 'failed',
};
export const COMPONENT_WORDS: Record<string, string> = {
  ok: 'Ready',
  degraded: 'Degraded',
  down: 'Away',
};

const BREAKERS: Record<string, { word: string; tone: Tone }> = {
  closed: { word: 'Closed', tone: 'done' },
  open: { word: 'Open', tone: 'failed' },
  halfOpen: { word: 'Trying again', tone: 'retrying' },
};

export function breakerWords(state: string): { word: string; tone: Tone } {
  return BREAKERS[state] ?? { word: 'Not known', tone: 'idle' };
}

/** Of the workflows that came to a result or were given up; null where there are none. */
export function successRate({ completed, compensated }: Outcomes): number | null {
  const all = completed + compensated;
  return all === 0 ? null : completed / all;
}

export const WINDOW_WORDS: Record<string, string> = {
  day: 'Last 24 hours',
  week: 'Last 7 days',
  month: 'Last 30 days',
};

/** One incident as a sentence with its weight. */
export function incidentWords({ kind, what, detail }: Incident): { tone: Tone; text: string } {
  if (kind === 'breaker') {
    const { tone } = breakerWords(detail);
    const said: Record<string, string> = {
      open: 'calls are held back after repeated failures',
      halfOpen: 'one call is let through to try',
      closed: 'works again',
    };
    return { tone, text: `${serviceTitle(what)}: ${said[detail] ?? detail}` };
  }
  if (kind === 'dead_letter')
    return { tone: 'failed', text: `${machineTitle(what)} stopped with ${detail}` };
  if (kind === 'settled') return { tone: 'done', text: `${machineTitle(what)}: ${detail}` };
  const [total = '', person = ''] = detail.split(' ');
  return {
    tone: 'idle',
    text: `${person}: ${inWords(what)} for ${count(Number(total), 'workflow')}`,
  };
}

/** Name of a running call. */
export function effectWords(call: string): string {
  return callWords(call);
}

/** Share of the longest bar, 0..1, on a scale that leaves seconds beside days to be seen. */
export function barShare(ms: number, longest: number): number {
  if (ms <= 0 || longest <= 0) return 0;
  return Math.log10(1 + ms / 100) / Math.log10(1 + longest / 100);
}
