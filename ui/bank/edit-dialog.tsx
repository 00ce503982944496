/** A new wording of a question, with what changes shown before it is saved. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { Notice } from '../kit/status.tsx';
import { postJson } from '../wire/api.ts';
import { type Content, DIFFICULTIES, type Item, LETTERS } from './bank-data.ts';
import { ContentDiff } from './content-diff.tsx';
import { changedParts, editOf } from './content-edit.ts';

export function EditDialog({
  item,
  onClose,
  onSaved,
}: {
  item: Item;
  onClose: () => void;
  onSaved: () => void;
}): JSX.Element {
  const [content, setContent] = useState<Content>(item.content);
  const [reason, setReason] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);
  const key = useRef(crypto.randomUUID());
  const change = (more: Partial<Content>): void => setContent((last) => ({ ...last, ...more }));
  const isChanged = changedParts(item.content, content).length > 0;
  const save = async (): Promise<void> => {
    if (reason.trim() === '') return setTrouble('Say in a few words why you change it.');
    try {
      const body = { base_version: item.version, reason, ...editOf(item.content, content) };
      await postJson(`/api/bank/${encodeURIComponent(item.id)}/versions`, body, key.current);
      announce('Saved as a new version. Somebody else reviews it now.');
      onSaved();
      onClose();
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Dialog title="Edit the question" onClose={onClose} wide>
      <p>
        What you save becomes version {item.version + 1}, a draft. You count as its author, so
        somebody else reviews it. The version of today stays readable.
      </p>
      <Field label="Question">
        {(wiring) => (
          <textarea
            {...wiring}
            rows={3}
            maxLength={4000}
            value={content.stem}
            onInput={(event) => change({ stem: event.currentTarget.value })}
          />
        )}
      </Field>
      <Options content={content} onChange={change} />
      <Field label="Why that is right">
        {(wiring) => (
          <textarea
            {...wiring}
            rows={2}
            maxLength={4000}
            value={content.rationale}
            onInput={(event) => change({ rationale: event.currentTarget.value })}
          />
        )}
      </Field>
      <div class="filters">
        <Field label="Domain">
          {(wiring) => (
            <input
              {...wiring}
              maxLength={300}
              value={content.domain}
              onInput={(event) => change({ domain: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field label="Difficulty (an estimate)">
          {(wiring) => (
            <select
              {...wiring}
              value={content.difficulty ?? ''}
              onChange={(event) => change({ difficulty: event.currentTarget.value || null })}
            >
              <option value="">unknown</option>
              {DIFFICULTIES.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {isChanged && (
        <section aria-label="What changes" class="panel">
          <h3>What changes</h3>
          <ContentDiff before={item.content} after={content} />
        </section>
      )}
      <Field label="Why you change it">
        {(wiring) => (
          <input
            {...wiring}
            maxLength={2000}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </Field>
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      <p class="row">
        <Button look="primary" disabled={!isChanged} onPress={save}>
          Save as version {item.version + 1}
        </Button>
        <Button onPress={onClose}>Discard the edit</Button>
      </p>
    </Dialog>
  );
}

function Options({
  content,
  onChange,
}: {
  content: Content;
  onChange: (more: Partial<Content>) => void;
}): JSX.Element {
  const { options, key } = content;
  const write = (at: number, words: string): void =>
    onChange({ options: options.map((option, index) => (index === at ? words : option)) });
  const drop = (at: number): void =>
    onChange({
      options: options.filter((_, index) => index !== at),
      key: key > at ? key - 1 : key,
    });
  return (
    <fieldset class="bank-edit-options">
      <legend>Options; the marked one is right</legend>
      {options.map((option, index) => (
        <div key={LETTERS[index]} class="bank-edit-option">
          <input
            type="radio"
            name="edit-key"
            aria-label={`Option ${LETTERS[index]} is the answer`}
            checked={index === key}
            onChange={() => onChange({ key: index })}
          />
          <input
            aria-label={`Option ${LETTERS[index]}`}
            value={option}
            maxLength={2000}
            onInput={(event) => write(index, event.currentTarget.value)}
          />
          <Button
            small
            look="quiet"
            label={`Remove option ${LETTERS[index]}`}
            disabled={options.length <= 2 || index === key}
            onPress={() => drop(index)}
          >
            Remove
          </Button>
        </div>
      ))}
      {options.length < 12 && (
        <Button small onPress={() => onChange({ options: [...options, ''] })}>
          Add an option
        </Button>
      )}
    </fieldset>
  );
}
