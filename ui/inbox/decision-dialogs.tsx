/** The four ways to end a turn at a checkpoint, each asked for once more before it counts. */
import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { Notice } from '../kit/status.tsx';
import { count } from '../words/words.ts';
import { WordingChanges } from './change-view.tsx';
import type { Edit, Question, Said } from './checkpoint.ts';
import { REASONS } from './review-words.ts';

interface Asking {
  /** Rejects with what the server refused, which stays on the dialog. */
  act: (said: Said, key: string) => Promise<void>;
  onClose: () => void;
}

type FormProps = Asking & {
  title: string;
  button: string;
  isDangerous?: boolean;
  /** Text of the comment field. */
  asks: string;
  needsReason: boolean;
  children?: ComponentChildren;
};

function DecisionForm(props: FormProps): JSX.Element {
  const { title, button, isDangerous, asks, needsReason, act, onClose, children } = props;
  const [trouble, setTrouble] = useState<string | null>(null);
  const key = useRef(crypto.randomUUID());
  const form = useRef<HTMLFormElement>(null);
  const run = async (): Promise<void> => {
    if (!form.current?.reportValidity()) return;
    const data = new FormData(form.current);
    const reason = String(data.get('reason') ?? '');
    const comment = String(data.get('comment') ?? '').trim();
    try {
      await act({ comment, ...(reason ? { reason_code: reason } : {}) }, key.current);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <form
        ref={form}
        class="asking"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        {needsReason && (
          <Field label="Reason">
            {(wiring) => (
              <select {...wiring} name="reason" required>
                <option value="">Choose one</option>
                {Object.entries(REASONS).map(([code, words]) => (
                  <option key={code} value={code}>
                    {words}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field label={asks}>
          {(wiring) => (
            <textarea {...wiring} name="comment" rows={3} maxLength={5000} required={needsReason} />
          )}
        </Field>
      </form>
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      <p class="row">
        <Button look={isDangerous ? 'danger' : 'primary'} onPress={run}>
          {button}
        </Button>
        <Button onPress={onClose}>Not yet</Button>
      </p>
    </Dialog>
  );
}

/** Enter on the focused button is all it takes: the comment is there for who wants it. */
export function ApproveDialog({
  thing,
  said,
  act,
  onClose,
}: Asking & {
  thing: string;
  /** What was read, in words. */
  said: string;
}): JSX.Element {
  const [trouble, setTrouble] = useState<string | null>(null);
  const comment = useRef<HTMLTextAreaElement>(null);
  const key = useRef(crypto.randomUUID());
  const run = async (): Promise<void> => {
    try {
      await act({ comment: comment.current?.value.trim() ?? '' }, key.current);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Dialog title={`Approve ${thing}?`} onClose={onClose}>
      <p>{said}</p>
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      <p class="row">
        <Button look="primary" onPress={run}>
          Approve
        </Button>
        <Button onPress={onClose}>Not yet</Button>
      </p>
      <Field label="Comment, if you like">
        {(wiring) => <textarea {...wiring} ref={comment} rows={2} maxLength={5000} />}
      </Field>
    </Dialog>
  );
}

export function ChangesDialog(asking: Asking): JSX.Element {
  return (
    <DecisionForm
      {...asking}
      title="Ask for changes?"
      button="Ask for changes"
      asks="What should be different?"
      needsReason
    >
      <p>It is made anew with what you write here, and comes back for another look.</p>
    </DecisionForm>
  );
}

export function RejectDialog(asking: Asking): JSX.Element {
  return (
    <DecisionForm
      {...asking}
      title="Reject this?"
      button="Reject"
      isDangerous
      asks="Why is it rejected?"
      needsReason
    >
      <p>The workflow stops here until somebody has it made anew or gives it up.</p>
    </DecisionForm>
  );
}

export function FlagDialog({ number, ...asking }: Asking & { number: string }): JSX.Element {
  return (
    <DecisionForm
      {...asking}
      title={`Flag question ${number}?`}
      button="Flag it"
      asks="What makes you doubt?"
      needsReason={false}
    >
      <p>Everybody who reviews sees it, and the set can then no longer be approved by a sample.</p>
    </DecisionForm>
  );
}

/** Every change once more, before and after, before it becomes a version. */
export function SaveDialog({
  items,
  edits,
  numberOf,
  ...asking
}: Asking & {
  items: Question[];
  edits: Edit[];
  numberOf: (id: string) => string;
}): JSX.Element {
  return (
    <Dialog title={`Save ${count(edits.length, 'change')}?`} wide onClose={asking.onClose}>
      <p>
        This makes a new version with you as an author. Earlier approvals no longer count, and
        somebody else approves it; your reading marks stay.
      </p>
      <ul class="change-list">
        {edits.map((edit) => (
          <li key={edit.id}>
            <p class="strong">Question {numberOf(edit.id)}</p>
            <Before edit={edit} item={items.find(({ id }) => id === edit.id)} />
          </li>
        ))}
      </ul>
      <SaveButtons {...asking} />
    </Dialog>
  );
}

function Before({ edit, item }: { edit: Edit; item: Question | undefined }): JSX.Element | null {
  if (!item) return null;
  if (edit.drop)
    return (
      <p>
        Dropped: <del>{item.stem}</del>
      </p>
    );
  return <WordingChanges before={item} after={{ ...item, ...edit }} />;
}

function SaveButtons({ act, onClose }: Asking): JSX.Element {
  const [trouble, setTrouble] = useState<string | null>(null);
  const key = useRef(crypto.randomUUID());
  const run = (): Promise<void> =>
    act({ comment: '' }, key.current).catch((error: unknown) =>
      setTrouble(error instanceof Error ? error.message : String(error)),
    );
  return (
    <>
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      <p class="row">
        <Button look="primary" onPress={run}>
          Save as a new version
        </Button>
        <Button onPress={onClose}>Not yet</Button>
      </p>
    </>
  );
}
