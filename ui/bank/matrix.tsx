/** Domains against stages and difficulty: each count leads to its questions. */
import type { JSX } from 'preact';
import { Glyph } from '../kit/glyph.tsx';
import { Table } from '../kit/table.tsx';
import { DIFFICULTIES, type MatrixLine, STATE_WORDS, STATES } from './bank-data.ts';
import { pathOf, type Query } from './bank-query.ts';

export function Matrix({
  certification,
  lines,
  query,
}: {
  certification: string;
  lines: MatrixLine[];
  query: Query;
}): JSX.Element {
  const to = (more: Query): string =>
    pathOf({ ...(query.sort ? { sort: query.sort } : {}), certification, ...more });
  const count = (number: number, more: Query, what: string): JSX.Element =>
    number === 0 ? (
      <span class="soft">0</span>
    ) : (
      <a class="bank-count" href={to(more)} aria-label={`${number} ${what}`}>
        {number}
      </a>
    );
  return (
    <>
      <Table
        caption={`Questions of ${certification || 'all certifications'} by domain`}
        hideCaption
        keyOf={({ domain }) => domain}
        rows={lines}
        none="No domains yet."
        columns={[
          { name: 'Domain', cell: ({ domain }) => domain || 'Without a domain' },
          {
            name: 'Ready / needed',
            cell: (line) => <Ready line={line} />,
          },
          ...STATES.map((state) => ({
            name: STATE_WORDS[state].word,
            isNumber: true,
            cell: ({ domain, by_state }: MatrixLine) =>
              count(
                by_state[state] ?? 0,
                { domain, state },
                `${STATE_WORDS[state].word.toLowerCase()} on ${domain}`,
              ),
          })),
          ...DIFFICULTIES.map((difficulty) => ({
            name: difficulty,
            isNumber: true,
            cell: ({ domain, by_difficulty }: MatrixLine) =>
              count(
                by_difficulty[difficulty] ?? 0,
                { domain, difficulty },
                `${difficulty} on ${domain}`,
              ),
          })),
        ]}
      />
      <p class="hint bank-matrix-note">
        Ready are questions reviewed or in use.{' '}
        {certification === ''
          ? 'Choose a certification to see what its blueprint needs.'
          : 'Needed is what the newest request of this certification asks of each domain.'}{' '}
        Difficulty is an estimate until enough people answered.
      </p>
    </>
  );
}

function Ready({ line }: { line: MatrixLine }): JSX.Element {
  const { usable, needed } = line;
  if (needed === null) return <span>{usable}</span>;
  const missing = Math.max(0, needed - usable);
  return (
    <span class="bank-ready">
      <Glyph tone={missing === 0 ? 'done' : 'waiting'} size={14} />
      <span>
        {usable} of {needed}
        {missing > 0 && <span class="soft">, {missing} missing</span>}
      </span>
    </span>
  );
}
