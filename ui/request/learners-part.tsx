/** Learners: pasted from a spreadsheet, read from a CSV file or typed, each row judged by itself. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Fold } from '../kit/page.tsx';
import { focusSoon } from './blueprint-part.tsx';
import { fieldId } from './check.ts';
import { Section, useDrafting } from './drafting.tsx';
import {
  type LearnerDraft,
  type LearnerFault,
  learnerFaults,
  learnersIn,
  withIds,
} from './learners.ts';

const PAGE = 25;

export interface LearnersPartProps {
  keepsLearners: boolean;
  onConsent: (keeps: boolean) => void;
  /** Row the error summary leads to; its page is shown. */
  wanted: number | null;
}

export function LearnersPart({ keepsLearners, onConsent, wanted }: LearnersPartProps): JSX.Element {
  const { draft, edit } = useDrafting();
  const { learners } = draft;
  const [page, setPage] = useState(0);
  const faults = learnerFaults(learners);
  const wrong = faults.filter((each) => Object.keys(each).length > 0).length;
  const pages = Math.max(1, Math.ceil(learners.length / PAGE));
  const shown = Math.min(page, pages - 1);
  useEffect(() => {
    if (wanted !== null) setPage(Math.floor(wanted / PAGE));
  }, [wanted]);
  const add = (): void => {
    edit('learners', (last) => ({
      learners: withIds([...last.learners, emptyLearner()]),
    }));
    setPage(Math.floor(learners.length / PAGE));
    focusSoon(`learners[${learners.length}].name`);
  };
  return (
    <Section id="learners" lead="Each gets one link by mail and needs no account.">
      <PasteLearners />
      {learners.length > 0 && (
        <>
          <p class="row spread">
            <strong>
              {learners.length} {learners.length === 1 ? 'learner' : 'learners'}
              {wrong > 0 && <span class="error-text">, {wrong} to correct</span>}
            </strong>
            <Paging page={shown} pages={pages} onPage={setPage} />
          </p>
          <ul class="learners">
            {learners.slice(shown * PAGE, (shown + 1) * PAGE).map((learner, index) => (
              <Learner
                key={learner.key}
                learner={learner}
                index={shown * PAGE + index}
                fault={faults[shown * PAGE + index] ?? {}}
              />
            ))}
          </ul>
        </>
      )}
      <p class="row">
        <Button onPress={add}>Add a learner</Button>
        {wrong > 0 && (
          <Button
            look="quiet-danger"
            onPress={() =>
              edit('learners', (last) => ({
                learners: last.learners.filter(
                  (_, index) => Object.keys(faults[index] ?? {}).length === 0,
                ),
              }))
            }
          >
            {`Remove the ${wrong} to correct`}
          </Button>
        )}
      </p>
      <label class="choice">
        <input
          type="checkbox"
          checked={keepsLearners}
          onChange={({ currentTarget }) => onConsent(currentTarget.checked)}
        />
        Keep names and addresses in this browser until the request is filed
      </label>
      <p class="hint">
        Without this they stay in this tab only and go when it is closed; the rest of the draft is
        kept. On a shared computer leave it off.
      </p>
    </Section>
  );
}

const emptyLearner = (): LearnerDraft => ({
  key: crypto.randomUUID(),
  id: '',
  name: '',
  email: '',
});

