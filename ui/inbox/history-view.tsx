/** What people did at a checkpoint, oldest first. */
import type { JSX } from 'preact';
import type { Decision } from '../../machines/vocabulary.ts';
import { Panel } from '../kit/page.tsx';
import { Time } from '../kit/time.tsx';
import type { ListedCheckpoint } from './checkpoint.ts';
import { REASONS, verdictWord } from './review-words.ts';

interface Happened {
  at: number;
  by: string;
  did: string;
  note?: string | undefined;
}

export function HistoryView({ checkpoint }: { checkpoint: ListedCheckpoint }): JSX.Element | null {
  const all = happened(checkpoint);
  if (all.length === 0) return null;
  return (
    <Panel title="What happened here">
      <ul class="decisions">
        {all.map(({ at, by, did, note }) => (
          <li key={`${at}${by}${did}`}>
            <strong>{by}</strong> {did}, <Time at={at} />
            {note && <span class="sub">“{note}”</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function happened(checkpoint: ListedCheckpoint): Happened[] {
  const { decisions, revisions, handovers, flags, escalations, subject } = checkpoint;
  const all: Happened[] = [
    ...decisions.map((each) => ({
      at: each.at,
      by: each.by,
      did: decisionWords(each, subject.content_hash),
      note: each.comment || undefined,
    })),
    ...revisions.map(({ by, at, items, to_version }) => ({
      at: Date.parse(at),
      by,
      did: `edited ${items.length === 1 ? 'one question' : `${items.length} questions`}, which made version ${to_version}`,
    })),
    ...handovers.map(({ from, to, at }) => ({
      at: Date.parse(at),
      by: to,
      did: `took the review over from ${from}`,
    })),
    ...flags.map(({ by, at, comment }) => ({
      at,
      by,
      did: 'flagged a question',
      note: comment || undefined,
    })),
    ...escalations.map(({ to, at }) => ({
      at: Date.parse(at),
      by: 'The policy',
      did: `asked ${to} too`,
    })),
  ];
  return all.sort((left, right) => left.at - right.at);
}

function decisionWords(
  { verdict, reason_code, reading, content_hash }: Decision,
  present: string,
): string {
  const reason = reason_code ? ` (${REASONS[reason_code] ?? reason_code})` : '';
  const read =
    reading?.how === 'sample'
      ? ` after reading a sample of ${reading.items.length} of ${reading.of}`
      : reading
        ? ` after reading all ${reading.of}`
        : '';
  return `${verdictWord(verdict)}${reason}${read}${content_hash === present ? '' : ', an earlier version'}`;
}
