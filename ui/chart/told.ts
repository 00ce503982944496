/** What is told live of one actor on its chart: its children, attempts, progress and timers. Pure. */
import { leavesOf } from '../words/state-value.ts';
import { callWords, inWords, machineTitle } from '../words/words.ts';
import type { ChartState } from './chart-data.ts';
import { countdown } from './countdown.ts';
import { type ChartChild, childrenOf, type Standing } from './standing.ts';

export interface ToldChild {
  state: string;
  invoked: string;
  child: ChartChild;
  /** How many more run there. */
  others: number;
  text: string;
}

/** The children at work, each on the state that runs it. */
export function toldChildren(states: ChartState[], standing: Standing, now: number): ToldChild[] {
  return states.flatMap(({ id, invoke }) =>
    invoke.flatMap(({ id: invoked }) => {
      const [child, ...others] = childrenOf(standing, invoked);
      if (!child) return [];
      return [
        { state: id, invoked, child, others: others.length, text: childText(child, standing, now) },
      ];
    }),
  );
}

function childText(child: ChartChild, standing: Standing, now: number): string {
  const fraction = standing.progress?.[child.address]?.fraction;
  const again = (child.attempt ?? 1) > 1 ? `try ${child.attempt}` : '';
  const due = standing.deadlines?.find(
    ({ address, delay }) => address === child.address && CHILD_TELLS.has(delay),
  );
  const parts = [
    fraction === undefined ? doing(child) : `${Math.round(fraction * 100)} %`,
    again,
    due ? countdown(due.delay, due.due_at, now) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

/** Of a child's timers those that matter to whoever watches its parent. */
const CHILD_TELLS = new Set(['untilDue', 'untilNextStep', 'untilDeadline']);

/** The innermost state of a child, in words. */
export function doing({ machine, value }: ChartChild): string {
  const leaf = leavesOf(value)[0]?.at(-1);
  return leaf ? inWords(leaf) : machineTitle(machine).toLowerCase();
}

/** A child by what it is for. */
export function childTitle({ machine, activity }: ChartChild): string {
  if (machine === 'checkpoint' || !activity) return machineTitle(machine);
  return callWords(activity);
}

/** Timers of the actor itself, by the state that they belong to; the next one of each. */
export function toldDeadlines(standing: Standing, now: number): Map<string, string> {
  const own = (standing.deadlines ?? []).filter(({ address }) => address === standing.address);
  const told = new Map<string, string>();
  for (const { state, delay, due_at } of own.sort((a, b) => a.due_at - b.due_at))
    if (!told.has(state)) told.set(state, countdown(delay, due_at, now));
  return told;
}

export interface Told {
  text: string;
  /** Opens the child that a row tells about. */
  open?: () => void;
}

/** The same by the boxes and rows of a drawing. */
export function toldBoxes(
  children: ToldChild[],
  deadlines: Map<string, string>,
  onChild: (address: string) => void,
): Map<string, Told> {
  const told = new Map<string, Told>();
  for (const { invoked, child, others, text } of children) {
    const more = others > 0 ? ` +${others}` : '';
    told.set(`child ${invoked}`, { text: text + more, open: () => onChild(child.address) });
  }
  for (const [state, text] of deadlines) {
    told.set(`wait ${state}`, { text });
    told.set(state, { text });
  }
  return told;
}
