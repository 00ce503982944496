/** Who may do what at a checkpoint, and why not, in words for the person who asks. */
import type { CheckpointContext } from '../../machines/checkpoint.ts';
import { isInGroup } from '../people/roles.ts';
import { Problem } from '../problem.ts';

/** Who asks. */
export interface Reviewer {
  person: string;
  groups: readonly string[];
  roles: readonly string[];
}

/** Why something cannot be done; `code` is one of docs/errors.md. */
export interface Refused {
  code: string;
  status: 403 | 409;
  title: string;
  why: string;
}

export interface Rights {
  claim: Refused | null;
  edit: Refused | null;
  /** To ask for changes, to reject, to flag. */
  decide: Refused | null;
  approve: Refused | null;
}

/** @param isOpen whether the checkpoint still waits for people */
export function rightsOf(context: CheckpointContext, isOpen: boolean, who: Reviewer): Rights {
  const outside = decidedAlready(context, isOpen) ?? notInvited(context, who);
  const taken = outside ?? reservedByAnother(context, who);
  return {
    claim: taken,
    edit: taken,
    decide: taken,
    approve: taken ?? ownWork(context, who) ?? approvedBefore(context, who),
  };
}

/** @throws Problem when there is something to refuse. */
export function insist(refused: Refused | null, more: Record<string, unknown> = {}): void {
  if (refused === null) return;
  const { status, title, why, code } = refused;
  throw new Problem(status, title, why, { code, ...more });
}

/** Groups that may decide: those of the policy and those it was escalated to. None named: everybody. */
export function invitedGroups({ policy, escalations }: CheckpointContext): string[] {
  if (policy.groups.length === 0) return [];
  return [...new Set([...policy.groups, ...escalations.map(({ to }) => to)])];
}

/** Whoever has the role `educator` is in the group `educators` without being put there. */
export function belongsTo(group: string, { groups, roles }: Omit<Reviewer, 'person'>): boolean {
  return isInGroup(groups, group) || roles.some((role) => `${role}s` === group);
}

function decidedAlready({ verdict }: CheckpointContext, isOpen: boolean): Refused | null {
  if (isOpen) return null;
  const why = `this checkpoint ended with ${verdict ?? 'no verdict'}`;
  return { code: 'CHECKPOINT_DECIDED', status: 409, title: 'Already decided', why };
}

function notInvited(context: CheckpointContext, who: Reviewer): Refused | null {
  const groups = invitedGroups(context);
  if (groups.length === 0 || groups.some((group) => belongsTo(group, who))) return null;
  return {
    code: 'NOT_IN_GROUP',
    status: 403,
    title: 'For another group',
    why: `this is for ${groups.join(', ')}; ${who.person} belongs to none of them`,
  };
}

function reservedByAnother(context: CheckpointContext, { person }: Reviewer): Refused | null {
  const { claimed_by } = context;
  if (claimed_by === null || claimed_by === person) return null;
  return {
    code: 'RESERVED_BY_ANOTHER',
    status: 409,
    title: 'Already reserved',
    why: `${claimed_by} is reviewing this; take it over, or wait until the reservation ends`,
  };
}

function ownWork({ subject, revisions }: CheckpointContext, { person }: Reviewer): Refused | null {
  if (!subject.authors.includes(person)) return null;
  const items = new Set(revisions.filter(({ by }) => by === person).flatMap((each) => each.items));
  const what = items.size > 0 ? `${items.size} of its items` : 'this version';
  return {
    code: 'AUTHOR_CANNOT_APPROVE',
    status: 403,
    title: 'Authors do not approve their own work',
    why: `${person} edited ${what}; somebody else has to approve it`,
  };
}

function approvedBefore(context: CheckpointContext, { person }: Reviewer): Refused | null {
  const { approvals, policy } = context;
  if (!approvals.includes(person)) return null;
  return {
    code: 'ALREADY_APPROVED',
    status: 409,
    title: 'Already approved',
    why: `${person} approved this version; ${policy.quorum} different people are needed`,
  };
}
