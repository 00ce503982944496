/** Rules about how the work reads and reaches people. All soft: a person judges what is good enough. */
import type { Material, VideoFiles } from './material.ts';
import type { QualityCheck } from './result-schema.ts';

const STEM_WORDS_MAX = 40;
/** Reading speed for adults in Netflix's timed-text guide: 20 characters a second. */
const CHARACTERS_A_SECOND = 20;

export function experienceChecks(material: Material): QualityCheck[] {
  const { degraded } = material.input;
  return [
    ...stems(material),
    ...material.videos.flatMap(captionSpeed),
    ...results(material),
    soft(
      'nothing_degraded',
      'workflow',
      degraded.length === 0,
      degraded.length === 0 ? 'no step was degraded' : degraded.join('; '),
      'See the part “Degradations and warnings” and run the step again',
    ),
  ];
}

function stems({ questions }: Material): QualityCheck[] {
  return questions.items
    .filter(({ status }) => status !== 'retired')
    .map(({ id, stem }) => {
      const words = stem.trim().split(/\s+/).length;
      const evidence = `${words} words`;
      return soft('stem_length', id, words <= STEM_WORDS_MAX, evidence, 'Shorten the question');
    });
}

function results({ gaps }: Material): QualityCheck[] {
  return gaps.learners.map(({ learner, answered }) =>
    soft(
      'learner_has_result',
      learner,
      answered,
      answered ? 'answered' : 'never answered, so there is no result and no deck',
      'Ask for answers and run the analysis again',
    ),
  );
}

/** The fastest cue of a video, by characters shown a second. */
function captionSpeed({ vtt, topic }: VideoFiles): QualityCheck[] {
  const speeds = vtt === null ? [] : cueSpeeds(vtt);
  if (speeds.length === 0) return [];
  const fastest = Math.max(...speeds);
  // Rounded up: 20.04 fails, and must not read as the 20.0 that passes.
  const evidence = `at most ${(Math.ceil(fastest * 10) / 10).toFixed(1)} characters a second`;
  const passed = fastest <= CHARACTERS_A_SECOND;
  return [soft('caption_speed', topic, passed, evidence, 'Shorten the sentences of the script')];
}

/** Characters a second of every cue that lasts. */
export function cueSpeeds(vtt: string): number[] {
  const cues = vtt.matchAll(/^([\d:.]+)[ \t]+-->[ \t]+([\d:.]+)[^\n]*\n((?:[^\n]+(?:\n|$))*)/gm);
  return [...cues].flatMap(([, from = '', to = '', text = '']) => {
    const lasts = clock(to) - clock(from);
    const shown = text
      .replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' ')
      .trim().length;
    return lasts > 0 ? [shown / lasts] : [];
  });
}

function clock(stamp: string): number {
  return stamp.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
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
