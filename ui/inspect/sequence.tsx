/** Events in order: from the lane of whoever sent to the lane of whoever got them. */
import type { JSX } from 'preact';
import { Time } from '../kit/time.tsx';
import { VirtualRows } from '../kit/virtual-rows.tsx';
import { type Log, type Message, shortName, valueText } from './log.ts';

const LANE = 26;
const LANES = 5;
const HEIGHT = 34;

export function Sequence({
  log,
  chosen,
  onChoose,
}: {
  log: Log;
  chosen: number | null;
  onChoose: (message: Message) => void;
}): JSX.Element {
  const newest = [...log.messages].reverse();
  return (
    <>
      <p class="hint">
        Newest first. Lanes from the left: outside, workflow, its children, theirs.
        {log.dropped > 0 && ` ${log.dropped} earlier ones are no longer kept.`}
      </p>
      <VirtualRows
        label="Events, newest first"
        rows={newest}
        keyOf={({ number }) => String(number)}
        render={(message) => (
          <Row
            log={log}
            message={message}
            isChosen={message.number === chosen}
            onChoose={onChoose}
          />
        )}
      />
    </>
  );
}

function Row({
  log,
  message,
  isChosen,
  onChoose,
}: {
  log: Log;
  message: Message;
  isChosen: boolean;
  onChoose: (message: Message) => void;
}): JSX.Element {
  const { source, target, event, at, snapshot, number } = message;
  const to = laneOf(log, target);
  const from = source === null ? 0 : laneOf(log, source);
  return (
    <button
      type="button"
      class="inspect-row"
      aria-pressed={isChosen}
      data-number={number}
      data-target={target}
      onClick={() => onChoose(message)}
    >
      <Lanes from={from} to={to} />
      <span class="inspect-words">
        <span>
          <span class="strong">{shortName(target)}</span> <code>{event.type}</code>
        </span>
        <span class="sub">
          {source !== null && source !== target && <>from {shortName(source)} · </>}
          {snapshot ? valueText(snapshot.value) : ''}
        </span>
      </span>
      <Time at={at} as="clock" />
    </button>
  );
}

function laneOf({ actors }: Log, id: string): number {
  const depth = actors.get(id)?.depth;
  return depth === undefined ? 0 : Math.min(LANES - 1, depth + 1);
}

function Lanes({ from, to }: { from: number; to: number }): JSX.Element {
  const x = (lane: number): number => LANE / 2 + lane * LANE;
  const y = HEIGHT / 2;
  const head = to > from ? -7 : 7;
  return (
    <svg class="inspect-lanes" width={LANES * LANE} height={HEIGHT} aria-hidden="true">
      {Array.from({ length: LANES }, (_, lane) => (
        <line key={lane} class="life" x1={x(lane)} x2={x(lane)} y1={0} y2={HEIGHT} />
      ))}
      {from === to ? (
        <circle class="self" cx={x(to)} cy={y} r={4.5} />
      ) : (
        <path class="sent" d={`M${x(from)} ${y}H${x(to)}m${head} -4l${-head} 4l${head} 4`} />
      )}
    </svg>
  );
}
