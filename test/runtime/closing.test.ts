/** The end of an engine: what its store no longer takes is given up, and the process may end. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { createCommitter } from '../../runtime/committer.ts';
import type { Store, Turn } from '../../runtime/ports.ts';
import { createManualClock } from './manual-clock.ts';

function committerOnGoneStore() {
  let asked = 0;
  const store = {
    commit: async () => {
      asked += 1;
      throw new Error('the store is closed');
    },
  } as unknown as Store;
  const observer = { committed: () => undefined, failing: () => undefined };
  const committer = createCommitter(store, createManualClock(), observer, {
    slots: 1,
    turnsMax: 10,
  });
  return { committer, asked: () => asked };
}

async function submitted(committer: ReturnType<typeof committerOnGoneStore>['committer']) {
  void committer.submit({} as Turn);
  await turnOfTheLoop();
  await turnOfTheLoop();
}

describe('a commit that the store refuses', () => {
  it('waits to be sent again while the engine lives', async () => {
    const { committer, asked } = committerOnGoneStore();
    await submitted(committer);
    assert.equal(asked(), 1);
    assert.equal(committer.isStalled(), true);
  });

  it('is given up once the engine was closed', async () => {
    const { committer, asked } = committerOnGoneStore();
    committer.close();
    await submitted(committer);
    assert.equal(asked(), 1);
    assert.equal(committer.isStalled(), false);
  });
});
