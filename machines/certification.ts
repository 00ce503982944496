/**
 * The certification-learning workflow: six phases, eleven steps, and the way back. Cancelling and
 * giving up undo every begun step in reverse order before the workflow may end.
 */
import type { AnyEventObject } from 'xstate';
import { callState } from './call-state.ts';
import { certificationActions } from './certification-actions.ts';
import { assessment } from './certification-assessment.ts';
import { content } from './certification-content.ts';
import { type CertificationContext, certificationContext } from './certification-context.ts';
import { distribution, reporting } from './certification-delivery.ts';
import { initialization, knowledge } from './certification-opening.ts';
import { certificationDelays, certificationGuards } from './certification-rules.ts';
import { define, type State } from './machine.ts';
import type { CertificationInput } from './vocabulary.ts';

type Context = CertificationContext;
type Args = { context: Context; event: AnyEventObject };

/** Undoes begun steps, the latest first; one that cannot be undone waits for an operator. */
const compensating: State<Context> = {
  initial: 'deciding',
  tags: ['compensating'],
  states: {
    deciding: {
      always: [
        { guard: 'hasMoreToUndo', target: 'undoing', actions: ['chooseUndo'] },
        { guard: 'wasCancelled', target: '#certification.cancelled' },
        { target: '#certification.compensated' },
      ],
    },
    undoing: callState<Context>({
      call: 'step.undo',
      step: ({ undoing }) => undoing ?? 'drive_setup',
      input: () => ({}),
      keep: ['noteUndone'],
      next: { target: 'deciding' },
      attention: '#certification.compensating.compensationFailed',
    }),
    compensationFailed: {
      tags: ['needs_attention'],
      on: {
        retry: {
          target: 'undoing',
          actions: [
            'noteIntervention',
            { type: 'forgetTries', params: { call: 'step_undo', step: null } },
          ],
        },
        skip: {
          target: 'deciding',
          actions: [
            'noteIntervention',
            'leaveBehind',
            { type: 'forgetTries', params: { call: 'step_undo', step: null } },
          ],
        },
      },
    },
  },
};

/** The whole workflow as a pure statechart. */
export const certification = define<Context>(
  {
    id: 'certification',
    context: ({ input, self }) => certificationContext(input as CertificationInput, self.sessionId),
    initial: 'initialization',
    output: ({ context }: Args) => ({
      ending: context.ending ?? 'completed',
      left_behind: context.left_behind,
    }),
    states: {
      initialization,
      knowledge,
      assessment,
      content,
      distribution,
      reporting,
      compensating,
      completed: { type: 'final' },
      cancelled: { type: 'final' },
      compensated: { type: 'final' },
    },
  },
  {
    actions: certificationActions,
    guards: certificationGuards,
    delays: certificationDelays,
  },
);
