/**
 * The checkpoint as it was when being escalated was one of three states of a row: open, reserved or
 * escalated. Kept for actors that were born on it.
 */
import type { AnyEventObject } from 'xstate';
import { change, define, type Timed } from '../machine.ts';
import type {
  CheckpointKind,
  CheckpointPolicy,
  CheckpointSubject,
  Decision,
  Verdict,
} from '../vocabulary.ts';

/** Input of a checkpoint; `opened_at` in ms since 1970. */
interface CheckpointInput {
  kind: CheckpointKind;
  workflow: string;
  subject: CheckpointSubject;
  policy: CheckpointPolicy;
  opened_at: number;
}

/** What the checkpoint page shows. Times in ms since 1970. */
interface CheckpointContext extends Timed, CheckpointInput {
  due_at: number;
  remind_at: number;
  reminded_at: number | null;
  escalated_at: number | null;
  claimed_by: string | null;
  reserved_until: number | null;
  /** Every decision taken, also those a later revision voided. */
  decisions: Decision[];
  /** People who approved the present version. */
  approvals: string[];
  /** What reviewers asked to change. */
  comments: string[];
  verdict: Verdict | null;
}

/** How a checkpoint ended. */
interface CheckpointOutput {
  verdict: Verdict;
  decisions: Decision[];
  content_hash: string;
  comments: string[];
  subject: CheckpointSubject;
}

/** How long a claim keeps others from being offered the same review. */
const RESERVATION_MS = 30 * 60_000;

type Args = { context: CheckpointContext; event: AnyEventObject };

const claim = {
  claim: { target: 'reserved', actions: ['reserve'] },
};

/** The checkpoint: open, reserved or escalated, until the people decide or the policy does. */
export const checkpointFlat = define<CheckpointContext>(
  {
    id: 'checkpoint',
    context: ({ input }) => contextFrom(input as CheckpointInput),
    initial: 'pending',
    output: ({ context }: Args) => outputOf(context),
    states: {
      pending: {
        initial: 'open',
        after: {
          untilReminder: { actions: ['remind'] },
          untilDue: [
            { guard: 'timeoutRejects', target: 'rejected', actions: ['rejectByPolicy'] },
            { guard: 'timeoutApproves', target: 'approved', actions: ['approveByPolicy'] },
            { target: '.escalated', actions: ['escalate'] },
          ],
        },
        on: {
          decision: [
            { guard: 'completesQuorum', target: 'approved', actions: ['keepDecision'] },
            { guard: 'isClaimersApproval', target: '.returning', actions: ['keepApproval'] },
            { guard: 'countsTowardQuorum', actions: ['keepApproval'] },
            { guard: 'asksForChanges', target: 'changesRequested', actions: ['keepDecision'] },
            { guard: 'rejects', target: 'rejected', actions: ['keepDecision'] },
          ],
          'subject.revised': { guard: 'isNewVersion', actions: ['revise'] },
        },
        states: {
          open: { tags: ['waiting'], on: claim },
          reserved: {
            tags: ['waiting'],
            after: { reservation: { target: 'returning' } },
            on: { release: { guard: 'isClaimer', target: 'returning' } },
          },
          escalated: { tags: ['waiting', 'escalated'], on: claim },
          returning: {
            entry: ['endReservation'],
            always: [{ guard: 'isEscalated', target: 'escalated' }, { target: 'open' }],
          },
        },
      },
      approved: { type: 'final' },
      changesRequested: { type: 'final' },
      rejected: { type: 'final' },
    },
  },
  {
    actions: {
      reserve: change<CheckpointContext>((_, event) => ({
        claimed_by: event.by,
        reserved_until: event.at + RESERVATION_MS,
      })),
      endReservation: change<CheckpointContext>(() => ({ claimed_by: null, reserved_until: null })),
      remind: change<CheckpointContext>((_, event) => ({ reminded_at: event.at })),
      escalate: change<CheckpointContext>((_, event) => ({
        escalated_at: event.at,
        claimed_by: null,
        reserved_until: null,
      })),
      rejectByPolicy: change<CheckpointContext>(() => ({ verdict: 'reject' })),
      approveByPolicy: change<CheckpointContext>(() => ({ verdict: 'approve' })),
      keepDecision: change<CheckpointContext>((context, event) => decided(context, event)),
      keepApproval: change<CheckpointContext>((context, event) => ({
        ...decided(context, event),
        // Others must still agree: the checkpoint has no verdict yet.
        verdict: null,
      })),
      revise: change<CheckpointContext>((context, event) => ({
        subject: {
          artifact_id: event.artifact_id,
          version: event.version,
          content_hash: event.content_hash,
          authors: [...new Set([...context.subject.authors, event.by])],
        },
        approvals: [],
      })),
    },
    guards: {
      completesQuorum: (args) =>
        approves(args) && args.context.approvals.length + 1 >= args.context.policy.quorum,
      isClaimersApproval: (args) => approves(args) && args.event.by === args.context.claimed_by,
      countsTowardQuorum: approves,
      asksForChanges: (args) => seesPresent(args) && args.event.verdict === 'request_changes',
      rejects: (args) => seesPresent(args) && args.event.verdict === 'reject',
      isNewVersion: ({ context, event }) => event.version > context.subject.version,
      isClaimer: ({ context, event }) => event.by === context.claimed_by,
      isEscalated: ({ context }) => context.escalated_at !== null,
      timeoutRejects: ({ context }) => context.policy.on_timeout === 'reject',
      timeoutApproves: ({ context }) => context.policy.on_timeout === 'approve',
    },
    delays: {
      untilReminder: ({ context }) => context.remind_at - context.opened_at,
      untilDue: ({ context }) => context.due_at - context.opened_at,
      reservation: () => RESERVATION_MS,
    },
  },
);

function contextFrom(input: CheckpointInput): CheckpointContext {
  const dueMs = input.policy.due_minutes * 60_000;
  return {
    ...input,
    at: input.opened_at,
    due_at: input.opened_at + dueMs,
    remind_at: input.opened_at + Math.round(dueMs / 2),
    reminded_at: null,
    escalated_at: null,
    claimed_by: null,
    reserved_until: null,
    decisions: [],
    approvals: [],
    comments: [],
    verdict: null,
  };
}

function outputOf(context: CheckpointContext): CheckpointOutput {
  return {
    verdict: context.verdict ?? 'reject',
    decisions: context.decisions,
    content_hash: context.subject.content_hash,
    comments: context.comments,
    subject: context.subject,
  };
}

function seesPresent({ context, event }: Args): boolean {
  return event.content_hash === context.subject.content_hash;
}

function approves(args: Args): boolean {
  const { context, event } = args;
  return (
    seesPresent(args) &&
    event.verdict === 'approve' &&
    !context.subject.authors.includes(event.by) &&
    !context.approvals.includes(event.by)
  );
}

function decided(context: CheckpointContext, event: AnyEventObject): Partial<CheckpointContext> {
  const decision: Decision = {
    by: event.by,
    at: event.at,
    verdict: event.verdict,
    content_hash: event.content_hash,
    comment: event.comment ?? '',
  };
  const isChange = decision.verdict === 'request_changes' && decision.comment !== '';
  return {
    decisions: [...context.decisions, decision],
    approvals:
      decision.verdict === 'approve' ? [...context.approvals, decision.by] : context.approvals,
    comments: isChange ? [...context.comments, decision.comment] : context.comments,
    verdict: decision.verdict,
  };
}
