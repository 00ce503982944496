/**
 * The job every engine is measured on: 11 activities one after the other, a signal between the
 * sixth and the seventh. A step appends a line to a log and returns about 500 random bytes.
 */
import { randomBytes } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { type AnyEventObject, assign, createMachine } from 'xstate';
import type { MachineEntry } from '../../runtime/kernel.ts';
import type { Json } from '../../runtime/ports.ts';
import { now } from './clock.ts';

export const STEPS = 11;
export const SIGNAL_AFTER = 6;

const states = Object.fromEntries(
  Array.from({ length: STEPS }, (_, index) => index + 1).flatMap((n) => {
    const next = n === SIGNAL_AFTER ? 'waiting' : n === STEPS ? 'done' : `step${n + 1}`;
    const step = {
      invoke: {
        id: `s${n}`,
        src: 'perform',
        input: { n },
        onDone: { target: next, actions: 'keep' },
      },
    };
    return [[`step${n}`, step]];
  }),
);

/** The job as a statechart; results stay in the context, as a workflow's would. */
export const job: MachineEntry = {
  version: 'bench',
  project: ({ status }) => ({ status: String(status), step: null, progress: 0 }),
  machine: createMachine(
    {
      id: 'job',
      context: { results: [], signalled: false },
      initial: 'step1',
      on: { signal: { actions: 'noteSignal' } },
      states: {
        ...states,
        waiting: { always: { guard: 'isSignalled', target: `step${SIGNAL_AFTER + 1}` } },
        done: { type: 'final' },
      },
    } as never,
    {
      actions: {
        keep: assign({
          results: ({
            context,
            event,
          }: {
            context: { results: Json[] };
            event: AnyEventObject;
          }) => [...context.results, event.output],
        } as never),
        noteSignal: assign({ signalled: true } as never),
      },
      guards: {
        isSignalled: ({ context }: { context: { signalled: boolean } }) => context.signalled,
      },
    } as never,
  ) as MachineEntry['machine'],
};

/** Drawn once: fresh random bytes for every step would cost more than some engines spend on it. */
const NOISE = randomBytes(1 << 20);
const PAD_BYTES = 322;

/** 430 characters that compress badly, also beside each other. */
function pad(): string {
  const from = Math.floor(Math.random() * (NOISE.length - PAD_BYTES));
  return NOISE.toString('base64', from, from + PAD_BYTES);
}

/** The steps' log, opened once: a line is one system call. */
export interface StepLog {
  /** Runs one step: a line in the log, then a result that compresses badly. */
  step(workflow: string, n: number, key?: string): Json;
  /** The last line of a workflow. */
  end(workflow: string): void;
}

/** Opens the log for appending. A line is `workflow step time [key]`, time by `now`. */
export function openStepLog(path: string): StepLog {
  const file = openSync(path, 'a');
  const line = (workflow: string, step: number | 'end', key = ''): void => {
    writeSync(file, `${workflow} ${step} ${now().toFixed(3)}${key && ` ${key}`}\n`);
  };
  return {
    step: (workflow, n, key) => {
      line(workflow, n, key);
      return { id: workflow, n, ok: true, pad: pad() };
    },
    end: (workflow) => line(workflow, 'end'),
  };
}
