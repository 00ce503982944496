/** Where a question comes from: the quote with the answer marked, and the passage around it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Panel } from '../kit/page.tsx';
import { Failure, Loading } from '../kit/standing.tsx';
import { Pill } from '../kit/status.tsx';
import { useLoaded } from '../wire/loaded.ts';
import type { Content, Item } from './bank-data.ts';

export function SourcePanel({ item }: { item: Item }): JSX.Element {
  const { source } = item.content;
  if (!source)
    return (
      <Panel title="Source">
        <p>This question names no source. Whoever reviews it says how they checked the answer.</p>
      </Panel>
    );
  const where = [
    source.document_title,
    ...source.heading,
    ...(source.page === null ? [] : [`page ${source.page}`]),
  ].filter(Boolean);
  return (
    <Panel title="Source">
      <p class="row">
        <Pill tone={item.verified ? 'done' : 'waiting'}>
          {item.verified ? 'verified' : 'not verified'}
        </Pill>
        <span class="soft">
          {item.verified
            ? 'the passage stands in the document and carries the answer'
            : 'nobody has proven that the passage carries the answer'}
        </span>
      </p>
      <figure class="bank-source">
        <blockquote>
          <Marked quote={source.quote} answer={item.content.options[item.content.key] ?? ''} />
        </blockquote>
        <figcaption class="soft">{where.join(' › ') || 'Document unknown'}</figcaption>
      </figure>
      <Around item={item} source={source} />
      <p class="hint">
        Proves where it comes from, not that it is true. SHA-256 of the document:{' '}
        <code>{source.sha256.slice(0, 16) || 'unknown'}</code>
      </p>
    </Panel>
  );
}

/** The passage with the answer marked in it, where it stands there word for word. */
function Marked({ quote, answer }: { quote: string; answer: string }): JSX.Element {
  const at = answer === '' ? -1 : quote.toLowerCase().indexOf(answer.toLowerCase());
  if (at === -1) return <>{quote}</>;
  return (
    <>
      {quote.slice(0, at)}
      <mark>{quote.slice(at, at + answer.length)}</mark>
      {quote.slice(at + answer.length)}
    </>
  );
}

interface Passage {
  before: string;
  quote: string;
  after: string;
}

/** Only a workflow that has read the document can show it; a question from a file has none. */
function Around({
  item,
  source,
}: {
  item: Item;
  source: NonNullable<Content['source']>;
}): JSX.Element | null {
  const [isOpen, setOpen] = useState(false);
  const workflow = item.uses[0]?.workflow;
  if (!workflow || source.document_id === '') return null;
  const search = new URLSearchParams({
    workflow,
    document: source.document_id,
    start: String(source.start),
    end: String(source.end),
  });
  return (
    <>
      <p>
        <Button small pressed={isOpen} onPress={() => setOpen(!isOpen)}>
          Show what stands around it
        </Button>
      </p>
      {isOpen && <PassageText path={`/api/passages?${search}`} />}
    </>
  );
}

function PassageText({ path }: { path: string }): JSX.Element {
  const { data, error, reload } = useLoaded<Passage>(path);
  if (error !== null) return <Failure error={error} onRetry={reload} />;
  if (data === null) return <Loading what="Opening the document" />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section class="bank-passage" tabIndex={0} aria-label="The passage in its document">
      {data.before}
      <mark ref={inView}>{data.quote}</mark>
      {data.after}
    </section>
  );
}

/** Scrolls the passage alone: the page stays where its reader is. */
function inView(mark: HTMLElement | null): void {
  const passage = mark?.parentElement;
  if (passage) passage.scrollTop = mark.offsetTop - passage.clientHeight / 3;
}
