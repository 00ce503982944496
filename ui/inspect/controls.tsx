/** What is inspected, live or again, and how fast. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button } from '../kit/button.tsx';
import { Progress } from '../kit/status.tsx';
import type { Inspection } from './use-inspection.ts';

const SPEEDS = ['0.25', '1', '4', '10', '50', '200', 'max'];

export function Controls({
  workflow,
  isReplay,
  speed,
  inspection,
}: {
  workflow: string;
  isReplay: boolean;
  speed: string;
  inspection: Inspection;
}): JSX.Element {
  const { route } = useLocation();
  const { status, standing, order, restart } = inspection;
  const speedId = useId();
  const pathOf = (replay: boolean, at = speed): string => {
    const query = new URLSearchParams({ workflow });
    if (replay) query.set('replay', '1');
    if (replay && at !== '10') query.set('speed', at);
    return `/inspector?${query}`;
  };
  const change = (at: string): void => {
    order({ type: 'replay.speed', speed: at === 'max' ? 'max' : Number(at) });
    route(pathOf(true, at), true);
  };
  const isOver = standing === 'over' || status?.over === true;
  const isPaused = status?.paused ?? false;
  return (
    <section class="panel inspect-controls" aria-label="What is inspected">
      <p class="row">
        {workflow !== '' && (
          <>
            <Button pressed={!isReplay} onPress={() => route(pathOf(false))}>
              Live
            </Button>
            <Button pressed={isReplay} onPress={() => route(pathOf(true))}>
              Replay
            </Button>
          </>
        )}
        {!isReplay && (
          <span class="feed" data-live={String(standing === 'open')}>
            {standing === 'open' ? 'Live' : 'Not connected'}
          </span>
        )}
      </p>
      {isReplay && (
        <div class="row">
          {isOver ? (
            <>
              <Button look="primary" onPress={() => restart()}>
                Play again
              </Button>
              <Button onPress={() => restart(true)}>Step through it</Button>
            </>
          ) : (
            <>
              <Button
                look="primary"
                onPress={() => order({ type: isPaused ? 'replay.resume' : 'replay.pause' })}
              >
                {isPaused ? 'Go on' : 'Pause'}
              </Button>
              <Button onPress={() => order({ type: 'replay.step' })}>One step</Button>
            </>
          )}
          <label for={speedId}>Speed</label>
          <select
            id={speedId}
            value={speed}
            onChange={({ currentTarget }) => change(currentTarget.value)}
          >
            {[...new Set([...SPEEDS, speed])].map((each) => (
              <option key={each} value={each}>
                {each === 'max' ? 'At once' : `${each} ×`}
              </option>
            ))}
          </select>
          {status && (
            <>
              <Progress
                percent={status.total > 0 ? (status.told / status.total) * 100 : 0}
                label="Progress of the replay"
              />
              <span class="hint" data-told={status.told}>
                {status.told} of {status.total} positions
                {isOver ? ', all of its past' : isPaused ? ', paused' : ''}
              </span>
            </>
          )}
        </div>
      )}
      {isReplay && <p class="hint">Waits of more than two seconds are shortened to two.</p>}
    </section>
  );
}
