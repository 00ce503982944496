/** Where a decision stands, in sentences. */
import type { CheckpointKind } from '../../machines/vocabulary.ts';
import { count, inWords, sentence } from '../words/words.ts';
import type { ListedCheckpoint } from './checkpoint.ts';

const VERDICTS: Record<string, string> = {
  approve: 'approved',
  request_changes: 'asked for changes',
  reject: 'rejected',
};

/** "approved", "asked for changes", "rejected". */
export function verdictWord(verdict: string): string {
  return VERDICTS[verdict] ?? inWords(verdict);
}

/** Reasons as a list offers them. */
export const REASONS: Record<string, string> = {
  wrong: 'Something is wrong',
  unclear: 'Wording is unclear',
  source: 'The source does not carry it',
  level: 'Too easy or too hard',
  off_topic: 'Off the blueprint',
  bias: 'Unfair to somebody',
  form: 'Form or layout',
  other: 'Something else',
};

type Standing = Pick<
  ListedCheckpoint,
  'policy' | 'approvals' | 'subject' | 'revisions' | 'status' | 'verdict' | 'decisions'
>;

/** "1 of 2 approvals; yours is missing. Ada edited 1 item, so Ada cannot approve." */
export function quorumWords(
  checkpoint: Standing,
  me: string,
  numberOf: (id: string) => string,
): string {
  const { policy, approvals, status, verdict, decisions } = checkpoint;
  if (status !== 'active') return endWords(verdict, decisions.at(-1)?.by ?? null);
  const have = `${approvals.length} of ${count(policy.quorum, 'approval')}`;
  return `${have}; ${missingWords(checkpoint, me)}${authorWords(checkpoint, me, numberOf)}`;
}

function endWords(verdict: string | null, by: string | null): string {
  if (verdict === null) return 'This has ended without a decision.';
  return `${sentence(verdictWord(verdict))}${by === null ? ' by the policy, when it was due' : ''}. Nothing is left to decide.`;
}

function missingWords({ policy, approvals, subject }: Standing, me: string): string {
  const more = policy.quorum - approvals.length;
  if (approvals.includes(me))
    return `you approved, ${count(more, 'other person').replace('persons', 'people')} must too.`;
  if (subject.authors.includes(me))
    return `${more === 1 ? 'somebody' : more} other than you must approve.`;
  return more === 1 ? 'yours is missing.' : `yours and ${count(more - 1, 'other')} are missing.`;
}

function authorWords(
  { revisions, subject }: Standing,
  me: string,
  numberOf: (id: string) => string,
): string {
  return subject.authors
    .map((author) => {
      const items = [
        ...new Set(revisions.filter(({ by }) => by === author).flatMap((each) => each.items)),
      ];
      const what = items.length === 0 ? 'this version' : itemWords(items, numberOf);
      return author === me
        ? ` You edited ${what}, so you cannot approve it.`
        : ` ${author} edited ${what}, so ${author} cannot approve.`;
    })
    .join('');
}

function itemWords(items: string[], numberOf: (id: string) => string): string {
  const numbers = items.map(numberOf);
  if (numbers.length === 1) return `question ${numbers[0]}`;
  if (numbers.length > 4) return `${numbers.length} questions`;
  return `questions ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
}

/** Minutes and seconds of a running clock: "12:04"; "0:00" when it has run out. */
export function clockFace(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const FLAWS: Record<string, string> = {
  edited: 'Edited by a reviewer',
  source_unverified: 'Quote not found in its document',
  abbreviation_in_stem: 'An abbreviation gives the answer away',
  stem_is_no_question: 'Does not end in a question',
  fewer_than_three_options: 'Fewer than three options',
  options_repeat: 'Two options say the same',
  key_missing: 'No right answer',
  anaphora: 'Points to something outside the question',
  opens_with_pronoun: 'An option begins with a pronoun',
  hedge: 'Vague wording',
  markup: 'Leftovers of formatting',
  negative_stem: 'Asked in the negative',
  all_or_none_of_the_above: '“All” or “none of the above”',
  length_spread: 'One option stands out by its length',
  mixed_options: 'Options of different kinds',
  clue_in_stem: 'The question gives a clue',
  stem_too_long: 'Very long question',
  guessable: 'A model answered it without the source',
  unbalanced: 'Unbalanced brackets or quotes',
};

/** What automatic checks found, in plain words. */
export function flawWords(flaw: string): string {
  return FLAWS[flaw] ?? sentence(inWords(flaw));
}

const THINGS: Record<CheckpointKind, string> = {
  questions: 'these questions',
  gaps: 'this gap analysis',
  scripts: 'these scripts',
  release: 'this release',
};

/** What is approved, within a sentence. */
export function thingWords(kind: CheckpointKind): string {
  return THINGS[kind];
}
