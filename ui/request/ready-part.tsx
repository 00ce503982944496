/** Beside the request: how far it is, how long it may take, and the button that files it. */
import type { JSX } from 'preact';
import { Button } from '../kit/button.tsx';
import { Glyph } from '../kit/glyph.tsx';
import { clockTime } from '../words/times.ts';
import type { Tone } from '../words/tones.ts';
import { SECTIONS, sectionOf } from './check.ts';
import type { Draft } from './draft.ts';
import { aboutWords, type FirstEstimate, longestWait, machineWords } from './duration.ts';

export interface ReadyPartProps {
  draft: Draft;
  faults: { path: string }[];
  estimate: FirstEstimate | null;
  /** Null when this browser keeps nothing. */
  savedAt: number | null;
  isTouched: boolean;
  onFile: () => Promise<void>;
}

export function ReadyPart(props: ReadyPartProps): JSX.Element {
  const { draft, faults, estimate, savedAt, isTouched, onFile } = props;
  const wait = longestWait(draft);
  return (
    <aside class="panel ready" aria-labelledby="ready-name">
      <h2 id="ready-name">Ready to file?</h2>
      <ul class="parts">
        {SECTIONS.map(({ id, name }) => {
          const open = faults.filter(({ path }) => sectionOf(path) === id).length;
          const words = partWords(id, open, draft);
          return (
            <li key={id}>
              <Glyph tone={toneOf(open, words)} size={14} />
              <a href={`#part-${id}`}>{name}</a>
              <span class="soft">{words}</span>
            </li>
          );
        })}
      </ul>
      <dl class="durations">
        <div>
          <dt>Machine time</dt>
          <dd>{machineWords(estimate)}</dd>
        </div>
        <div>
          <dt>People’s time</dt>
          <dd>
            {wait === null
              ? 'not known until the hours are written'
              : `${aboutWords(wait)} if all take the time they are given; often far less`}
          </dd>
        </div>
      </dl>
      <Button look="primary" onPress={onFile}>
        File the request
      </Button>
      <p class="hint" data-saved={savedAt !== null}>
        {savedAt !== null
          ? `Draft saved in this browser at ${clockTime(savedAt)}.`
          : isTouched
            ? 'This browser keeps no drafts: do not close the page before you file.'
            : 'The draft is saved in this browser while you write.'}
      </p>
    </aside>
  );
}

/** A part that may stay empty is neither done nor to do. */
function toneOf(open: number, words: string): Tone {
  if (open > 0) return 'waiting';
  return words === NONE ? 'idle' : 'done';
}

const NONE = 'none';

function partWords(id: (typeof SECTIONS)[number]['id'], open: number, draft: Draft): string {
  if (open > 0) return `${open} to do`;
  if (id === 'documents') return counted(draft.documents.length, 'document');
  if (id === 'learners') return counted(draft.learners.length, 'learner');
  if (id === 'blueprint') return counted(draft.domains.length, 'domain');
  return '';
}

function counted(count: number, what: string): string {
  return count === 0 ? NONE : `${count} ${what}${count === 1 ? '' : 's'}`;
}
