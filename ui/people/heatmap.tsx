/** Learners against domains: colour, sign and word in every cell, what it rests on when one asks. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Glyph } from '../kit/glyph.tsx';
import { type Cell, nextCell } from './heat-keys.ts';
import {
  calledBy,
  type DomainFinding,
  findingInWords,
  type LearnerLine,
  rangeInWords,
  VERDICTS,
} from './people-data.ts';

/** A table whose cells are walked with the arrows. */
const GRID = { role: 'grid' } as const;

export function Heatmap({
  workflow,
  domains,
  learners,
}: {
  workflow: string;
  domains: string[];
  learners: LearnerLine[];
}): JSX.Element {
  const [at, setAt] = useState<Cell>({ row: 0, column: 0 });
  const [isEntered, setEntered] = useState(false);
  const grid = useRef<HTMLTableElement>(null);
  const move = (event: KeyboardEvent): void => {
    const next = nextCell(event.key, at, learners.length, domains.length);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${next.row}.${next.column}"]`)?.focus();
  };
  const chosen = learners[at.row];
  const domain = domains[at.column];
  return (
    <>
      <div class="scroller heat-scroller">
        <table
          class="heat"
          {...GRID}
          aria-label="Findings of each learner in each domain"
          aria-describedby="heat-help"
          ref={grid}
          onKeyDown={move}
        >
          <thead>
            <tr>
              <th scope="col">Learner</th>
              {domains.map((name) => (
                <th key={name} scope="col" class="heat-domain">
                  <span>{name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {learners.map((line, row) => (
              <tr key={line.id}>
                <th scope="row">
                  <a href={learnerPath(workflow, line.id)}>{calledBy(line)}</a>
                </th>
                {domains.map((name, column) => (
                  <HeatCell
                    key={name}
                    finding={line.finding?.domains.find((each) => each.domain === name)}
                    isStop={at.row === row && at.column === column}
                    place={`${row}.${column}`}
                    onFocus={() => {
                      setAt({ row, column });
                      setEntered(true);
                    }}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p id="heat-help" class="hint">
        Choose a cell, or walk with the arrow keys, to read what it rests on.
      </p>
      {isEntered && chosen && domain && <Told line={chosen} domain={domain} />}
    </>
  );
}

export function learnerPath(workflow: string, learner: string): string {
  return `/learners/${encodeURIComponent(learner)}?workflow=${encodeURIComponent(workflow)}`;
}

function HeatCell({
  finding,
  isStop,
  place,
  onFocus,
}: {
  finding: DomainFinding | undefined;
  isStop: boolean;
  place: string;
  onFocus: () => void;
}): JSX.Element {
  const wiring = { 'data-cell': place, tabIndex: isStop ? 0 : -1, onFocus };
  if (!finding || finding.items === 0)
    return (
      <td {...wiring} class="idle">
        <span class="soft">–</span>
        <span class="hidden">no answer</span>
      </td>
    );
  const { word, tone } = VERDICTS[finding.verdict];
  return (
    <td {...wiring} class={`heat-cell ${tone}`}>
      <span class="heat-word">
        <Glyph tone={tone} size={14} /> {word}
      </span>
      <span class="heat-count">
        {finding.correct} of {finding.items}
        <span class="heat-range">
          <span class="hidden">most likely </span>
          {rangeInWords(finding)}
        </span>
      </span>
    </td>
  );
}

function Told({ line, domain }: { line: LearnerLine; domain: string }): JSX.Element {
  const finding = line.finding?.domains.find((each) => each.domain === domain);
  return (
    <p class="heat-told" role="status">
      <strong>
        {calledBy(line)}, {domain}:
      </strong>{' '}
      {finding && finding.items > 0 ? (
        <>
          {VERDICTS[finding.verdict].word.toLowerCase()}, that is {VERDICTS[finding.verdict].means}.{' '}
          {findingInWords(finding)}.
        </>
      ) : (
        'no answers, so nothing is known.'
      )}
    </p>
  );
}
