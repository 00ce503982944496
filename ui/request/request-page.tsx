/** `/requests/new`: everything a course needs on one page, kept while one writes, filed in one go. */
import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Page } from '../kit/page.tsx';
import { Notice } from '../kit/status.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { actingAs, hasRole } from '../wire/person.ts';
import { useStored } from '../wire/stored.ts';
import { dayAndTime } from '../words/times.ts';
import { BlueprintPart } from './blueprint-part.tsx';
import { type Fault, faultsOf, fieldId, sectionOf } from './check.ts';
import { DocumentsPart } from './documents-part.tsx';
import { emptyDraft, requestOf } from './draft.ts';
import { shownFaults } from './draft-store.ts';
import { useDrafted } from './drafted.ts';
import { byPath, type Drafting, DraftingContext, ErrorSummary } from './drafting.tsx';
import type { FirstEstimate } from './duration.ts';
import { createFiling } from './filing.ts';
import type { KeptDraft } from './kept-draft.ts';
import { LearnersPart } from './learners-part.tsx';
import { ReadyPart } from './ready-part.tsx';
import './request.css';
import { AboutPart, AssessmentPart, MediaPart, ReviewsPart } from './settings-parts.tsx';
import { type Begun, StartFrom } from './start-from.tsx';

type Estimate = FirstEstimate & { videos: boolean };

export default function NewRequest(): JSX.Element {
  const pending = useRef<string[]>([]);
  const { store, forget, restored } = useDrafted(() => pending.current);
  const state = useStored(store, (context) => context);
  const [notice, setNotice] = useState<KeptDraft | null>(restored);
  const [missing, setMissing] = useState<string[]>(restored?.unfinished ?? []);
  const [turn, setTurn] = useState(0);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [wanted, setWanted] = useState<number | null>(null);
  const file = useMemo(() => createFiling(() => crypto.randomUUID()), []);
  const { data: estimate } = useLoaded<Estimate>('/api/estimates');
  const { route } = useLocation();
  const { draft, revision } = state;
  const faults = shownFaults(state);

  const drafting = useMemo<Drafting>(
    () => ({
      draft,
      faults: byPath(faults),
      edit: (section, change) => store.send({ type: 'edited', section, change }),
    }),
    [state],
  );

  const show = (path: string): void => {
    const row = /^learners\[(\d+)\]/.exec(path)?.[1];
    if (row !== undefined) setWanted(Number(row));
    // A row further down is drawn before it can be looked at.
    window.setTimeout(() => targetOf(path)?.focus(), 40);
  };

  const judge = (refused: Fault[]): void => {
    store.send({ type: 'judged', refused });
    setTurn((last) => last + 1);
  };

  const submit = async (): Promise<void> => {
    setTrouble(null);
    if (faultsOf(draft).length > 0) return judge([]);
    if (pending.current.length > 0) {
      setTrouble(
        `${pending.current.length} documents are still on their way. File the request when they have arrived, or remove them.`,
      );
      return;
    }
    const filed = await file(requestOf(draft, actingAs()));
    if (filed.kind === 'refused') {
      if (filed.faults.length > 0) judge(filed.faults);
      else setTrouble(filed.message);
      return;
    }
    forget();
    announce('The request is filed.');
    route(`/w/${filed.workflow}`);
  };

  const begin = ({ draft: next, faults: found, missing: named }: Begun): void => {
    store.send({ type: 'replaced', draft: next });
    setNotice(null);
    setMissing(named);
    if (found.length > 0) judge(found);
  };

  const startAfresh = (): void => {
    store.send({ type: 'replaced', draft: emptyDraft(() => crypto.randomUUID()) });
    forget();
    setNotice(null);
    setMissing([]);
    announce('The draft is thrown away.');
    document.querySelector<HTMLElement>('h1')?.focus();
  };

  return (
    <Page
      title="New request"
      lead="One certification, from documents to decks and videos. People approve it four times on the way."
    >
      {!hasRole('educator') && !hasRole('operator') && (
        <Notice tone="waiting">
          Filing takes the role educator or operator, which {actingAs()} does not have. You can
          write a draft; somebody who has it can file one.
        </Notice>
      )}
      <StartFrom hasDraft={revision > 0 || restored !== null} onBegin={begin} />
      {notice && <Restored kept={notice} onAfresh={startAfresh} />}
      <ErrorSummary faults={faults} turn={turn} onShow={show} />
      <DraftingContext.Provider value={drafting}>
        <form
          class="request"
          noValidate
          aria-label="New request"
          onSubmit={(event) => {
            event.preventDefault();
          }}
        >
          <div class="request-parts">
            <AboutPart />
            <BlueprintPart />
            <DocumentsPart
              missing={missing}
              onPending={(names) => {
                if (names.join('/') === pending.current.join('/')) return;
                pending.current = names;
                store.send({ type: 'touched' });
              }}
            />
            <LearnersPart
              keepsLearners={state.keepsLearners}
              onConsent={(keepsLearners) => store.send({ type: 'consented', keepsLearners })}
              wanted={wanted}
            />
            <AssessmentPart />
            <ReviewsPart />
            <MediaPart canFilm={estimate?.videos ?? true} />
          </div>
          <div class="request-side">
            <ReadyPart
              draft={draft}
              faults={faultsOf(draft)}
              estimate={estimate}
              savedAt={state.savedAt ?? restored?.savedAt ?? null}
              isTouched={revision > 0}
              onFile={submit}
            />
            {trouble && (
              <Notice tone="failed" alert>
                {trouble}
              </Notice>
            )}
          </div>
        </form>
      </DraftingContext.Provider>
    </Page>
  );
}

function Restored(props: { kept: KeptDraft; onAfresh: () => void }): JSX.Element {
  const { kept, onAfresh } = props;
  const { savedAt, learnersGone } = kept;
  return (
    <Notice tone="active">
      <p>
        This is your draft of {dayAndTime(savedAt)}, as this browser kept it.
        {learnersGone > 0 &&
          ` Its ${learnersGone} learners went with the tab they were entered in: add them again.`}
      </p>
      <p class="row">
        <Button small onPress={onAfresh}>
          Start afresh
        </Button>
      </p>
    </Notice>
  );
}

/** The field of a path, else the nearest thing around it. */
function targetOf(path: string): HTMLElement | null {
  for (let at = path; at !== ''; at = at.replace(/(\.[^.[]+|\[\d+\]|[^.[]+)$/, '')) {
    const found = document.getElementById(fieldId(at));
    if (found) {
      // A field in a folded part is opened first.
      found.closest('details')?.setAttribute('open', '');
      return found;
    }
  }
  return document.getElementById(`part-${sectionOf(path)}`);
}
