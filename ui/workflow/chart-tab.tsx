/** The statechart of this workflow with the workflow in it. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { StatechartPanel } from '../chart/statechart-panel.tsx';
import { useLoaded } from '../wire/loaded.ts';
import type { Gantt } from './gantt-data.ts';
import { childrenThen } from './past.ts';
import type { Shown } from './shown.ts';

export function ChartTab({ shown }: { shown: Shown }): JSX.Element {
  const { id, model, past } = shown;
  const { view, journal, progress } = model;
  const { query, path, route } = useLocation();
  const values = useMemo(
    () => journal.flatMap(({ value }) => (value === null ? [] : [value])),
    [journal],
  );
  const then = useLoaded<Gantt>(
    past === null ? null : `/api/workflows/${encodeURIComponent(id)}/gantt?until=${past}`,
  );
  const children = past === null ? view.children : childrenThen(then.data?.rows ?? []);
  const choose = (chosen: string | null): void =>
    route(chosen === null ? path : `${path}?view=${encodeURIComponent(chosen)}`, true);
  return (
    <StatechartPanel
      machine={view.machine}
      version={view.version}
      title="Where it stands"
      standing={{ address: id, value: view.value, values, children, progress }}
      view={query.view ?? null}
      onView={choose}
      workflow={past === null ? id : null}
    />
  );
}
