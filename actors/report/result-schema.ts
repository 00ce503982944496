/** The machine-readable result of a workflow, as a schema that is checked before the file is written. */
import { z } from 'zod';
import { FOLDERS } from '../../machines/vocabulary.ts';
import { itemResponse, itemStatistics, testStatistics } from './result-figures.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const share = z.number().min(0).max(1);
const link = z.strictObject({ id: z.string(), url: z.string() });
const folder = link.nullable();

const question = z.strictObject({
  id: z.string(),
  domain: z.string(),
  stem: z.string(),
  options: z.array(z.string()).min(2),
  key: z.number().int().min(0),
  source: z.strictObject({
    document: z.string(),
    chunk_id: z.string(),
    quote: z.string(),
    sha256,
  }),
  knowledge_source_verified: z.boolean(),
});

const domainResult = z.strictObject({
  domain: z.string(),
  items: z.number().int(),
  correct: z.number().int(),
  p_below_cut: share,
  interval: z.tuple([share, share]),
  verdict: z.enum(['gap', 'undetermined', 'mastered']),
});

const individual = z.strictObject({
  user_id: z.string(),
  /** Null for a learner who never answered: there is no score, not a score of nothing. */
  score: share.nullable(),
  domains: z.array(domainResult),
  gap_analysis: z.strictObject({
    weak_areas: z.array(z.string()),
    undetermined: z.array(z.string()),
    mastered: z.array(z.string()),
  }),
});

const qualityCheck = z.strictObject({
  id: z.string(),
  subject: z.string(),
  severity: z.enum(['hard', 'soft']),
  passed: z.boolean(),
  evidence: z.string(),
  fix: z.string().optional(),
});

const qualityCategory = z.strictObject({
  category: z.enum(['content', 'accessibility', 'performance', 'experience']),
  /** Null where nothing was measured. */
  score: z.number().min(0).max(100).nullable(),
  checked: z.number().int(),
  failed: z.number().int(),
  compliance_status: z.enum(['compliant', 'not_compliant', 'not_measured']),
  recommendations: z.array(z.string()),
});

const assessmentResults = z.strictObject({
  questions_generated: z.number().int(),
  questions: z.array(question),
  processed_documents: z.array(z.strictObject({ title: z.string(), sha256 })),
  knowledge_base_status: z.strictObject({
    documents_processed: z.number().int().nullable(),
    search_indices_created: z.number().int().nullable(),
    document_count: z.number().int(),
  }),
  individual_results: z.array(individual),
  gap_analysis: z.strictObject({
    identified_gaps: z.array(domainResult.extend({ user_id: z.string() })),
    common_weak_areas: z.array(z.string()),
    item_statistics: z.array(itemStatistics),
    /** The whole test; absent in results of before it was told. */
    test: testStatistics.optional(),
    /** Questions and learners on one scale; null below 50 learners. */
    item_response: itemResponse.nullable().optional(),
  }),
});

/** `CertificationWorkflowResult`: strict, so that a misspelt or additional key is refused. */
export const certificationWorkflowResult = z.strictObject({
  success: z.boolean(),
  workflow_id: z.string(),
  certification_name: z.string(),
  completion_time: z.iso.datetime(),
  drive_organization: z.strictObject(
    Object.fromEntries(FOLDERS.map((name) => [name, folder])) as Record<
      (typeof FOLDERS)[number],
      typeof folder
    >,
  ),
  assessment_results: assessmentResults,
  presentation_urls: z.array(
    z.strictObject({
      user_id: z.string(),
      url: z.string().nullable(),
      file: z.string(),
      gap_areas_addressed: z.array(z.string()),
    }),
  ),
  avatar_videos: z.array(
    z.strictObject({
      topic: z.string(),
      video_url: z.string().nullable(),
      captions_url: z.string().nullable(),
      poster_url: z.string().nullable(),
      duration_seconds: z.number().nullable(),
      degraded: z.boolean(),
    }),
  ),
  quality: z.strictObject({
    overall_quality_score: z.number().min(0).max(100),
    /** Scores by what checks are about; absent in results of before it was told. */
    categories: z.array(qualityCategory).optional(),
    checks: z.array(qualityCheck),
    recommendations: z.array(
      z.strictObject({ subject: z.string(), reason: z.string(), fix: z.string() }),
    ),
    compliance_status: z.enum(['compliant', 'not_compliant']),
  }),
  final_artifacts: z.array(
    z.strictObject({ path: z.string(), type: z.string(), sha256, step: z.string() }),
  ),
  timings: z.array(
    z.strictObject({
      step: z.string(),
      entered_at: z.iso.datetime(),
      completed_at: z.iso.datetime().nullable(),
      seconds: z.number().nullable(),
      attempts: z.number().int(),
    }),
  ),
});

/** The result as the report writes it. */
export type CertificationWorkflowResult = z.infer<typeof certificationWorkflowResult>;
/** One check of the work: what was looked at, and whether it held. */
export type QualityCheck = z.infer<typeof qualityCheck>;
