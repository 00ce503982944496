/** A request while it is written: everything as typed, and how it becomes what the server takes. */
import type { DomainDraft } from './blueprint.ts';
import { balanced, spread, typedWeight, WHOLE, weightOf } from './blueprint.ts';
import { type LearnerDraft, withIds } from './learners.ts';

export const KINDS = ['questions', 'gaps', 'scripts', 'release'] as const;
export type Kind = (typeof KINDS)[number];
export const LEVELS = ['beginner', 'intermediate', 'advanced'] as const;

export interface PolicyDraft {
  quorum: string;
  /** Names, apart by commas. */
  groups: string;
  dueHours: string;
  onTimeout: 'escalate' | 'reject' | 'approve';
}

export interface DocumentDraft {
  key: string;
  upload: string;
  title: string;
  bytes: number | null;
}

export interface Draft {
  certification: string;
  organization: string;
  industry: string;
  domains: DomainDraft[];
  documents: DocumentDraft[];
  learners: LearnerDraft[];
  questionCount: string;
  levels: string[];
  answerHours: string;
  /** Percent. */
  passMark: string;
  uploadMinutes: string;
  slidesMax: string;
  /** Of decks; empty for the usual one, also in drafts kept before there was a choice. */
  theme?: string;
  /** Main colour of decks as #RRGGBB; empty for that of the theme. */
  brand?: string;
  /** Second colour, which only a request that was brought in can have. */
  accent?: string;
  forms: string[];
  videos: boolean;
  presenter: string;
  /** `studio` shows the presenter from further away; empty is near. */
  framing: string;
  /** Presenters keep head and eyes still. */
  isCalm: boolean;
  voice: string;
  topicsMax: string;
  checkpoints: Record<Kind, PolicyDraft>;
}

const POLICY: PolicyDraft = {
  quorum: '1',
  groups: 'educators',
  dueHours: '24',
  onTimeout: 'escalate',
};

export function emptyDraft(newKey: () => string): Draft {
  return {
    certification: '',
    organization: '',
    industry: '',
    domains: [{ key: newKey(), name: '', weight: '', objectives: '' }],
    documents: [],
    learners: [],
    questionCount: '20',
    levels: [],
    answerHours: '24',
    passMark: '70',
    uploadMinutes: '30',
    slidesMax: '20',
    forms: ['intake', 'knowledge_upload'],
    videos: true,
    presenter: '',
    framing: '',
    isCalm: false,
    voice: '',
    topicsMax: '3',
    checkpoints: { questions: POLICY, gaps: POLICY, scripts: POLICY, release: POLICY },
  };
}

/** `Harbour Lane College` → `harbour-lane-college`, since the server knows organisations by an id. */
export function idOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  const dashed = plain
    .trim()
    .toLowerCase()
    .replaceAll(/[^\w.]+/g, '-');
  return dashed.replaceAll(/^-+|-+$/g, '').slice(0, 80);
}

