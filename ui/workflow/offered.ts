/** What a person may do to a workflow out of turn, and what would follow. Pure. */
import { leavesOf } from '../words/state-value.ts';
import { callWords, stepTitle } from '../words/words.ts';
import type { WorkflowView } from './model.ts';

export type InterventionType = 'retry' | 'skip' | 'edit_input' | 'give_up' | 'cancel';

export interface Offered {
  type: InterventionType;
  button: string;
  title: string;
  /** What will happen, sentence by sentence. */
  follows: string[];
  isDangerous: boolean;
  /** Steps it could be meant for; more than one has to be chosen from. */
  steps: string[];
}

/** States in which each is possible; which of them the machine takes now, `accepts` says. */
const WHERE: Partial<Record<InterventionType, string[]>> = {
  retry: [
    'backingOff',
    'circuitOpen',
    'needsAttention',
    'noDocuments',
    'rejected',
    'collectionFailed',
    'renderingFailed',
    'compensationFailed',
  ],
  skip: ['needsAttention', 'noDocuments', 'rejected', 'renderingFailed', 'compensationFailed'],
  edit_input: ['needsAttention', 'noDocuments', 'rejected', 'collectionFailed', 'renderingFailed'],
};

const ORDER: InterventionType[] = ['retry', 'edit_input', 'skip', 'give_up', 'cancel'];

/** Only what the present state takes, the mildest first. */
export function offered(view: WorkflowView): Offered[] {
  return ORDER.filter((type) => view.accepts.includes(type)).map((type) => ({
    type,
    ...WORDS[type](view),
    steps: stepsFor(type, view.value),
  }));
}

function stepsFor(type: InterventionType, value: unknown): string[] {
  const states = WHERE[type];
  if (!states) return [];
  const meant = leavesOf(value).filter((path) => states.includes(path.at(-1) ?? ''));
  return [...new Set(meant.flatMap((path) => (path[0] === 'compensating' ? [] : (path[1] ?? []))))];
}

/** Steps whose effects would be undone, in that order. */
export function toUndo({ context }: WorkflowView): string[] {
  const settled = new Set([
    ...(context.undone ?? []),
    ...(context.left_behind ?? []).map(({ step }) => step),
  ]);
  return (context.begun ?? []).filter((step) => !settled.has(step)).reverse();
}

type Words = Omit<Offered, 'type' | 'steps'>;

const WORDS: Record<InterventionType, (view: WorkflowView) => Words> = {
  retry: (view) => ({
    button: 'Try again',
    title: 'Try again now?',
    follows: [`${failedCall(view)} is tried again at once, with its tries counted from one.`],
    isDangerous: false,
  }),
  edit_input: () => ({
    button: 'Change settings',
    title: 'Change what it works with',
    follows: [
      'The change holds from now on, for this workflow alone. It stays where it is until somebody tries again.',
    ],
    isDangerous: false,
  }),
  skip: (view) => ({
    button: 'Skip',
    title: 'Skip this part?',
    follows: [
      `${failedCall(view)} is left out, and the workflow goes on without what it would have made.`,
      'The report will say that it was skipped, and by whom. This cannot be taken back.',
    ],
    isDangerous: true,
  }),
  give_up: (view) => ({
    button: 'Give up',
    title: 'Give up this workflow?',
    follows: [undone(view), 'Nobody is asked again. This cannot be taken back.'],
    isDangerous: true,
  }),
  cancel: (view) => ({
    button: 'Cancel workflow',
    title: 'Cancel this workflow?',
    follows: [undone(view), 'What is running is stopped. This cannot be taken back.'],
    isDangerous: true,
  }),
};

function undone(view: WorkflowView): string {
  const steps = toUndo(view).length;
  if (steps === 0) return 'Nothing has been done yet that would have to be undone.';
  return `What it has done so far is undone, newest first, then the workflow ends:`;
}

function failedCall({ last_failure: failure }: WorkflowView): string {
  const call = failure?.call?.replace('_', '.');
  return call ? `“${callWords(call)}”` : 'What failed';
}

/** The steps that would be undone, in words. */
export function undoList(view: WorkflowView): string[] {
  return toUndo(view).map(stepTitle);
}
