/** How long each step works, waits and is tried again: bars, and the same as a table. */
import type { JSX } from 'preact';
import { Fold, Panel } from '../kit/page.tsx';
import { Empty } from '../kit/standing.tsx';
import { Table } from '../kit/table.tsx';
import { lasting } from '../words/times.ts';
import { stepTitle } from '../words/words.ts';
import { barShare, type Overview, type Spread, type StepTimes } from './overview.ts';

type Kind = 'work_ms' | 'wait_ms' | 'retry_ms';
const KINDS: { kind: Kind; name: string; class: string }[] = [
  { kind: 'work_ms', name: 'At work', class: 'work' },
  { kind: 'wait_ms', name: 'Waiting', class: 'wait' },
  { kind: 'retry_ms', name: 'Before another try', class: 'retry' },
];

export function StepBars({ times }: { times: Overview['step_times'] }): JSX.Element {
  const { workflows, steps } = times;
  const title = 'How long steps take';
  if (steps.length === 0)
    return (
      <Panel title={title}>
        <Empty title="Nothing to measure yet">
          <p>Times are read from the journals of completed workflows.</p>
        </Empty>
      </Panel>
    );
  const longest = Math.max(...steps.flatMap((each) => KINDS.map(({ kind }) => each[kind].p95)), 1);
  return (
    <Panel title={title}>
      <p class="hint">
        From the journals of the {workflows.toLocaleString()} workflows completed last. Solid: half
        of them took at most this; faint: 95 of 100. The scale is logarithmic.
      </p>
      <ul class="step-bars">
        {steps.map((each) => (
          <li key={each.step}>
            <span class="step-name">{stepTitle(each.step)}</span>
            <Bars of={each} longest={longest} />
            <span class="number">
              {lasting(each.work_ms.p50)} work
              {each.wait_ms.p50 > 0 && `, ${lasting(each.wait_ms.p50)} waiting`}
            </span>
          </li>
        ))}
      </ul>
      <ul class="bar-legend">
        {KINDS.map(({ name, class: look }) => (
          <li key={look}>
            <svg viewBox="0 0 10 10" width={12} height={12} aria-hidden="true">
              <rect class={look} width={10} height={10} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <Fold title="The same as a table">
        <Twin steps={steps} />
      </Fold>
    </Panel>
  );
}

const WIDTH = 400;
const BAR = 6;

function Bars({ of, longest }: { of: StepTimes; longest: number }): JSX.Element {
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${KINDS.length * BAR}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {KINDS.map(({ kind, class: look }, index) => {
        const { p50, p95 } = of[kind];
        return (
          <g key={kind} class={look} transform={`translate(0 ${index * BAR})`}>
            <rect class="far" width={barShare(p95, longest) * WIDTH} height={BAR - 1} />
            <rect width={barShare(p50, longest) * WIDTH} height={BAR - 1} />
          </g>
        );
      })}
    </svg>
  );
}

function Twin({ steps }: { steps: StepTimes[] }): JSX.Element {
  const words = ({ p50, p95 }: Spread): string =>
    p95 === 0 ? '–' : `${lasting(p50)} / ${lasting(p95)}`;
  return (
    <Table
      caption="Half of the workflows took at most / 95 of 100 at most"
      columns={[
        { name: 'Step', cell: ({ step }) => stepTitle(step) },
        { name: 'Workflows', isNumber: true, cell: ({ count }) => count.toLocaleString() },
        ...KINDS.map(({ kind, name }) => ({
          name,
          isNumber: true,
          cell: (each: StepTimes) => words(each[kind]),
        })),
      ]}
      rows={steps}
      keyOf={({ step }) => step}
    />
  );
}
