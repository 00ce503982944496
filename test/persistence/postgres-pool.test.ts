import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { attend, type Pool } from '../../persistence/postgres-pool.ts';

test('a connection makes its plans anew, often while young, then about once in a thousand uses', () => {
  const pool = new EventEmitter();
  attend(pool as unknown as Pool);
  const replans = { young: [] as number[], other: 0 };
  let use = 0;
  const young = {
    query: async (text: string) => {
      if (text === 'discard plans') replans.young.push(use);
    },
  };
  const other = {
    query: async () => {
      replans.other += 1;
    },
  };
  for (use = 1; use <= 5000; use += 1) {
    pool.emit('acquire', young);
    if (use <= 10) pool.emit('acquire', other);
  }
  assert.deepEqual(replans.young, [25, 50, 100, 200, 400, 800, 1600, 2600, 3600, 4600]);
  assert.equal(replans.other, 0, 'each connection counts for itself');
});
