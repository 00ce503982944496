/** What makes a transition happen, as the machine writes it. */
import type { ChartTransition } from './chart-data.ts';

/** `event [guard] / actions`, as statecharts are written on paper. */
export function rawTransition(transition: ChartTransition): string {
  const { event, kind, guard, guard_params: params, actions } = transition;
  const cause = kind === 'always' ? 'always' : event;
  const asked = params === null ? guard : `${guard} ${JSON.stringify(params)}`;
  const condition = guard === null ? '' : ` [${asked}]`;
  return `${cause}${condition}${actions.length === 0 ? '' : ` / ${actions.join(', ')}`}`;
}

/** The last parts of a state's id, which tell it from its neighbours. */
export function shortId(id: string): string {
  return id.split('.').slice(1).join(' › ') || id;
}
