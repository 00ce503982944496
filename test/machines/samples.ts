/** Small, valid inputs and outputs for machine tests. */
import type {
  ArtifactRef,
  CheckpointPolicy,
  Link,
  WorkflowSettings,
} from '../../machines/vocabulary.ts';

export const STARTED_AT = 1_000_000;

export const LINK: Link = { id: 'link-1', url: 'http://127.0.0.1/link-1' };

export const REF: ArtifactRef = {
  id: 'artifact-1',
  type: 'questions',
  name: 'questions.json',
  version: 1,
  sha256: 'aa',
  bytes: 10,
  mime: 'application/json',
};

export const TRANSIENT = { kind: 'transient', code: 'UNAVAILABLE', message: 'away' };
export const TERMINAL = { kind: 'terminal', code: 'FORBIDDEN', message: 'refused' };

const POLICY: CheckpointPolicy = {
  quorum: 1,
  groups: ['reviewers'],
  due_minutes: 60,
  on_timeout: 'escalate',
};

export function settingsWith(more: Partial<WorkflowSettings> = {}): WorkflowSettings {
  return {
    certification_name: 'Cloud Practitioner',
    organization_id: 'org',
    user_profile_id: 'educator',
    industry_context: 'retail',
    domains: [{ name: 'Networks', weight: 100, objectives: ['routing'] }],
    documents: [{ upload: 'upload-1', title: 'Guide' }],
    learners: ['learner-1', 'learner-2'],
    form_templates: [],
    assessment: {
      question_count: 10,
      difficulty_levels: ['easy'],
      timeout_hours: 24,
      pass_mark: 70,
    },
    knowledge: { timeout_minutes: 30 },
    presentation: { max_slides: 10 },
    avatar: { enabled: true, presenter: 'ada', voice: 'calm', max_topics: 2 },
    checkpoints: { questions: POLICY, gaps: POLICY, scripts: POLICY, release: POLICY },
    ...more,
  };
}

export function workflowInput(more: Partial<WorkflowSettings> = {}) {
  return { workflow: 'wf', settings: settingsWith(more), started_at: STARTED_AT };
}

export function verdict(word: 'approve' | 'request_changes' | 'reject', comments: string[] = []) {
  return {
    verdict: word,
    decisions: [],
    content_hash: REF.sha256,
    comments,
    subject: { artifact_id: REF.id, version: 1, content_hash: REF.sha256, authors: [] },
  };
}

/** Outputs each child may end well with; several where the workflow goes different ways. */
export const OUTPUTS: Record<string, object[]> = {
  drive_provision: [{ folders: { root: LINK } }],
  forms_create_intake: [{ intake: LINK, knowledge_upload: LINK }],
  knowledge_collect: [
    { accepted: 2, rejected: [] },
    { accepted: 0, rejected: [] },
  ],
  knowledge_process: [{ knowledge: 'k1', documents_processed: 2, chunks: 9, quarantined: [] }],
  assessment_generate: [{ questions: REF, generated: 10, short_of: [] }],
  assessment_publish: [{ form: LINK, questions: 10 }],
  assessment_invite: [{ invited: 2 }],
  gaps_analyse: [
    { gaps: REF, learners_with_gaps: ['learner-1'], common_weak_areas: ['Networks', 'Storage'] },
    { gaps: REF, learners_with_gaps: ['learner-1'], common_weak_areas: [] },
    { gaps: REF, learners_with_gaps: [], common_weak_areas: [] },
  ],
  presentation_build: [{ decks: [{ learner: 'learner-1', file: REF, gap_areas: ['Networks'] }] }],
  presentation_upload: [{ uploaded: [] }],
  avatar_script: [
    { scripts: REF, topics: ['Networks', 'Storage'] },
    { scripts: REF, topics: [] },
  ],
  avatar_topic: [{ topic: 'Networks', video: REF, rung: 'full', duration_seconds: 30 }],
  avatar_upload: [{ uploaded: [] }],
  drive_organise: [{ manifest: REF, filed: 8 }],
  drive_share: [{ shared: [] }],
  learners_notify: [{ notified: 2 }],
  report_build: [{ report: REF, result: REF }],
  report_upload: [{ report: LINK }],
  step_undo: [{ undone: 1, kept: [] }],
};
