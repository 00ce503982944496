/** Which parts of a question differ, and what of an edit is sent. */
import { type Content, LETTERS } from './bank-data.ts';

/** One part before and after, as text. */
export interface ChangedPart {
  name: string;
  before: string;
  after: string;
}

/** Parts that differ, in the order in which a reader meets them. */
export function changedParts(before: Content, after: Content): ChangedPart[] {
  const options = Array.from(
    { length: Math.max(before.options.length, after.options.length) },
    (_, at): ChangedPart => ({
      name: `Option ${LETTERS[at] ?? at + 1}`,
      before: before.options[at] ?? '',
      after: after.options[at] ?? '',
    }),
  );
  const parts: ChangedPart[] = [
    { name: 'Question', before: before.stem, after: after.stem },
    ...options,
    { name: 'Answer', before: answerOf(before), after: answerOf(after) },
    { name: 'Explanation', before: before.rationale, after: after.rationale },
    { name: 'Domain', before: before.domain, after: after.domain },
    { name: 'Objective', before: before.objective ?? '', after: after.objective ?? '' },
    { name: 'Difficulty', before: before.difficulty ?? '', after: after.difficulty ?? '' },
  ];
  return parts.filter((part) => part.before !== part.after);
}

function answerOf({ options, key }: Content): string {
  return `${LETTERS[key] ?? key + 1}: ${options[key] ?? ''}`;
}

const EDITABLE = ['domain', 'objective', 'difficulty', 'stem', 'rationale'] as const;

/** Only what changed. Options and key travel together, so that the answer cannot slip. */
export function editOf(before: Content, after: Content): Partial<Content> {
  const edit: Record<string, unknown> = {};
  for (const name of EDITABLE) if (before[name] !== after[name]) edit[name] = after[name];
  const isMoved =
    before.key !== after.key || JSON.stringify(before.options) !== JSON.stringify(after.options);
  return { ...edit, ...(isMoved ? { options: after.options, key: after.key } : {}) };
}
