/** What is kept of a judgement, so that runs can be compared: counts by rule, and nobody's id. */
import { createHash } from 'node:crypto';
import { byRule } from './by-rule.ts';
import type { Category } from './quality-categories.ts';
import { categoryOf } from './quality-categories.ts';
import type { CertificationWorkflowResult } from './result-schema.ts';

type Quality = CertificationWorkflowResult['quality'];

/** One judgement of a workflow's work. */
export interface Verdict {
  /** Hash of what was judged and found: the same finding again is the same verdict. */
  key: string;
  workflow: string;
  certification_name: string;
  /** When it was judged: before a release, or for the report. */
  moment: 'release' | 'report';
  /** Milliseconds since 1970. */
  at: number;
  score: number;
  compliance_status: Quality['compliance_status'];
  categories: NonNullable<Quality['categories']>;
  rules: {
    id: string;
    category: Category;
    severity: 'hard' | 'soft';
    passed: number;
    total: number;
  }[];
}

/** Where verdicts are kept. */
export interface Verdicts {
  /** The first verdict of a key stays. */
  keep(verdict: Verdict): Promise<void>;
}

export function verdictOf(
  of: Pick<Verdict, 'workflow' | 'certification_name' | 'moment' | 'at'>,
  { overall_quality_score, compliance_status, categories = [], checks }: Quality,
): Verdict {
  const rules = byRule(checks).map((rule) => ({ ...rule, category: categoryOf(rule.id) }));
  const found = JSON.stringify([of.workflow, of.moment, overall_quality_score, categories, rules]);
  const key = createHash('sha256').update(found).digest('hex');
  return { ...of, key, score: overall_quality_score, compliance_status, categories, rules };
}