function Learner(props: {
  learner: LearnerDraft;
  index: number;
  fault: LearnerFault;
}): JSX.Element {
  const { learner, index, fault } = props;
  const { edit, faults } = useDrafting();
  const change = (next: Partial<LearnerDraft>): void =>
    edit('learners', ({ learners }) => ({
      learners: learners.map((each) => (each.key === learner.key ? { ...each, ...next } : each)),
    }));
  const remove = (): void => {
    edit('learners', ({ learners }) => ({
      learners: learners.filter(({ key }) => key !== learner.key),
    }));
    announce('Learner removed.');
    focusSoon(`learners[${Math.max(0, index - 1)}].name`);
  };
  const cell = (field: 'name' | 'email', label: string): JSX.Element => {
    const path = `learners[${index}].${field}`;
    // A row just added is not told off before something was written into it.
    const isNew = learner.name === '' && learner.email === '' && !faults.has(path);
    const message = faults.get(path) ?? (isNew ? undefined : fault[field]);
    const id = fieldId(path);
    return (
      <div class={message ? 'field wrong' : 'field'}>
        <label class="hidden" for={id}>{`${label} of learner ${index + 1}`}</label>
        <input
          id={id}
          inputMode={field === 'email' ? 'email' : 'text'}
          placeholder={label}
          autocomplete="off"
          value={learner[field]}
          aria-invalid={message ? true : undefined}
          aria-describedby={message ? `${id}-error` : undefined}
          onInput={({ currentTarget }) => change({ [field]: currentTarget.value })}
        />
        {message && (
          <span class="error-text" id={`${id}-error`}>
            {message}
          </span>
        )}
      </div>
    );
  };
  const idFault = faults.get(`learners[${index}].id`) ?? fault.id;
  return (
    <li>
      {cell('name', 'Name')}
      {cell('email', 'E-mail')}
      <span class="learner-id" id={fieldId(`learners[${index}].id`)} tabIndex={-1}>
        <code>{learner.id}</code>
        {idFault && <span class="error-text">{idFault}</span>}
      </span>
      <Button
        small
        look="quiet-danger"
        label={`Remove learner ${index + 1}${learner.name ? `, ${learner.name}` : ''}`}
        onPress={remove}
      >
        Remove
      </Button>
    </li>
  );
}

function Paging(props: {
  page: number;
  pages: number;
  onPage: (page: number) => void;
}): JSX.Element | null {
  const { page, pages, onPage } = props;
  if (pages < 2) return null;
  return (
    <span class="row">
      <Button small disabled={page === 0} onPress={() => onPage(page - 1)}>
        Earlier
      </Button>
      <span class="soft">
        {page + 1} of {pages}
      </span>
      <Button small disabled={page === pages - 1} onPress={() => onPage(page + 1)}>
        Later
      </Button>
    </span>
  );
}

function PasteLearners(): JSX.Element {
  const { draft, edit } = useDrafting();
  const [text, setText] = useState('');
  const found = learnersIn(text);
  const take = (added: ReturnType<typeof learnersIn>): void => {
    const known = new Set(draft.learners.map(({ email }) => email.toLowerCase()));
    const news = added.filter(({ email }) => email === '' || !known.has(email.toLowerCase()));
    const rows = news.map((each) => ({ ...each, key: crypto.randomUUID() }));
    edit('learners', ({ learners }) => ({
      learners: withIds([...learners.filter(({ name, email }) => name || email), ...rows]),
    }));
    setText('');
    const twice = added.length - news.length;
    announce(`${rows.length} learners added.${twice > 0 ? ` ${twice} were here already.` : ''}`);
  };
  return (
    <Fold title="Paste or read a list of learners" open={draft.learners.length === 0}>
      <div class="field">
        <label for="paste-learners">Rows out of a spreadsheet</label>
        <span class="hint" id="paste-learners-hint">
          Name and e-mail in any order, with or without a row of headings; an id column is kept.
        </span>
        <textarea
          id="paste-learners"
          aria-describedby="paste-learners-hint"
          rows={4}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </div>
      <p class="row">
        <Button disabled={found.length === 0} onPress={() => take(found)}>
          {found.length === 0
            ? 'Add them'
            : `Add ${found.length} ${found.length === 1 ? 'learner' : 'learners'}`}
        </Button>
        <span class="field">
          <label for="learners-file">or read a CSV file</label>
          <input
            id="learners-file"
            type="file"
            accept=".csv,.tsv,.txt,text/csv"
            onChange={async ({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file) take(learnersIn(await file.text()));
              currentTarget.value = '';
            }}
          />
        </span>
      </p>
    </Fold>
  );
}
