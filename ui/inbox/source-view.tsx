/** Where a statement comes from: the quote with its document and place, and the passage around it. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Dialog } from '../kit/dialog.tsx';
import { Failure, Loading } from '../kit/standing.tsx';
import { useLoaded } from '../wire/loaded.ts';
import type { Source } from './checkpoint.ts';

/** The quote, and a button to see it where it stands. */
export function SourceView({
  source,
  onOpen,
}: {
  source: Source;
  onOpen?: (() => void) | undefined;
}): JSX.Element {
  return (
    <figure class="source">
      <figcaption>
        <span class="strong">{source.document_title}</span>
        <Place heading={source.heading} page={source.page} />
      </figcaption>
      <blockquote>
        <mark>{source.quote}</mark>
      </blockquote>
      {onOpen && canOpen(source) && (
        <button type="button" class="small quiet" onClick={onOpen} data-act="source">
          Open in the document
        </button>
      )}
    </figure>
  );
}

function canOpen({ document_id, start }: Source): boolean {
  return document_id !== undefined && start !== undefined;
}

function Place({ heading, page }: { heading: string[]; page: number | null }): JSX.Element | null {
  const place = [...heading, page === null ? '' : `page ${page}`].filter(Boolean);
  return place.length > 0 ? <span class="sub">{place.join(' › ')}</span> : null;
}

interface Passage {
  document_title: string;
  heading: string[];
  page: number | null;
  before: string;
  quote: string;
  after: string;
  cut: { before: boolean; after: boolean };
}

/** The passage in its document, the quote marked and in view. */
export function PassageDialog({
  workflow,
  source,
  onClose,
}: {
  workflow: string;
  source: Source;
  onClose: () => void;
}): JSX.Element {
  const query = new URLSearchParams({
    workflow,
    document: source.document_id ?? '',
    start: String(source.start ?? 0),
    end: String(source.end ?? 0),
  });
  const { data, error, reload } = useLoaded<Passage>(`/api/passages?${query}`);
  const quote = useRef<HTMLElement>(null);
  useEffect(() => quote.current?.scrollIntoView({ block: 'center' }), [data]);
  return (
    <Dialog title={source.document_title} wide onClose={onClose}>
      {data && <Place heading={data.heading} page={data.page ?? source.page} />}
      {error !== null && <Failure error={error} onRetry={reload} />}
      {!data && error === null && <Loading what="Opening the document" />}
      {data && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        <section class="passage" tabIndex={0} aria-label="Passage in the document">
          {data.cut.before && <span class="soft">… </span>}
          {data.before}
          <mark ref={quote}>{data.quote}</mark>
          {data.after}
          {data.cut.after && <span class="soft"> …</span>}
        </section>
      )}
      <p class="row">
        <button type="button" class="primary" onClick={onClose}>
          Back to the question
        </button>
      </p>
    </Dialog>
  );
}
