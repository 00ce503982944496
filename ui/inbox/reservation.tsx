/** Who reviews, until when, and how to start, go on, give back or take over. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Confirm } from '../kit/dialog.tsx';
import { Pill } from '../kit/status.tsx';
import { useNow } from '../kit/time.tsx';
import { postJson } from '../wire/api.ts';
import { hourAndMinute } from '../words/times.ts';
import type { ListedCheckpoint } from './checkpoint.ts';
import { clockFace } from './review-words.ts';

/** Less than this and the clock says that it runs out. */
const SOON_MS = 5 * 60_000;

/** "Ada until 10:20, 12:04 left". */
export function ReservedUntil({
  checkpoint: { assignee, reserved_until },
  me,
  skewMs = 0,
}: {
  checkpoint: Pick<ListedCheckpoint, 'assignee' | 'reserved_until'>;
  me: string;
  skewMs?: number;
}): JSX.Element {
  const now = useNow(true) + skewMs;
  const left = Date.parse(reserved_until ?? '') - now;
  const isMine = assignee === me;
  return (
    <Pill tone={left < SOON_MS ? 'waiting' : 'active'}>
      {isMine ? 'Reserved for you' : `${assignee} is reviewing`} until{' '}
      {hourAndMinute(reserved_until)}, <span class="clock">{clockFace(left)}</span> left
    </Pill>
  );
}

export interface ReservationProps {
  checkpoint: ListedCheckpoint;
  me: string;
  skewMs: number;
  /** Claims or begins the half hour anew; refusals go to the page. */
  claim: () => Promise<void>;
  release: () => Promise<void>;
  onChange: () => Promise<void>;
}

export function Reservation(props: ReservationProps): JSX.Element | null {
  const { checkpoint, me, skewMs, claim, release } = props;
  const { assignee, may, status } = checkpoint;
  if (status !== 'active') return null;
  if (assignee === null)
    return (
      <div class="reservation row">
        <span>Nobody is reviewing this at the moment.</span>
        {may.claim === null ? (
          <Button look="primary" onPress={claim}>
            Start reviewing
          </Button>
        ) : (
          <span class="soft">{sentenceOf(may.claim.why)}</span>
        )}
      </div>
    );
  return (
    <div class="reservation row">
      <ReservedUntil checkpoint={checkpoint} me={me} skewMs={skewMs} />
      {assignee === me ? (
        <>
          <Button small onPress={claim}>
            Half an hour more
          </Button>
          <Button small onPress={release}>
            Give it back
          </Button>
        </>
      ) : (
        may.claim?.code === 'RESERVED_BY_ANOTHER' && <TakeOver {...props} />
      )}
    </div>
  );
}

function TakeOver({ checkpoint, onChange }: ReservationProps): JSX.Element {
  const [isAsking, setAsking] = useState(false);
  const { id, assignee } = checkpoint;
  return (
    <>
      <Button small onPress={() => setAsking(true)}>
        Take over…
      </Button>
      {isAsking && (
        <Confirm
          title={`Take this over from ${assignee}?`}
          button="Take over"
          keep="Leave it"
          onClose={() => setAsking(false)}
          act={async (key) => {
            await postJson(
              `/api/checkpoints/${encodeURIComponent(id)}/claim`,
              { take_over: true },
              key,
            );
            await onChange();
            return 'You took the review over';
          }}
        >
          <p>
            {assignee} can then no longer decide, and what they have not saved stays in their
            browser only. That you took over is recorded.
          </p>
        </Confirm>
      )}
    </>
  );
}

function sentenceOf(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
