/** Scripts to approve: slides as they will look, with the words spoken over them and their sources. */
import type { JSX } from 'preact';
import { count } from '../words/words.ts';
import type { ScriptSet, Source } from './checkpoint.ts';
import { SourceView } from './source-view.tsx';

/** @param onSource opens a source in its document */
export function ScriptsView({
  set,
  onSource,
}: {
  set: ScriptSet;
  onSource: (source: Source) => void;
}): JSX.Element {
  return (
    <>
      {set.topics.map((topic, number) => (
        <section class="topic" key={topic.topic} aria-label={topic.title}>
          <h2>{topic.title}</h2>
          <p class="soft">{count(topic.segments.length, 'slide')}</p>
          <ol class="segments">
            {topic.segments.map(({ slide, text, source }, at) => (
              <li
                class="segment"
                key={`${at}`}
                tabIndex={-1}
                data-item={`${number}.${at}`}
                aria-label={`Slide ${at + 1}`}
              >
                <div class="slide">
                  <p class="slide-title">{slide.title}</p>
                  {slide.bullets.length > 0 && (
                    <ul>
                      {slide.bullets.map((bullet) => (
                        <li key={bullet}>{bullet}</li>
                      ))}
                    </ul>
                  )}
                </div>
                <div class="spoken">
                  <h3>Spoken</h3>
                  <p>{text}</p>
                  {source ? (
                    <SourceView source={source} onOpen={() => onSource(source)} />
                  ) : (
                    <p class="soft">Linking words, without a source.</p>
                  )}
                </div>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}
