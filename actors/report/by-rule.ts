/** Checks as people read them: rule by rule. */
import type { QualityCheck } from './result-schema.ts';

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
