/**
 * A decision that belongs to people: approve, ask for changes, or reject one version of one
 * artefact, named by its content hash. Its context is what the checkpoint page shows. A decision
 * that a guard refuses changes nothing.
 */
import { type AnyEventObject, raise } from 'xstate';
import { change, define, type State, type Timed } from './machine.ts';
import type {
  CheckpointKind,
  CheckpointPolicy,
  CheckpointSubject,
  Decision,
  EscalationStep,
  Flag,
  Revision,
  Verdict,
} from './vocabulary.ts';

/** Input of a checkpoint; `opened_at` in ms since 1970. */
export interface CheckpointInput {
  kind: CheckpointKind;
  workflow: string;
  subject: CheckpointSubject;
  policy: CheckpointPolicy;
  opened_at: number;
}

/** What the checkpoint page shows. Times in ms since 1970. */
export interface CheckpointContext extends Timed, CheckpointInput {
  due_at: number;
  remind_at: number;
  reminded_at: number | null;
  escalated_at: number | null;
  /** Escalation steps taken, and when. */
  escalations: { at: number; to: string }[];
  claimed_by: string | null;
  reserved_until: number | null;
  /** Reservations that somebody else took over. */
  handovers: { from: string; to: string; at: number }[];
  /** Every decision taken, also those a later revision voided. */
  decisions: Decision[];
  /** People who approved the present version. */
  approvals: string[];
  /** Every edit, oldest first. */
  revisions: Revision[];
  /** Doubts about items, also of earlier versions. */
  flags: Flag[];
  /** What reviewers asked to change. */
  comments: string[];
  verdict: Verdict | null;
}

/** How a checkpoint ended. */
export interface CheckpointOutput {
  verdict: Verdict;
  decisions: Decision[];
  content_hash: string;
  comments: string[];
  subject: CheckpointSubject;
}

/** How long a claim keeps the review for whoever claimed it. */
export const RESERVATION_MS = 30 * 60_000;

type Context = CheckpointContext;
type Args = { context: Context; event: AnyEventObject };

/** Who reviews: whoever reserved it, or anybody while nobody did. */
const queue: State<Context> = {
  initial: 'open',
  on: {
    decision: [
      { guard: 'completesQuorum', target: '#checkpoint.approved', actions: ['keepDecision'] },
      { guard: 'isClaimersApproval', target: '.open', actions: ['keepApproval'] },
      { guard: 'countsTowardQuorum', actions: ['keepApproval'] },
      {
        guard: 'asksForChanges',
        target: '#checkpoint.changesRequested',
        actions: ['keepDecision'],
      },
      { guard: 'rejects', target: '#checkpoint.rejected', actions: ['keepDecision'] },
    ],
    'subject.revised': [
      // Whoever edits cannot approve: the review goes back to the others at once.
      { guard: 'isClaimersRevision', target: '.open', actions: ['revise'] },
      { guard: 'isNewVersion', actions: ['revise'] },
    ],
    'item.flagged': { guard: 'flagsPresent', actions: ['keepFlag'] },
  },
  states: {
    open: {
      tags: ['waiting'],
      entry: ['endReservation'],
      on: { claim: { target: 'reserved', actions: ['reserve'] } },
    },
    reserved: {
      tags: ['waiting'],
      after: { reservation: { target: 'open' } },
      on: {
        claim: { guard: 'isClaimer', target: 'reserved', reenter: true, actions: ['reserve'] },
        take_over: {
          guard: 'isAnother',
          target: 'reserved',
          reenter: true,
          actions: ['handOver', 'reserve'],
        },
        release: { guard: 'isClaimer', target: 'open' },
      },
    },
  },
};

/** How late it is. A reservation goes on meanwhile: whoever reviews is not interrupted. */
const deadline: State<Context> = {
  initial: 'inTime',
  states: {
    inTime: { on: { 'due.reached': { target: 'widening', actions: ['escalate'] } } },
    widening: {
      tags: ['escalated'],
      always: [{ guard: 'hasFurtherStep', target: 'escalating' }, { target: 'escalated' }],
    },
    escalating: {
      tags: ['escalated'],
      after: { untilNextStep: { target: 'widening', actions: ['takeNextStep'] } },
    },
    escalated: { tags: ['escalated'] },
  },
};

