/** A state as sign and word, a measure as bar and number, a message with its weight. */
import type { ComponentChildren, JSX } from 'preact';
import type { Tone } from '../words/tones.ts';
import { statusWords } from '../words/words.ts';
import { Glyph } from './glyph.tsx';

type Props = { children: ComponentChildren };

/** A word in its tone, with the tone's sign. */
export function Pill({ tone, children }: Props & { tone: Tone }): JSX.Element {
  return (
    <span class={`pill ${tone}`}>
      <Glyph tone={tone} size={14} />
      <span>{children}</span>
    </span>
  );
}

/** A status of a workflow or step in plain words. */
export function StatusPill({ status }: { status: string }): JSX.Element {
  const { word, tone } = statusWords(status);
  return <Pill tone={tone}>{word}</Pill>;
}

/** A plain fact, without a state. */
export function Tag({ children }: Props): JSX.Element {
  return (
    <span class="pill idle">
      <span>{children}</span>
    </span>
  );
}

/** @param percent 0..100; null while nobody knows how far it is. */
export function Progress({
  percent,
  label,
}: {
  percent: number | null;
  label: string;
}): JSX.Element {
  if (percent === null)
    return (
      <span class="progress">
        <progress aria-label={label} />
      </span>
    );
  return (
    <span class="progress">
      <progress max={100} value={percent} aria-label={label} />
      <span class="number">{Math.round(percent)} %</span>
    </span>
  );
}

/** Something worth knowing, set apart; `alert` when it came as the answer to what one just did. */
export function Notice({
  tone,
  alert = false,
  children,
}: Props & { tone: Tone; alert?: boolean }): JSX.Element {
  return (
    <div class={`notice ${tone}`} role={alert ? 'alert' : undefined}>
      <Glyph tone={tone} size={18} />
      <div>{children}</div>
    </div>
  );
}
