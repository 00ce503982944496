/** The circuit breakers: which service is held off, since when, and when it is tried again. */
import type { JSX } from 'preact';
import { Panel } from '../kit/page.tsx';
import { Pill } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { useNow } from '../kit/time.tsx';
import { lasting } from '../words/times.ts';
import { type Breaker, breakerWords, serviceTitle } from './overview.ts';

export function Breakers({ breakers }: { breakers: Breaker[] }): JSX.Element {
  const isAnyOpen = breakers.some(({ state }) => state === 'open');
  const now = useNow(isAnyOpen);
  return (
    <Panel title="Circuit breakers">
      <Table
        caption="After so many failures in a row calls are held back for a while"
        columns={[
          {
            name: 'Service',
            cell: ({ integration }) => (
              <>
                {serviceTitle(integration)} <span class="sub">{integration}</span>
              </>
            ),
          },
          {
            name: 'State',
            cell: ({ state }) => {
              const { word, tone } = breakerWords(state);
              return <Pill tone={tone}>{word}</Pill>;
            },
          },
          {
            name: 'Failures',
            isNumber: true,
            cell: ({ failures, threshold }) => `${failures} of ${threshold}`,
          },
          { name: 'Next try', cell: (breaker) => nextTry(breaker, now) },
          { name: 'Opened', isNumber: true, cell: ({ times_opened }) => times(times_opened) },
        ]}
        rows={breakers}
        keyOf={({ integration }) => integration}
      />
    </Panel>
  );
}

function nextTry({ state, retry_at, open_seconds, last_code }: Breaker, now: number): JSX.Element {
  if (state !== 'open' || retry_at === null)
    return <span class="soft nowrap">{Math.round(open_seconds / 60)} min when open</span>;
  const left = retry_at - now;
  return (
    <>
      {left > 0 ? `in ${lasting(left)}` : 'now'} {last_code && <code>{last_code}</code>}
    </>
  );
}

const times = (n: number): string => (n === 1 ? 'once' : n === 0 ? 'never' : `${n} times`);
