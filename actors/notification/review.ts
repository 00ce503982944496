/** What reviewers are written: what waits, until when, and one link that leads to the decision. */
import type { CheckpointKind } from '../../machines/vocabulary.ts';
import { inWords } from './copy.ts';
import type { Letter } from './letter.ts';

export interface ReviewFacts {
  why: 'opened' | 'reminder' | 'overdue' | 'escalated' | 'revised';
  kind: CheckpointKind;
  /** How the reader is addressed. */
  name: string;
  course: string;
  /** ms since 1970. */
  dueAt: number;
  url: string;
}

const THINGS: Record<CheckpointKind, string> = {
  questions: 'the questions',
  gaps: 'the gap analysis',
  scripts: 'the video scripts',
  release: 'the release to learners',
};

const OPENINGS: Record<ReviewFacts['why'], (thing: string, due: string) => string> = {
  opened: (thing, due) => `${thing} can be reviewed now. A decision is due by ${due}.`,
  reminder: (thing, due) => `${thing} still waits for a decision, which is due by ${due}.`,
  overdue: (thing, due) =>
    `A decision about ${thing} was due by ${due}. Nothing has been decided in its place: it still waits.`,
  escalated: (thing, due) =>
    `A decision about ${thing} was due by ${due} and nobody has taken it. You are asked because the course named you for this case.`,
  revised: (thing) =>
    `You approved ${thing}. A colleague has edited it since, so your approval no longer counts. Please look at it once more.`,
};

/** The link decides nothing by being opened: mail programs open links too. */
export function reviewLetter({ why, kind, name, course, dueAt, url }: ReviewFacts): Letter {
  const thing = `${THINGS[kind]} of ${course}`;
  const opening = OPENINGS[why](thing, inWords(dueAt));
  const late = why === 'overdue' || why === 'escalated';
  return {
    subject: `${late ? 'Overdue' : why === 'reminder' ? 'A reminder' : 'To review'}: ${thing}`,
    greeting: `Hello ${name},`,
    before: [opening.charAt(0).toUpperCase() + opening.slice(1)],
    action: { label: 'Look and decide', url },
    list: null,
    after: [
      'The link is yours alone, works for one decision and ends after a week. Opening it decides nothing. Everything is in your inbox too.',
    ],
  };
}
