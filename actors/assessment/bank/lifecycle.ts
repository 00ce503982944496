/** Who may move a question of the bank where, and why not. The only place that knows. */

export const ITEM_STATES = ['draft', 'reviewed', 'active', 'retired'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** What the rules look at. */
export interface Standing {
  state: ItemState;
  /** Who wrote what nobody has reviewed since. */
  authors: readonly string[];
  verified: boolean;
  /** Why it is no proper question; null when it is one. */
  fault: string | null;
}

/** Who wants to move it. */
export interface Mover {
  person: string;
  /** Whether their roles let them work on the bank. */
  mayEdit: boolean;
}

/** Why not: 403 may not, 409 cannot from here, 422 something is missing. */
export interface Refusal {
  status: 403 | 409 | 422;
  why: string;
}

interface Move {
  from: ItemState;
  to: ItemState;
  /** What the button says. */
  name: string;
  /** Whether a reason must be given. */
  comment: boolean;
}

const MOVES: readonly Move[] = [
  { from: 'draft', to: 'reviewed', name: 'Approve after review', comment: false },
  { from: 'draft', to: 'retired', name: 'Discard', comment: true },
  { from: 'reviewed', to: 'active', name: 'Put into use', comment: false },
  { from: 'reviewed', to: 'draft', name: 'Send back', comment: true },
  { from: 'active', to: 'retired', name: 'Retire', comment: true },
  { from: 'retired', to: 'draft', name: 'Bring back as a draft', comment: true },
];

/** Null when the move is allowed. `comment` is what the mover says about it. */
export function refusalOf(
  item: Standing,
  to: ItemState,
  mover: Mover,
  comment: string,
): Refusal | null {
  const move = MOVES.find((each) => each.from === item.state && each.to === to);
  if (!mover.mayEdit)
    return { status: 403, why: 'Only educators and administrators work on the bank.' };
  if (!move)
    return { status: 409, why: `A question that is ${item.state} cannot become ${to} at once.` };
  const unfit = to === 'reviewed' ? unfitForReview(item, mover) : null;
  if (unfit) return unfit;
  if (needsComment(item, move) && comment.trim() === '')
    return { status: 422, why: commentWanted(move) };
  return null;
}

function unfitForReview(item: Standing, mover: Mover): Refusal | null {
  if (item.authors.includes(mover.person))
    return {
      status: 403,
      why: `${mover.person} wrote this wording; somebody else has to review it.`,
    };
  return item.fault === null
    ? null
    : { status: 422, why: `Not a proper question yet: ${item.fault}.` };
}

/** A source that was not verified is no bar, but the reviewer says how they checked it. */
function needsComment(item: Standing, move: Move): boolean {
  return move.comment || (move.to === 'reviewed' && !item.verified);
}

function commentWanted(move: Move): string {
  return move.to === 'reviewed'
    ? 'The source of this question was not verified by the system. Say how you checked the answer.'
    : 'Say why, so that its history can be understood later.';
}

/** Whether the wording may be edited; an edit makes a draft of whatever it was. */
export function editRefusalOf(state: ItemState, mover: Mover): Refusal | null {
  if (!mover.mayEdit)
    return { status: 403, why: 'Only educators and administrators work on the bank.' };
  return state === 'retired'
    ? { status: 409, why: 'A retired question is not edited. Bring it back as a draft first.' }
    : null;
}

/** One button: where it leads, and why it cannot be pressed, if so. */
export interface Offer {
  to: ItemState;
  name: string;
  needs_comment: boolean;
  why_not: string | null;
}

/** What a person is offered from here. A missing comment is asked for, not held against them. */
export function offersFor(item: Standing, mover: Mover): Offer[] {
  return MOVES.filter(({ from }) => from === item.state).map((move) => ({
    to: move.to,
    name: move.name,
    needs_comment: needsComment(item, move),
    why_not: refusalOf(item, move.to, mover, 'a comment')?.why ?? null,
  }));
}

/** Who counts as an author after an edit: whoever wrote since somebody last reviewed. */
export function authorsAfterEdit(
  item: Pick<Standing, 'state' | 'authors'>,
  editor: string,
): string[] {
  const before = item.state === 'draft' ? item.authors : [];
  return [...new Set([...before, editor])];
}
