/** One chart with an actor in it, or the chart of one of its children in the same place. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Loading } from '../kit/standing.tsx';
import { OneChart, type OneChartProps } from './one-chart.tsx';
import { type ChartChild, type Standing, standingOf } from './standing.ts';
import { childTitle } from './told.ts';
import { Unseen } from './unseen.tsx';
import { useChart } from './use-drawing.ts';
import { useValues } from './use-live.ts';

export type ChartViewProps = Omit<OneChartProps, 'onChild'>;

/** @see ChartViewProps */
export function ChartView(props: ChartViewProps): JSX.Element {
  const [opened, setOpened] = useState<string | null>(null);
  const child = props.standing?.children.find(({ address }) => address === opened);
  if (child && props.standing)
    return (
      <ChildChart
        key={child.address}
        child={child}
        parent={props.standing}
        workflow={props.workflow}
        parentTitle={props.title}
        onUp={() => setOpened(null)}
      />
    );
  return <OneChart {...props} onChild={setOpened} />;
}

interface ChildChartProps {
  child: ChartChild;
  parent: Standing;
  parentTitle: string;
  workflow: string | null;
  onUp: () => void;
}

function ChildChart({ child, parent, parentTitle, workflow, onUp }: ChildChartProps): JSX.Element {
  const [view, setView] = useState<string | null>(null);
  const version = child.version ?? 'current';
  const chart = useChart(child.machine, version);
  const values = useValues(workflow, child.address);
  const standing = standingOf(child, parent, values);
  if (chart.error !== null)
    return <Unseen machine={child.machine} version={version} standing={standing} chart={chart} />;
  if (!chart.data)
    return (
      <section class="panel">
        <Loading what="Fetching the chart" />
      </section>
    );
  return (
    <ChartView
      chart={chart.data}
      standing={standing}
      view={view}
      onView={setView}
      title={`${parentTitle} › ${childTitle(child)}`}
      workflow={workflow}
      onUp={onUp}
    />
  );
}
