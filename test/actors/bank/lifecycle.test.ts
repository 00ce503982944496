import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  authorsAfterEdit,
  editRefusalOf,
  ITEM_STATES,
  type ItemState,
  offersFor,
  refusalOf,
  type Standing,
} from '../../../actors/assessment/bank/lifecycle.ts';

const item = (state: ItemState, more: Partial<Standing> = {}): Standing => ({
  state,
  authors: ['ada'],
  verified: true,
  fault: null,
  ...more,
});
const educator = { person: 'bo', mayEdit: true };
const reader = { person: 'cy', mayEdit: false };

/** Every move, from each state to each: the status it is refused with, without and with a comment. */
const TABLE: Record<ItemState, Record<ItemState, [number | null, number | null]>> = {
  draft: {
    draft: [409, 409],
    reviewed: [null, null],
    active: [409, 409],
    retired: [422, null],
  },
  reviewed: {
    draft: [422, null],
    reviewed: [409, 409],
    active: [null, null],
    retired: [409, 409],
  },
  active: {
    draft: [409, 409],
    reviewed: [409, 409],
    active: [409, 409],
    retired: [422, null],
  },
  retired: {
    draft: [422, null],
    reviewed: [409, 409],
    active: [409, 409],
    retired: [409, 409],
  },
};

describe('a question moves through its life', () => {
  for (const from of ITEM_STATES)
    for (const to of ITEM_STATES) {
      const [silent, said] = TABLE[from][to];
      it(`from ${from} to ${to}: ${silent ?? 'yes'} without a word, ${said ?? 'yes'} with one`, () => {
        assert.equal(refusalOf(item(from), to, educator, '')?.status ?? null, silent);
        assert.equal(refusalOf(item(from), to, educator, 'because')?.status ?? null, said);
        assert.equal(refusalOf(item(from), to, reader, 'because')?.status, 403);
      });
    }

  it('its author does not review it, whoever else wrote on it', () => {
    const drafted = item('draft', { authors: ['ada', 'bo'] });
    assert.equal(refusalOf(drafted, 'reviewed', educator, 'fine')?.status, 403);
    assert.equal(refusalOf(drafted, 'reviewed', { person: 'di', mayEdit: true }, ''), null);
    // But may discard it.
    assert.equal(refusalOf(drafted, 'retired', educator, 'no use'), null);
  });

  it('what is no proper question cannot be approved', () => {
    const broken = item('draft', { fault: 'it has fewer than two options' });
    assert.equal(refusalOf(broken, 'reviewed', educator, 'fine')?.status, 422);
  });

  it('without a verified source the reviewer says how they checked', () => {
    const unverified = item('draft', { verified: false });
    assert.equal(refusalOf(unverified, 'reviewed', educator, ' ')?.status, 422);
    assert.equal(refusalOf(unverified, 'reviewed', educator, 'read the standard'), null);
  });

  it('offers say why not before anybody presses', () => {
    const own = offersFor(item('draft', { authors: ['bo'] }), educator);
    assert.deepEqual(
      own.map(({ to, why_not }) => [to, why_not === null]),
      [
        ['reviewed', false],
        ['retired', true],
      ],
    );
    assert.ok(offersFor(item('active'), reader).every(({ why_not }) => why_not !== null));
  });

  it('an edit makes its editor an author, together with whoever wrote since the last review', () => {
    assert.deepEqual(authorsAfterEdit(item('draft'), 'bo'), ['ada', 'bo']);
    assert.deepEqual(authorsAfterEdit(item('active', { authors: [] }), 'bo'), ['bo']);
    assert.equal(editRefusalOf('active', educator), null);
    assert.equal(editRefusalOf('retired', educator)?.status, 409);
    assert.equal(editRefusalOf('draft', reader)?.status, 403);
  });
});
