/** Rules about speed and size, against the service levels that were asked for. All soft: slow work is still right. */
import type { Material } from './material.ts';
import type { QualityCheck } from './result-schema.ts';

const MINUTE = 60_000;
const MACHINE_MINUTES_MAX = 30;
const DOCUMENTS_A_MINUTE = 5;
const QUESTIONS_A_MINUTE = 10;
/** A step this many times over the median of earlier runs is worth a look; less is noise. */
const TIMES_FORETOLD = 3;
/** Steps this short vary by more than their length. */
const SECONDS_THAT_MATTER = 10;
const MEBIBYTE = 1024 * 1024;
/** What travels by mail and opens on a phone. */
const MEBIBYTES_MAX: Record<string, number> = { deck: 20, video: 200, report: 5, poster: 2 };

/** Nothing is said about times that nobody measured. */
export function performanceChecks(material: Material): QualityCheck[] {
  return [...timeChecks(material), ...sizeChecks(material)];
}

function timeChecks({ forecast, documentsProcessed, questions }: Material): QualityCheck[] {
  const steps = forecast?.steps ?? [];
  if (steps.length === 0) return [];
  const took = (step: string) => steps.find((each) => each.step === step)?.actual_ms ?? null;
  const total = steps.reduce((sum, { actual_ms }) => sum + actual_ms, 0) / MINUTE;
  return [
    soft(
      'machine_time',
      'workflow',
      total <= MACHINE_MINUTES_MAX,
      `${total.toFixed(1)} minutes of work without waits; at most ${MACHINE_MINUTES_MAX}`,
      'See which step took longest in the part “Times”',
    ),
    ...rate(
      'documents_per_minute',
      documentsProcessed,
      took('knowledge_processing'),
      DOCUMENTS_A_MINUTE,
    ),
    ...rate(
      'questions_per_minute',
      questions.items.length,
      took('assessment_generation'),
      QUESTIONS_A_MINUTE,
    ),
    ...steps.flatMap(({ step, predicted_ms, actual_ms }) =>
      predicted_ms === null
        ? []
        : [
            soft(
              'step_as_foretold',
              step,
              actual_ms <= Math.max(SECONDS_THAT_MATTER * 1000, predicted_ms * TIMES_FORETOLD),
              `${seconds(actual_ms)}, earlier runs ${seconds(predicted_ms)}`,
              'Look for retries and open breakers in the timeline of this step',
            ),
          ],
    ),
  ];
}

function rate(id: string, done: number | null, ms: number | null, wanted: number): QualityCheck[] {
  if (done === null || done === 0 || ms === null || ms === 0) return [];
  const reached = (done * MINUTE) / ms;
  const evidence = `${done} in ${seconds(ms)}: ${reached.toFixed(1)} a minute, at least ${wanted} wanted`;
  return [soft(id, 'workflow', reached >= wanted, evidence, 'Look for retries in the timeline')];
}

function sizeChecks({ artifacts }: Material): QualityCheck[] {
  return artifacts.flatMap(({ type, name, bytes }) => {
    const most = MEBIBYTES_MAX[type];
    if (most === undefined) return [];
    const evidence = `${(bytes / MEBIBYTE).toFixed(2)} MiB, at most ${most}`;
    const fix = 'Make it shorter, or its pictures smaller';
    return [soft('artefact_size', name, bytes <= most * MEBIBYTE, evidence, fix)];
  });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function soft(
  id: string,
  subject: string,
  passed: boolean,
  evidence: string,
  fix: string,
): QualityCheck {
  const check = { id, subject, severity: 'soft' as const, passed, evidence };
  return passed ? check : { ...check, fix };
}
