/** Which letters a checkpoint owes its reviewers as it stands; pure, so that a restart owes the same. */
import type { CheckpointContext } from '../machines/checkpoint.ts';

export interface Owed {
  /** Tells this letter from others about the same checkpoint. */
  occasion: string;
  why: 'opened' | 'reminder' | 'overdue' | 'escalated' | 'revised';
  /** Whom it goes to: whoever is in one of the groups (none named: everybody), or people by name. */
  to: { groups: string[] } | { people: string[] };
  /** ms since 1970. */
  at: number;
}

/** In the order in which they came to be owed. */
export function owedLetters(context: CheckpointContext): Owed[] {
  const { policy, opened_at, reminded_at, escalated_at, escalations, revisions } = context;
  const everybody = { groups: policy.groups };
  const owed: Owed[] = [{ occasion: 'opened', why: 'opened', to: everybody, at: opened_at }];
  if (reminded_at !== null)
    owed.push({ occasion: 'reminder', why: 'reminder', to: everybody, at: reminded_at });
  if (escalated_at !== null)
    owed.push({ occasion: 'overdue', why: 'overdue', to: everybody, at: escalated_at });
  for (const { to, at } of escalations)
    owed.push({ occasion: `escalated ${to}`, why: 'escalated', to: { groups: [to] }, at });
  for (const { from, to, at } of revisions) {
    const people = approversOf(context, from.content_hash);
    if (people.length > 0)
      owed.push({ occasion: `version ${to.version}`, why: 'revised', to: { people }, at });
  }
  return owed.sort((left, right) => left.at - right.at);
}

/** Who can still approve: neither an author nor somebody who has. */
export function canStillApprove(
  { subject, approvals }: CheckpointContext,
  person: string,
): boolean {
  return !subject.authors.includes(person) && !approvals.includes(person);
}

function approversOf({ decisions }: CheckpointContext, contentHash: string): string[] {
  return decisions
    .filter(({ verdict, content_hash }) => verdict === 'approve' && content_hash === contentHash)
    .map(({ by }) => by);
}
