/** What Google's refusals come to: to try again, to wait, or to ask a person. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createWorkspace } from '../../actors/workspace/index.ts';
import { PresGenError } from '../../runtime/errors.ts';
import { createRig } from './workspace-rig.ts';

interface Refusal {
  status: number;
  reason: string;
  headers?: Record<string, string>;
  kind: 'transient' | 'terminal';
  code: string;
}

const REFUSALS: Refusal[] = [
  { status: 429, reason: 'rateLimitExceeded', kind: 'transient', code: 'RATE_LIMITED' },
  { status: 403, reason: 'userRateLimitExceeded', kind: 'transient', code: 'RATE_LIMITED' },
  { status: 403, reason: 'storageQuotaExceeded', kind: 'terminal', code: 'GOOGLE_STORAGE_FULL' },
  {
    status: 403,
    reason: 'insufficientFilePermissions',
    kind: 'terminal',
    code: 'GOOGLE_PERMISSION_MISSING',
  },
  { status: 403, reason: 'domainPolicy', kind: 'terminal', code: 'GOOGLE_DOMAIN_POLICY' },
  { status: 403, reason: 'accessNotConfigured', kind: 'terminal', code: 'GOOGLE_API_DISABLED' },
  { status: 403, reason: 'forbidden', kind: 'terminal', code: 'GOOGLE_REFUSED' },
  { status: 400, reason: 'invalid', kind: 'terminal', code: 'GOOGLE_REFUSED' },
  { status: 401, reason: 'authError', kind: 'terminal', code: 'RECONNECT_NEEDED' },
  { status: 404, reason: 'notFound', kind: 'terminal', code: 'GOOGLE_NOT_FOUND' },
  { status: 408, reason: '', kind: 'transient', code: 'GOOGLE_UNAVAILABLE' },
  { status: 500, reason: 'internalError', kind: 'transient', code: 'GOOGLE_UNAVAILABLE' },
  { status: 503, reason: 'backendError', kind: 'transient', code: 'GOOGLE_UNAVAILABLE' },
];

function workspaceThat(answer: () => Promise<Response>) {
  const rig = createRig();
  const calls = { count: 0 };
  const workspace = createWorkspace({
    mode: 'google',
    credentials: { clientId: 'c', clientSecret: 's', refreshToken: 'r' },
    ledger: rig.ports.ledger,
    now: () => 0,
    fetch: async (request) => {
      if (new URL((request as Request).url).pathname === '/token') {
        return Response.json({ access_token: 't', expires_in: 3600, token_type: 'Bearer' });
      }
      calls.count += 1;
      return answer();
    },
  });
  rig.dispose();
  return { workspace, calls };
}

const signal = new AbortController().signal;

describe('a refusal', () => {
  for (const { status, reason, kind, code } of REFUSALS) {
    it(`${status} ${reason} is ${kind} ${code}`, async () => {
      const { workspace, calls } = workspaceThat(async () =>
        Response.json({ error: { code: status, message: 'no', errors: [{ reason }] } }, { status }),
      );
      await assert.rejects(
        workspace.preflight(signal),
        (error: unknown) =>
          error instanceof PresGenError && error.kind === kind && error.code === code,
      );
      const refreshes = status === 401 || status === 403;
      assert.equal(calls.count, refreshes ? 2 : 1, 'the library itself retries nothing else');
    });
  }

  it('that is a lost socket is transient, and a bug of ours stays a bug', async () => {
    const cause = Object.assign(new Error('read'), { code: 'ECONNRESET' });
    const lost = workspaceThat(() => Promise.reject(new TypeError('fetch failed', { cause })));
    await assert.rejects(lost.workspace.preflight(signal), {
      kind: 'transient',
      code: 'GOOGLE_UNAVAILABLE',
    });
    const broken = workspaceThat(() => Promise.reject(new RangeError('our mistake')));
    await assert.rejects(
      broken.workspace.preflight(signal),
      (error: unknown) => !(error instanceof PresGenError),
    );
  });

  it('is not made of a call that was stopped', async () => {
    const stop = new AbortController();
    const { workspace } = workspaceThat(async () => {
      stop.abort();
      throw stop.signal.reason;
    });
    await assert.rejects(workspace.preflight(stop.signal), { kind: 'transient', code: 'ABORTED' });
  });
});
