/** What one version of a machine has that another has not: drawn on one chart, and listed. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import {
  type Change,
  type ChartDifference,
  type MachineChart,
  machinePath,
} from '../chart/chart-data.ts';
import { ChartView } from '../chart/chart-view.tsx';
import { differenceLooks } from '../chart/looks.ts';
import { placeName } from '../chart/state-name.ts';
import { Panel } from '../kit/page.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { Table } from '../kit/table.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { count } from '../words/words.ts';

interface DifferenceProps {
  chart: MachineChart;
  against: string;
  view: string | null;
  onView: (view: string | null) => void;
  onClose: () => void;
}

export function Difference(props: DifferenceProps): JSX.Element {
  const { chart, against, view, onView, onClose } = props;
  const path = `${machinePath(chart.name, chart.version)}/diff/${encodeURIComponent(against)}`;
  const { data, error, reload } = useLoaded<ChartDifference>(path);
  const joint = useMemo(() => data && { ...chart, ...data.chart, path }, [data]);
  const looks = useMemo(() => data && differenceLooks(data), [data]);
  if (error !== null) return <Failure error={error} onRetry={reload} />;
  if (!data || !joint || !looks) return <Loading what="Comparing the versions" />;
  const changes = data.states.length + data.transitions.length;
  return (
    <>
      <p class="row">
        <span>
          {count(changes, 'change')} from {against} to {chart.version}. On the chart <b>+</b> is
          new, <b>−</b> is gone, <b>±</b> is different, and <b>·</b> has changes inside.
        </span>
        <button type="button" class="small" onClick={onClose}>
          Stop comparing
        </button>
      </p>
      {changes === 0 ? (
        <Empty title="The two versions have the same states and transitions">
          <p>They differ in what is not drawn, such as how long a pause is.</p>
        </Empty>
      ) : (
        <>
          <ChartView
            chart={joint}
            standing={null}
            view={view ?? joint.views[0] ?? 'full'}
            onView={onView}
            title="Both versions at once"
            workflow={null}
            looks={looks}
          />
          <Changes difference={data} />
        </>
      )}
    </>
  );
}

interface Row {
  key: string;
  change: Change;
  what: string;
  words: string[];
}

function Changes({ difference }: { difference: ChartDifference }): JSX.Element {
  const rows: Row[] = [
    ...difference.states.map(({ id, change, words }) => ({
      key: id,
      change,
      what: placeName(id),
      words,
    })),
    ...difference.transitions.map(({ index, source, target, change, words }) => ({
      key: `t${index}`,
      change,
      what: `${placeName(source)} → ${target ? placeName(target) : 'stays'}`,
      words,
    })),
  ];
  return (
    <Panel title="Changes">
      <Table<Row>
        caption="Changes of states and transitions"
        hideCaption
        columns={[
          { name: 'What', cell: ({ what }) => what },
          { name: 'Change', cell: ({ change }) => change },
          { name: 'In words', cell: ({ words }) => words.join('; ') },
        ]}
        rows={rows}
        keyOf={({ key }) => key}
      />
    </Panel>
  );
}
