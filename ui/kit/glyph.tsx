/** Signs of states, beside their words or inside a drawing. */
import type { JSX } from 'preact';
import { SIGNS, type Tone } from '../words/tones.ts';

/** The sign of a tone; purely decorative, so its word always stands beside it. */
export function Glyph({ tone, size = 16 }: { tone: Tone; size?: number }): JSX.Element {
  return (
    <svg
      class={`glyph ${tone}`}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <path d={SIGNS[tone]} class={tone === 'active' ? 'solid' : 'line'} />
    </svg>
  );
}

/** The sign within another drawing, at its user coordinates. */
export function GlyphAt({
  tone,
  x,
  y,
  scale = 0.75,
}: {
  tone: Tone;
  x: number;
  y: number;
  scale?: number;
}): JSX.Element {
  return (
    <g class={`glyph ${tone}`} transform={`translate(${x} ${y}) scale(${scale})`}>
      <path d={SIGNS[tone]} class={tone === 'active' ? 'solid' : 'line'} />
    </g>
  );
}
