/** The shapes of requests: one source for validation and for /openapi.json. Unknown fields are refused. */
import { z } from 'zod';
import { DECK_THEMES, STEP_NAMES, type WorkflowSettings } from '../machines/vocabulary.ts';
import { brandFault } from '../ops/contrast.ts';
import { ROLES } from './people/roles.ts';
import { type FieldFault, invalid } from './problem.ts';

const id = z.string().regex(/^[\w.-]{1,80}$/, 'letters, digits, dot, dash and underscore only');
const line = z.string().trim().min(1).max(300);

const policy = z.strictObject({
  quorum: z.int().min(1).max(10).default(1),
  groups: z.array(line).max(20).default(['educators']),
  due_minutes: z.int().min(1).max(525_600).default(1440),
  on_timeout: z.enum(['escalate', 'reject', 'approve']).default('escalate'),
  priority: z.int().min(0).max(100).exactOptional(),
  remind_minutes: z.int().min(1).max(525_600).exactOptional(),
  escalation: z
    .array(z.strictObject({ after_minutes: z.int().min(0).max(525_600), to: line }))
    .max(10)
    .refine(
      (steps) =>
        steps.every((step, at) => step.after_minutes >= (steps[at - 1]?.after_minutes ?? 0)),
      'the earliest step comes first',
    )
    .exactOptional(),
});

const domain = z.strictObject({
  name: line,
  weight: z.number().positive().max(1000),
  objectives: z.array(line).max(100).default([]),
});

const document = z.strictObject({
  upload: id.optional(),
  path: z.string().min(1).max(1000).optional(),
  title: z.string().max(300).optional(),
});

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'a colour as #RRGGBB');

/** An organisation's colours, refused where what stands on them could not be read. */
const brand = z
  .strictObject({ primary: colour, accent: colour.exactOptional() })
  .superRefine((given, context) => {
    const fault = brandFault(given);
    if (fault !== null)
      context.addIssue({ code: 'custom', path: [fault.field], message: fault.message });
  });

/** `CertificationWorkflowRequest`. */
export const workflowRequest = z.strictObject({
  certification_name: line,
  organization_id: id,
  user_profile_id: id,
  certification_context: z.strictObject({
    domains: z
      .union([z.array(domain).min(1).max(50), z.array(line).min(1).max(50)])
      .refine((domains) => {
        const names = domains.map((each) => (typeof each === 'string' ? each : each.name));
        return new Set(names).size === names.length;
      }, 'names must differ'),
    industry_context: z.string().max(2000).default(''),
  }),
  documents: z.array(document).max(2000).default([]),
  learners: z
    .array(z.strictObject({ id, name: line, email: z.email() }))
    .max(5000)
    .refine(
      (learners) => new Set(learners.map((each) => each.id)).size === learners.length,
      'ids must differ',
    )
    .default([]),
  form_templates: z
    .array(z.enum(['intake', 'knowledge_upload']))
    .default(['intake', 'knowledge_upload']),
  assessment_config: z
    .strictObject({
      question_count: z.int().min(1).max(500).default(20),
      difficulty_levels: z.array(z.enum(['beginner', 'intermediate', 'advanced'])).default([]),
      timeout_hours: z.number().positive().max(8760).default(24),
      pass_mark: z.number().min(0.05).max(1).default(0.7),
    })
    .prefault({}),
  knowledge_config: z
    .strictObject({ timeout_minutes: z.number().min(0).max(525_600).default(30) })
    .prefault({}),
  presentation_config: z
    .strictObject({
      max_slides: z.int().min(5).max(100).default(20),
      theme: z.enum(DECK_THEMES).exactOptional(),
      brand: brand.exactOptional(),
    })
    .prefault({}),
  avatar_config: z
    .strictObject({
      enabled: z.boolean().default(true),
      presenter: z.string().max(80).default(''),
      voice: z.string().max(80).default(''),
      framing: z.enum(['portrait', 'studio']).exactOptional(),
      motion: z.enum(['full', 'reduced']).exactOptional(),
      max_topics: z.int().min(1).max(20).default(3),
    })
    .prefault({}),
  checkpoints: z
    .strictObject({
      questions: policy.prefault({}),
      gaps: policy.prefault({}),
      scripts: policy.prefault({}),
      release: policy.prefault({}),
    })
    .prefault({}),
  /** For unattended runs; the server itself plays nobody. */
  rehearsal: z.looseObject({}).optional(),
});
export type WorkflowRequest = z.infer<typeof workflowRequest>;

/** Part of the settings: what is not named stays as it is, so nothing falls back to its default. */
function partOf(settings: z.ZodObject): z.ZodOptional<z.ZodObject> {
  const fields = Object.entries(settings.shape).map(([name, field]) => {
    const bare = field instanceof z.ZodDefault ? field.unwrap() : field;
    return [name, z.optional(bare)] as const;
  });
  return z.strictObject(Object.fromEntries(fields)).optional();
}

const patchSettings = z.strictObject({
  assessment: partOf(workflowRequest.shape.assessment_config.unwrap()),
  knowledge: partOf(workflowRequest.shape.knowledge_config.unwrap()),
  presentation: partOf(workflowRequest.shape.presentation_config.unwrap()),
  avatar: partOf(workflowRequest.shape.avatar_config.unwrap()),
});

