/** A question while it is being edited. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Wording } from './checkpoint.ts';

export interface EditorProps {
  item: Wording;
  number: number;
  onKeep: (next: Wording) => void;
  onCancel: () => void;
}

/** Escape leaves everything as it was; Ctrl and Enter keeps the changes from anywhere in the form. */
export function QuestionEditor({ item, number, onKeep, onCancel }: EditorProps): JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  const [key, setKey] = useState(item.key);
  useEffect(() => form.current?.querySelector('textarea')?.focus(), []);
  const keep = (event: Event): void => {
    event.preventDefault();
    const data = new FormData(form.current ?? undefined);
    const options = data.getAll('option').map((each) => String(each).trim());
    onKeep({ id: item.id, stem: String(data.get('stem') ?? '').trim(), options, key });
  };
  return (
    <form
      ref={form}
      class="ask editor"
      aria-label={`Edit question ${number}`}
      onSubmit={keep}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          onCancel();
        } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
          form.current?.requestSubmit();
      }}
    >
      <label for={`stem-${item.id}`}>Question {number}</label>
      <textarea id={`stem-${item.id}`} name="stem" rows={3} required defaultValue={item.stem} />
      <fieldset>
        <legend>Options; the marked one is the key</legend>
        {item.options.map((option, at) => (
          <div class="option-edit" key={`${at}`}>
            <input
              type="radio"
              name="key"
              checked={at === key}
              aria-label={`Option ${letterOf(at)} is the key`}
              onChange={() => setKey(at)}
            />
            <span aria-hidden="true">{letterOf(at)}</span>
            <input
              name="option"
              required
              defaultValue={option}
              aria-label={`Option ${letterOf(at)}`}
            />
          </div>
        ))}
      </fieldset>
      <p class="row">
        <button class="primary small" type="submit">
          Keep changes
        </button>
        <button class="small" type="button" onClick={onCancel}>
          Cancel
        </button>
        <span class="hint">Ctrl + Enter keeps, Esc cancels</span>
      </p>
    </form>
  );
}

export function letterOf(at: number): string {
  return String.fromCharCode(65 + at);
}
