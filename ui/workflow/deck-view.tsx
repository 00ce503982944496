/** A deck looked at in place: one slide at a time, its words and its notes. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Failure, Loading } from '../kit/standing.tsx';
import { Refusal } from '../wire/api.ts';
import { type Slide, slidesOf } from './deck.ts';

export function DeckView({ url, name }: { url: string; name: string }): JSX.Element {
  const [read, setRead] = useState<{ slides: Slide[] | null; error: unknown }>({
    slides: null,
    error: null,
  });
  const [index, setIndex] = useState(0);
  useEffect(() => {
    let isGone = false;
    void fetch(url)
      .then(async (response) => {
        if (!response.ok) throw new Refusal(response.status, { title: 'It could not be read' });
        return { slides: await slidesOf(await response.arrayBuffer()), error: null as unknown };
      })
      .catch((error: unknown) => ({ slides: null, error }))
      .then((next) => {
        if (!isGone) setRead(next);
      });
    return () => {
      isGone = true;
    };
  }, [url]);
  const { slides, error } = read;
  if (error) return <Failure error={error} />;
  const slide = slides?.[index];
  if (!slides || !slide) return <Loading what="Reading the deck" />;
  return (
    <div class="wf-preview">
      <OneSlide slide={slide} deck={name} />
      <p class="row">
        <Button small disabled={index === 0} onPress={() => setIndex(index - 1)}>
          Previous slide
        </Button>
        <span role="status">
          Slide {index + 1} of {slides.length}
        </span>
        <Button small disabled={index === slides.length - 1} onPress={() => setIndex(index + 1)}>
          Next slide
        </Button>
        <span class="hint">Its words; open the file to see its charts and layout.</span>
      </p>
    </div>
  );
}

function OneSlide({ slide, deck }: { slide: Slide; deck: string }): JSX.Element {
  const { title, lines, table, notes, number } = slide;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section class="wf-slide-card" tabIndex={0} aria-label={`Slide ${number} of ${deck}`}>
      {title && <h3>{title}</h3>}
      {table.length > 0 && (
        <table>
          <tbody>
            {table.map((row) => (
              <tr key={row.join('|')}>
                {row.map((cell, at) => (
                  <td key={`${at} ${cell}`}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ul>
        {lines.map((line, at) => (
          <li key={`${at} ${line}`}>{line}</li>
        ))}
      </ul>
      {notes.length > 0 && (
        <details class="fold">
          <summary>Speaker notes</summary>
          {notes.map((note, at) => (
            <p key={`${at} ${note}`}>{note}</p>
          ))}
        </details>
      )}
    </section>
  );
}
