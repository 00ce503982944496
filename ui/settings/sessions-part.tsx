/** Where one is logged in, and ending it; an administrator sees everybody. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Panel } from '../kit/page.tsx';
import { Failure, Loading } from '../kit/standing.tsx';
import { Notice, Tag } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { sendJson } from '../wire/api.ts';
import { useLoaded } from '../wire/loaded.ts';
import { hasRole, mayChoosePerson, me } from '../wire/person.ts';

interface Session {
  id: string;
  person: string;
  client: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  current: boolean;
}

export function SessionsPart(): JSX.Element {
  if (mayChoosePerson())
    return (
      <Panel title="Sessions">
        <p>
          On this computer nobody logs in: whoever can open this page says who they are at the top
          of it. Sessions begin where the server listens on another address than this computer’s
          own, which is set by <code>HOST</code>.
        </p>
      </Panel>
    );
  return (
    <>
      <SessionsList title="Where you are logged in" path="/api/sessions" mine />
      {hasRole('admin') && (
        <SessionsList title="Everybody’s sessions" path="/api/sessions?of=everybody" />
      )}
    </>
  );
}

function SessionsList(props: { title: string; path: string; mine?: boolean }): JSX.Element {
  const { title, path, mine = false } = props;
  const { data, error, reload } = useLoaded<{ items: Session[] }>(path);
  const [trouble, setTrouble] = useState<string | null>(null);
  const end = async (which: string): Promise<void> => {
    setTrouble(null);
    try {
      const { ended } = await sendJson<{ ended: number }>('DELETE', `/api/sessions${which}`);
      announce(ended === 1 ? 'One session ended.' : `${ended} sessions ended.`);
      reload();
    } catch (failure) {
      setTrouble(failure instanceof Error ? failure.message : String(failure));
    }
  };
  const others = data?.items.filter(({ current }) => !current).length ?? 0;
  return (
    <Panel
      title={title}
      actions={
        mine && others > 0 && <Button onPress={() => end('')}>Log out everywhere else</Button>
      }
    >
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      {error !== null && data === null && <Failure error={error} onRetry={reload} />}
      {data === null && error === null && <Loading what="Reading the sessions" />}
      {data && (
        <Table
          caption={`${title}, one in a row`}
          hideCaption
          rows={data.items}
          keyOf={({ id }) => id}
          none="Nobody is logged in by a session. Programs that send a code with every request have none."
          columns={[
            {
              name: 'Person',
              cell: ({ person, current }) => (
                <span class="row">
                  {person}
                  {current && <Tag>this one</Tag>}
                </span>
              ),
            },
            { name: 'Browser', cell: ({ client }) => client },
            { name: 'Last used', cell: ({ seen_at }) => <Time at={seen_at} as="relative" /> },
            { name: 'Ends', cell: ({ expires_at }) => <Time at={expires_at} /> },
            {
              name: 'End it',
              cell: ({ id, client, person, current }) => (
                <Button
                  small
                  look="quiet-danger"
                  label={`End the session of ${person} in ${client}`}
                  onPress={async () => {
                    await end(`/${id}`);
                    if (current && me.value) window.location.assign('/login?ended=1');
                  }}
                >
                  End now
                </Button>
              ),
            },
          ]}
        />
      )}
    </Panel>
  );
}
