/** Where actors of a machine version have been, as a table: the twin of the warm colours. */
import type { JSX } from 'preact';
import type { MachineChart } from '../chart/chart-data.ts';
import type { Coverage } from '../chart/looks.ts';
import { placeName } from '../chart/state-name.ts';
import { Fold } from '../kit/page.tsx';
import { Table } from '../kit/table.tsx';

export interface CountedCoverage extends Coverage {
  name: string;
  version: string;
}

export function CoverageTable({
  chart,
  coverage,
}: {
  chart: MachineChart;
  coverage: CountedCoverage;
}): JSX.Element {
  const { actors, states } = coverage;
  const never = states.filter((state) => state.actors === 0).length;
  const told =
    actors === 0
      ? 'None has run on this version yet.'
      : `Counted over the newest ${actors} on this version, whole journals: ${states.length - never} of ${states.length} states were reached, ${never} never.`;
  return (
    <section class="panel">
      <p>{told}</p>
      <Fold title="States and how many were there">
        <Table
          caption={`Where ${chart.name} has been`}
          hideCaption
          columns={[
            { name: 'State', cell: ({ id }) => placeName(id) },
            { name: 'Of them', isNumber: true, cell: (state) => state.actors },
            {
              name: 'Share',
              isNumber: true,
              cell: (state) =>
                actors === 0 ? '–' : `${Math.round((state.actors / actors) * 100)} %`,
            },
          ]}
          rows={states}
          keyOf={({ id }) => id}
        />
      </Fold>
    </section>
  );
}
