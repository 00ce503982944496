/** The way to the public inspector: first what would leave this machine, then a window of its own. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Notice } from '../kit/status.tsx';
import { type Bridge, openBridge, PUBLIC_INSPECTOR } from './bridge.ts';
import type { Inspection } from './use-inspection.ts';

type Standing = 'closed' | 'asking' | 'waiting' | 'connected' | 'refused';

/** After this long without an answer something is in the way. */
const PATIENCE_MS = 10_000;

export function BridgeButton({ inspection }: { inspection: Inspection }): JSX.Element {
  const [standing, setStanding] = useState<Standing>('closed');
  const [isLate, setLate] = useState(false);
  const bridge = useRef<Bridge | null>(null);
  useEffect(() => () => bridge.current?.close(), []);
  useEffect(() => {
    setLate(false);
    if (standing !== 'waiting') return;
    const timer = window.setTimeout(() => setLate(true), PATIENCE_MS);
    return () => window.clearTimeout(timer);
  }, [standing]);
  const open = (): void => {
    bridge.current?.close();
    const opened = openBridge(inspection.told(), () => setStanding('connected'));
    bridge.current = opened;
    inspection.onTold(opened === null ? null : opened.send);
    setStanding(opened === null ? 'refused' : 'waiting');
  };
  const stop = (): void => {
    inspection.onTold(null);
    bridge.current?.close();
    bridge.current = null;
    setStanding('closed');
  };
  if (standing === 'waiting' || standing === 'connected')
    return (
      <>
        <span class="hint" role="status">
          {standing === 'connected'
            ? 'Events are being passed on to stately.ai.'
            : isLate
              ? 'stately.ai has not answered. Reload this page and try again, or use this page alone.'
              : 'Waiting for stately.ai.'}
        </span>
        <Button onPress={stop}>Stop passing on</Button>
      </>
    );
  return (
    <>
      <Button onPress={() => setStanding('asking')}>Public inspector…</Button>
      {standing !== 'closed' && (
        <Dialog title="Send this to another site?" onClose={() => setStanding('closed')}>
          <Warning />
          {standing === 'refused' && (
            <Notice tone="failed" alert>
              The browser opened no window. Allow windows for this site, then try again.
            </Notice>
          )}
          <p class="row">
            <Button onPress={() => setStanding('closed')}>Keep it here</Button>
            <Button look="danger" onPress={open}>
              Open stately.ai and send
            </Button>
          </p>
        </Dialog>
      )}
    </>
  );
}

function Warning(): JSX.Element {
  return (
    <>
      <p>
        The public inspector at <code>{PUBLIC_INSPECTOR}</code> belongs to another company. If you
        go on, a window with its page opens, and this page passes on to it:
      </p>
      <ul>
        <li>the machines’ states, events, guards and timers by name</li>
        <li>the ids of this workflow and its parts, and when each of them moved</li>
        <li>counts, times, steps, verdicts and codes of failures from their contexts</li>
      </ul>
      <p>
        Learners, people, documents, questions, answers and links are not among it. What has been
        sent cannot be called back. The page here shows the same without any of that.
      </p>
    </>
  );
}
