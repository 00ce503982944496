/**
 * What an inspector may see of a context or an event: what is named here and nothing else, so that
 * a field added to a machine stays unseen until somebody decides about it. No learner, no author,
 * no link, no text that somebody wrote, no title of a document.
 */
import type { ActorRecord, Json } from '../../runtime/ports.ts';

/**
 * `plain`: a number, a flag or a machine's word; `count`: how many there are; `[rule]`: of each;
 * `{*: rule}`: under every key.
 */
type Rule = 'plain' | 'count' | [Rule] | { [field: string]: Rule };

export interface InspectedState {
  status: string;
  value: Json;
  context: Json;
  output: Json;
  error: Json;
  children: Record<string, string>;
}

const FAILURE: Rule = {
  kind: 'plain',
  code: 'plain',
  call: 'plain',
  step: 'plain',
  at: 'plain',
  attempt: 'plain',
  retryAfterMs: 'plain',
};
const RESULT: Rule = { ok: 'plain', failure: FAILURE, refused: { retry_at: 'plain' } };
const CALLING: { [field: string]: Rule } = {
  at: 'plain',
  calls: { '*': { attempt: 'plain', refused_since: 'plain' } },
  wait_ms: 'plain',
  last_failure: FAILURE,
  error_count: 'plain',
};

const CONTEXTS: Record<string, Rule> = {
  certification: {
    ...CALLING,
    started_at: 'plain',
    outputs: {
      accepted: 'plain',
      documents_processed: 'plain',
      chunks: 'plain',
      questions_generated: 'plain',
      invited: 'plain',
      decks: 'plain',
      shared: 'plain',
      notified: 'plain',
      answered: 'count',
      missing: 'count',
      learners_with_gaps: 'count',
      topics: 'count',
    },
    timings: [{ step: 'plain', entered_at: 'plain', completed_at: 'plain', attempts: 'plain' }],
    warnings: [{ code: 'plain' }],
    degraded: 'count',
    approvals: [{ kind: 'plain', verdict: 'plain', at: 'plain' }],
    interventions: [{ type: 'plain', at: 'plain', step: 'plain' }],
    begun: ['plain'],
    undone: ['plain'],
    left_behind: [{ step: 'plain', at: 'plain', code: 'plain' }],
    skipped: 'count',
    undoing: 'plain',
    ending: 'plain',
    rounds: { '*': 'plain' },
    uploads_arrived: 'plain',
    uploads_until: 'plain',
    uploads_closed: 'plain',
    closes_at: 'plain',
    topic_index: 'plain',
    videos: [{ rung: 'plain', duration_seconds: 'plain', has_video: 'plain' }],
  },
  integrationCall: {
    at: 'plain',
    integration: 'plain',
    activity: 'plain',
    attempt: 'plain',
    timeout_ms: 'plain',
    result: RESULT,
  },
  checkpoint: {
    at: 'plain',
    kind: 'plain',
    opened_at: 'plain',
    due_at: 'plain',
    remind_at: 'plain',
    reminded_at: 'plain',
    escalated_at: 'plain',
    reserved_until: 'plain',
    subject: { version: 'plain', content_hash: 'plain', authors: 'count' },
    policy: { quorum: 'plain', due_minutes: 'plain', on_timeout: 'plain' },
    decisions: [{ at: 'plain', verdict: 'plain', content_hash: 'plain' }],
    approvals: 'count',
    escalations: 'count',
    handovers: 'count',
    revisions: 'count',
    flags: 'count',
    comments: 'count',
    verdict: 'plain',
  },
  responseCollection: {
    ...CALLING,
    opened_at: 'plain',
    closes_at: 'plain',
    answered: 'count',
    missing: 'count',
    poll_ms: 'plain',
    reads: 'plain',
    failed_reads: 'plain',
    watch: { kind: 'plain', look_at: 'plain' },
    nudged: 'plain',
    told: 'plain',
    reminder_due: 'plain',
    reminded: 'plain',
    warnings: [{ code: 'plain' }],
    failure: FAILURE,
  },
  avatarRender: {
    ...CALLING,
    index: 'plain',
    backends: ['plain'],
    mark: { seq: 'plain', stage: 'plain', tenths: 'plain' },
    furthest: 'plain',
    files: [{ name: 'plain', size: 'plain' }],
    reasons: 'count',
    tries: { attempt: 'plain', refused_since: 'plain' },
    call: 'plain',
    resume: 'plain',
    result: RESULT,
  },
  circuitBreaker: {
    at: 'plain',
    integration: 'plain',
    threshold: 'plain',
    open_ms: 'plain',
    failures: 'plain',
    opened_at: 'plain',
    retry_at: 'plain',
    times_opened: 'plain',
    last_code: 'plain',
  },
};

const EVENT: Rule = {
  type: 'plain',
  at: 'plain',
  inc: 'plain',
  step: 'plain',
  kind: 'plain',
  verdict: 'plain',
  version: 'plain',
  machine: 'plain',
  from: 'plain',
  to: 'plain',
  retry_at: 'plain',
  content_hash: 'plain',
  output: { ...RESULT, verdict: 'plain' },
  error: FAILURE,
  failure: FAILURE,
};

/** An end's output; what a call brought stays out. */
const OUTPUT: Rule = { ...RESULT, verdict: 'plain' };

/** An event by its type and the facts about it that are nobody's. */
export function inspectedEvent(event: { type: string; [key: string]: unknown }): { type: string } {
  return { ...(allowed(event, EVENT) as object), type: event.type };
}

/** A machine that is not named here shows where it stands, and nothing of what it knows. */
export function inspectedState(
  record: Pick<ActorRecord, 'address' | 'machine' | 'status' | 'value' | 'snapshot' | 'childInc'>,
): InspectedState {
  const snapshot = (record.snapshot ?? {}) as { context?: Json; output?: Json; error?: Json };
  const children = Object.entries(record.childInc);
  return {
    status: record.status === 'new' ? 'active' : record.status,
    value: record.value,
    context: allowed(snapshot.context, CONTEXTS[record.machine] ?? {}) ?? {},
    output: allowed(snapshot.output, OUTPUT),
    error: allowed(snapshot.error, FAILURE),
    children: Object.fromEntries(
      children.map(([id, inc]) => [id, `${record.address}/${id}.${inc}`]),
    ),
  };
}

function allowed(value: unknown, rule: Rule): Json {
  if (value === null || value === undefined) return null;
  if (rule === 'count') return countOf(value);
  if (rule === 'plain') return plainOf(value);
  if (Array.isArray(rule)) {
    const [each] = rule;
    return Array.isArray(value) && each ? value.map((item) => allowed(item, each)) : null;
  }
  if (typeof value !== 'object' || Array.isArray(value)) return null;
  const kept = Object.entries(value).flatMap(([key, part]) => {
    const found = ruleFor(rule, key);
    return found === undefined || part === undefined ? [] : [[key, allowed(part, found)] as const];
  });
  return Object.fromEntries(kept);
}

function ruleFor(rule: { [field: string]: Rule }, key: string): Rule | undefined {
  if (Object.hasOwn(rule, key)) return rule[key];
  // Keys of such a table are machines' words too, never free text.
  return isWord(key) ? rule['*'] : undefined;
}

function countOf(value: unknown): Json {
  return Array.isArray(value) ? value.length : null;
}

/** Words of our machines only: an address or a sentence in their place is somebody's. */
function plainOf(value: unknown): Json {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'string' && isWord(value) ? value : null;
}

function isWord(text: string): boolean {
  return /^[\w.-]{1,128}$/.test(text);
}
