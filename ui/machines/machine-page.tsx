/** `/machines/:name/:version?`: a machine's chart by itself, for whoever wants to know what can happen. */
import type { JSX } from 'preact';
import { useLocation, useRoute } from 'preact-iso';
import { type MachineChart, machinePath } from '../chart/chart-data.ts';
import { coverageLooks } from '../chart/looks.ts';
import { StatechartPanel } from '../chart/statechart-panel.tsx';
import { useChart } from '../chart/use-drawing.ts';
import { Page } from '../kit/page.tsx';
import { Failure, Loading } from '../kit/standing.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { count, machineTitle } from '../words/words.ts';
import { type CountedCoverage, CoverageTable } from './coverage.tsx';
import { Difference } from './difference.tsx';
import { type ListedMachine, MachineLinks } from './machine-links.tsx';
import './machines.css';
import { Transitions } from './transitions.tsx';

export default function MachinePage(): JSX.Element {
  const { params } = useRoute();
  const name = params.name ?? 'certification';
  const version = params.version ?? 'current';
  const list = useLoaded<{ items: ListedMachine[] }>('/api/machines');
  const chart = useChart(name, version);
  if (chart.error !== null)
    return (
      <Failure heading={1} error={chart.error} onRetry={chart.again}>
        <a href="/machines/certification">All charts</a>
      </Failure>
    );
  return (
    <Page title={machineTitle(name)} lead={chart.data ? leadOf(chart.data) : undefined}>
      <MachineLinks
        machines={list.data?.items ?? []}
        name={name}
        version={chart.data?.version ?? ''}
      />
      {chart.data ? <Shown chart={chart.data} /> : <Loading what="Fetching the chart" />}
    </Page>
  );
}

/** The chart in the view that the address names: by itself, compared, or with where actors have been. */
function Shown({ chart }: { chart: MachineChart }): JSX.Element {
  const { query, path, route } = useLocation();
  const { name, version } = chart;
  const base = machinePath(name, version);
  const view = query.view ?? chart.views[0] ?? 'full';
  const isCounted = query.coverage === '1';
  const coverage = useLoaded<CountedCoverage>(isCounted ? `${base}/coverage` : null).data;
  const goTo = (changes: Record<string, string | null>): void => {
    const next = new URLSearchParams(query);
    for (const [key, value] of Object.entries(changes))
      if (value === null) next.delete(key);
      else next.set(key, value);
    route(next.size === 0 ? path : `${path}?${next}`, true);
  };
  if (query.against !== undefined)
    return (
      <Difference
        chart={chart}
        against={query.against}
        view={query.view ?? null}
        onView={(next) => goTo({ view: next })}
        onClose={() => goTo({ against: null, view: null })}
      />
    );
  return (
    <>
      <StatechartPanel
        machine={name}
        version={version}
        view={view}
        onView={(next) => goTo({ view: next })}
        title={isCounted ? 'Chart, and where workflows have been' : 'Chart'}
        {...(coverage ? { looks: coverageLooks(coverage) } : {})}
      />
      <p class="row">
        <button
          type="button"
          aria-pressed={isCounted}
          onClick={() => goTo({ coverage: isCounted ? null : '1' })}
        >
          Where have workflows been?
        </button>
        <a class="quiet" href={`${base}/chart.svg?view=${encodeURIComponent(view)}`} download>
          Download as SVG
        </a>
        <a class="quiet" href={`${base}/chart.mmd`} download>
          Download as Mermaid
        </a>
        <a class="quiet" href="/inspector">
          Inspect running ones
        </a>
      </p>
      {coverage && <CoverageTable chart={chart} coverage={coverage} />}
      <Transitions chart={chart} />
    </>
  );
}

function leadOf({ version, states, transitions, in_code, current }: MachineChart): string {
  const kind = current ? ', current' : in_code ? ', earlier' : ', kept from an earlier program';
  return `Version ${version}${kind} · ${count(states.length, 'state')} · ${count(transitions.length, 'transition')}`;
}
