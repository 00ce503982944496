/** Before and after of a question, word by word. */
import type { JSX } from 'preact';
import type { QuestionChange, Wording } from './checkpoint.ts';
import { wordDiff } from './word-diff.ts';

/** Removed and added words stand in one line, told apart by sign and word, not by colour alone. */
export function WordChanges({ before, after }: { before: string; after: string }): JSX.Element {
  return (
    <span class="changes">
      {wordDiff(before, after).map(({ text, change }, at) =>
        change === 'kept' ? (
          text
        ) : change === 'removed' ? (
          <del key={`${at}`}>
            <span class="hidden">removed: </span>
            {text}
          </del>
        ) : (
          <ins key={`${at}`}>
            <span class="hidden">added: </span>
            {text}
          </ins>
        ),
      )}
    </span>
  );
}

/** One question before and after. */
export function WordingChanges({
  before,
  after,
}: {
  before: Wording;
  after: Wording;
}): JSX.Element {
  const rows = Array.from({ length: Math.max(before.options.length, after.options.length) });
  return (
    <div class="wording">
      <p class="strong">
        <WordChanges before={before.stem} after={after.stem} />
      </p>
      <ol class="options" type="A">
        {rows.map((_, at) => (
          <li key={`${at}`} class={at === after.key ? 'key' : undefined}>
            <WordChanges before={before.options[at] ?? ''} after={after.options[at] ?? ''} />
            {keyWords(before, after, at)}
          </li>
        ))}
      </ol>
    </div>
  );
}

function keyWords(before: Wording, after: Wording, at: number): string {
  if (before.key === after.key) return at === after.key ? ' (key)' : '';
  if (at === after.key) return ' (now the key)';
  return at === before.key ? ' (was the key)' : '';
}

/** A list of changed questions. */
export function ChangeList({
  changes,
  numberOf,
}: {
  changes: QuestionChange[];
  numberOf: (id: string) => string;
}): JSX.Element {
  return (
    <ul class="change-list">
      {changes.map(({ id, change, before, after }) => (
        <li key={id}>
          <p class="strong">
            {change === 'dropped' ? 'A question was dropped' : `Question ${numberOf(id)}`}
          </p>
          {before && after ? (
            <WordingChanges before={before} after={after} />
          ) : (
            <p>
              <WordChanges before={before?.stem ?? ''} after={after?.stem ?? ''} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
