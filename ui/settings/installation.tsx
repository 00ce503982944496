/** How this installation is set up: features, what is kept how long, and its configuration without secrets. */
import type { JSX } from 'preact';
import { Panel } from '../kit/page.tsx';
import { Failure, Loading } from '../kit/standing.tsx';
import { Pill } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { useLoaded } from '../wire/loaded.ts';

interface Settings {
  version: string;
  mode: 'local' | 'login';
  flags: { name: string; on: boolean; from: string; meaning: string }[];
  configuration: {
    name: string;
    meaning: string;
    from: 'environment' | 'default';
    value: string | null;
    is_secret: boolean;
  }[];
  retention: { what: string; kept: string; how: string }[];
}

export function Installation(): JSX.Element {
  const { data, error, reload } = useLoaded<Settings>('/api/settings');
  if (error !== null && data === null) return <Failure error={error} onRetry={reload} />;
  if (data === null) return <Loading what="Reading the settings" />;
  return (
    <>
      <Panel title="Features">
        <Table
          caption="Features of this installation"
          hideCaption
          rows={data.flags}
          keyOf={({ name }) => name}
          columns={[
            { name: 'Feature', cell: ({ name }) => name },
            {
              name: 'State',
              cell: ({ on }) => <Pill tone={on ? 'done' : 'idle'}>{on ? 'on' : 'off'}</Pill>,
            },
            { name: 'Set by', cell: ({ from }) => <code>{from}</code> },
            { name: 'Means', cell: ({ meaning }) => meaning },
          ]}
        />
      </Panel>
      <Panel title="What is kept, and how it goes">
        <p class="hint">
          Nothing is deleted by itself unless it says so here. A command named here is run where the
          server runs, as <code>npm run presgen -- erase LEARNER</code>.
        </p>
        <Table
          caption="What is kept, how long, and how it goes"
          hideCaption
          rows={data.retention}
          keyOf={({ what }) => what}
          columns={[
            { name: 'What', cell: ({ what }) => what },
            { name: 'Kept', cell: ({ kept }) => kept },
            { name: 'How it goes', cell: ({ how }) => how },
          ]}
        />
      </Panel>
      <Panel title="Configuration in force">
        <p class="hint">
          Version {data.version}. Environment variables, read once at the start; change them there
          and restart. Values that open doors are never shown.
        </p>
        <Table
          caption="Variables"
          hideCaption
          rows={data.configuration}
          keyOf={({ name }) => name}
          columns={[
            { name: 'Variable', cell: ({ name }) => <code>{name}</code> },
            { name: 'Value', cell: shownValue },
            { name: 'Means', cell: ({ meaning }) => meaning },
          ]}
        />
      </Panel>
    </>
  );
}

function shownValue(entry: Settings['configuration'][number]): JSX.Element {
  const { value, from, is_secret } = entry;
  if (is_secret) return <span>{from === 'environment' ? 'set, not shown' : 'not set'}</span>;
  if (value === null) return <span class="soft">not set</span>;
  return (
    <span>
      <span class="value">{value}</span>
      {from === 'default' && <span class="soft"> by default</span>}
    </span>
  );
}
