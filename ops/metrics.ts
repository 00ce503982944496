/** Prometheus metrics. Labels come from closed lists, never an id, a tenant or a name. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];
const OUTCOMES = ['succeeded', 'failed', 'cancelled'] as const;
const CALL_OUTCOMES = ['ok', 'transient', 'terminal', 'bug'] as const;
const NOTICE_OUTCOMES = ['nudged', 'unknown', 'strange'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

export interface Metrics {
  text(): Promise<string>;
  http(route: string, method: string, statusClass: string, seconds: number): void;
  workflowStarted(): void;
  workflowFinished(outcome: (typeof OUTCOMES)[number], seconds: number): void;
  transition(machine: string): void;
  step(step: string, seconds: number): void;
  call(integration: string, outcome: CallOutcome, seconds: number): void;
  retry(integration: string): void;
  breaker(integration: string, state: string): void;
  commit(turns: number, seconds: number): void;
  deadLetter(): void;
  /** Sets the gauge of letters that wait for a person. */
  openDeadLetters(count: number): void;
  degraded(step: string): void;
  videoMade(rung: string): void;
  /** Replaces the gauges of active workflows by status. */
  workflows(counts: Record<string, number>): void;
  wsConnections(change: 1 | -1): void;
  /** A fault that somebody asked for has struck. */
  faultStruck(fault: string): void;
  /** A notice that a form was answered came in. */
  responseNotice(outcome: (typeof NOTICE_OUTCOMES)[number]): void;
  /** Notices were asked for, or acknowledged. */
  noticePull(outcome: CallOutcome): void;
  /** A request left through the door and was answered. */
  outbound(host: string, method: string, status: number, seconds: number): void;
  /** The database went away. */
  storeAway(): void;
  /** Messages whose actor does not exist were thrown away. */
  messagesDropped(count: number): void;
  /** A call asked for its quota: how long it has to wait, and what part of it is left. */
  quotaAsked(quota: string, waitSeconds: number, left: number): void;
  /** A language model was asked; tokens and cost are null where nobody said. */
  languageCall(
    purpose: string,
    outcome: string,
    usage: { prompt: number | null; completion: number | null; cached: number | null },
    cost: number | null,
  ): void;
  /** The suite answered that there were too many calls. */
  quotaLimited(quota: string): void;
}

export interface MetricLabels {
  steps: readonly string[];
  integrations: readonly string[];
  machines: readonly string[];
  /** What calls to the suite are counted in. */
  quotas: readonly string[];
  version: string;
}

/** How a video can be made, best first; `actors/avatar/ladder.ts` says what each is. */
const VIDEO_RUNGS = [
  'rendered_outside',
  'rendered_gpu',
  'rendered_cpu',
  'drawn_presenter',
  'slides_audio_captions',
  'storyboard',
];

