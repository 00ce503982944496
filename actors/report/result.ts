/** Puts the result of a workflow together in the shape of its contract. */
import { FOLDERS } from '../../machines/vocabulary.ts';
import type { ArtifactRef } from '../ports.ts';
import { linkOf, type Material, uploadedTo } from './material.ts';
import type { CertificationWorkflowResult } from './result-schema.ts';

/** The result; `report` is the page that was stored just before. */
export function resultOf(
  material: Material,
  quality: CertificationWorkflowResult['quality'],
  report: ArtifactRef,
): CertificationWorkflowResult {
  const { settings, timings } = material.input;
  return {
    success: succeeded(material),
    workflow_id: material.workflow,
    certification_name: settings.certification_name,
    completion_time: iso(completionTime(material)),
    drive_organization: Object.fromEntries(
      FOLDERS.map((name) => [name, linkOf(material.effects, `folder.${name}`)]),
    ) as CertificationWorkflowResult['drive_organization'],
    assessment_results: assessmentOf(material),
    presentation_urls: decksOf(material),
    avatar_videos: videosOf(material),
    quality,
    final_artifacts: [...material.artifacts, { ...report, step: material.input.step }].map(
      (each) => ({
        path: `${each.type}/${each.name}`,
        type: each.type,
        sha256: each.sha256,
        step: each.step,
      }),
    ),
    timings: timings.map((each) => ({
      step: each.step,
      entered_at: iso(each.entered_at),
      completed_at: each.completed_at === null ? null : iso(each.completed_at),
      seconds: each.completed_at === null ? null : (each.completed_at - each.entered_at) / 1000,
      attempts: each.attempts,
    })),
  };
}

/** Whether the main outcome is there: questions, an analysis, a deck for every learner with a gap. */
export function succeeded(material: Material): boolean {
  const decked = new Set(material.decks.map((deck) => deck.learner));
  const needing = material.gaps.learners.filter((each) => each.weak_areas.length > 0);
  return (
    material.questions.items.length > 0 &&
    material.gaps.cohort.answered > 0 &&
    needing.every((each) => decked.has(each.learner))
  );
}

/** The latest moment the timings know, so that a repeated run dates itself alike; ms since 1970. */
export function completionTime(material: Material): number {
  const moments = material.input.timings.flatMap((each) => [
    each.entered_at,
    each.completed_at ?? 0,
  ]);
  return Math.max(0, ...moments);
}

function assessmentOf(material: Material): CertificationWorkflowResult['assessment_results'] {
  const { questions, gaps, documents } = material;
  return {
    questions_generated: questions.items.length,
    questions: questions.items.map((item) => ({
      id: item.id,
      domain: item.domain,
      stem: item.stem,
      options: item.options,
      key: item.key,
      source: {
        document: item.source.document_title,
        chunk_id: item.source.chunk_id,
        quote: item.source.quote,
        sha256: item.source.sha256,
      },
      knowledge_source_verified: item.knowledge_source_verified,
    })),
    processed_documents: documents,
    knowledge_base_status: {
      documents_processed: material.documentsProcessed,
      search_indices_created: material.documentsProcessed === null ? null : 1,
      document_count: documents.length,
    },
    individual_results: gaps.learners.map((each) => ({
      user_id: each.learner,
      score: each.score,
      domains: each.domains,
      gap_analysis: {
        weak_areas: each.weak_areas,
        undetermined: each.undetermined,
        mastered: each.mastered,
      },
    })),
    gap_analysis: {
      identified_gaps: gaps.learners.flatMap((each) =>
        each.domains
          .filter((domain) => domain.verdict === 'gap')
          .map((domain) => ({ user_id: each.learner, ...domain })),
      ),
      common_weak_areas: gaps.cohort.common_weak_areas,
      item_statistics: gaps.cohort.item_statistics,
      ...(gaps.cohort.test ? { test: gaps.cohort.test } : {}),
      ...(gaps.cohort.item_response === undefined
        ? {}
        : { item_response: gaps.cohort.item_response }),
    },
  };
}

function decksOf(material: Material): CertificationWorkflowResult['presentation_urls'] {
  return material.decks.map((deck) => {
    const areas = deck.meta.gap_areas;
    return {
      user_id: deck.learner ?? '',
      url: uploadedTo(material.effects, deck),
      file: deck.name,
      gap_areas_addressed: Array.isArray(areas) ? areas.map(String) : [],
    };
  });
}

function videosOf(material: Material): CertificationWorkflowResult['avatar_videos'] {
  return material.videos.map((files) => ({
    topic: files.topic,
    video_url: uploadedTo(material.effects, files.video),
    captions_url: uploadedTo(material.effects, files.captions),
    poster_url: uploadedTo(material.effects, files.poster),
    duration_seconds: files.durationSeconds,
    degraded: files.degraded,
  }));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
