/** Judgements put beside each other: scores in their order, and checks by how often they failed. */
import type { QualityRule, QualityVerdict } from '../words/quality.ts';
import { sentence } from '../words/words.ts';

const CATEGORIES = ['content', 'accessibility', 'performance', 'experience'] as const;

/** Scores, the oldest first: over everything, and by category where it was measured. */
export function trendsOf(newestFirst: QualityVerdict[]): { name: string; scores: number[] }[] {
  const items = newestFirst.toReversed();
  const overall = { name: 'Overall', scores: items.map(({ score }) => score) };
  const each = CATEGORIES.map((name) => ({
    name: sentence(name),
    scores: items.flatMap(({ categories }) => {
      const score = categories.find(({ category }) => category === name)?.score;
      return score === null || score === undefined ? [] : [score];
    }),
  }));
  return [overall, ...each].filter(({ scores }) => scores.length > 0);
}

export interface RuleOverRuns extends Pick<QualityRule, 'id' | 'category' | 'severity'> {
  failed: number;
  total: number;
  /** Workflows in which it failed, of those in which it was checked. */
  runs: number;
  of: number;
}

/** Counts by check over the newest judgement of each workflow. */
export function rulesOver(newestFirst: QualityVerdict[]): RuleOverRuns[] {
  const newest = new Map<string, QualityVerdict>();
  for (const item of newestFirst) if (!newest.has(item.workflow)) newest.set(item.workflow, item);
  const rules = Map.groupBy(
    [...newest.values()].flatMap((item) => item.rules),
    ({ id }) => id,
  );
  return [...rules.values()]
    .flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      const { id, category, severity } = first;
      const failed = same.reduce((sum, { passed, total }) => sum + total - passed, 0);
      const total = same.reduce((sum, each) => sum + each.total, 0);
      const runs = same.filter((each) => each.passed < each.total).length;
      return [{ id, category, severity, failed, total, runs, of: same.length }];
    })
    .sort((a, b) => b.runs - a.runs || b.failed - a.failed || a.id.localeCompare(b.id));
}
