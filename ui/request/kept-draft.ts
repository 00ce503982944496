/**
 * The draft as this browser keeps it. Learners' names and addresses stay with the tab and go when it
 * is closed, unless the writer wants them kept too.
 */
import type { Draft } from './draft.ts';
import type { LearnerDraft } from './learners.ts';

const KEY = 'presgen.request-draft';
const LEARNERS_KEY = 'presgen.request-draft.learners';

/** What of Storage is needed; null where the browser refuses it. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface KeptDraft {
  draft: Draft;
  /** ms since 1970. */
  savedAt: number;
  /** Whether learners are kept beyond the tab. */
  keepsLearners: boolean;
  /** Learners the draft had that went with their tab. */
  learnersGone: number;
  /** Of files that had not arrived. */
  unfinished: string[];
}

interface Written {
  version: 1;
  draft: Omit<Draft, 'learners'>;
  savedAt: number;
  keepsLearners: boolean;
  learners: number;
  unfinished: string[];
}

/** @param stays outlives the tab; @param goes ends with it */
export function createDraftKeeper(stays: Shelf | null, goes: Shelf | null) {
  return {
    /** False when the browser took nothing. */
    save(kept: Omit<KeptDraft, 'learnersGone'>): boolean {
      const { learners, ...draft } = kept.draft;
      const { savedAt, keepsLearners, unfinished } = kept;
      const written: Written = {
        version: 1,
        draft,
        savedAt,
        keepsLearners,
        learners: learners.length,
        unfinished,
      };
      try {
        const people = JSON.stringify(learners);
        if (keepsLearners) stays?.setItem(LEARNERS_KEY, people);
        else {
          goes?.setItem(LEARNERS_KEY, people);
          stays?.removeItem(LEARNERS_KEY);
        }
        stays?.setItem(KEY, JSON.stringify(written));
        return stays !== null;
      } catch {
        return false;
      }
    },
    load(usual: Draft): KeptDraft | null {
      try {
        const text = stays?.getItem(KEY);
        if (!text) return null;
        const written = JSON.parse(text) as Written;
        if (written.version !== 1) return null;
        const { savedAt, keepsLearners, unfinished } = written;
        const people = (keepsLearners ? stays : goes)?.getItem(LEARNERS_KEY);
        const learners = people ? (JSON.parse(people) as LearnerDraft[]) : [];
        const draft = { ...usual, ...written.draft, learners };
        const learnersGone = people ? 0 : written.learners;
        return { draft, savedAt, keepsLearners, learnersGone, unfinished };
      } catch {
        return null;
      }
    },
    forget(): void {
      for (const shelf of [stays, goes]) {
        try {
          shelf?.removeItem(KEY);
          shelf?.removeItem(LEARNERS_KEY);
        } catch {
          // A browser that refuses storage has nothing to forget.
        }
      }
    },
  };
}

export type DraftKeeper = ReturnType<typeof createDraftKeeper>;

/** The browser's own storage, where it lets us. */
export function browserShelf(which: 'localStorage' | 'sessionStorage'): Shelf | null {
  try {
    return window[which];
  } catch {
    return null;
  }
}
