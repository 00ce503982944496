/** Two questions with sources, as the generator leaves them. */
import type { Item, QuestionSet } from '../../actors/content.ts';

function item(id: string, domain: string, stem: string, options: string[], quote: string): Item {
  return {
    id,
    family: 'definition',
    domain,
    objective: null,
    stem,
    options,
    key: 0,
    rationale: 'The guide says so.',
    source: {
      document_id: 'd1',
      document_title: 'Guide',
      chunk_id: 'c1',
      start: 0,
      end: quote.length,
      quote,
      sha256: 'aa',
      page: 1,
      heading: ['Networks'],
    },
    generator: { kind: 'offline', version: '1' },
    difficulty_estimate: 'beginner',
    flaws: [],
    knowledge_source_verified: true,
    status: 'in_review',
  };
}

export const QUESTIONS: QuestionSet = {
  certification_name: 'Cloud Practitioner',
  generator_version: '1',
  items: [
    item(
      'q1',
      'Networks',
      'Which device forwards packets between networks?',
      ['router', 'switch', 'modem', 'printer'],
      'A router forwards packets between networks.',
    ),
    item(
      'q2',
      'Storage',
      'What keeps objects under keys?',
      ['bucket', 'volume', 'table', 'queue'],
      'A bucket keeps objects under keys.',
    ),
  ],
  blueprint: [
    { domain: 'Networks', weight: 1, wanted: 1, got: 1, reason: null },
    { domain: 'Storage', weight: 1, wanted: 1, got: 1, reason: null },
  ],
};
