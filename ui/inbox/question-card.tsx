/** One question beside its source, with what can be done about it. */
import type { JSX } from 'preact';
import type { Flag } from '../../machines/vocabulary.ts';
import { Pill, Tag } from '../kit/status.tsx';
import { sentence } from '../words/words.ts';
import { WordingChanges } from './change-view.tsx';
import type { Edit, Question, QuestionChange } from './checkpoint.ts';
import { QuestionEditor } from './question-editor.tsx';
import { flawWords } from './review-words.ts';
import { SourceView } from './source-view.tsx';

export interface CardProps {
  item: Question;
  number: number;
  edit: Edit | null;
  isRead: boolean;
  isSampled: boolean;
  isEditing: boolean;
  /** What colleagues changed in this review. */
  change: QuestionChange | null;
  flags: Flag[];
  /** Null where nothing can be done any more. */
  act: CardActs | null;
  onSource: () => void;
}

export interface CardActs {
  mark: (isRead: boolean) => void;
  startEditing: () => void;
  stopEditing: () => void;
  change: (edit: Edit | null) => void;
  keep: (next: Question) => void;
  flag: () => void;
  /** Has another question written in its place. */
  anew: () => void;
  /** Another question is being written. */
  isAnew: boolean;
  canEdit: boolean;
}

export function QuestionCard(props: CardProps): JSX.Element {
  const { item, number, edit, isRead, isEditing, act, onSource } = props;
  const now = { ...item, ...edit };
  const state = [edit?.drop ? 'dropped' : edit && 'edited', isRead && 'read'].filter(Boolean);
  return (
    <li
      class={['question', ...state].join(' ')}
      tabIndex={-1}
      data-item={item.id}
      aria-label={`Question ${number}${isRead ? ', read' : ''}`}
    >
      {isEditing && act ? (
        <QuestionEditor
          item={now}
          number={number}
          onKeep={(next) => act.keep({ ...item, ...next })}
          onCancel={act.stopEditing}
        />
      ) : (
        <div class="ask">
          <h3>
            {number}. {now.stem}
          </h3>
          <Options options={now.options} answer={now.key} />
          {item.rationale && item.rationale !== item.source.quote && (
            <p class="soft">{item.rationale}</p>
          )}
          <Marks {...props} />
          <Changes {...props} />
          {act && <Buttons {...props} act={act} />}
        </div>
      )}
      <SourceView source={item.source} onOpen={onSource} />
    </li>
  );
}

function Options({ options, answer }: { options: string[]; answer: number }): JSX.Element {
  return (
    <ol class="options" type="A">
      {options.map((option, at) => (
        <li key={`${at}`} class={at === answer ? 'key' : undefined}>
          {option}
          {at === answer && <Pill tone="done">Key</Pill>}
        </li>
      ))}
    </ol>
  );
}

/** Its place in the blueprint, what checks found, where the reviewer stands. */
function Marks({ item, edit, isRead, isSampled, flags }: CardProps): JSX.Element {
  const slot = [item.domain, item.objective, sentence(item.difficulty_estimate)].filter(Boolean);
  return (
    <>
      <p class="row">
        {isRead && <Pill tone="done">Read</Pill>}
        {isSampled && <Tag>In your sample</Tag>}
        {edit && (
          <Pill tone="active">{edit.drop ? 'Will be dropped' : 'Changed, not saved yet'}</Pill>
        )}
        <span class="slot">
          <span class="hidden">Blueprint: </span>
          {slot.join(' › ')}
        </span>
      </p>
      <p class="row">
        {item.knowledge_source_verified ? (
          <Pill tone="done">Source verified</Pill>
        ) : (
          <Pill tone="failed">Source not verified</Pill>
        )}
        {item.generator?.kind === 'llm' && <Tag>Proposed by {item.generator.model}</Tag>}
        {item.flaws.map((flaw) => (
          <Pill tone="waiting" key={flaw}>
            {flawWords(flaw)}
          </Pill>
        ))}
      </p>
      {flags.map(({ by, at, comment }) => (
        <p class="doubt" key={`${by}${at}`}>
          <Pill tone="failed">{by} has doubts</Pill> {comment}
        </p>
      ))}
    </>
  );
}

function Changes({ item, edit, change }: CardProps): JSX.Element | null {
  if (edit && !edit.drop)
    return (
      <div class="diff">
        <p class="sub">Your change</p>
        <WordingChanges before={item} after={{ ...item, ...edit }} />
      </div>
    );
  if (change?.before && change.after)
    return (
      <div class="diff">
        <p class="sub">Changed in this review</p>
        <WordingChanges before={change.before} after={change.after} />
      </div>
    );
  return null;
}

function Buttons({ number, edit, isRead, item, act }: CardProps & { act: CardActs }): JSX.Element {
  return (
    <p class="row">
      <button
        type="button"
        class="small"
        aria-label={`${isRead ? 'Mark as unread' : 'Mark as read'}: question ${number}`}
        onClick={() => act.mark(!isRead)}
      >
        {isRead ? 'Mark as unread' : 'Mark as read'}
      </button>
      {act.canEdit && !edit?.drop && (
        <button
          type="button"
          class="small"
          aria-label={`Edit question ${number}`}
          data-act="edit"
          onClick={act.startEditing}
        >
          Edit
        </button>
      )}
      {act.canEdit && edit === null && (
        <button
          type="button"
          class="small"
          aria-label={`Drop question ${number}`}
          onClick={() => act.change({ id: item.id, drop: true })}
        >
          Drop
        </button>
      )}
      {act.canEdit && edit === null && (
        <button
          type="button"
          class="small"
          aria-label={`Write anew: question ${number}`}
          disabled={act.isAnew}
          onClick={act.anew}
        >
          Write anew
        </button>
      )}
      {edit !== null && (
        <button
          type="button"
          class="small"
          aria-label={`Undo changes of question ${number}`}
          onClick={() => act.change(null)}
        >
          Undo changes
        </button>
      )}
      <button
        type="button"
        class="small"
        aria-label={`Flag question ${number}`}
        data-act="flag"
        onClick={act.flag}
      >
        Flag…
      </button>
    </p>
  );
}
