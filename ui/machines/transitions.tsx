/** Every transition of a machine as a table: the chart's twin for reading and searching. */
import type { JSX } from 'preact';
import type { ChartTransition, MachineChart } from '../chart/chart-data.ts';
import { shortId } from '../chart/transition-words.ts';
import { Fold } from '../kit/page.tsx';
import { Table } from '../kit/table.tsx';

type Row = ChartTransition & { index: number };

export function Transitions({ chart }: { chart: MachineChart }): JSX.Element {
  const rows = chart.transitions.map((transition, index) => ({ ...transition, index }));
  return (
    <section class="panel">
      <Fold title="Transitions as a table">
        <Table<Row>
          caption={`Transitions of ${chart.name}`}
          hideCaption
          columns={[
            { name: 'From', cell: ({ source }) => shortId(source) },
            { name: 'On', cell: ({ event }) => <code>{event || 'at once'}</code> },
            { name: 'If', cell: ({ guard }) => guard ?? '' },
            { name: 'To', cell: ({ target }) => (target ? shortId(target) : 'stays') },
            { name: 'Does', cell: ({ actions }) => actions.join(', ') },
          ]}
          rows={rows}
          keyOf={({ index }) => String(index)}
        />
      </Fold>
    </section>
  );
}
