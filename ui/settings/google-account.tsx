/** What the workspace itself answers: who we are to it, how much room is left; the test of the connection. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Panel } from '../kit/page.tsx';
import { Loading, wordsOf } from '../kit/standing.tsx';
import { Notice } from '../kit/status.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { fileSize } from '../words/times.ts';
import type { GoogleAccount } from './google-data.ts';

export interface GoogleAccountPanelProps {
  isLocal: boolean;
  /** The answer may have shown that the connection broke, or that it works again. */
  onAnswer: () => void;
}

export function GoogleAccountPanel({ isLocal, onAnswer }: GoogleAccountPanelProps): JSX.Element {
  const { data, error, isLoading, reload } = useLoaded<GoogleAccount>('/api/google/account');
  const latest = useRef(onAnswer);
  latest.current = onAnswer;
  useEffect(() => {
    if (!isLoading) latest.current();
  }, [isLoading]);
  return (
    <Panel
      title="Test of the connection"
      actions={
        <Button onPress={reload} disabled={isLoading}>
          Test the connection
        </Button>
      }
    >
      {isLoading && <Loading what={isLocal ? 'Asking the local workspace' : 'Asking Google'} />}
      {!isLoading && error !== null && (
        <Notice tone="failed" alert>
          <strong>It does not work.</strong> {wordsOf(error).text}
        </Notice>
      )}
      {!isLoading && error === null && data && <Answer account={data} />}
    </Panel>
  );
}

function Answer({ account }: { account: GoogleAccount }): JSX.Element {
  const { user, address, used_bytes, quota_bytes } = account;
  return (
    <>
      <Notice tone="done">
        <strong>It works.</strong> The workspace answered, and the place for our folders is there.
      </Notice>
      <dl class="google-facts">
        <div>
          <dt>Known there as</dt>
          <dd>
            {user}
            {address && <span class="sub">{address}</span>}
          </dd>
        </div>
        <div>
          <dt>Room used</dt>
          <dd>{roomWords(used_bytes, quota_bytes)}</dd>
        </div>
      </dl>
    </>
  );
}

function roomWords(used: number, quota: number | null): string {
  if (quota === null) return `${fileSize(used)}; no limit is set`;
  return `${fileSize(used)} of ${fileSize(quota)} (${Math.round((used / quota) * 100)} %)`;
}
