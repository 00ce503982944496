/** The generating activity with a writer whose model is the loopback server, over the real door. */
import { type AssessmentPorts, assessmentActivities } from '../../../actors/assessment/index.ts';
import { openModelDoor } from '../../../actors/assessment/llm/door.ts';
import type {
  CallRecord,
  CallShelf,
  Limits,
  Price,
  QuestionWriter,
} from '../../../actors/assessment/llm/ports.ts';
import { createProvider } from '../../../actors/assessment/llm/provider.ts';
import type { QuestionSet } from '../../../actors/content.ts';
import type { CallInput, CallOutput } from '../../../actors/ports.ts';
import type { WorkflowSettings } from '../../../machines/vocabulary.ts';
import { HARBOUR_DOMAINS, harbour } from './harbour-corpus.ts';
import { memoryKnowledge, type Parsed } from './markdown-corpus.ts';
import { type Heard, type ModelServer, type Said, startModelServer } from './model-server.ts';

export interface Rig {
  server: ModelServer;
  records: Map<string, CallRecord>;
  writer: QuestionWriter | undefined;
  /** Calls the writer reported, for metrics. */
  called: Pick<CallRecord, 'purpose' | 'outcome' | 'cost'>[];
  generate(): Promise<{ output: CallOutput<'assessment.generate'>; set: QuestionSet }>;
}

export interface Wanted {
  say: (heard: Heard) => Said;
  parsed?: Parsed[];
  limits?: Partial<Limits>;
  prices?: Record<string, Price>;
  timeoutMs?: number;
  shelf?: (whole: CallShelf) => CallShelf;
}

/** Runs `use` against a server that says what `wanted.say` says, and closes the server. */
export async function withModel(wanted: Wanted, use: (rig: Rig) => Promise<void>): Promise<void> {
  const server = await startModelServer(wanted.say);
  try {
    await use(rigOn(server, wanted));
  } finally {
    await server.close();
  }
}

function rigOn(server: ModelServer, wanted: Wanted): Rig {
  const records = new Map<string, CallRecord>();
  const called: Rig['called'] = [];
  const whole: CallShelf = {
    get: async (key) => records.get(key) ?? null,
    put: async (record) => {
      if (!records.has(record.key)) records.set(record.key, structuredClone(record));
    },
    ofWorkflow: async (workflow) =>
      [...records.values()].filter((record) => record.workflow === workflow),
  };
  let stored: Uint8Array = new Uint8Array();
  const ports = {
    knowledge: memoryKnowledge(wanted.parsed ?? harbour()),
    artifacts: {
      put: async (what: { name: string }, bytes: Uint8Array) => {
        stored = bytes;
        return { id: 'a', version: 1, sha256: '', bytes: bytes.length, ...what };
      },
    },
    writer: {
      model: createProvider({
        provider: 'openai-compatible',
        baseUrl: server.url,
        model: 'writer-1',
        judge: 'judge-1',
        apiKey: 'key-of-the-test',
        timeoutMs: wanted.timeoutMs ?? 30_000,
        fetch: openModelDoor(server.url, () => 0),
      }),
      shelf: wanted.shelf?.(whole) ?? whole,
      limits: { tokens: 1_000_000, dollars: null, ...wanted.limits },
      prices: wanted.prices ?? {},
      now: () => 0,
      called: (call: CallRecord) => called.push(call),
    },
  } as unknown as AssessmentPorts;
  const generate = assessmentActivities(ports)['assessment.generate'];
  return {
    ...{ server, records, called, writer: ports.writer },
    generate: async () => {
      const output = await generate(INPUT, {
        ...{ key: 'k', src: 's', input: null, attempt: 1, root: 'w1', owner: 'w1' },
        signal: new AbortController().signal,
        progress: () => {},
      });
      return { output, set: JSON.parse(Buffer.from(stored).toString('utf8')) };
    },
  };
}

export const INPUT: CallInput<'assessment.generate'> = {
  settings: {
    certification_name: 'Certified Harbour Pilot',
    domains: HARBOUR_DOMAINS,
    assessment: {
      question_count: 10,
      difficulty_levels: ['beginner'],
      timeout_hours: 1,
      pass_mark: 0.7,
    },
  } as unknown as WorkflowSettings,
  step: 'assessment_generation',
  knowledge: 'kb',
  round: 1,
  comments: [],
};