/** Which of two steps side by side is meant; without it both are. */
const meantStep = z.enum(STEP_NAMES).optional();

/** An intervention of a person. */
export const workflowEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['cancel', 'give_up']) }),
  z.strictObject({ type: z.enum(['retry', 'skip']), step: meantStep }),
  z.strictObject({ type: z.literal('edit_input'), patch: patchSettings, step: meantStep }),
]);

const questionPatch = z.strictObject({
  questions: z
    .array(
      z.strictObject({
        id: z.string(),
        stem: z.string().min(1).max(2000).optional(),
        options: z.array(z.string().min(1).max(500)).min(2).max(8).optional(),
        key: z.int().min(0).max(7).optional(),
        drop: z.boolean().optional(),
      }),
    )
    .min(1),
});

/** Why changes are asked for, or why something is rejected. */
export const REASON_CODES = [
  'wrong',
  'unclear',
  'source',
  'level',
  'off_topic',
  'bias',
  'form',
  'other',
] as const;

/** A decision at a checkpoint, bound to the content it was made about. */
export const decisionRequest = z.strictObject({
  verdict: z.enum(['approve', 'request_changes', 'reject']),
  content_hash: z.string().min(1),
  comment: z.string().max(5000).default(''),
  reason_code: z.enum(REASON_CODES).optional(),
  /** What was read before approving: ids of items; a sample has to be the one drawn for this reader. */
  reading: z
    .strictObject({ how: z.enum(['whole', 'sample']), items: z.array(z.string()).max(500) })
    .optional(),
  patch: questionPatch.optional(),
});
export type DecisionRequest = z.output<typeof decisionRequest>;

/** A doubt about one item of the version it was seen in. */
export const flagRequest = z.strictObject({
  item: z.string().min(1).max(200),
  content_hash: z.string().min(1),
  comment: z.string().max(2000).default(''),
});

/** One question of the version it was seen in, to be written anew. */
export const regenerationRequest = z.strictObject({
  item: z.string().min(1).max(200),
  content_hash: z.string().min(1),
  /** What is wrong with it, for whoever writes the next one. */
  comment: z.string().max(2000).default(''),
});
export type RegenerationRequest = z.output<typeof regenerationRequest>;

/** A reservation; `take_over` takes one from somebody else, which stays on record. */
export const claimRequest = z.strictObject({ take_over: z.boolean().default(false) });

/** What a person decides about a dead letter; the comment goes to the audit trail. */
export const resolutionRequest = z.strictObject({
  action: z.enum(['retry', 'discard']),
  comment: z.string().max(5000).default(''),
});

/** A person who works here; what is not named is none. */
export const personRequest = z.strictObject({
  name: line,
  roles: z.array(z.enum(ROLES)).max(ROLES.length).default([]),
  groups: z.array(line).max(50).default([]),
  active: z.boolean().default(true),
});

/** A hash of the trail that somebody kept elsewhere: a cut-off end is visible by it alone. */
export const auditVerification = z.strictObject({
  kept_hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'is 64 characters of 0-9 and a-f')
    .optional(),
});

/** @throws Problem 422 naming the path of each wrong field. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (value === null) throw invalid([{ path: '(request)', message: 'is not a JSON object' }]);
  throw invalid(parsed.error.issues.flatMap((issue) => faultsOf(issue)));
}

function faultsOf(issue: z.core.$ZodIssue, below: PropertyKey[] = []): FieldFault[] {
  const path = [...below, ...issue.path];
  const nearest = issue.code === 'invalid_union' ? nearestOf(issue.errors) : [];
  if (nearest.length > 0) return nearest.flatMap((each) => faultsOf(each, path));
  const at = path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: dotted([...at, key]),
      message: 'is not a field of this request; remove it or check its spelling',
    }));
  }
  const missing = issue.code === 'invalid_type' && issue.message.includes('received undefined');
  return [{ path: dotted(at), message: missing ? 'is missing' : issue.message }];
}

/** Where one of several shapes would do, the one that fits furthest down says best what is wrong. */
function nearestOf(shapes: z.core.$ZodIssue[][]): z.core.$ZodIssue[] {
  const misfits = (shape: z.core.$ZodIssue[]): number =>
    shape.filter(({ path, code }) => code === 'invalid_type' && path.length < 2).length;
  return shapes.toSorted((left, right) => misfits(left) - misfits(right))[0] ?? [];
}

function dotted(path: string[]): string {
  return (
    path
      .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`))
      .join('') || '(request)'
  );
}

/** What the statechart is given: settings without identities. */
export function settingsOf(
  request: WorkflowRequest,
  documents: { upload: string; title: string }[],
): WorkflowSettings {
  const named = request.certification_context.domains.map((each) =>
    typeof each === 'string' ? { name: each, weight: 1, objectives: [] } : each,
  );
  return {
    certification_name: request.certification_name,
    organization_id: request.organization_id,
    user_profile_id: request.user_profile_id,
    industry_context: request.certification_context.industry_context,
    domains: named,
    documents,
    learners: request.learners.map((learner) => learner.id),
    form_templates: request.form_templates,
    assessment: request.assessment_config,
    knowledge: request.knowledge_config,
    presentation: request.presentation_config,
    avatar: request.avatar_config,
    checkpoints: request.checkpoints,
  };
}
