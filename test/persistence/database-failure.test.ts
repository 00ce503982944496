import assert from 'node:assert/strict';
import { test } from 'node:test';

import { databaseFailure } from '../../persistence/database-failure.ts';
import { terminal, toFailure } from '../../runtime/errors.ts';

const failing = (message: string, fields: object) => Object.assign(new Error(message), fields);

test('a lost connection is transient, so that whoever asked may ask again', () => {
  for (const error of [
    failing('connect ECONNREFUSED', { code: 'ECONNREFUSED' }),
    failing('terminating connection due to administrator command', { code: '57P01' }),
    new Error('Connection terminated unexpectedly'),
    new Error('The embedded database has stopped'),
  ]) {
    const failure = toFailure(databaseFailure(error));
    assert.deepEqual([failure.kind, failure.code], ['transient', 'DATABASE_UNAVAILABLE']);
  }
});

test('an answer of the database keeps its SQLSTATE and loses every value', () => {
  const error = databaseFailure(
    failing('duplicate key\n - detail: Key (email)=(ada@example.org) already exists.', {
      ...{ code: '23505', detail: 'Key (email)=(ada@example.org)', query: 'insert ada@' },
    }),
  );
  assert.equal((error as Error & { code?: string }).code, '23505');
  assert.equal(error.message, 'duplicate key');
  const everything = `${error.stack} ${JSON.stringify(error, Object.getOwnPropertyNames(error))}`;
  assert.doesNotMatch(everything, /ada@/);
});

test('errors that are not the database’s pass unchanged', () => {
  for (const error of [
    terminal('BLOB_MISSING', 'x'),
    new TypeError('x'),
    failing('no such file', { code: 'ENOENT' }),
  ])
    assert.equal(databaseFailure(error), error);
});
