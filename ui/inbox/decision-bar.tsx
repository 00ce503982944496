/** Where the decision stands, how far the reader is, and what they can do now. */
import type { JSX } from 'preact';
import { Button } from '../kit/button.tsx';
import { Progress } from '../kit/status.tsx';
import { count } from '../words/words.ts';
import type { Checkpoint } from './checkpoint.ts';
import { reading } from './review-store.ts';
import { quorumWords } from './review-words.ts';
import type { Reviewing } from './use-review.ts';

export interface BarProps {
  checkpoint: Checkpoint;
  me: string;
  reviewing: Reviewing;
  numberOf: (id: string) => string;
  ask: (what: 'approve' | 'changes' | 'reject' | 'save') => void;
}

export function DecisionBar(props: BarProps): JSX.Element {
  const { checkpoint, me, reviewing, numberOf } = props;
  const pending = Object.keys(reviewing.state.edits).length;
  return (
    <section class="decision" aria-label="Decision">
      <p class="quorum">{quorumWords(checkpoint, me, numberOf)}</p>
      {checkpoint.status === 'active' && (
        <>
          {reviewing.state.items.length > 0 && <HowFar {...props} />}
          {pending > 0 ? <Saving {...props} pending={pending} /> : <Choices {...props} />}
        </>
      )}
    </section>
  );
}

function HowFar({ checkpoint, reviewing: { state, review } }: BarProps): JSX.Element {
  const { sample } = checkpoint;
  const { wanted, left } = reading(state, sample);
  const done = wanted.length - left.length;
  const canSample = sample !== null && sample.items.length < sample.of;
  return (
    <div class="row how-far">
      <Progress percent={(100 * done) / Math.max(1, wanted.length)} label="Read" />
      <span>
        {done} of {count(wanted.length, 'question')} read
      </span>
      {canSample && state.how === 'whole' && sample.refused === null && (
        <Button small onPress={() => review.trigger.sampled({ how: 'sample' })}>
          Read a sample of {sample.items.length} instead
        </Button>
      )}
      {state.how === 'sample' && (
        <>
          <Button small onPress={() => review.trigger.sampled({ how: 'whole' })}>
            Read all
          </Button>
          <span class="sub">
            Drawn for you from this version, seed {sample?.seed}. What you edit or flag in it ends
            the sampling.
          </span>
        </>
      )}
      {sample?.refused && <span class="sub">{sample.refused}</span>}
    </div>
  );
}

function Choices({ checkpoint, me, ask }: BarProps): JSX.Element {
  const { may, kind } = checkpoint;
  return (
    <p class="row">
      <Button
        look="primary"
        disabled={may.approve !== null}
        onPress={() => ask('approve')}
        {...(may.approve && { describedBy: 'why-not' })}
      >
        {kind === 'questions' ? 'Approve…' : 'Approve'}
      </Button>
      <Button disabled={may.decide !== null} onPress={() => ask('changes')}>
        Ask for changes…
      </Button>
      <Button look="quiet-danger" disabled={may.decide !== null} onPress={() => ask('reject')}>
        Reject…
      </Button>
      <span class="soft">as {me}</span>
      {may.approve && (
        <span class="sub" id="why-not">
          {may.approve.why}
        </span>
      )}
    </p>
  );
}

function Saving({ pending, me, ask, checkpoint }: BarProps & { pending: number }): JSX.Element {
  return (
    <p class="row">
      <Button look="primary" disabled={checkpoint.may.edit !== null} onPress={() => ask('save')}>
        Save {count(pending, 'change')}…
      </Button>
      <span class="soft">as {me}. Until then only this browser knows.</span>
      {checkpoint.may.edit && <span class="sub">{checkpoint.may.edit.why}</span>}
    </p>
  );
}
