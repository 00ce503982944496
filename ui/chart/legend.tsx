/** What the signs and lines of a chart mean. */
import type { JSX } from 'preact';
import { Glyph } from '../kit/glyph.tsx';
import type { Tone } from '../words/tones.ts';

const STANDINGS: [Tone, string][] = [
  ['active', 'working'],
  ['waiting', 'waiting'],
  ['retrying', 'will try again'],
  ['failed', 'needs a person'],
  ['done', 'was here'],
];

const LINES = [
  ['event', 'when something happens'],
  ['always', 'at once'],
  ['after', 'when time is up'],
] as const;

export function Legend({ isAlive }: { isAlive: boolean }): JSX.Element {
  return (
    <ul class="chart-legend">
      {isAlive &&
        STANDINGS.map(([tone, word]) => (
          <li key={tone} class={tone}>
            <Glyph tone={tone} size={14} />
            {word}
          </li>
        ))}
      {LINES.map(([kind, word]) => (
        <li key={kind}>
          <svg class="chart-sample" width={30} height={10} aria-hidden="true">
            <g class={`sc-edge ${kind}`}>
              <path class="line" d="M1 5H29" />
            </g>
          </svg>
          {word}
        </li>
      ))}
    </ul>
  );
}
