/** What stands between good intentions and learners: a release with a failed hard check needs a reason. */
import type { CheckpointContext } from '../../machines/checkpoint.ts';
import { Problem } from '../problem.ts';
import type { DecisionRequest } from '../schemas.ts';

/** One check of the work, as the report lists it. */
export interface JudgedCheck {
  id: string;
  subject: string;
  severity: 'hard' | 'soft';
  passed: boolean;
  evidence: string;
  fix?: string | undefined;
}

/** How good a workflow's work is as it stands now. */
export interface Judged {
  overall_quality_score: number;
  compliance_status: 'compliant' | 'not_compliant';
  checks: JudgedCheck[];
}

/** A judgement as it was kept. `at` in ms since 1970. */
export interface KeptVerdict {
  key: string;
  workflow: string;
  certification_name: string;
  moment: string;
  at: number;
  score: number;
  compliance_status: string;
  categories: unknown[];
  rules: unknown[];
}

/** Null where there is nothing yet to be judged. With a moment, the judgement is kept. */
export type JudgeWork = (workflow: string, moment?: 'release') => Promise<Judged | null>;

export interface Waiver {
  reason: string;
  score: number;
  /** Hard checks that failed. */
  checks: string[];
}

const WAIVE = /^waive:\s*(\S[\s\S]*)$/i;
const NAMED_MAX = 5;

/**
 * Null where nothing had to be waived. A waiver is a comment that begins “Waive:” and gives the
 * reason, so that it stands in the journal and the report with the decision itself.
 * @throws Problem 409 QUALITY_GATE
 */
export async function passGate(
  judge: JudgeWork | undefined,
  { kind, workflow }: Pick<CheckpointContext, 'kind' | 'workflow'>,
  { comment }: Pick<DecisionRequest, 'comment'>,
): Promise<Waiver | null> {
  const judged = kind === 'release' ? await judge?.(workflow, 'release') : null;
  const failed = judged?.checks.filter((each) => each.severity === 'hard' && !each.passed) ?? [];
  if (!judged || failed.length === 0) return null;
  const reason = WAIVE.exec(comment.trim())?.[1];
  const score = judged.overall_quality_score;
  if (reason !== undefined)
    return { reason, score, checks: failed.map(({ id, subject }) => `${id}: ${subject}`) };
  const named = failed.slice(0, NAMED_MAX).map(({ id, subject }) => `${id} (${subject})`);
  const more = failed.length > NAMED_MAX ? ` and ${failed.length - NAMED_MAX} more` : '';
  throw new Problem(
    409,
    'A hard check fails',
    `${named.join(', ')}${more}; mend it, or approve with a comment that begins “Waive:” and gives the reason`,
    { code: 'QUALITY_GATE', overall_quality_score: score, failed },
  );
}
