/** What reading asks of the index of collected answers, held against memory and the database. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { CollectedResponse, ResponseIndex } from '../../actors/ports.ts';
import { createLearnerTraces } from '../../persistence/learner-traces.ts';
import { createResponseIndex } from '../../persistence/response-index.ts';
import { memoryIndex } from '../actors/memory-index.ts';
import { type Scratch, scratchEmbedded } from './scratch.ts';

const SECRET = 'a-secret-of-thirty-two-characters';

let scratch: Scratch;
before(async () => {
  scratch = await scratchEmbedded();
});
after(() => scratch.drop());

const INDEXES: [string, () => ResponseIndex][] = [
  ['memory', memoryIndex],
  ['the database', () => createResponseIndex(scratch.db, SECRET)],
];

function response(id: string, submittedAt: number, learner: string | null): CollectedResponse {
  return { id, learner, submittedAt, answers: { q1: [`${id} at ${submittedAt}`] } };
}

for (const [name, create] of INDEXES) {
  describe(`the index of collected answers in ${name}`, () => {
    it('keeps of a response what was submitted last, in whatever order it is told', async () => {
      const index = create();
      await index.open('wf', 'f1');
      await index.keep('f1', [response('r1', 5, 'ada'), response('r1', 7, 'ada')]);
      await index.keep('f1', [response('r1', 6, 'ada')]);
      assert.deepEqual(await index.latest('f1'), [response('r1', 7, 'ada')]);
    });

    it('takes of several responses of one learner the last, of equal times always the same', async () => {
      const index = create();
      await index.open('wf', 'f2');
      const [a, b, c] = [response('a', 3, 'ada'), response('b', 9, 'ada'), response('c', 9, 'ada')];
      await index.keep('f2', [c, a]);
      await index.keep('f2', [b]);
      assert.deepEqual(await index.latest('f2'), [c]);
      assert.deepEqual(await index.answered('f2'), ['ada']);
    });

    it('counts strangers and lists them nowhere', async () => {
      const index = create();
      await index.open('wf', 'f3');
      await index.keep('f3', [response('a', 1, null), response('b', 1, null)]);
      assert.equal(await index.unmatched('f3'), 2);
      assert.deepEqual(await index.answered('f3'), []);
      assert.deepEqual(await index.latest('f3'), []);
    });

    it('knows whose form it is and how far it was read, until that is forgotten', async () => {
      const index = create();
      assert.equal(await index.workflowOf('f4'), null);
      await index.open('wf', 'f4');
      await index.advance('f4', 1_800_000_000_000);
      await index.open('wf', 'f4');
      assert.equal(await index.workflowOf('f4'), 'wf');
      assert.equal(await index.cursor('f4'), 1_800_000_000_000);
      await index.keep('f4', [response('a', 1, 'ada')]);
      await index.restart('f4');
      assert.equal(await index.cursor('f4'), null);
      assert.deepEqual(await index.answered('f4'), []);
      await index.forget('f4');
      await index.keep('f4', [response('a', 1, 'ada')]);
      assert.deepEqual(await index.answered('f4'), [], 'a form that is over takes nothing in');
    });
  });
}

describe('collected answers at rest', () => {
  it('are sealed, and open with no other secret', async () => {
    const index = createResponseIndex(scratch.db, SECRET);
    await index.open('wf', 'f5');
    await index.keep('f5', [response('secretive', 1, 'ada')]);
    const [row] = await scratch.db.sql<{ plain: string }>(
      "select encode(answers, 'escape') as plain from collected_response where form = 'f5'",
    );
    assert.doesNotMatch(row?.plain ?? '', /secretive|q1/);
    const other = createResponseIndex(scratch.db, 'another-secret-of-thirty-two-signs');
    await assert.rejects(other.latest('f5'), { code: 'VAULT_UNREADABLE' });
  });

  it('go with the learner who is erased', async () => {
    const index = createResponseIndex(scratch.db, SECRET);
    await index.open('wf-erased', 'f6');
    await index.keep('f6', [response('a', 1, 'ada'), response('b', 1, 'bo')]);
    const where = { workflow: 'wf-erased', address: 'a@b', files: [], uploads: [] };
    await createLearnerTraces(scratch.db).remove({ ...where, learner: 'ada' });
    assert.deepEqual(await index.answered('f6'), ['bo']);
  });
});
