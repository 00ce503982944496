/** A person's reading and editing of one checkpoint, following the versions as they come. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useStored } from '../wire/stored.ts';
import type { Checkpoint, QuestionSet } from './checkpoint.ts';
import { recall, remember } from './review-memory.ts';
import { createReview, type Review, type ReviewContext, worthKeeping } from './review-store.ts';

export interface Reviewing {
  review: Review;
  state: ReviewContext;
}

/** Questions of a checkpoint; empty for other kinds. */
export function questionsOf({ kind, content }: Checkpoint): QuestionSet['items'] {
  return kind === 'questions' ? ((content as QuestionSet | null)?.items ?? []) : [];
}

export function useReview(checkpoint: Checkpoint, person: string): Reviewing {
  const { id, subject } = checkpoint;
  const shown = useRef(subject.content_hash);
  const kept = useRef<Review | null>(null);
  kept.current ??= createReview(questionsOf(checkpoint), recall(id, person));
  const review = kept.current;
  const state = useStored(review, (context) => context);
  useEffect(() => {
    if (shown.current === subject.content_hash) return;
    shown.current = subject.content_hash;
    review.trigger.revised({ items: questionsOf(checkpoint) });
  }, [subject.content_hash]);
  // At once, not after the next painting: a quick key may leave the page before that.
  useLayoutEffect(() => remember(id, person, worthKeeping(state)), [state.read, state.edits]);
  return { review, state };
}
