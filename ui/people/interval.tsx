/** A share with what it may really be, and the pass mark it is held against. */
import type { JSX } from 'preact';
import { type DomainFinding, findingInWords, percent } from './people-data.ts';

const WIDTH = 200;

export function IntervalBar({
  finding,
  passMark,
}: {
  finding: DomainFinding;
  passMark: number;
}): JSX.Element {
  const { interval, items, correct, verdict } = finding;
  const x = (share: number): number => 4 + share * (WIDTH - 8);
  const words = `${findingInWords(finding)}; the pass mark is ${percent(passMark)}`;
  return (
    <svg
      class={`people-interval ${verdict}`}
      viewBox={`0 0 ${WIDTH} 24`}
      role="img"
      aria-label={words}
    >
      <line class="axis" x1={x(0)} x2={x(1)} y1={12} y2={12} />
      <line class="mark" x1={x(passMark)} x2={x(passMark)} y1={2} y2={22} />
      {items > 0 && (
        <>
          <line class="span" x1={x(interval[0])} x2={x(interval[1])} y1={12} y2={12} />
          <circle class="point" cx={x(correct / items)} cy={12} r={5} />
        </>
      )}
    </svg>
  );
}