/** A number as typed, with a comma or a point; NaN for anything else. */
export function numberOf(typed: string): number {
  const text = typed.trim().replace(',', '.');
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

function namesOf(text: string): string[] {
  return text
    .split(/[,;\n]/)
    .map((each) => each.trim())
    .filter(Boolean);
}

/** What is filed. NaN becomes null on the wire, which the server refuses by its path. */
export function requestOf(draft: Draft, person: string): Record<string, unknown> {
  return {
    certification_name: draft.certification.trim(),
    organization_id: idOf(draft.organization),
    user_profile_id: person.replaceAll(/[^\w.-]/g, '-'),
    certification_context: {
      domains: draft.domains.map(({ name, weight, objectives }) => ({
        name: name.trim(),
        weight: (weightOf(weight) ?? Number.NaN) / 100,
        objectives: linesOf(objectives),
      })),
      industry_context: draft.industry.trim(),
    },
    documents: draft.documents.map(({ upload, title }) => ({ upload, title })),
    learners: draft.learners.map(({ id, name, email }) => ({
      id,
      name: name.trim(),
      email: email.trim(),
    })),
    form_templates: draft.forms,
    assessment_config: {
      question_count: numberOf(draft.questionCount),
      difficulty_levels: draft.levels,
      timeout_hours: numberOf(draft.answerHours),
      pass_mark: numberOf(draft.passMark) / 100,
    },
    knowledge_config: { timeout_minutes: numberOf(draft.uploadMinutes) },
    presentation_config: { max_slides: numberOf(draft.slidesMax), ...looksOf(draft) },
    avatar_config: {
      enabled: draft.videos,
      presenter: draft.presenter,
      voice: draft.voice,
      ...(draft.framing === '' ? {} : { framing: draft.framing }),
      ...(draft.isCalm ? { motion: 'reduced' } : {}),
      max_topics: numberOf(draft.topicsMax),
    },
    checkpoints: Object.fromEntries(KINDS.map((kind) => [kind, policyOf(draft.checkpoints[kind])])),
  };
}

/** Theme and colours, where any were chosen. */
function looksOf({ theme, brand, accent }: Draft) {
  const primary = brand?.trim();
  return {
    ...(theme ? { theme } : {}),
    ...(primary ? { brand: { primary, ...(accent ? { accent } : {}) } } : {}),
  };
}

function policyOf({ quorum, groups, dueHours, onTimeout }: PolicyDraft) {
  return {
    quorum: numberOf(quorum),
    groups: namesOf(groups),
    due_minutes: Math.round(numberOf(dueHours) * 60),
    on_timeout: onTimeout,
  };
}

type Given = Record<string, unknown>;

/** A draft of a request from a file or the example; what it does not say stays as usual. */
export function draftOf(request: Given, newKey: () => string): Draft {
  const usual = emptyDraft(newKey);
  const context = part(request.certification_context);
  const assessment = part(request.assessment_config);
  const avatar = part(request.avatar_config);
  const policies = part(request.checkpoints);
  return {
    certification: text(request.certification_name, ''),
    organization: text(request.organization_id, ''),
    industry: text(context.industry_context, ''),
    domains: domainsOf(context.domains, newKey) ?? usual.domains,
    documents: documentsOf(request.documents, newKey),
    learners: learnersOf(request.learners, newKey),
    questionCount: text(assessment.question_count, usual.questionCount),
    levels: texts(assessment.difficulty_levels, usual.levels),
    answerHours: text(assessment.timeout_hours, usual.answerHours),
    passMark: percentText(assessment.pass_mark, usual.passMark),
    uploadMinutes: text(part(request.knowledge_config).timeout_minutes, usual.uploadMinutes),
    slidesMax: text(part(request.presentation_config).max_slides, usual.slidesMax),
    theme: text(part(request.presentation_config).theme, ''),
    brand: text(part(part(request.presentation_config).brand).primary, ''),
    accent: text(part(part(request.presentation_config).brand).accent, ''),
    forms: texts(request.form_templates, usual.forms),
    videos: typeof avatar.enabled === 'boolean' ? avatar.enabled : usual.videos,
    presenter: text(avatar.presenter, ''),
    voice: text(avatar.voice, ''),
    framing: text(avatar.framing, ''),
    isCalm: avatar.motion === 'reduced',
    topicsMax: text(avatar.max_topics, usual.topicsMax),
    checkpoints: Object.fromEntries(
      KINDS.map((kind) => [kind, policyDraft(part(policies[kind]))]),
    ) as Draft['checkpoints'],
  };
}

function part(value: unknown): Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Given)
    : {};
}

function text(value: unknown, usual: string): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : usual;
}

function texts(value: unknown, usual: string[]): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : usual;
}

function percentText(value: unknown, usual: string): string {
  return typeof value === 'number' ? String(Math.round(value * 10_000) / 100) : usual;
}

function policyDraft(policy: Given): PolicyDraft {
  const due = policy.due_minutes;
  const onTimeout = ['escalate', 'reject', 'approve'].find((each) => each === policy.on_timeout);
  return {
    quorum: text(policy.quorum, POLICY.quorum),
    groups: Array.isArray(policy.groups) ? texts(policy.groups, []).join(', ') : POLICY.groups,
    dueHours:
      typeof due === 'number' ? String(Math.round((due / 60) * 100) / 100) : POLICY.dueHours,
    onTimeout: (onTimeout as PolicyDraft['onTimeout'] | undefined) ?? POLICY.onTimeout,
  };
}

/** Weights may be on any scale there; here they are percent. */
function domainsOf(given: unknown, newKey: () => string): DomainDraft[] | null {
  if (!Array.isArray(given) || given.length === 0) return null;
  const domains = given.map((each) => {
    const domain = typeof each === 'string' ? { name: each } : part(each);
    const objectives = texts((domain as Given).objectives, []).join('\n');
    const weight = (domain as Given).weight;
    return {
      row: { key: newKey(), name: text(domain.name, ''), weight: '', objectives },
      weight: typeof weight === 'number' && weight > 0 ? weight : null,
    };
  });
  if (domains.some(({ weight }) => weight === null)) return balanced(domains.map(({ row }) => row));
  const shares = spread(
    domains.map(({ weight }) => weight ?? 0),
    WHOLE,
  );
  return domains.map(({ row }, index) => ({ ...row, weight: typedWeight(shares[index] ?? 0) }));
}

function documentsOf(given: unknown, newKey: () => string): DocumentDraft[] {
  if (!Array.isArray(given)) return [];
  return given
    .map(part)
    .flatMap(({ upload, title }) =>
      typeof upload === 'string'
        ? [{ key: newKey(), upload, title: text(title, upload), bytes: null }]
        : [],
    );
}

/** Files that a request names by path, which a browser cannot open by itself. */
export function namedFiles(request: Given): string[] {
  if (!Array.isArray(request.documents)) return [];
  return request.documents
    .map(part)
    .flatMap(({ path }) => (typeof path === 'string' ? [path.split('/').at(-1) ?? path] : []));
}

function learnersOf(given: unknown, newKey: () => string): LearnerDraft[] {
  if (!Array.isArray(given)) return [];
  return withIds(
    given.map(part).map(({ id, name, email }) => ({
      key: newKey(),
      id: text(id, ''),
      name: text(name, ''),
      email: text(email, ''),
    })),
  );
}
