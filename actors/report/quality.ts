/**
 * Judges the work by rules that can be checked here and now. Hard rules decide compliance;
 * the score is the weighted share that holds, whatever it says about compliance.
 */
import type { Material } from './material.ts';
import { itemChecks, setChecks } from './quality-items.ts';
import { deckChecks, videoChecks } from './quality-media.ts';
import type { CertificationWorkflowResult, QualityCheck } from './result-schema.ts';

const WEIGHT = { hard: 3, soft: 1 } as const;

/** Runs every check over the material. */
export function judge(material: Material): CertificationWorkflowResult['quality'] {
  const checks = [
    ...itemChecks(material),
    ...setChecks(material),
    ...deckChecks(material),
    ...videoChecks(material),
  ];
  const failed = checks.filter((check) => !check.passed);
  return {
    overall_quality_score: scoreOf(checks),
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

/** 100 × the weighted share of checks that hold, to one decimal; 0 when nothing was checked. */
export function scoreOf(checks: readonly QualityCheck[]): number {
  const total = checks.reduce((sum, check) => sum + WEIGHT[check.severity], 0);
  const held = checks.reduce((sum, check) => sum + (check.passed ? WEIGHT[check.severity] : 0), 0);
  return total === 0 ? 0 : Math.round((held / total) * 1000) / 10;
}

/** Checks summed up by rule, hard ones first, for people. */
export function byRule(checks: readonly QualityCheck[]) {
  const rules = new Map<
    string,
    { id: string; severity: 'hard' | 'soft'; passed: number; total: number }
  >();
  for (const check of checks) {
    const rule = rules.get(check.id) ?? {
      id: check.id,
      severity: check.severity,
      passed: 0,
      total: 0,
    };
    rule.total += 1;
    rule.passed += check.passed ? 1 : 0;
    rules.set(check.id, rule);
  }
  return [...rules.values()].sort((a, b) => a.severity.localeCompare(b.severity));
}
