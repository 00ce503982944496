/** Questions to review: each beside its source passage, to read, doubt, edit or drop. */
import type { JSX } from 'preact';
import { Fold } from '../kit/page.tsx';
import { Notice } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { count, sentence } from '../words/words.ts';
import type { Checkpoint, Question, QuestionSet } from './checkpoint.ts';
import { Evidence } from './evidence.tsx';
import { type CardActs, QuestionCard } from './question-card.tsx';
import { isRead, reading } from './review-store.ts';
import type { Reviewing } from './use-review.ts';

export interface QuestionsProps {
  checkpoint: Checkpoint;
  reviewing: Reviewing;
  /** Question that is being edited. */
  editing: string | null;
  /** What can be done about one question; null once decided. */
  actsFor: (item: Question) => CardActs | null;
  onSource: (item: Question) => void;
}

export function QuestionsView(props: QuestionsProps): JSX.Element {
  const { checkpoint, reviewing, editing, actsFor, onSource } = props;
  const { state } = reviewing;
  const { items } = state;
  const { wanted } = reading(state, checkpoint.sample);
  const shown = new Set(wanted.map(({ id }) => id));
  const drawn = new Set(checkpoint.sample?.items);
  const changes = new Map(checkpoint.changed?.changes.map((each) => [each.id, each]));
  return (
    <section aria-labelledby="questions-title">
      <h2 id="questions-title">
        {state.how === 'sample'
          ? `A sample of ${wanted.length} of ${count(items.length, 'question')}`
          : count(items.length, 'question')}
      </h2>
      <Blueprint set={checkpoint.content as QuestionSet} />
      <Evidence workflow={checkpoint.workflow_id} />
      <ol class="questions">
        {items.map(
          (item, at) =>
            shown.has(item.id) && (
              <QuestionCard
                key={item.id}
                item={item}
                number={at + 1}
                edit={state.edits[item.id] ?? null}
                isRead={isRead(state, item)}
                isSampled={state.how === 'sample' && drawn.has(item.id)}
                isEditing={editing === item.id}
                change={changes.get(item.id) ?? null}
                flags={checkpoint.flags.filter((flag) => flag.item === item.id)}
                act={actsFor(item)}
                onSource={() => onSource(item)}
              />
            ),
        )}
      </ol>
    </section>
  );
}

function Blueprint({ set: { blueprint } }: { set: QuestionSet }): JSX.Element {
  const short = blueprint.filter(({ got, wanted }) => got < wanted);
  return (
    <>
      {short.length > 0 && (
        <Notice tone="waiting">
          <p class="strong">Fewer questions than the blueprint asks for</p>
          <ul>
            {short.map(({ domain, got, wanted, reason }) => (
              <li key={domain}>
                {domain}: {got} of {wanted}
                {reason && `. ${sentence(reason)}`}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <Fold title="Blueprint by domain">
        <Table
          caption="Blueprint"
          hideCaption
          rows={blueprint}
          keyOf={({ domain }) => domain}
          columns={[
            { name: 'Domain', cell: ({ domain }) => domain },
            { name: 'Asked for', isNumber: true, cell: ({ wanted }) => wanted },
            { name: 'Made', isNumber: true, cell: ({ got }) => got },
            { name: 'Why fewer', cell: ({ reason }) => reason ?? '' },
          ]}
        />
      </Fold>
    </>
  );
}
