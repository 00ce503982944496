/** Checks by what they are about: content, accessibility, performance and experience. */
import type { CertificationWorkflowResult, QualityCheck } from './result-schema.ts';

export const CATEGORIES = ['content', 'accessibility', 'performance', 'experience'] as const;
export type Category = (typeof CATEGORIES)[number];
type Quality = CertificationWorkflowResult['quality'];

const WEIGHT = { hard: 3, soft: 1 } as const;

/** Rules that are not about content; every other rule is. */
const ELSEWHERE: Record<string, Category> = {
  video_captions: 'accessibility',
  video_transcript: 'accessibility',
  deck_checked: 'accessibility',
  machine_time: 'performance',
  documents_per_minute: 'performance',
  questions_per_minute: 'performance',
  artefact_size: 'performance',
  step_as_foretold: 'performance',
  stem_length: 'experience',
  caption_speed: 'experience',
  video_full_rendering: 'experience',
  video_for_every_topic: 'experience',
  deck_for_every_gap: 'experience',
  learner_has_result: 'experience',
  nothing_degraded: 'experience',
  deck_text_fits: 'experience',
  deck_rendered_pages: 'experience',
  deck_rendered_fits: 'experience',
};

/** Rules of decks that say where a statement comes from, not whether it can be followed. */
const DECK_CONTENT = /source/;

/** What a rule is about, by its id. */
export function categoryOf(id: string): Category {
  const named = ELSEWHERE[id];
  if (named !== undefined) return named;
  return id.startsWith('deck_') && !DECK_CONTENT.test(id) ? 'accessibility' : 'content';
}

/** 100 × the weighted share of checks that hold, to one decimal; 0 when nothing was checked. */
export function scoreOf(checks: readonly QualityCheck[]): number {
  const total = checks.reduce((sum, check) => sum + WEIGHT[check.severity], 0);
  const held = checks.reduce((sum, check) => sum + (check.passed ? WEIGHT[check.severity] : 0), 0);
  return total === 0 ? 0 : Math.round((held / total) * 1000) / 10;
}

/** Every category with its own score and standing; one of which nothing was measured says so. */
export function byCategory(checks: readonly QualityCheck[]): NonNullable<Quality['categories']> {
  return CATEGORIES.map((category) => {
    const own = checks.filter(({ id }) => categoryOf(id) === category);
    const failed = own.filter(({ passed }) => !passed);
    const isBroken = failed.some(({ severity }) => severity === 'hard');
    return {
      category,
      score: own.length === 0 ? null : scoreOf(own),
      checked: own.length,
      failed: failed.length,
      compliance_status:
        own.length === 0 ? 'not_measured' : isBroken ? 'not_compliant' : 'compliant',
      recommendations: [...new Set(failed.map(({ fix }) => fix ?? 'Review by hand'))],
    };
  });
}
