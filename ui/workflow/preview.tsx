/**
 * An artefact looked at in place. Whatever it says is shown as text: nothing that was generated
 * becomes markup of this page.
 */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { filmRung } from '../../machines/vocabulary.ts';
import { Passage } from '../kit/passage.tsx';
import { Failure, Loading } from '../kit/standing.tsx';
import { Refusal } from '../wire/api.ts';
import { fileName } from '../words/words.ts';
import { type Artefact, companions, previewOf } from './artefacts.ts';
import { DeckView } from './deck-view.tsx';
import { type Outline, outlineOf } from './outline.ts';

const TEXT_MAX = 200_000;

export function Preview({ artefact, all }: { artefact: Artefact; all: Artefact[] }): JSX.Element {
  const kind = previewOf(artefact);
  const name = fileName(artefact.name);
  if (kind === 'video') return <Film film={artefact} all={all} />;
  if (kind === 'deck') return <DeckView url={artefact.url} name={name} />;
  if (kind === 'image')
    return (
      <figure class="wf-preview">
        <img src={artefact.url} alt={`Preview of ${name}`} />
      </figure>
    );
  return <Text artefact={artefact} isJson={kind === 'json'} isPage={kind === 'page'} />;
}

function Film({ film, all }: { film: Artefact; all: Artefact[] }): JSX.Element {
  const { captions, poster, transcript } = companions(film, all);
  const made = filmRung(film.meta?.rung);
  return (
    <figure class="wf-preview">
      {/* biome-ignore lint/a11y/useMediaCaption: a film without a captions file is shown as it is. */}
      <video controls preload="metadata" src={film.url} poster={poster?.url}>
        {captions && (
          <track kind="captions" src={captions.url} srcLang="en" label="Captions" default />
        )}
      </video>
      <figcaption class="hint">
        The presenter is synthetic.{made && ` Made as ${made}.`}{' '}
        {captions ? 'Captions come from the script.' : 'It has no captions.'}{' '}
        {transcript && (
          <a href={transcript.url} target="_blank" rel="noopener">
            Transcript
          </a>
        )}
      </figcaption>
    </figure>
  );
}

function Text({
  artefact,
  isJson,
  isPage,
}: {
  artefact: Artefact;
  isJson: boolean;
  isPage: boolean;
}): JSX.Element {
  const [read, setRead] = useState<{ text: string | null; error: unknown }>({
    text: null,
    error: null,
  });
  useEffect(() => {
    let isGone = false;
    void fetch(artefact.url)
      .then(async (response) => {
        if (!response.ok) throw new Refusal(response.status, { title: 'It could not be read' });
        return { text: await response.text(), error: null as unknown };
      })
      .catch((error: unknown) => ({ text: null, error }))
      .then((next) => {
        if (!isGone) setRead(next);
      });
    return () => {
      isGone = true;
    };
  }, [artefact.url]);
  if (read.error) return <Failure error={read.error} />;
  if (read.text === null) return <Loading what="Reading it" />;
  if (isPage) return <OutlineView outline={outlineOf(read.text)} artefact={artefact} />;
  const text = isJson ? pretty(read.text) : read.text;
  return (
    <div class="wf-preview">
      <Passage label={`Text of ${fileName(artefact.name)}`} text={text.slice(0, TEXT_MAX)} />
      {text.length > TEXT_MAX && (
        <p class="hint">Only its beginning is shown; open it to see all.</p>
      )}
    </div>
  );
}

function OutlineView({ outline, artefact }: { outline: Outline; artefact: Artefact }): JSX.Element {
  const label = `Words of ${fileName(artefact.name)}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section class="wf-preview wf-outline" tabIndex={0} aria-label={label}>
      {outline.blocks.map((block, index) =>
        block.level > 0 ? (
          <p key={`${index} ${block.text}`} class={`strong level-${block.level}`}>
            {block.text}
          </p>
        ) : (
          <p key={`${index} ${block.text}`}>{block.text}</p>
        ),
      )}
      <p class="hint">
        {outline.isWhole ? 'Its words only.' : 'The beginning of its words.'}{' '}
        <a href={artefact.url} target="_blank" rel="noopener">
          Open it as it is laid out
        </a>
      </p>
    </section>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
