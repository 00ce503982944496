/** Scores of judgements in their order, as an area under a line; the table beside it says the same. */
import type { JSX } from 'preact';

const WIDTH = 640;
const HEIGHT = 140;
const PAD = 8;

/** @param scores 0..100, the oldest first */
export function Trend({ scores, label }: { scores: number[]; label: string }): JSX.Element {
  const step = (WIDTH - 2 * PAD) / Math.max(1, scores.length - 1);
  const y = (score: number) => HEIGHT - PAD - (score / 100) * (HEIGHT - 2 * PAD);
  const points = scores.map((score, at) => [PAD + at * step, y(score)] as const);
  const line = points.map(([x, top]) => `${x.toFixed(1)},${top.toFixed(1)}`).join(' ');
  const last = points.at(-1)?.[0] ?? PAD;
  return (
    <svg class="quality-trend" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {[0, 50, 100].map((mark) => (
        <line key={mark} class="mark" x1={PAD} x2={WIDTH - PAD} y1={y(mark)} y2={y(mark)} />
      ))}
      {points.length > 1 && (
        <polygon class="area" points={`${PAD},${y(0)} ${line} ${last.toFixed(1)},${y(0)}`} />
      )}
      <polyline class="line" points={line} />
      {points.map(([x, top]) => (
        <circle key={x} class="dot" cx={x} cy={top} r={4} />
      ))}
    </svg>
  );
}
