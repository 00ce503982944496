/** What one state is, how it stands, and what can happen from there, in words and as written. */
import type { JSX } from 'preact';
import { Fold } from '../kit/page.tsx';
import { Pill } from '../kit/status.tsx';
import { machineTitle, sentence } from '../words/words.ts';
import { SAID } from './boxes.tsx';
import type { MachineChart } from './chart-data.ts';
import type { Marks } from './marks.ts';
import { placeName, stateName } from './state-name.ts';
import type { ToldChild } from './told.ts';
import { rawTransition } from './transition-words.ts';

export interface DetailsProps {
  chart: MachineChart;
  /** Id of the state; null follows what is active. */
  selected: string | null;
  marks: Marks;
  deadlines: Map<string, string>;
  children: ToldChild[];
  onChild: (address: string) => void;
  onView: (view: string) => void;
}

/** The selected state, or the innermost active one. */
export function Details(props: DetailsProps): JSX.Element | null {
  const { chart, selected, marks, deadlines, children, onChild, onView } = props;
  const state =
    chart.states.find(({ id }) => id === selected) ??
    chart.states.findLast(({ id, type }) => marks.active.has(id) && type === 'atomic');
  if (!state) return <p class="soft">Choose a state to read what it does.</p>;
  const tone = marks.active.get(state.id);
  const here = children.filter((child) => child.state === state.id);
  const isClosed = state.type === 'compound' || state.type === 'parallel';
  const view = `focus:${state.path.join('.')}`;
  return (
    <>
      <h3>{stateName(state)}</h3>
      {state.path.length > 1 && <p class="soft">{placeName(state.parent ?? state.id)}</p>}
      {tone && (
        <p>
          <Pill tone={tone}>{SAID[tone]}</Pill> {deadlines.get(state.id)}
        </p>
      )}
      {here.map(({ child, text, others }) => (
        <p key={child.address}>
          <button type="button" class="small" onClick={() => onChild(child.address)}>
            {machineTitle(child.machine)}: {text}
          </button>
          {others > 0 && ` and ${others} more`}
        </p>
      ))}
      {isClosed && state.path.length > 0 && (
        <p>
          <button type="button" class="small" onClick={() => onView(view)}>
            Look inside
          </button>
        </p>
      )}
      <Ways chart={chart} state={state.id} />
    </>
  );
}

/** Transitions out of a state, in the words of the picture and as the machine writes them. */
function Ways({ chart, state }: { chart: MachineChart; state: string }): JSX.Element | null {
  const ways = chart.transitions.filter(({ source }) => source === state);
  if (ways.length === 0) return null;
  return (
    <>
      <h4>What can happen here</h4>
      <ul>
        {ways.map((transition) => (
          <li key={rawTransition(transition) + transition.target}>
            {sentence(transition.words)}
            {' → '}
            <b>
              {transition.target
                ? placeName(transition.target).split(' › ').at(-1)
                : 'stays where it is'}
            </b>
          </li>
        ))}
      </ul>
      <Fold title="As the machine writes it">
        <ul>
          {ways.map((transition) => (
            <li key={rawTransition(transition) + transition.target}>
              <code>{rawTransition(transition)}</code>
            </li>
          ))}
        </ul>
      </Fold>
    </>
  );
}
