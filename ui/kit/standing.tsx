/** What a place shows when it has nothing to show: still loading, empty, or refused. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Refusal } from '../wire/api.ts';
import { sentence } from '../words/words.ts';
import { Glyph } from './glyph.tsx';

/** Appears after a moment only, so that what is quick does not flicker. */
export function Loading({ what = 'Loading' }: { what?: string }): JSX.Element {
  return (
    <p class="loading" role="status">
      {what}…
    </p>
  );
}

/** An empty place that says what will be here, and what one can do about it. */
export function Empty({
  title,
  children,
}: {
  title: string;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <p class="strong">{title}</p>
      {children}
    </div>
  );
}

/**
 * What went wrong, in words, with the way on.
 * @param error a refusal of the server, or a fault of the page
 * @param heading level of the title: 1 when the whole page failed
 */
export function Failure({
  error,
  onRetry,
  heading = 2,
  children,
}: {
  error: unknown;
  onRetry?: () => void;
  heading?: 1 | 2;
  children?: ComponentChildren;
}): JSX.Element {
  const { title, text } = wordsOf(error);
  useRetry(isAway(error) ? onRetry : undefined);
  const Heading = heading === 1 ? 'h1' : 'h2';
  return (
    <section class="empty error" role="alert">
      <Glyph tone="failed" size={28} />
      <Heading tabIndex={-1}>{title}</Heading>
      <p>{text}</p>
      <p class="row centred">
        {onRetry && (
          <button type="button" class="primary" onClick={onRetry}>
            Try again
          </button>
        )}
        {children}
      </p>
    </section>
  );
}

/** Whether the server could not be reached, or asked to come back: then nothing is wrong with the question. */
function isAway(error: unknown): boolean {
  return error instanceof Refusal && (error.status === 0 || error.status === 503);
}

const AGAIN_MS = 5000;

/** Tries again by itself: every few seconds, and at once when the connection is back. */
function useRetry(retry: (() => void) | undefined): void {
  const latest = useRef(retry);
  latest.current = retry;
  const isOn = retry !== undefined;
  useEffect(() => {
    if (!isOn) return;
    const again = (): void => latest.current?.();
    const beat = window.setInterval(again, AGAIN_MS);
    window.addEventListener('online', again);
    return () => {
      window.clearInterval(beat);
      window.removeEventListener('online', again);
    };
  }, [isOn]);
}

/** A title and a sentence for whatever was thrown. */
export function wordsOf(error: unknown): { title: string; text: string } {
  if (!(error instanceof Refusal))
    return {
      title: 'This view failed',
      text: `Something in this page went wrong: ${error instanceof Error ? error.message : String(error)}`,
    };
  if (error.status === 404) return { title: 'Not found', text: sentence(error.message) };
  return { title: error.problem.title ?? 'This view failed', text: sentence(error.message) };
}
