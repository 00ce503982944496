/** What stands below the heading: where it stands, what needs a person, and the tabs. */
import type { JSX } from 'preact';
import { Tabs } from '../kit/tabs.tsx';
import { AtWork } from './at-work.tsx';
import { lazyTab } from './lazy-tab.tsx';
import { Notes } from './notes.tsx';
import { baseOf, type Shown } from './shown.ts';
import { StuckPanel } from './stuck-panel.tsx';
import { Summary } from './summary.tsx';

const TABS = [
  {
    name: 'chart',
    title: 'Chart',
    view: lazyTab(async () => (await import('./chart-tab.tsx')).ChartTab),
  },
  {
    name: 'timeline',
    title: 'Timeline',
    view: lazyTab(async () => (await import('./timeline-tab.tsx')).TimelineTab),
  },
  {
    name: 'history',
    title: 'History',
    view: lazyTab(async () => (await import('./history-tab.tsx')).HistoryTab),
  },
  {
    name: 'artifacts',
    title: 'What it made',
    view: lazyTab(async () => (await import('./artefacts-tab.tsx')).ArtefactsTab),
  },
  {
    name: 'people',
    title: 'People',
    view: lazyTab(async () => (await import('./people-tab.tsx')).PeopleTab),
  },
];

export function WorkflowBody({
  shown,
  tab,
}: {
  shown: Shown;
  tab: string | undefined;
}): JSX.Element {
  const { id, model, past, workflow } = shown;
  const { view } = model;
  const present = TABS.find(({ name }) => name === tab) ?? TABS[0];
  return (
    <div class="wf" data-seq={model.seq} data-past={past ?? undefined}>
      <Summary shown={shown} />
      {view.dead_letters.length > 0 && (
        <StuckPanel letters={view.dead_letters} onSettled={workflow.reload} />
      )}
      <Notes view={view} />
      {past === null && <AtWork model={model} />}
      <Tabs
        label="Parts of this workflow"
        links={TABS.map(({ name, title }) => ({
          href: `${baseOf(id, past)}/${name}`,
          name: title,
          isCurrent: name === present?.name,
        }))}
      />
      {present && <present.view shown={shown} />}
    </div>
  );
}
