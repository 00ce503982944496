/** The dialog that a button or key has asked for. */
import type { JSX } from 'preact';
import { Dialog } from '../kit/dialog.tsx';
import { count } from '../words/words.ts';
import type { Checkpoint, Source } from './checkpoint.ts';
import {
  ApproveDialog,
  ChangesDialog,
  FlagDialog,
  RejectDialog,
  SaveDialog,
} from './decision-dialogs.tsx';
import type { Decisions } from './decisions.ts';
import { KeyHelp } from './key-help.tsx';
import { reading } from './review-store.ts';
import { thingWords } from './review-words.ts';
import { PassageDialog } from './source-view.tsx';
import type { Reviewing } from './use-review.ts';

export type Asked =
  | { what: 'approve' | 'changes' | 'reject' | 'save' | 'keys' }
  | { what: 'flag'; item: string }
  | { what: 'source'; source: Source };

export interface AskedProps {
  asked: Asked;
  checkpoint: Checkpoint;
  reviewing: Reviewing;
  numberOf: (id: string) => string;
  acts: Decisions;
  onClose: () => void;
  /** Leads to a question that is still to be read. */
  onRead: (id: string) => void;
}

export function AskedDialog(props: AskedProps): JSX.Element {
  const { asked, checkpoint, reviewing, numberOf, acts, onClose } = props;
  switch (asked.what) {
    case 'approve':
      return <Approving {...props} />;
    case 'changes':
      return (
        <ChangesDialog
          act={(said, key) => acts.decide('request_changes', said, key)}
          onClose={onClose}
        />
      );
    case 'reject':
      return (
        <RejectDialog act={(said, key) => acts.decide('reject', said, key)} onClose={onClose} />
      );
    case 'save': {
      const edits = Object.values(reviewing.state.edits);
      return (
        <SaveDialog
          items={reviewing.state.items}
          edits={edits}
          numberOf={numberOf}
          act={(_, key) => acts.save(edits, key)}
          onClose={onClose}
        />
      );
    }
    case 'flag':
      return (
        <FlagDialog
          number={numberOf(asked.item)}
          act={async ({ comment }, key) => {
            await acts.flag(asked.item, comment, key);
            onClose();
          }}
          onClose={onClose}
        />
      );
    case 'source':
      return (
        <PassageDialog workflow={checkpoint.workflow_id} source={asked.source} onClose={onClose} />
      );
    default:
      return <KeyHelp onClose={onClose} />;
  }
}

function Approving(props: AskedProps): JSX.Element {
  const { checkpoint, reviewing, acts, onClose } = props;
  const { wanted, left } = reading(reviewing.state, checkpoint.sample);
  if (left.length > 0) return <NotAllRead {...props} />;
  const said =
    wanted.length === 0
      ? `This is version ${checkpoint.subject.version}.`
      : reviewing.state.how === 'sample'
        ? `You read a sample of ${wanted.length} of ${reviewing.state.items.length} questions of version ${checkpoint.subject.version}. The decision records which.`
        : `You read all ${count(wanted.length, 'question')} of version ${checkpoint.subject.version}.`;
  return (
    <ApproveDialog
      thing={thingWords(checkpoint.kind)}
      said={said}
      act={(words, key) => acts.decide('approve', words, key)}
      onClose={onClose}
    />
  );
}

/** Approving comes after reading: all of it, or the sample that was drawn. */
function NotAllRead({ checkpoint, reviewing, numberOf, onClose, onRead }: AskedProps): JSX.Element {
  const { review, state } = reviewing;
  const { sample } = checkpoint;
  const { wanted, left } = reading(state, sample);
  const first = left[0]?.id;
  const canSample =
    state.how === 'whole' &&
    sample !== null &&
    sample.refused === null &&
    sample.items.length < state.items.length;
  const close = (): void => {
    onClose();
    if (first !== undefined) window.setTimeout(() => onRead(first), 0);
  };
  return (
    <Dialog title="Not all read yet" onClose={onClose}>
      <p>
        {wanted.length - left.length} of {count(wanted.length, 'question')} are marked as read
        {left.length <= 5 &&
          `; ${left.map(({ id }) => numberOf(id)).join(', ')} ${left.length === 1 ? 'is' : 'are'} left`}
        .
      </p>
      <p class="row">
        <button type="button" class="primary" onClick={close}>
          Read on
        </button>
        {canSample && (
          <button
            type="button"
            onClick={() => {
              review.trigger.sampled({ how: 'sample' });
              onClose();
            }}
          >
            Approve by a sample of {sample.items.length}
          </button>
        )}
      </p>
      {sample?.refused && <p class="soft">{sample.refused}</p>}
    </Dialog>
  );
}
