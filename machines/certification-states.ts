/** The pieces every step of the certification machine is made of: steps, calls, approvals, attention. */
import { callState, meantFor } from './call-state.ts';
import type { CertificationContext } from './certification-context.ts';
import type { ActionRef, State, Step } from './machine.ts';
import type { ArtifactRef, CallName, CheckpointKind, StepName } from './vocabulary.ts';

type Context = CertificationContext;

/** Where giving up leads. */
export const COMPENSATING = '#certification.compensating';

/** Tells the workflow how it will end once everything is undone. */
export function ending(how: 'cancelled' | 'compensated'): ActionRef {
  return { type: 'end', params: { ending: how } };
}

/** Cancelling is possible wherever a phase is active. */
export const CANCEL = {
  cancel: { target: COMPENSATING, actions: ['noteIntervention', ending('cancelled')] },
};

/** One of the eleven steps: notes when it is entered and completed, and leads to the next. */
export function step(
  name: StepName,
  parts: {
    initial: string;
    next?: string;
    on?: State<Context>['on'];
    states: Record<string, State<Context>>;
  },
): State<Context> {
  const params = { step: name };
  return {
    initial: parts.initial,
    entry: [{ type: 'enterStep', params }],
    meta: { step: name },
    ...(parts.on ? { on: parts.on } : {}),
    ...(parts.next ? { onDone: { target: parts.next } } : {}),
    states: {
      ...parts.states,
      completed: { type: 'final', entry: [{ type: 'completeStep', params }] },
    },
  };
}

/** One external call of a step. A skip leads on and leaves a warning. */
export function call(
  name: CallName,
  of: StepName,
  parts: { input?: (context: Context) => object; next: string; skipTo?: string },
): State<Context> {
  return callState<Context>({
    call: name,
    step: of,
    input: parts.input ?? (() => ({})),
    keep: [{ type: 'keepOutput', params: { call: name } }],
    next: { target: parts.next },
    giveUp: giveUp(of),
    ...(parts.skipTo ? { skip: skip(of, name, parts.skipTo) } : {}),
  });
}

function giveUp(of: StepName): Step {
  return {
    target: COMPENSATING,
    actions: [{ type: 'noteIntervention', params: { step: of } }, ending('compensated')],
  };
}

/** Passing something over is always on record, with who did it and a warning in the timeline. */
export function skip(of: StepName, what: string, target: string): Step {
  return {
    ...meantFor(of),
    target,
    actions: [
      { type: 'noteIntervention', params: { step: of } },
      { type: 'passOver', params: { what: `${of}/${what}` } },
      {
        type: 'warn',
        params: { code: 'SKIPPED', message: `${what} was skipped by a person.` },
      },
    ],
  };
}

/** A state in which only a person can move the workflow on. */
export function attention(of: StepName, retry: Step, more?: { skip?: Step }): State<Context> {
  const params = { step: of };
  const noted: ActionRef = { type: 'noteIntervention', params };
  return {
    tags: ['needs_attention'],
    on: {
      retry: { ...meantFor(of), target: retry.target, actions: [noted, ...(retry.actions ?? [])] },
      edit_input: { ...meantFor(of), actions: [{ type: 'editInput', params }] },
      give_up: giveUp(of),
      ...(more?.skip ? { skip: more.skip } : {}),
    },
  } as State<Context>;
}

/** Waits for people to decide about one artefact; its `rejected` sibling is made by `rejection`. */
export function approval(
  kind: CheckpointKind,
  parts: {
    subject: (context: Context) => ArtifactRef | undefined;
    approved: string;
    changes: string;
  },
): State<Context> {
  const keep: ActionRef = { type: 'keepApproval', params: { kind } };
  const verdictIs = (verdict: string) => ({ type: 'verdictIs', params: { verdict } });
  return {
    tags: ['waiting'],
    meta: { checkpoint: kind },
    invoke: {
      id: `checkpoint_${kind}`,
      src: 'checkpoint',
      input: ({ context }) => checkpointInput(kind, context, parts.subject(context)),
      onDone: [
        { guard: verdictIs('approve'), target: parts.approved, actions: [keep] },
        {
          guard: verdictIs('request_changes'),
          target: parts.changes,
          actions: [keep, { type: 'anotherRound', params: { kind } }],
        },
        { target: 'rejected', actions: [keep] },
      ],
      onError: { target: 'rejected' },
    },
  } as State<Context>;
}

/** What follows a rejection: a person has it made anew or gives up. */
export function rejection(
  of: StepName,
  kind: CheckpointKind,
  retryTo: string,
  more?: { skip?: Step },
): State<Context> {
  const retry = { target: retryTo, actions: [{ type: 'anotherRound', params: { kind } }] };
  return {
    ...attention(of, retry, more),
    entry: [
      {
        type: 'failWith',
        params: { step: of, code: 'REJECTED', message: `The ${kind} checkpoint was rejected.` },
      },
    ],
  };
}

function checkpointInput(kind: CheckpointKind, context: Context, ref: ArtifactRef | undefined) {
  return {
    kind,
    workflow: context.workflow,
    subject: {
      artifact_id: ref?.id ?? '',
      version: ref?.version ?? 0,
      content_hash: ref?.sha256 ?? '',
      authors: [],
    },
    policy: context.settings.checkpoints[kind],
    opened_at: context.at,
  };
}
