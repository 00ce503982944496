/** Editing a question and moving it through its life, each with its line in the history. */
import { terminal } from '../../../runtime/errors.ts';
import {
  authorsAfterEdit,
  editRefusalOf,
  type ItemState,
  type Mover,
  type Refusal,
  refusalOf,
} from './lifecycle.ts';
import type { BankStore, ItemEvent, ItemRow, WholeItem } from './ports.ts';
import { edited, faultIn, flawsIn, hashOf, stillVerified, type WordingEdit } from './wording.ts';

export interface Edit {
  id: string;
  base: number;
  edit: WordingEdit;
  reason: string;
  mover: Mover;
  at: number;
}

/** A new version, as a draft. Rejects with terminal BANK_STALE when `base` is not the present one. */
export async function saveEdit(store: BankStore, { id, base, edit, reason, mover, at }: Edit) {
  const whole = await store.whole(id);
  const before = whole?.versions.find(({ version }) => version === whole.version);
  if (!whole || !before) throw unknown(id);
  if (isSameEdit(whole, base, edit, reason, mover)) return;
  refuse(editRefusalOf(whole.state, mover));
  refuseStale(whole, base);
  const content = edited(before.content, edit);
  const hash = hashOf(content);
  const verified = stillVerified(whole.verified, content);
  const version = whole.version + 1;
  const { domain, objective, difficulty, type, stem } = content;
  const done = await store.transaction(async (bank) => {
    const twin = await bank.byHash(hash);
    if (twin && twin.id !== id)
      throw terminal('BANK_EDIT_INVALID', `The bank has this very question already: ${twin.id}.`);
    return bank.change({
      expect: { version: base, state: whole.state },
      row: {
        ...rowOf(whole),
        ...{ domain, objective, difficulty, type, stem, hash, verified, version },
        ...{ state: 'draft', authors: authorsAfterEdit(whole, mover.person), updated_at: at },
      },
      version: {
        ...{ version, hash, content, verified, author: mover.person, at, reason },
        flaws: flawsIn(content),
      },
      events: [
        {
          ...{ at, actor: mover.person, action: 'edited', version, workflow: null },
          ...{ from_state: whole.state, to_state: 'draft', comment: reason },
        },
      ],
    });
  });
  if (!done) throw stale();
}

export interface Moving {
  id: string;
  to: ItemState;
  version: number;
  comment: string;
  mover: Mover;
  at: number;
}

/** Rejects with terminal BANK_MOVE_REFUSED, BANK_MOVE_IMPOSSIBLE, BANK_MOVE_INCOMPLETE or BANK_STALE. */
export async function saveMove(store: BankStore, { id, to, version, comment, mover, at }: Moving) {
  const whole = await store.whole(id);
  const present = whole?.versions.find((each) => each.version === whole.version);
  if (!whole || !present) throw unknown(id);
  if (isSameMove(whole, to, version, comment, mover)) return;
  refuseStale(whole, version);
  refuse(refusalOf({ ...whole, fault: faultIn(present.content) }, to, mover, comment));
  const event: ItemEvent = {
    ...{ at, actor: mover.person, action: 'moved', version, workflow: null, comment },
    ...{ from_state: whole.state, to_state: to },
  };
  const authors =
    to === 'reviewed' ? [] : whole.state === 'retired' ? [present.author] : whole.authors;
  // Sent back without an edit, the wording is still its author's, who must not approve it alone.
  const returned = to === 'draft' && authors.length === 0 ? [present.author] : authors;
  const done = await store.transaction((bank) =>
    bank.change({
      expect: { version, state: whole.state },
      row: { ...rowOf(whole), state: to, authors: returned, updated_at: at },
      version: null,
      events: [event],
    }),
  );
  if (!done) throw stale();
}

/** The same request once more, because its answer was lost: what it asked for is done. */
function isSameEdit(
  whole: WholeItem,
  base: number,
  edit: WordingEdit,
  reason: string,
  mover: Mover,
): boolean {
  const [present, before] = [whole.version, base].map((version) =>
    whole.versions.find((each) => each.version === version),
  );
  if (!present || !before || whole.version !== base + 1) return false;
  const isTheirs = present.author === mover.person && present.reason === reason;
  return (
    isTheirs && JSON.stringify(edited(before.content, edit)) === JSON.stringify(present.content)
  );
}

function isSameMove(
  whole: WholeItem,
  to: ItemState,
  version: number,
  comment: string,
  mover: Mover,
): boolean {
  const [last] = whole.history;
  return (
    whole.state === to &&
    whole.version === version &&
    last?.action === 'moved' &&
    last.to_state === to &&
    last.actor === mover.person &&
    last.comment === comment
  );
}

function rowOf(whole: WholeItem): Omit<ItemRow, 'responses' | 'correct'> {
  const { versions: _, history: __, uses: ___, responses: ____, correct: _____, ...row } = whole;
  return row;
}

function refuseStale(row: ItemRow, version: number): void {
  if (row.version !== version) throw stale();
}

function stale() {
  return terminal(
    'BANK_STALE',
    'Somebody changed this question meanwhile. Look at the present version and decide again.',
  );
}

const CODES = {
  403: 'BANK_MOVE_REFUSED',
  409: 'BANK_MOVE_IMPOSSIBLE',
  422: 'BANK_MOVE_INCOMPLETE',
};

function refuse(refusal: Refusal | null): void {
  if (refusal) throw terminal(CODES[refusal.status], refusal.why);
}

/** What is said of an id that the bank does not have. */
export function unknown(id: string) {
  return terminal('BANK_ITEM_UNKNOWN', `There is no question ${id} in the bank.`);
}
