/** The other machines, and the versions of this one. */
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { Tabs } from '../kit/tabs.tsx';
import { dayAndTime } from '../words/times.ts';
import { machineTitle } from '../words/words.ts';

export interface ListedMachine {
  name: string;
  version: string;
  versions: { version: string; in_code: boolean; first_seen_at: string | null }[];
}

interface MachineLinksProps {
  machines: ListedMachine[];
  name: string;
  version: string;
}

export function MachineLinks({ machines, name, version }: MachineLinksProps): JSX.Element {
  const { route, path, query } = useLocation();
  const versions = machines.find((each) => each.name === name)?.versions ?? [];
  return (
    <>
      <Tabs
        label="Machines"
        links={machines.map((each) => ({
          href: `/machines/${each.name}`,
          name: machineTitle(each.name),
          isCurrent: each.name === name,
        }))}
      />
      {versions.length > 1 && (
        <p class="row">
          <label for="machine-version">Version</label>
          <select
            id="machine-version"
            value={version}
            onChange={(event) => route(`/machines/${name}/${event.currentTarget.value}`)}
          >
            {versions.map((each, index) => (
              <option key={each.version} value={each.version}>
                {each.version}
                {index === 0 ? ' (current)' : ''}
                {each.first_seen_at ? `, since ${dayAndTime(each.first_seen_at)}` : ''}
              </option>
            ))}
          </select>
          <label for="machine-against">compared with</label>
          <select
            id="machine-against"
            value={query.against ?? ''}
            onChange={({ currentTarget: { value } }) =>
              route(value === '' ? path : `${path}?against=${encodeURIComponent(value)}`)
            }
          >
            <option value="">none</option>
            {versions
              .filter((each) => each.version !== version)
              .map((each) => (
                <option key={each.version} value={each.version}>
                  {each.version}
                </option>
              ))}
          </select>
        </p>
      )}
    </>
  );
}
