import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListedCheckpoint } from '../../../ui/inbox/checkpoint.ts';
import { filterPath, inboxFilters } from '../../../ui/inbox/inbox-filters.ts';
import { clockFace, flawWords, quorumWords } from '../../../ui/inbox/review-words.ts';

type Standing = Parameters<typeof quorumWords>[0];

function standing(more: Partial<Standing> & { quorum?: number } = {}): Standing {
  const { quorum = 1, ...rest } = more;
  return {
    policy: { quorum, groups: [], due_minutes: 60, on_timeout: 'escalate' },
    approvals: [],
    subject: { artifact_id: 'a', version: 1, content_hash: 'h', authors: [] },
    revisions: [],
    status: 'active',
    verdict: null,
    decisions: [],
    ...rest,
  };
}
const numberOf = (id: string): string => id.slice(1);
const edited = (by: string, items: string[]): Partial<ListedCheckpoint> => ({
  subject: { artifact_id: 'a', version: 2, content_hash: 'h', authors: [by] },
  revisions: [{ by, at: '', from_version: 1, to_version: 2, items }],
});

test('the quorum is said as a sentence about the reader', () => {
  const words = (more: Parameters<typeof standing>[0]) =>
    quorumWords(standing(more), 'mira', numberOf);
  assert.equal(words({}), '0 of 1 approval; yours is missing.');
  assert.equal(words({ quorum: 2 }), '0 of 2 approvals; yours and 1 other are missing.');
  assert.equal(words({ quorum: 2, approvals: ['tom'] }), '1 of 2 approvals; yours is missing.');
  assert.equal(
    words({ quorum: 3, approvals: ['mira'] }),
    '1 of 3 approvals; you approved, 2 other people must too.',
  );
  assert.equal(
    words({ quorum: 2, approvals: ['tom'], ...edited('ada', ['q4']) }),
    '1 of 2 approvals; yours is missing. ada edited question 4, so ada cannot approve.',
  );
  assert.equal(
    words(edited('mira', ['q4', 'q7'])),
    '0 of 1 approval; somebody other than you must approve. You edited questions 4 and 7, so you cannot approve it.',
  );
});

test('what has ended says how, and by whom if by anybody', () => {
  const ended = (decisions: Standing['decisions']) =>
    quorumWords(standing({ status: 'done', verdict: 'reject', decisions }), 'mira', numberOf);
  assert.equal(ended([]), 'Rejected by the policy, when it was due. Nothing is left to decide.');
  const decision = { by: 'tom', at: 1, verdict: 'reject' as const, content_hash: 'h', comment: '' };
  assert.equal(ended([decision]), 'Rejected. Nothing is left to decide.');
});

test('a running clock shows minutes and seconds and stops at nothing', () => {
  assert.deepEqual([725_400, 59_999, 0, -5000].map(clockFace), ['12:05', '0:59', '0:00', '0:00']);
});

test('an unknown flaw stays readable', () => {
  assert.equal(flawWords('negative_stem'), 'Asked in the negative');
  assert.equal(flawWords('some_new_check'), 'Some new check');
});

test('the address keeps known filters and forgets others', () => {
  assert.deepEqual(inboxFilters({ mine: 'me', due: 'never', x: 'y' }), { mine: 'me' });
  assert.equal(filterPath({ mine: 'me', kind: '' }), '/inbox?mine=me');
  assert.equal(filterPath({}), '/inbox');
});
