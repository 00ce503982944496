/** A part of a workflow by what it is for. Pure. */
import type { CheckpointKind } from '../../machines/vocabulary.ts';
import { CHECKPOINT_TITLES, callWords, inWords, machineTitle } from '../words/words.ts';
import type { Child } from './model.ts';

export function partTitle({ machine, activity }: Pick<Child, 'machine' | 'activity'>): string {
  if (machine === 'checkpoint')
    return CHECKPOINT_TITLES[activity as CheckpointKind] ?? 'Checkpoint';
  return activity ? callWords(activity) : machineTitle(machine);
}

/** `workflow/avatar_topic.4/avatar_render.1` as "avatar topic 4 › avatar render 1". */
export function partName(address: string): string {
  return address
    .split('/')
    .slice(1)
    .map((part) => inWords(part))
    .join(' › ');
}
