import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  actionWords,
  askedOf,
  changesOf,
  filterIn,
  flat,
  subjectPath,
} from '../../ui/audit/changes.ts';

describe('what an audit entry says', () => {
  it('names only the fields that changed, however deep', () => {
    const before = { roles: ['a', 'b'], policy: { due: 1, quorum: 2 }, gone: 'x' };
    const after = { roles: ['b'], policy: { due: 1, quorum: 3 }, fresh: true };
    assert.deepEqual(changesOf(before, after), [
      { path: 'roles', before: 'a, b', after: 'b' },
      { path: 'policy.quorum', before: '2', after: '3' },
      { path: 'gone', before: 'x', after: null },
      { path: 'fresh', before: null, after: 'true' },
    ]);
    assert.deepEqual(changesOf(null, { active: true }), [
      { path: 'active', before: null, after: 'true' },
    ]);
    assert.deepEqual(changesOf(null, null), []);
  });

  it('tells lists of things thing by thing, and an empty list as none', () => {
    const lines = flat({ items: [{ id: 1 }, { id: 2 }], none: [] });
    assert.deepEqual(
      [...lines],
      [
        ['items.0.id', '1'],
        ['items.1.id', '2'],
        ['none', 'none'],
      ],
    );
  });

  it('says an action in words, and an unknown one as it is written', () => {
    assert.equal(actionWords('person.deactivated'), 'deactivated a person');
    assert.equal(actionWords('bank.item_retired'), 'bank item retired');
  });

  it('leads to what it is about where that has a page', () => {
    assert.equal(subjectPath('wf-01x'), '/w/wf-01x');
    assert.equal(subjectPath('wf-01x/questions'), '/inbox/wf-01x~questions');
    assert.equal(subjectPath('mira'), null);
  });
});

describe('a search of the trail', () => {
  it('asks for whole days of the reader’s clock, the last included', () => {
    const filter = filterIn({ from: '2026-11-01', to: '2026-11-02', actor: ' mira ' });
    const asked = askedOf(filter);
    assert.equal(asked.get('actor'), 'mira');
    const [from, to] = [asked.get('from'), asked.get('to')].map((at) => Date.parse(at ?? ''));
    assert.equal(new Date(from ?? 0).getHours(), 0);
    assert.equal(((to ?? 0) - (from ?? 0)) / 86_400_000, 2);
  });

  it('leaves out what is empty or no day', () => {
    assert.equal(askedOf(filterIn({ from: 'soon', action: '', subject: '  ' })).toString(), '');
  });
});
