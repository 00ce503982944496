/** In place of a chart that this installation does not keep: what is known of the actor all the same. */
import type { JSX } from 'preact';
import { Failure } from '../kit/standing.tsx';
import { Refusal } from '../wire/api.ts';
import { leavesOf } from '../words/state-value.ts';
import type { MachineChart } from './chart-data.ts';
import type { Standing } from './standing.ts';
import { segmentName } from './state-name.ts';
import type { Asked } from './use-drawing.ts';

interface UnseenProps {
  machine: string;
  version: string;
  standing: Standing | null;
  chart: Asked<MachineChart>;
}

export function Unseen({ machine, version, standing, chart }: UnseenProps): JSX.Element {
  const { error, again } = chart;
  if (!(error instanceof Refusal) || error.status !== 404)
    return (
      <section class="panel">
        <Failure error={error} onRetry={again} />
      </section>
    );
  const leaves = leavesOf(standing?.value);
  return (
    <section class="panel">
      <h2>This chart is not kept here</h2>
      <p>
        Version {version} of {machine} is unknown to this installation, so there is no picture of
        it. Everything else about the workflow is shown as always.
      </p>
      {leaves.length > 0 && (
        <>
          <p>It stands in:</p>
          <ul>
            {leaves.map((path) => (
              <li key={path.join('.')}>{path.map(segmentName).join(' › ')}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
