/** How a question did: sentences first, then who chose what, as bars and as a table. */
import type { JSX } from 'preact';
import { Glyph } from '../kit/glyph.tsx';
import { Panel } from '../kit/page.tsx';
import { type Column, Table } from '../kit/table.tsx';
import { LETTERS, type Statistics } from './bank-data.ts';

export function StatisticsPanel({
  statistics,
  options,
  answer,
}: {
  statistics: Statistics;
  options: string[];
  answer: number;
}): JSX.Element {
  const { n, cohorts, too_few, says } = statistics;
  return (
    <Panel title="How it did">
      <ul class="bank-says">
        {says.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      {n > 0 && (
        <>
          {!too_few && <Interval statistics={statistics} />}
          <Options statistics={statistics} options={options} answer={answer} />
          <p class="hint">
            {n === 1 ? 'One learner' : `${n} learners`} in{' '}
            {cohorts === 1 ? 'one cohort' : `${cohorts} cohorts`}; what each sent last counts.
            Strong and weak are the best and the weakest 27 % of each cohort by their whole result.
          </p>
        </>
      )}
    </Panel>
  );
}

const WIDTH = 320;

/** The share right with what it may really be. */
function Interval({ statistics }: { statistics: Statistics }): JSX.Element {
  const { facility, facility_interval } = statistics;
  const [low, high] = facility_interval ?? [0, 1];
  const x = (share: number): number => 10 + share * (WIDTH - 20);
  const words = `Share right ${percent(facility ?? 0)}, between ${percent(low)} and ${percent(high)}`;
  return (
    <svg class="bank-interval" viewBox={`0 0 ${WIDTH} 44`} role="img" aria-label={words}>
      <line class="axis" x1={x(0)} x2={x(1)} y1={16} y2={16} />
      {[0, 0.3, 0.9, 1].map((tick) => (
        <g key={tick}>
          <line class="tick" x1={x(tick)} x2={x(tick)} y1={11} y2={21} />
          {tick < 1 && (
            <text x={x(tick)} y={38} text-anchor={tick === 0 ? 'start' : 'middle'}>
              {percent(tick)}
            </text>
          )}
        </g>
      ))}
      <line class="span" x1={x(low)} x2={x(high)} y1={16} y2={16} />
      <circle class="point" cx={x(facility ?? 0)} cy={16} r={6} />
    </svg>
  );
}

function Options({
  statistics,
  options,
  answer,
}: {
  statistics: Statistics;
  options: string[];
  answer: number;
}): JSX.Element {
  const { option_counts, upper, lower, omitted } = statistics;
  const rows: Chosen[] = [
    ...options.map((words, index) => ({
      name: LETTERS[index] ?? '',
      words,
      isAnswer: index === answer,
      count: option_counts[index] ?? 0,
      strong: upper.option_counts[index] ?? 0,
      weak: lower.option_counts[index] ?? 0,
    })),
    ...(omitted > 0
      ? [
          {
            name: '–',
            words: 'left out',
            isAnswer: false,
            count: omitted,
            strong: null,
            weak: null,
          },
        ]
      : []),
  ];
  return (
    <Table
      caption="Who chose what"
      keyOf={({ name }) => name}
      rows={rows}
      columns={[
        {
          name: 'Option',
          cell: ({ name, words, isAnswer }) => (
            <span class="bank-option-name">
              <span class="bank-letter">{name}</span>{' '}
              <span class="bank-words">{words.slice(0, 90)}</span>
              {isAnswer && <Glyph tone="done" size={14} />}
              {isAnswer && <span class="hidden">the answer</span>}
            </span>
          ),
        },
        { name: 'Chose it', isNumber: true, cell: ({ count }) => count },
        ...(statistics.too_few ? [] : sharesOf(statistics)),
      ]}
    />
  );
}

interface Chosen {
  name: string;
  words: string;
  isAnswer: boolean;
  count: number;
  /** Null for what cannot be chosen. */
  strong: number | null;
  weak: number | null;
}

/** Shares and groups say something from ten answers on only. */
function sharesOf({ n, upper, lower }: Statistics): Column<Chosen>[] {
  return [
    {
      name: 'Share',
      cell: ({ count }) => (
        <span class="bank-share">
          <meter min={0} max={n} value={count} aria-hidden="true" />
          <span class="number">{percent(count / n)}</span>
        </span>
      ),
    },
    { name: `Strong (${upper.n})`, isNumber: true, cell: ({ strong }) => strong ?? '–' },
    { name: `Weak (${lower.n})`, isNumber: true, cell: ({ weak }) => weak ?? '–' },
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
