/** The result of a run without what may differ between two runs: ids, times, addresses. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const DIFFERS = new Set([
  'id',
  'workflow_id',
  'completion_time',
  'entered_at',
  'completed_at',
  'seconds',
]);

/** Artefacts that carry ids, links or times, so that their bytes differ between two runs. */
const DATED = new Set(['form_map', 'responses', 'deck', 'manifest', 'report', 'result']);

/** Rules that judge what the clock or a dated file's size says, so that their words differ. */
const MEASURED = new Set([
  'machine_time',
  'documents_per_minute',
  'questions_per_minute',
  'step_as_foretold',
  'artefact_size',
]);

interface Quality {
  overall_quality_score?: number;
  categories: { category: string }[];
  checks: { id: string }[];
  recommendations: { reason: string }[];
}

export async function outcomeOf(out: string): Promise<Record<string, unknown>> {
  const result = JSON.parse(await readFile(join(out, 'result.json'), 'utf8')) as {
    final_artifacts: { path: string }[];
    quality: Quality;
  };
  result.quality = unmeasured(result.quality);
  // Decks and videos are made side by side, so either may come first.
  result.final_artifacts.sort((a, b) => (a.path < b.path ? -1 : 1));
  return plain(result) as Record<string, unknown>;
}

/** Without what depends on how fast the machine was; the score weighs that in, so it goes too. */
function unmeasured({ overall_quality_score, ...quality }: Quality): Quality {
  const isMeasured = (id = '') => MEASURED.has(id);
  return {
    ...quality,
    categories: quality.categories.filter(({ category }) => category !== 'performance'),
    checks: quality.checks.filter(({ id }) => !isMeasured(id)),
    recommendations: quality.recommendations.filter(
      ({ reason }) => !isMeasured(reason.split(':')[0]),
    ),
  };
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => !DIFFERS.has(name));
  const isDated = entries.some(([name, inner]) => name === 'type' && DATED.has(String(inner)));
  return Object.fromEntries(
    entries
      .filter(([name]) => !(isDated && name === 'sha256'))
      .map(([name, inner]) => [name, isLink(name) ? inner !== null : plain(inner)]),
  );
}

/** Of a link only its presence counts. */
function isLink(name: string): boolean {
  return name === 'url' || name.endsWith('_url');
}
