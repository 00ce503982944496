/**
 * The statechart of one machine version, by itself or with an actor standing in it: the picture in
 * the chosen view, the tree beside it, and what can happen next. Any page may show it.
 */
import type { JSX } from 'preact';
import { Loading } from '../kit/standing.tsx';
import { machineTitle } from '../words/words.ts';
import './chart.css';
import { ChartView } from './chart-view.tsx';
import type { Looks } from './looks.ts';
import type { Standing } from './standing.ts';
import { Unseen } from './unseen.tsx';
import { useChart } from './use-drawing.ts';
import { useLive } from './use-live.ts';

export interface StatechartPanelProps {
  /** Registered name, such as `certification`. */
  machine: string;
  /** The version the actor runs on; `current` when there is no actor. */
  version?: string;
  /** Null shows the machine by itself. */
  standing?: Standing | null;
  /** `overview`, `focus:PATH` or `full`, named in the URL; null follows the active phase. */
  view: string | null;
  onView: (view: string | null) => void;
  title?: string;
  /** The workflow whose timers and children's past are read live; absent for the past. */
  workflow?: string | null;
  /** What the boxes mean beside where an actor stands: differences, coverage. */
  looks?: Looks;
}

/** @see StatechartPanelProps */
export function StatechartPanel(props: StatechartPanelProps): JSX.Element {
  const { machine, version = 'current', standing = null, title, workflow = null } = props;
  const chart = useChart(machine, version);
  const live = useLive(standing, workflow);
  if (chart.error !== null)
    return <Unseen machine={machine} version={version} standing={standing} chart={chart} />;
  if (!chart.data)
    return (
      <section class="panel">
        <Loading what="Fetching the chart" />
      </section>
    );
  return (
    <ChartView
      chart={chart.data}
      standing={live}
      view={props.view}
      onView={props.onView}
      title={title ?? machineTitle(machine)}
      workflow={workflow}
      {...(props.looks ? { looks: props.looks } : {})}
    />
  );
}
