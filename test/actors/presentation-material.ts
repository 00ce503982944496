/** Learners, questions and evidence for tests of decks and reports, small and invented. */
import { createHash } from 'node:crypto';
import type {
  DomainResult,
  Evidence,
  GapReport,
  Item,
  LearnerResult,
  Mastery,
  QuestionSet,
  ResponseSet,
  Source,
} from '../../actors/content.ts';
import type {
  ActorPorts,
  Artifact,
  ArtifactRef,
  Effect,
  LearnerIdentity,
  NewArtifact,
  Upload,
  WorkflowSettings,
} from '../../actors/ports.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import { memoryIndex } from './memory-index.ts';

export const DOCUMENT_SHA = createHash('sha256').update('handbook').digest('hex');

export function source(quote: string, heading = 'Locks'): Source {
  return {
    document_id: 'doc-1',
    document_title: 'Harbour handbook',
    chunk_id: 'chunk-1',
    start: 0,
    end: quote.length,
    quote,
    sha256: DOCUMENT_SHA,
    page: 3,
    heading: ['Harbour handbook', heading],
  };
}

export function item(id: string, domain: string, more: Partial<Item> = {}): Item {
  return {
    id,
    family: 'definition',
    domain,
    objective: null,
    stem: `What does the handbook say about ${id}?`,
    options: [`${id} is raised`, `${id} is lowered`, `${id} is turned`, `${id} is closed`],
    key: id.length % 4,
    rationale: `${id} is kept in order.`,
    source: source(`${id} is kept in order.`),
    generator: { kind: 'offline', version: '1' },
    difficulty_estimate: 'intermediate',
    flaws: [],
    knowledge_source_verified: true,
    status: 'live',
    ...more,
  };
}

export function standing(domain: string, verdict: Mastery, correct = 1, items = 5): DomainResult {
  const p = { gap: 0.95, undetermined: 0.5, mastered: 0.05 }[verdict];
  const share = correct / items;
  return {
    domain,
    items,
    correct,
    p_below_cut: p,
    interval: [Math.max(0, share - 0.2), Math.min(1, share + 0.2)],
    verdict,
  };
}

export function learnerResult(
  learner: string,
  domains: DomainResult[],
  wrong: string[],
): LearnerResult {
  const of = (verdict: Mastery) =>
    domains.filter((each) => each.verdict === verdict).map((each) => each.domain);
  return {
    learner,
    answered: true,
    score: 0.5,
    passed: false,
    domains,
    weak_areas: of('gap'),
    undetermined: of('undetermined'),
    mastered: of('mastered'),
    wrong_items: wrong,
    statement: `${learner} answered all questions.`,
  };
}

export const SILENT = 'This learner never answered, so there is no result.';

export function silentLearner(learner: string): LearnerResult {
  return {
    ...learnerResult(learner, [], []),
    answered: false,
    score: null,
    passed: null,
    statement: SILENT,
  };
}

export function evidence(domain: string, count: number): Evidence[] {
  return Array.from({ length: count }, (_, index) => {
    const text = `Statement ${index + 1} about ${domain}: keepers check the gauge before they open the gate.`;
    return { text, source: source(text, `Part ${index + 1}`) };
  });
}

export const DOMAINS = ['Locks', 'Tides', 'Signals'];

export function questionSet(items: Item[]): QuestionSet {
  return {
    certification_name: 'Harbour Keeper',
    generator_version: '1',
    items,
    blueprint: DOMAINS.map((domain) => {
      const got = items.filter((each) => each.domain === domain).length;
      return { domain, weight: 33.3, wanted: got, got, reason: null };
    }),
  };
}

export function settings(maxSlides = 20): WorkflowSettings {
  const policy = {
    quorum: 1,
    groups: ['educators'],
    due_minutes: 60,
    on_timeout: 'escalate' as const,
  };
  return {
    certification_name: 'Harbour Keeper',
    organization_id: 'org',
    user_profile_id: 'educator-1',
    industry_context: 'Shipping',
    domains: DOMAINS.map((name) => ({ name, weight: 33.3, objectives: [`${name} in practice`] })),
    documents: [{ upload: 'upload-1', title: 'Harbour handbook' }],
    learners: ['learner-1', 'learner-2'],
    form_templates: [],
    assessment: { question_count: 9, difficulty_levels: [], timeout_hours: 24, pass_mark: 0.7 },
    knowledge: { timeout_minutes: 30 },
    presentation: { max_slides: maxSlides },
    avatar: { enabled: true, presenter: 'p', voice: 'v', max_topics: 1 },
    checkpoints: { questions: policy, gaps: policy, scripts: policy, release: policy },
  };
}

