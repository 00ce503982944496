import type { CheckpointPolicy, WorkflowSettings } from '../../machines/vocabulary.ts';

const policy: CheckpointPolicy = {
  quorum: 1,
  groups: ['educators'],
  due_minutes: 60,
  on_timeout: 'escalate',
};

/** Settings of a small request. */
export function settings(name: string): WorkflowSettings {
  return {
    certification_name: name,
    organization_id: 'org-1',
    user_profile_id: 'user-1',
    industry_context: '',
    domains: [{ name: 'Networks', weight: 1, objectives: ['Name the layers'] }],
    documents: [],
    learners: ['learner-1', 'learner-2'],
    form_templates: [],
    assessment: {
      question_count: 5,
      difficulty_levels: ['easy'],
      timeout_hours: 24,
      pass_mark: 0.7,
    },
    knowledge: { timeout_minutes: 30 },
    presentation: { max_slides: 12 },
    avatar: { enabled: true, presenter: 'ada', voice: 'en', max_topics: 2 },
    checkpoints: { questions: policy, gaps: policy, scripts: policy, release: policy },
  };
}
