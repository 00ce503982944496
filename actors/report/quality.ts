/**
 * Judges the work by rules that can be checked here and now. Hard rules decide compliance;
 * the score is the weighted share that holds, whatever it says about compliance.
 */
import type { Material } from './material.ts';
import { byCategory, scoreOf } from './quality-categories.ts';
import { experienceChecks } from './quality-experience.ts';
import { itemChecks, setChecks } from './quality-items.ts';
import { deckChecks, videoChecks } from './quality-media.ts';
import { performanceChecks } from './quality-performance.ts';
import type { CertificationWorkflowResult } from './result-schema.ts';

/** Runs every check over the material. */
export function judge(material: Material): CertificationWorkflowResult['quality'] {
  const checks = [
    ...itemChecks(material),
    ...setChecks(material),
    ...deckChecks(material),
    ...videoChecks(material),
    ...performanceChecks(material),
    ...experienceChecks(material),
  ];
  const failed = checks.filter((check) => !check.passed);
  return {
    overall_quality_score: scoreOf(checks),
    categories: byCategory(checks),
    checks,
    recommendations: failed.map((check) => ({
      subject: check.subject,
      reason: `${check.id}: ${check.evidence}`,
      fix: check.fix ?? 'Review by hand',
    })),
    compliance_status: failed.some((check) => check.severity === 'hard')
      ? 'not_compliant'
      : 'compliant',
  };
}