/** Every label combination of a counter starts at 0, so that its first increment is seen. */
export function createMetrics(labels: MetricLabels): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'presgen_' });
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `presgen_${name}`, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Histogram({ name: `presgen_${name}`, help, labelNames, buckets: SECONDS, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Gauge({ name: `presgen_${name}`, help, labelNames, registers });

  const outboundSeconds = histogram(
    'outbound_request_duration_seconds',
    'Time until a request to the outside was answered',
    ['host', 'method', 'status_class'],
  );
  const httpTotal = counter('http_requests_total', 'HTTP requests answered', [
    'route',
    'method',
    'status_class',
  ]);
  const httpSeconds = histogram('http_request_duration_seconds', 'Time to answer an HTTP request', [
    'route',
    'method',
  ]);
  const started = counter('workflow_started_total', 'Workflows started', []);
  const finished = counter('workflow_finished_total', 'Workflows ended, by outcome', ['outcome']);
  const workflowSeconds = histogram(
    'workflow_duration_seconds',
    'Start to end of a workflow, waits included',
    [],
  );
  const active = gauge('workflow_active', 'Workflows by status', ['status']);
  const transitions = counter('workflow_transitions_total', 'Committed transitions', ['machine']);
  const stepSeconds = histogram(
    'step_duration_seconds',
    'Time from entering a step to completing it',
    ['step'],
  );
  const callSeconds = histogram('integration_call_duration_seconds', 'Duration of external calls', [
    'integration',
    'outcome',
  ]);
  const retries = counter('integration_retries_total', 'External calls that will be tried again', [
    'integration',
  ]);
  const breakerState = gauge('breaker_state', '1 for the state a circuit breaker is in', [
    'integration',
    'state',
  ]);
  const commitSeconds = histogram('commit_duration_seconds', 'Duration of one group commit', []);
  const commitTurns = new Histogram({
    name: 'presgen_commit_batch_events',
    help: 'Turns in one group commit',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200],
    registers,
  });
  const deadLetters = counter(
    'dead_letters_total',
    'Events put aside because their transition threw, and actors that could not be loaded',
    [],
  );
  const openLetters = gauge('dead_letters_open', 'Dead letters that wait for a person', []);
  const degradedTotal = counter('degraded_total', 'Artefacts delivered in a degraded form', [
    'step',
  ]);
  const videosMade = counter('avatar_videos_total', 'Videos made, by how they were made', ['rung']);
  const storeOutages = counter(
    'store_outages_total',
    'Times the database went away, its disk full or its connection lost',
    [],
  );
  const messagesDropped = counter(
    'messages_dropped_total',
    'Messages to actors that do not exist, thrown away',
    [],
  );
  const notices = counter('response_notices_total', 'Notices that a form was answered', [
    'outcome',
  ]);
  const noticePulls = counter('notice_pulls_total', 'Times that notices were asked for', [
    'outcome',
  ]);
  const quotaWait = histogram(
    'quota_wait_seconds',
    'How long calls to the workspace were told to wait for their share of the quota; 0 if they could go',
    ['quota'],
  );
  const quotaLeft = gauge('quota_left_ratio', 'Part of the quota bucket that is left', ['quota']);
  const quotaLimits = counter(
    'quota_limited_total',
    'Answers saying that there were too many calls',
    ['quota'],
  );
  const languageCalls = counter('llm_calls_total', 'Calls to the language model', [
    'purpose',
    'outcome',
  ]);
  const languageTokens = counter('llm_tokens_total', 'Tokens as the provider counted them', [
    'kind',
  ]);
  const languageCost = counter('llm_cost_usd_total', 'US dollars of calls with a known price', []);
  const languageUnpriced = counter(
    'llm_unpriced_calls_total',
    'Calls to the language model whose cost is not known',
    [],
  );
  const faults = counter('faults_struck_total', 'Faults of the local workspace that struck', [
    'fault',
  ]);
  const sockets = gauge('ws_connections', 'Open WebSocket connections', []);
  gauge('build_info', 'Version of this process', ['version']).set({ version: labels.version }, 1);

  for (const outcome of OUTCOMES) finished.inc({ outcome }, 0);
  for (const outcome of NOTICE_OUTCOMES) notices.inc({ outcome }, 0);
  for (const outcome of CALL_OUTCOMES) noticePulls.inc({ outcome }, 0);
  for (const kind of ['prompt', 'completion', 'cached']) languageTokens.inc({ kind }, 0);
  for (const machine of labels.machines) transitions.inc({ machine }, 0);
  for (const step of labels.steps) degradedTotal.inc({ step }, 0);
  for (const rung of VIDEO_RUNGS) videosMade.inc({ rung }, 0);
  for (const quota of labels.quotas) quotaLimits.inc({ quota }, 0);
  for (const integration of labels.integrations) retries.inc({ integration }, 0);

  return {
    text: () => registry.metrics(),
    http: (route, method, statusClass, seconds) => {
      httpTotal.inc({ route, method, status_class: statusClass });
      httpSeconds.observe({ route, method }, seconds);
    },
    workflowStarted: () => started.inc(),
    workflowFinished: (outcome, seconds) => {
      finished.inc({ outcome });
      workflowSeconds.observe(seconds);
    },
    transition: (machine) => transitions.inc({ machine }),
    step: (step, seconds) => stepSeconds.observe({ step }, seconds),
    call: (integration, outcome, seconds) => callSeconds.observe({ integration, outcome }, seconds),
    retry: (integration) => retries.inc({ integration }),
    breaker: (integration, state) => {
      for (const each of ['closed', 'open', 'halfOpen'])
        breakerState.set({ integration, state: each }, each === state ? 1 : 0);
    },
    commit: (turns, seconds) => {
      commitSeconds.observe(seconds);
      commitTurns.observe(turns);
    },
    deadLetter: () => deadLetters.inc(),
    openDeadLetters: (count) => openLetters.set(count),
    degraded: (step) => degradedTotal.inc({ step }),
    videoMade: (rung) => videosMade.inc({ rung }),
    workflows: (counts) => {
      active.reset();
      for (const [status, count] of Object.entries(counts)) active.set({ status }, count);
    },
    wsConnections: (change) => sockets.inc(change),
    faultStruck: (fault) => faults.inc({ fault }),
    storeAway: () => storeOutages.inc(),
    responseNotice: (outcome) => notices.inc({ outcome }),
    outbound: (host, method, status, seconds) =>
      outboundSeconds.observe(
        { host, method, status_class: `${Math.floor(status / 100)}xx` },
        seconds,
      ),
    noticePull: (outcome) => noticePulls.inc({ outcome }),
    messagesDropped: (count) => messagesDropped.inc(count),
    quotaAsked: (quota, waitSeconds, left) => {
      quotaWait.observe({ quota }, waitSeconds);
      quotaLeft.set({ quota }, left);
    },
    languageCall: (purpose, outcome, usage, cost) => {
      languageCalls.inc({ purpose, outcome });
      for (const kind of ['prompt', 'completion', 'cached'] as const)
        languageTokens.inc({ kind }, usage[kind] ?? 0);
      if (cost === null) languageUnpriced.inc();
      else languageCost.inc(cost);
    },
    quotaLimited: (quota) => quotaLimits.inc({ quota }),
  };
}
