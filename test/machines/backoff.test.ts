import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backoffMs } from '../../machines/backoff.ts';

const away = { kind: 'transient', code: 'AWAY', message: '' } as const;
const limited = { kind: 'transient', code: 'RATE_LIMITED', message: '' } as const;
const longest = (failure: typeof away | typeof limited, attempt: number): number =>
  Math.max(...Array.from({ length: 200 }, (_, n) => backoffMs(`w${n}`, attempt, failure)));

describe('the wait before the next attempt', () => {
  it('grows with the attempts and stays below its cap', () => {
    assert(longest(away, 1) <= 1_000 && longest(away, 4) > 4_000);
    assert(longest(away, 30) > 100_000 && longest(away, 30) <= 120_000);
    assert(longest(limited, 30) > 500_000 && longest(limited, 30) <= 600_000);
  });

  it('is never shorter than what the other side asked for', () => {
    assert(backoffMs('w', 1, { ...limited, retryAfterMs: 900_000 }) >= 900_000);
  });

  it('is the same for the same call and attempt', () => {
    assert.equal(backoffMs('w', 3, away), backoffMs('w', 3, away));
    assert.notEqual(backoffMs('w', 3, away), backoffMs('v', 3, away));
  });
});
