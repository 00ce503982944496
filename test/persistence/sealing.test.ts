/** A sealed secret opens for its own row, under its own key, unaltered, and for nothing else. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSeal } from '../../persistence/sealing.ts';

const SECRET = 'harbour-harbour-harbour-harbour-1';
const PLAIN = 'https://example.test/upload?upload_id=tøp-secret';

describe('a sealed secret', () => {
  const seal = createSeal(SECRET, 'upload sessions');

  it('opens again, and shows nothing of itself while sealed', () => {
    const sealed = seal.seal(PLAIN, 'row-1');
    assert.equal(seal.open(sealed, 'row-1'), PLAIN);
    assert.equal(sealed.includes('upload_id'), false);
    assert.notDeepEqual(seal.seal(PLAIN, 'row-1'), sealed);
  });

  it('does not open for another row, purpose or installation', () => {
    const sealed = seal.seal(PLAIN, 'row-1');
    assert.equal(seal.open(sealed, 'row-2'), null);
    assert.equal(createSeal(SECRET, 'refresh tokens').open(sealed, 'row-1'), null);
    assert.equal(createSeal(`${SECRET}x`, 'upload sessions').open(sealed, 'row-1'), null);
  });

  it('does not open once any byte was changed or cut off', () => {
    const sealed = seal.seal(PLAIN, 'row-1');
    for (let at = 0; at < sealed.length; at += 1) {
      const altered = Buffer.from(sealed);
      altered[at] = (altered[at] ?? 0) ^ 1;
      assert.equal(seal.open(altered, 'row-1'), null, `byte ${at}`);
    }
    assert.equal(seal.open(sealed.subarray(0, 20), 'row-1'), null);
    assert.equal(seal.open(sealed.subarray(0, -1), 'row-1'), null);
  });
});
