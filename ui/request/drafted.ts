/** The draft of this browser: brought back when the page opens, kept while one writes. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { emptyDraft } from './draft.ts';
import { createDraftStore, type DraftStore } from './draft-store.ts';
import { browserShelf, createDraftKeeper, type KeptDraft } from './kept-draft.ts';

export interface Drafted {
  store: DraftStore;
  /** Forgets the draft, and whatever was about to be kept of it. */
  forget: () => void;
  /** What was here before; null on a first visit. */
  restored: KeptDraft | null;
}

const newKey = (): string => crypto.randomUUID();
const SAVE_AFTER_MS = 400;

/** @param unfinished names of files that have not arrived, at this moment */
export function useDrafted(unfinished: () => string[]): Drafted {
  const drafted = useMemo(() => {
    const keeper = createDraftKeeper(browserShelf('localStorage'), browserShelf('sessionStorage'));
    const restored = keeper.load(emptyDraft(newKey));
    const draft = restored?.draft ?? emptyDraft(newKey);
    return { keeper, restored, store: createDraftStore(draft, restored?.keepsLearners ?? false) };
  }, []);
  const { store, keeper } = drafted;
  const kept = useRef(0);
  const pending = useRef(unfinished);
  pending.current = unfinished;
  useEffect(() => {
    let timer = 0;
    const save = (): void => {
      window.clearTimeout(timer);
      timer = 0;
      const { draft, revision, keepsLearners } = store.getSnapshot().context;
      if (revision === kept.current) return;
      kept.current = revision;
      const savedAt = Date.now();
      const isKept = keeper.save({ draft, savedAt, keepsLearners, unfinished: pending.current() });
      store.send({ type: 'saved', at: isKept ? savedAt : null });
    };
    const { unsubscribe } = store.subscribe(({ context }) => {
      if (context.revision === kept.current || timer !== 0) return;
      timer = window.setTimeout(save, SAVE_AFTER_MS);
    });
    window.addEventListener('pagehide', save);
    return () => {
      unsubscribe();
      save();
      window.removeEventListener('pagehide', save);
    };
  }, [store, keeper]);
  return {
    store,
    restored: drafted.restored,
    forget: () => {
      keeper.forget();
      kept.current = store.getSnapshot().context.revision;
    },
  };
}