/** The checkpoint: open or reserved, in time or escalated, until people decide or the policy does. */
export const checkpoint = define<CheckpointContext>(
  {
    id: 'checkpoint',
    context: ({ input }) => contextFrom(input as CheckpointInput),
    initial: 'pending',
    output: ({ context }: Args) => outputOf(context),
    states: {
      pending: {
        type: 'parallel',
        after: {
          untilReminder: { actions: ['remind'] },
          untilDue: [
            { guard: 'timeoutRejects', target: 'rejected', actions: ['rejectByPolicy'] },
            { guard: 'timeoutApproves', target: 'approved', actions: ['approveByPolicy'] },
            { actions: ['noteTime', 'announceDue'] },
          ],
        },
        states: { queue, deadline },
      },
      approved: { type: 'final' },
      changesRequested: { type: 'final' },
      rejected: { type: 'final' },
    },
  },
  {
    actions: {
      reserve: change<Context>((_, event) => ({
        claimed_by: event.by,
        reserved_until: event.at + RESERVATION_MS,
      })),
      handOver: change<Context>((context, event) => ({
        handovers: [
          ...context.handovers,
          { from: context.claimed_by ?? '', to: event.by, at: event.at },
        ],
      })),
      endReservation: change<Context>(() => ({ claimed_by: null, reserved_until: null })),
      remind: change<Context>((_, event) => ({ reminded_at: event.at })),
      noteTime: change<Context>(() => ({})),
      announceDue: raise({ type: 'due.reached' }),
      escalate: change<Context>((context) => ({
        escalated_at: context.at,
        escalations: stepsOf(context)
          .filter(({ after_minutes }) => after_minutes === 0)
          .map(({ to }) => ({ to, at: context.at })),
      })),
      takeNextStep: change<Context>((context, event) => ({
        escalations: [
          ...context.escalations,
          ...stepsOf(context)
            .slice(context.escalations.length, context.escalations.length + 1)
            .map(({ to }) => ({ to, at: event.at })),
        ],
      })),
      rejectByPolicy: change<Context>(() => ({ verdict: 'reject' })),
      approveByPolicy: change<Context>(() => ({ verdict: 'approve' })),
      keepDecision: change<Context>((context, event) => decided(context, event)),
      keepApproval: change<Context>((context, event) => ({
        ...decided(context, event),
        // Others must still agree: the checkpoint has no verdict yet.
        verdict: null,
      })),
      revise: change<Context>((context, event) => revised(context, event)),
      keepFlag: change<Context>((context, { by, at, item, comment, content_hash }) => ({
        flags: [...context.flags, { by, at, item, comment: comment ?? '', content_hash }],
      })),
    },
    guards: {
      completesQuorum: (args) =>
        approves(args) && args.context.approvals.length + 1 >= args.context.policy.quorum,
      isClaimersApproval: (args) => approves(args) && args.event.by === args.context.claimed_by,
      countsTowardQuorum: approves,
      asksForChanges: (args) =>
        isNotReserved(args) && seesPresent(args) && args.event.verdict === 'request_changes',
      rejects: (args) =>
        isNotReserved(args) && seesPresent(args) && args.event.verdict === 'reject',
      isClaimersRevision: (args) => isRevision(args) && args.event.by === args.context.claimed_by,
      isNewVersion: isRevision,
      flagsPresent: seesPresent,
      isClaimer: ({ context, event }) => event.by === context.claimed_by,
      isAnother: ({ context, event }) => event.by !== context.claimed_by,
      hasFurtherStep: ({ context }) => context.escalations.length < stepsOf(context).length,
      timeoutRejects: ({ context }) => context.policy.on_timeout === 'reject',
      timeoutApproves: ({ context }) => context.policy.on_timeout === 'approve',
    },
    delays: {
      untilReminder: ({ context }) => context.remind_at - context.opened_at,
      untilDue: ({ context }) => context.due_at - context.opened_at,
      reservation: () => RESERVATION_MS,
      untilNextStep: ({ context }) => {
        const next = stepsOf(context)[context.escalations.length];
        return Math.max(0, context.due_at + (next?.after_minutes ?? 0) * 60_000 - context.at);
      },
    },
  },
);

function contextFrom(input: CheckpointInput): CheckpointContext {
  const dueMs = input.policy.due_minutes * 60_000;
  const remindMs = (input.policy.remind_minutes ?? input.policy.due_minutes / 2) * 60_000;
  return {
    ...input,
    at: input.opened_at,
    due_at: input.opened_at + dueMs,
    remind_at: input.opened_at + Math.round(remindMs),
    reminded_at: null,
    escalated_at: null,
    escalations: [],
    claimed_by: null,
    reserved_until: null,
    handovers: [],
    decisions: [],
    approvals: [],
    revisions: [],
    flags: [],
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

function stepsOf({ policy }: Context): EscalationStep[] {
  return policy.escalation ?? [];
}

function seesPresent({ context, event }: Args): boolean {
  return event.content_hash === context.subject.content_hash;
}

/** While one person reviews, only that person decides and edits. */
function isNotReserved({ context, event }: Args): boolean {
  return context.claimed_by === null || context.claimed_by === event.by;
}

function isRevision(args: Args): boolean {
  return isNotReserved(args) && args.event.version > args.context.subject.version;
}

function approves(args: Args): boolean {
  const { context, event } = args;
  return (
    isNotReserved(args) &&
    seesPresent(args) &&
    event.verdict === 'approve' &&
    !context.subject.authors.includes(event.by) &&
    !context.approvals.includes(event.by)
  );
}

function decided(context: CheckpointContext, event: AnyEventObject): Partial<CheckpointContext> {
  const { reason_code, reading } = event;
  const decision: Decision = {
    by: event.by,
    at: event.at,
    verdict: event.verdict,
    content_hash: event.content_hash,
    comment: event.comment ?? '',
    ...(reason_code ? { reason_code } : {}),
    ...(reading ? { reading } : {}),
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

function revised(context: CheckpointContext, event: AnyEventObject): Partial<CheckpointContext> {
  const { authors, ...from } = context.subject;
  const { artifact_id, version, content_hash, by, at } = event;
  const to = { artifact_id, version, content_hash };
  return {
    subject: { ...to, authors: [...new Set([...authors, by])] },
    revisions: [...context.revisions, { by, at, from, to, items: event.items ?? [] }],
    approvals: [],
  };
}
