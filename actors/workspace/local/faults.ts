/**
 * Faults the local workspace can be told to have, so that every recovery path runs against the
 * real client. Off unless rules are given.
 */
import { type Route, refusal, WireError } from './wire.ts';

export interface FaultRule {
  /** Discovery method id. */
  call: string;
  /** Which occurrence of that call fails, counted from 1. */
  nth: number;
  fault: 'resetBefore' | 'resetAfterEffect' | 'err503' | 'rate429';
}

/** Wraps the answering of a route: counts its calls and strikes where a rule says so. */
export type Faults = (route: Route, answer: () => Promise<Response>) => Promise<Response>;

export function createFaults(rules: readonly FaultRule[]): Faults {
  const seen = new Map<string, number>();
  return async (route, answer) => {
    const nth = (seen.get(route.id) ?? 0) + 1;
    seen.set(route.id, nth);
    const rule = rules.find((one) => one.call === route.id && one.nth === nth);
    switch (rule?.fault) {
      case undefined:
        return answer();
      case 'resetBefore':
        throw connectionReset();
      case 'resetAfterEffect':
        await answer();
        throw connectionReset();
      case 'err503':
        return refusal(new WireError(503, 'backendError', 'Backend Error'), route.host);
      case 'rate429': {
        const error = new WireError(429, 'rateLimitExceeded', 'Rate Limit Exceeded');
        const answered = refusal(error, route.host);
        answered.headers.set('retry-after', '1');
        return answered;
      }
    }
  };
}

/** What `fetch` rejects with when the other side drops the connection. */
function connectionReset(): TypeError {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  return new TypeError('fetch failed', { cause });
}
