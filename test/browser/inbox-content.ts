/** Checkpoints of every kind as the API answers them, with content that means no good. */

export const SCRIPT = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>';
const LONG = `${'A very long question that never ends '.repeat(270)}?`;

const source = {
  ...{ document_id: 'd1', document_title: `Guide ${SCRIPT}`, start: 3, end: 9, page: 4 },
  quote: `[a link](javascript:alert(1)) ${SCRIPT} **bold**`,
  heading: ['Networks', 'Routers'],
};

function question(id: string, more: object = {}): object {
  return {
    ...{ id, stem: `What is ${id}?`, options: ['One', 'Two', 'Three'], key: 1, domain: 'Networks' },
    ...{ objective: 'Routing', rationale: 'The guide says so.', source },
    ...{ difficulty_estimate: 'beginner', flaws: [], knowledge_source_verified: true },
    ...more,
  };
}

const CONTENT: Record<string, unknown> = {
  questions: {
    items: [
      question('q1', { stem: LONG, flaws: ['stem_too_long', 'hedge'] }),
      question('q2', {
        stem: `${SCRIPT} [x](javascript:alert(1))`,
        knowledge_source_verified: false,
        options: [SCRIPT, 'x'.repeat(800), 'Two'],
      }),
      ...Array.from({ length: 8 }, (_, at) => question(`q${at + 3}`)),
    ],
    blueprint: [
      { domain: 'Networks', wanted: 12, got: 10, reason: 'the documents say little about it' },
    ],
  },
  gaps: {
    pass_mark: 0.7,
    learners: [
      {
        ...{ learner: 'learner-1', answered: true, score: 0.4, passed: false, statement: '' },
        domains: [{ domain: 'Networks', items: 5, correct: 2, verdict: 'gap' }],
      },
      {
        ...{ learner: 'l'.repeat(300), answered: false, score: null, passed: null },
        ...{ statement: 'This learner never answered.', domains: [] },
      },
    ],
    cohort: {
      ...{ answered: 1, invited: 2, mean_score: 0.4, common_weak_areas: ['Networks'] },
      domains: [{ domain: 'Networks', in_gap: 1, undetermined: 0, mastered: 0 }],
      statements: ['One answer says little.'],
      item_statistics: [
        { item: 'q1', n: 1, facility: 0.4, discrimination: null, flags: ['too_few'] },
        {
          ...{ item: 'q2', n: 60, facility: 0.4, facility_interval: [0.29, 0.53] },
          ...{ discrimination: 0.31, upper_minus_lower: 0.5, flags: [] },
        },
      ],
      test: { items: 2, median: 1, sd: 0.7, kr20: 0.42, standard_error: 0.5 },
      item_response: {
        ...{ model: 'regularised_2pl', n: 60, reliability: 0.4 },
        items: [
          {
            ...{ item: 'q2', slope: 1.1, slope_error: 0.2 },
            ...{ difficulty: 0.35, difficulty_error: 0.21 },
          },
        ],
        left_out: [{ item: 'q1', reason: 'everybody had it right' }],
      },
    },
  },
  scripts: {
    topics: [
      {
        ...{ topic: 'Networks', title: `Networks ${SCRIPT}` },
        segments: [
          { slide: { title: 'Routers', bullets: ['forward packets'] }, text: SCRIPT, source },
          { slide: { title: 'Next', bullets: [] }, text: 'And now for more.', source: null },
        ],
      },
    ],
  },
  release: {
    files: [
      {
        ...{ name: 'deck.pptx', type: 'deck', folder: 'presentations', version: 1, bytes: 120_000 },
        link: { url: 'javascript:alert(1)' },
      },
      {
        ...{
          name: `${'n'.repeat(500)}.mp4`,
          type: 'video',
          folder: 'videos',
          version: 2,
          bytes: 9,
        },
        link: { url: '/drive/x' },
      },
    ],
  },
};

export const KINDS = Object.keys(CONTENT);

/** The work of that workflow as judged: one hard and one soft check failed. */
export const JUDGED = {
  workflow_id: 'wf-1',
  now: {
    ...{ overall_quality_score: 71.4, compliance_status: 'not_compliant' },
    categories: [
      {
        ...{ category: 'accessibility', score: 66.7, checked: 4, failed: 1 },
        ...{ compliance_status: 'not_compliant', recommendations: ['Render again'] },
      },
      {
        ...{ category: 'performance', score: null, checked: 0, failed: 0 },
        ...{ compliance_status: 'not_measured', recommendations: [] },
      },
    ],
    checks: [
      {
        ...{ id: 'video_captions', subject: `Networks ${SCRIPT}`, severity: 'hard', passed: false },
        ...{ evidence: 'no captions', fix: 'Render again' },
      },
      {
        ...{ id: 'stem_length', subject: 'q'.repeat(300), severity: 'soft', passed: false },
        ...{ evidence: '70 words', fix: 'Shorten the question' },
      },
    ],
  },
  items: [],
};

/** One checkpoint as `GET /api/checkpoints/:id` answers it. */
export function checkpointOf(kind: string, more: object = {}): object {
  const at = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
  const version = { artifact_id: 'a', version: 2, content_hash: 'h2' };
  return {
    ...{ id: `wf-1~checkpoint_${kind}.1`, workflow_id: 'wf-1', kind, status: 'active' },
    state: { pending: { queue: 'reserved', deadline: 'escalated' } },
    certification_name: `Cloud ${SCRIPT} ${'Practitioner '.repeat(60)}`,
    subject: { ...version, authors: ['ada'] },
    policy: { quorum: 2, groups: ['educators'], due_minutes: 60, on_timeout: 'escalate' },
    ...{ priority: 80, approvals: ['bob'], verdict: null, assignee: 'mira' },
    reserved_until: at(12),
    due_at: at(-30),
    opened_at: at(-90),
    escalated_at: at(-30),
    escalations: [{ to: 'heads', at: at(-30) }],
    handovers: [{ from: 'cy', to: 'mira', at: at(-5) }],
    revisions: [{ by: 'ada', at: at(-20), from_version: 1, to_version: 2, items: ['q3'] }],
    flags: [
      { by: 'bob', at: Date.now(), item: 'q4', comment: `Two keys? ${SCRIPT}`, content_hash: 'h2' },
    ],
    decisions: [
      { by: 'bob', at: Date.now(), verdict: 'approve', content_hash: 'h2', comment: SCRIPT },
    ],
    artifact: { id: 'a', name: 'file.json', url: '/api/artifacts/a', version: 2 },
    content: CONTENT[kind],
    changed: {
      version: 1,
      changes: [
        {
          ...{ id: 'q3', change: 'edited' },
          before: { id: 'q3', stem: 'What was q3?', options: ['One', 'Two', 'Three'], key: 0 },
          after: { id: 'q3', stem: 'What is q3?', options: ['One', 'Two', 'Three'], key: 1 },
        },
      ],
    },
    news: null,
    may: { claim: null, edit: null, decide: null, approve: null },
    sample: { seed: 's', of: 10, items: ['q1', 'q2'], refused: 'bob has doubts about question 4.' },
    now: new Date().toISOString(),
    ...more,
  };
}
