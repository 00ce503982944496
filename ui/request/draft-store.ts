/** What the request page shares between its parts: the draft, what is wrong with it, where it is kept. */
import { createStore } from '@xstate/store';
import { type Fault, faultsOf, type SectionId, sectionOf } from './check.ts';
import type { Draft } from './draft.ts';

export interface DraftState {
  draft: Draft;
  /** Rises with every change: what was saved or sent belongs to one revision. */
  revision: number;
  keepsLearners: boolean;
  /** Faults are shown once somebody tried to file; until then nobody is told off while typing. */
  isJudged: boolean;
  /** What the server refused and the page had let pass. */
  refused: Fault[];
  savedAt: number | null;
}

export function createDraftStore(draft: Draft, keepsLearners: boolean) {
  const context: DraftState = {
    draft,
    revision: 0,
    keepsLearners,
    isJudged: false,
    refused: [],
    savedAt: null,
  };
  return createStore({
    context,
    on: {
      edited: (state, event: { section: SectionId; change: (draft: Draft) => Partial<Draft> }) => ({
        ...state,
        draft: { ...state.draft, ...event.change(state.draft) },
        revision: state.revision + 1,
        // The server judged what stood there before.
        refused: state.refused.filter(({ path }) => sectionOf(path) !== event.section),
      }),
      replaced: (state, event: { draft: Draft }) => ({
        ...state,
        draft: event.draft,
        revision: state.revision + 1,
        isJudged: false,
        refused: [],
      }),
      consented: (state, event: { keepsLearners: boolean }) => ({
        ...state,
        keepsLearners: event.keepsLearners,
        revision: state.revision + 1,
      }),
      judged: (state, event: { refused: Fault[] }) => ({
        ...state,
        isJudged: true,
        refused: event.refused,
      }),
      /** Something beside the draft is to be kept with it. */
      touched: (state) => ({ ...state, revision: state.revision + 1 }),
      saved: (state, event: { at: number | null }) => ({ ...state, savedAt: event.at }),
    },
  });
}

export type DraftStore = ReturnType<typeof createDraftStore>;

/** What to show as wrong: all that the page sees, then what only the server saw. */
export function shownFaults({ isJudged, draft, refused }: DraftState): Fault[] {
  if (!isJudged) return [];
  const own = faultsOf(draft);
  const known = new Set(own.map(({ path }) => path));
  return [...own, ...refused.filter(({ path }) => !known.has(path))];
}
