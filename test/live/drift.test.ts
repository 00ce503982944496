/** The comparing itself, on answers of known difference. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { driftOf, reportOf, shapeOf } from './drift.ts';

const shapes = (...answers: unknown[]) => new Map([['drive.files.get', shapeOf(answers)]]);
const between = (real: unknown, ours: unknown): string[] =>
  driftOf(shapes(real), shapes(ours)).map(
    (one) => `${one.path || '.'} ${one.real ?? '-'} ${one.ours ?? '-'}`,
  );

describe('drift', () => {
  it('is a field that only one side has, or has in another type', () => {
    const real = { id: 'a', size: '7', starred: false };
    const ours = { id: 'b', size: 7, md5: 'x' };
    assert.deepEqual(between(real, ours), [
      'md5 - string',
      'size string number',
      'starred boolean -',
    ]);
  });

  it('is not another value, another order or another number of items', () => {
    const real = { files: [{ id: 'a' }, { id: 'b' }], kind: 'list' };
    assert.deepEqual(between(real, { kind: 'other', files: [{ id: 'c' }] }), []);
  });

  it('is found inside lists, and told once for all their items', () => {
    const real = {
      files: [
        { id: 'a', owners: [{ me: true }] },
        { id: 'b', owners: [] },
      ],
    };
    assert.deepEqual(between(real, { files: [{ id: 'c' }] }), ['files[].owners array -']);
  });

  it('is nothing about names that are data', () => {
    const real = { answers: { q1: { value: 'x' } }, appProperties: { pg: 'tag' } };
    const ours = { answers: { q2: { value: 'y' } }, appProperties: { other: 'tag' } };
    assert.deepEqual(between(real, ours), []);
    assert.deepEqual(between(real, { ...ours, answers: { q2: { value: 1 } } }), [
      'answers.*.value string number',
    ]);
  });

  it('does not mind that one answer leaves out what another has', () => {
    const real = shapes({ id: 'a' }, { id: 'a', next: 'token' });
    assert.deepEqual(driftOf(real, shapes({ id: 'a', next: 'token' })), []);
    assert.deepEqual(driftOf(shapes({ id: null }), shapes({ id: 'a' })).length, 1);
  });

  it('is reported in words, and not about methods that one side was not asked', () => {
    const real = new Map([...shapes({ id: 'a', etag: 'e' }), ['drive.about.get', shapeOf([{}])]]);
    const drifts = driftOf(real, shapes({ id: 'a', note: 'n' }));
    assert.deepEqual(reportOf(drifts, 2).split('\n'), [
      '2 methods compared, 2 differences',
      'drive.files.get  etag: real answers have string, ours nothing',
      'drive.files.get  note: ours have string, real answers nothing',
    ]);
  });
});
