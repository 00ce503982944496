/** The chart as a tree: the same states for keyboards and screen readers, one tab stop, arrows walk. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Glyph } from '../kit/glyph.tsx';
import type { Tone } from '../words/tones.ts';
import type { ChartState } from './chart-data.ts';
import type { Marks } from './marks.ts';
import { stateName } from './state-name.ts';
import { onTreeKey } from './tree-keys.ts';

const SAID: Record<Tone, string> = {
  active: 'now',
  waiting: 'now, waiting',
  retrying: 'now, will try again',
  failed: 'now, needs a person',
  compensating: 'now, undoing',
  done: 'done',
  idle: 'now, ended',
};

export interface StateListProps {
  states: ChartState[];
  marks: Marks;
  /** What is told live of a state, after its name. */
  told: Map<string, string>;
  onSelect: (id: string) => void;
}

interface Branch {
  below: Map<string | null, ChartState[]>;
  marks: Marks;
  told: Map<string, string>;
  stop: string | undefined;
  isOpen: (id: string) => boolean;
  press: (state: ChartState) => void;
}

/** Opens by itself what is active; what a person opened or closed stays so. */
export function StateList({ states, marks, told, onSelect }: StateListProps): JSX.Element {
  const [turned, setTurned] = useState<Map<string, boolean>>(new Map());
  const [chosen, setChosen] = useState<string | null>(null);
  const below = Map.groupBy(states, ({ parent }) => parent);
  const top = below.get(states[0]?.id ?? null) ?? [];
  const active = states.find(({ id }) => marks.active.has(id) && !below.has(id));
  const isOpen = (id: string): boolean => turned.get(id) ?? marks.active.has(id);
  const turn = (id: string, open: boolean): void => setTurned(new Map(turned).set(id, open));
  const select = (id: string): void => {
    setChosen(id);
    onSelect(id);
  };
  const press = ({ id }: ChartState): void => {
    select(id);
    if (below.has(id)) turn(id, !isOpen(id));
  };
  const branch = { below, marks, told, stop: chosen ?? active?.id ?? top[0]?.id, isOpen, press };
  return (
    <div
      class="chart-tree"
      role="tree"
      aria-label="States"
      tabIndex={-1}
      onKeyDown={(event) => onTreeKey(event, { turn, select })}
    >
      {opened(top, below, isOpen, 1).map(({ state, level }) => (
        <Item key={state.id} state={state} level={level} branch={branch} />
      ))}
    </div>
  );
}

/** The states to be seen, one after the other: a flat list, whose items say how deep they lie. */
function opened(
  states: ChartState[],
  below: Branch['below'],
  isOpen: (id: string) => boolean,
  level: number,
): { state: ChartState; level: number }[] {
  return states.flatMap((state) => {
    const inside = isOpen(state.id) ? (below.get(state.id) ?? []) : [];
    return [{ state, level }, ...opened(inside, below, isOpen, level + 1)];
  });
}

interface ItemProps {
  state: ChartState;
  level: number;
  branch: Branch;
}

function Item({ state, level, branch }: ItemProps): JSX.Element {
  const { below, marks, told, stop, isOpen, press } = branch;
  const isActive = marks.active.has(state.id);
  const tone = marks.active.get(state.id) ?? (marks.visited.has(state.id) ? 'done' : 'idle');
  const isReached = tone !== 'idle' || isActive;
  const hasInside = below.has(state.id);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it listens for keys.
    <div
      role="treeitem"
      class={tone}
      tabIndex={state.id === stop ? 0 : -1}
      data-key={state.id}
      data-parent={state.parent}
      style={{ '--level': level }}
      aria-level={level}
      aria-expanded={hasInside ? isOpen(state.id) : undefined}
      aria-selected={state.id === stop}
      aria-current={isActive && !hasInside ? 'step' : undefined}
      onClick={() => press(state)}
    >
      <span class="leaf">
        <Glyph tone={tone} size={14} />
        <span>{stateName(state)}</span>
        <span class={isReached ? 'soft' : 'hidden'}>{isReached ? SAID[tone] : 'not reached'}</span>
        {told.has(state.id) && <span class="soft">{told.get(state.id)}</span>}
      </span>
    </div>
  );
}