export function gapReport(learners: LearnerResult[]): GapReport {
  return {
    pass_mark: 0.7,
    learners,
    cohort: {
      answered: learners.filter((each) => each.answered).length,
      invited: learners.length,
      mean_score: null,
      domains: DOMAINS.map((domain) => ({
        domain,
        in_gap: 1,
        undetermined: 0,
        mastered: 0,
        severity: 0.9,
      })),
      common_weak_areas: ['Locks'],
      item_statistics: [
        {
          item: 'sluice',
          n: 1,
          facility: null,
          facility_interval: null,
          discrimination: null,
          option_counts: [0, 1, 0, 0],
          flags: [],
        },
      ],
      statements: ['With fewer than 10 learners only counts are shown.'],
    },
  };
}

export function responseSet(learner: string, items: string[]): ResponseSet {
  const answers = items.map((each) => ({ item: each, option: 1 }));
  return {
    form_id: 'form',
    closed_at: 0,
    responses: [{ learner, submitted_at: 0, answers }],
    missing: [],
  };
}

/** Ports over memory, with the stored artefacts open to inspection. */
export function memoryPorts(effects: Effect[] = []) {
  const blobs = new Map<string, Buffer>();
  const stored: Artifact[] = [];
  const put = async (
    what: NewArtifact,
    bytes: Uint8Array | { file: string },
  ): Promise<ArtifactRef> => {
    if (!(bytes instanceof Uint8Array)) throw new Error('bytes expected');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const same = stored.filter((each) => each.type === what.type && each.name === what.name);
    const newest = same.at(-1);
    if (newest?.sha256 === sha256) return newest;
    blobs.set(sha256, Buffer.from(bytes));
    const artifact: Artifact = {
      ...what,
      id: `artifact-${stored.length}`,
      version: same.length + 1,
      sha256,
      bytes: bytes.length,
      learner: what.learner ?? null,
      meta: what.meta ?? {},
      created_at: 1_800_000_000_000 + stored.length,
    };
    stored.push(artifact);
    return artifact;
  };
  const newest = (type?: string) =>
    stored.filter(
      (each, index) =>
        (type === undefined || each.type === type) &&
        !stored.some(
          (other, at) => at > index && other.type === each.type && other.name === each.name,
        ),
    );
  const read = async ({ sha256 }: { sha256: string }) => blobs.get(sha256) ?? Buffer.alloc(0);
  const people: LearnerIdentity[] = [
    { id: 'learner-1', name: 'Ada Achterberg', email: 'ada@learners.example' },
  ];
  const upload: Upload = {
    id: 'upload-1',
    title: 'Harbour handbook',
    file_name: 'handbook.md',
    mime: 'text/markdown',
    sha256: DOCUMENT_SHA,
    bytes: 8,
  };
  const unused = () => {
    throw new Error('not used here');
  };
  const ports: ActorPorts = {
    artifacts: {
      put,
      latest: async (_workflow, type, name) =>
        newest(type).findLast((each) => name === undefined || each.name === name) ?? null,
      list: async (_workflow, type) => newest(type),
      get: async (id) => stored.find((each) => each.id === id) ?? null,
      read,
    },
    blobs: { put: unused, putFile: unused, read: unused, path: unused },
    vault: {
      open: async (_workflow, ids) =>
        new Map(people.filter((each) => ids.includes(each.id)).map((each) => [each.id, each])),
    },
    collected: memoryIndex(),
    uploads: { get: async () => [upload], addedTo: async () => [] },
    ledger: {
      get: unused,
      plan: unused,
      settle: unused,
      ofStep: unused,
      ofWorkflow: async () => effects,
    },
    links: { form: unused, share: unused, learner: unused, upload: unused, workflow: unused },
    now: () => 1_800_000_000_000,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    scratch: '/nonexistent',
  };
  const putJson = (type: string, value: unknown) =>
    put(
      {
        workflow: 'wf-1',
        step: 'gap_analysis',
        type,
        name: `${type}.json`,
        mime: 'application/json',
      },
      Buffer.from(JSON.stringify(value)),
    );
  return { ports, stored, blobs, putJson };
}

/** A run of an activity that collects its progress. */
export function activityRun(signal: AbortSignal = new AbortController().signal) {
  const progress: number[] = [];
  const run: ActivityRun = {
    key: 'wf-1/call.1',
    src: 'test',
    input: {},
    attempt: 1,
    root: 'wf-1',
    owner: 'wf-1',
    signal,
    progress: (fraction) => progress.push(fraction),
  };
  return { run, progress };
}
