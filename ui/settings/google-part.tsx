/** Google Workspace in the settings: who we are to it, whether that holds, and connecting an account. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Confirm } from '../kit/dialog.tsx';
import { Panel } from '../kit/page.tsx';
import { Failure, Loading } from '../kit/standing.tsx';
import { Notice, Pill } from '../kit/status.tsx';
import { Time } from '../kit/time.tsx';
import { postJson, sendJson } from '../wire/api.ts';
import { useLoaded } from '../wire/loaded.ts';
import { count } from '../words/words.ts';
import { GoogleAccountPanel } from './google-account.tsx';
import {
  type GoogleStanding,
  outcomeIn,
  resumedWords,
  scopeWords,
  verdictOf,
} from './google-data.ts';

export function GooglePart(): JSX.Element {
  const { data, error, reload } = useLoaded<GoogleStanding>('/api/google');
  const [outcome] = useState(() => outcomeIn(window.location.search));
  // Told once: who reloads the page later must not read that it has just been connected.
  useEffect(() => {
    if (outcome) window.history.replaceState(null, '', '/settings/google');
  }, [outcome]);
  if (error !== null && data === null) return <Failure error={error} onRetry={reload} />;
  if (data === null) return <Loading what="Asking how Google Workspace is connected" />;
  const canBeAsked = data.identity !== 'person' || data.connection !== null;
  return (
    <>
      {outcome && (
        <Notice tone={outcome.tone} alert>
          {outcome.text}
        </Notice>
      )}
      <Standing standing={data} onChange={reload} />
      {canBeAsked && (
        <GoogleAccountPanel
          key={data.connection?.connected_at}
          isLocal={data.identity === 'local'}
          onAnswer={reload}
        />
      )}
    </>
  );
}

function Standing({
  standing,
  onChange,
}: {
  standing: GoogleStanding;
  onChange: () => void;
}): JSX.Element {
  const { tone, word, text } = verdictOf(standing);
  return (
    <Panel title="Google Workspace">
      <p>
        <Pill tone={tone}>{word}</Pill>
      </p>
      <p class="google-meaning">{text}</p>
      <Facts standing={standing} />
      {standing.identity === 'local' ? (
        <HowTo />
      ) : (
        <Actions standing={standing} onChange={onChange} />
      )}
    </Panel>
  );
}

function Facts({ standing }: { standing: GoogleStanding }): JSX.Element | null {
  const { identity, connection, shared_drive, scopes, redirect_uri } = standing;
  if (identity === 'local') return null;
  return (
    <dl class="google-facts">
      {connection && (
        <Fact name="Connected">
          <Time at={connection.connected_at} /> by {connection.connected_by}
        </Fact>
      )}
      {connection?.broken_at && (
        <Fact name="Refused since">
          <Time at={connection.broken_at} />
        </Fact>
      )}
      <Fact name="May reach">{scopeWords(scopes)}</Fact>
      <Fact name="Works in">
        {shared_drive ? (
          <>
            the shared drive <code>{shared_drive}</code>
          </>
        ) : (
          'the account’s own drive'
        )}
      </Fact>
      {redirect_uri && (
        <Fact name="Redirect address">
          <code class="value">{redirect_uri}</code>
          <span class="sub">has to be registered for the client in the Google Cloud console</span>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function HowTo(): JSX.Element {
  return (
    <p class="hint">
      To work in Google Workspace instead, set the variables that begin with <code>GOOGLE_</code>{' '}
      and restart. <code>docs/connect-google.md</code> has the steps for each kind of account, and{' '}
      <code>npm run presgen -- doctor</code> says what is missing.
    </p>
  );
}

function Actions({
  standing,
  onChange,
}: {
  standing: GoogleStanding;
  onChange: () => void;
}): JSX.Element {
  const { connection, identity, waiting } = standing;
  const [isEnding, setEnding] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const trying = async (act: () => Promise<void>): Promise<void> => {
    setTrouble(null);
    await act().catch((error: unknown) =>
      setTrouble(error instanceof Error ? error.message : String(error)),
    );
  };
  const connect = () =>
    trying(async () => {
      const { url } = await postJson<{ url: string }>('/api/google/connect', {});
      window.location.assign(url);
    });
  const retry = () =>
    trying(async () => {
      const { resumed } = await postJson<{ resumed: number }>('/api/google/retries', {});
      announce(resumedWords(resumed));
      onChange();
    });
  const works =
    identity !== 'person' || (connection !== null && verdictOf(standing).tone === 'done');
  return (
    <>
      {waiting > 0 && (
        <Notice tone="waiting">{count(waiting, 'workflow')} waiting for the connection.</Notice>
      )}
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      <p class="row">
        {identity === 'person' && (
          <Button look={works ? undefined : 'primary'} onPress={connect}>
            {connection === null ? 'Connect a Google account' : 'Connect again'}
          </Button>
        )}
        {waiting > 0 && works && (
          <Button look="primary" onPress={retry}>
            Retry {waiting === 1 ? 'the workflow' : `all ${waiting} workflows`} waiting for it
          </Button>
        )}
        {connection !== null && (
          <Button look="quiet-danger" onPress={() => setEnding(true)}>
            Disconnect
          </Button>
        )}
      </p>
      {isEnding && <End onDone={onChange} onClose={() => setEnding(false)} />}
    </>
  );
}

function End({ onDone, onClose }: { onDone: () => void; onClose: () => void }): JSX.Element {
  const act = async (): Promise<string> => {
    const ended = await sendJson<{ withdrawn: boolean }>('DELETE', '/api/google/connection');
    onDone();
    return ended.withdrawn
      ? 'Disconnected, and withdrawn at Google.'
      : 'Disconnected here. Google could not be told: withdraw PresGen in the Google account under third-party connections.';
  };
  return (
    <Confirm
      title="Disconnect the Google account?"
      button="Disconnect"
      keep="Keep it connected"
      isDangerous
      act={act}
      onClose={onClose}
    >
      <p>
        What is in the drive stays there. Workflows that need it wait until an account is connected
        again; with another account they cannot find what they made in this one.
      </p>
    </Confirm>
  );
}
