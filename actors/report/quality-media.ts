/** Rules about decks and videos: were they checked, and can everyone follow them? */
import type { Artifact } from '../ports.ts';
import type { Material, VideoFiles } from './material.ts';
import type { QualityCheck } from './result-schema.ts';

interface StoredCheck {
  id: string;
  passed: boolean;
  evidence: string;
}

/** One deck per learner with a gap, and what each deck's own checks found. */
export function deckChecks(material: Material): QualityCheck[] {
  const needing = material.gaps.learners.filter((each) => each.weak_areas.length > 0);
  const made = needing.map(({ learner }) => {
    const passed = material.decks.some((deck) => deck.learner === learner);
    return hard(
      'deck_for_every_gap',
      learner,
      passed,
      passed ? 'deck made' : 'no deck',
      'Retry the decks',
    );
  });
  return [...made, ...material.decks.flatMap(storedChecks)];
}

/** Captions that cover the video, a transcript, and whether the full rendering succeeded. */
export function videoChecks(material: Material): QualityCheck[] {
  const shown = new Set(material.videos.map((files) => files.topic));
  const made = material.topics.map((topic) => {
    const evidence = shown.has(topic) ? 'rendered' : 'scripted but not rendered';
    const check = hard('video_for_every_topic', topic, shown.has(topic), evidence, 'Render again');
    return { ...check, severity: 'soft' as const };
  });
  const each = material.videos.flatMap((files) => [
    captionCheck(files),
    hard(
      'video_transcript',
      files.topic,
      files.transcript !== null,
      files.transcript?.name ?? 'no transcript',
      'Render again',
    ),
    {
      ...hard(
        'video_full_rendering',
        files.topic,
        !files.degraded,
        `rung: ${files.rung}`,
        'Render again',
      ),
      severity: 'soft' as const,
    },
  ]);
  return [...made, ...each];
}

function storedChecks(deck: Artifact): QualityCheck[] {
  const stored = deck.meta.checks;
  if (!Array.isArray(stored) || stored.length === 0) {
    return [
      hard('deck_checked', deck.name, false, 'the deck carries no checks', 'Build the deck again'),
    ];
  }
  return (stored as StoredCheck[]).map((each) =>
    hard(each.id, deck.name, each.passed === true, each.evidence, 'Build the deck again'),
  );
}

function captionCheck(files: VideoFiles): QualityCheck {
  const fault = files.vtt === null ? 'no captions' : captionFault(files.vtt, files.durationSeconds);
  const evidence = fault ?? `${cuesOf(files.vtt ?? '').length} cues`;
  return hard('video_captions', files.topic, fault === null, evidence, 'Render again');
}

/** What is wrong with a WebVTT text, or null: header, cues in order, none after the end. */
export function captionFault(vtt: string, durationSeconds: number | null): string | null {
  if (!vtt.startsWith('WEBVTT')) return 'captions are not WebVTT';
  const cues = cuesOf(vtt);
  if (cues.length === 0) return 'captions are empty';
  for (const [index, cue] of cues.entries()) {
    const before = cues[index - 1];
    if (cue.to <= cue.from) return `cue ${index + 1} ends before it starts`;
    if (before !== undefined && cue.from < before.to - 0.001) return `cue ${index + 1} overlaps`;
  }
  const end = cues.at(-1)?.to ?? 0;
  return durationSeconds !== null && durationSeconds > 0 && end > durationSeconds + 1
    ? 'captions run past the end'
    : null;
}

function cuesOf(vtt: string): { from: number; to: number }[] {
  const times = vtt.matchAll(/^([\d:.]+)[ \t]+-->[ \t]+([\d:.]+)/gm);
  return [...times].map(([, from, to]) => ({ from: seconds(from ?? ''), to: seconds(to ?? '') }));
}

function seconds(stamp: string): number {
  return stamp.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

function hard(
  id: string,
  subject: string,
  passed: boolean,
  evidence: string,
  fix: string,
): QualityCheck {
  const check = { id, subject, severity: 'hard' as const, passed, evidence };
  return passed ? check : { ...check, fix };
}
