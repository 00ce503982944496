/** What each fault makes of a call: the refusal, the loss or the wait, as the real service shows it. */
import type { FaultName } from './fault-kinds.ts';
import type { FaultRule } from './fault-rules.ts';
import { DRIVE_HOST, json, type Route, refusal, type WireCall, WireError } from './wire.ts';

export interface StrikePorts {
  answer(call: WireCall): Promise<Response>;
  wait(ms: number): Promise<void>;
  now(): number;
}

/** Whether this very call is one that the fault can happen to. */
export function canStrike({ fault, byte }: FaultRule, route: Route, call: WireCall): boolean {
  if (fault === 'badPageToken') return call.query.has('pageToken');
  if (fault === 'duplicateName')
    return route.id !== 'drive.files.create' || call.query.get('uploadType') === null;
  if (fault !== 'uploadCut') return true;
  const range = sentRange(call);
  return range !== null && range.start <= (byte ?? 0) && (byte ?? 0) < range.end;
}

/** Bytes of the file that a part brings, or null for a question how much is kept. */
function sentRange({ request }: WireCall): { start: number; end: number } | null {
  const header = request.headers.get('content-range');
  if (header === null) return { start: 0, end: Number.POSITIVE_INFINITY };
  const match = /^bytes (\d+)-(\d+)\//.exec(header);
  return match ? { start: Number(match[1]), end: Number(match[2]) + 1 } : null;
}

/** Carries the fault out; every fault that a call can meet has its line. */
export function strike(
  rule: FaultRule,
  route: Route,
  call: WireCall,
  ports: StrikePorts,
): Promise<Response> {
  const act = ACTS[rule.fault];
  return act ? act(rule, call, ports) : Promise.resolve(refuse(rule.fault, route));
}

type Act = (rule: FaultRule, call: WireCall, ports: StrikePorts) => Promise<Response>;

const ACTS: Partial<Record<FaultName, Act>> = {
  resetBefore: async () => {
    throw connectionReset();
  },
  resetAfterEffect: async (_rule, call, { answer }) => {
    await answer(call);
    throw connectionReset();
  },
  slow: async ({ ms }, call, { answer, wait }) => {
    await wait(ms ?? 0);
    return answer(call);
  },
  slowAfterEffect: async ({ ms }, call, { answer, wait }) => {
    const answered = await answer(call);
    await wait(ms ?? 0);
    return answered;
  },
  staleSearch: async ({ seconds }, call, { answer, now }) => {
    const { store } = call.context;
    const before = now() - (seconds ?? 0) * 1000;
    const files: typeof store.files = async (filter) =>
      (await store.files(filter)).filter((file) => file.created_at <= before);
    return answer({ ...call, context: { ...call.context, store: { ...store, files } } });
  },
  duplicateName: async (_rule, call, { answer }) => {
    await answer({ ...call, request: call.request.clone() as Request });
    await answer(call);
    throw connectionReset();
  },
  uploadCut: async ({ byte }, call, { answer }) => {
    const { url, method, headers } = call.request;
    const from = sentRange(call)?.start ?? 0;
    const bytes = Buffer.from(await call.request.arrayBuffer()).subarray(0, (byte ?? 0) - from);
    await answer({ ...call, request: new Request(url, { method, headers, body: bytes }) });
    throw connectionReset();
  },
  sessionLost: async (_rule, call, { answer }) => {
    await call.context.store.deleteUpload(call.query.get('upload_id') ?? '');
    return answer(call);
  },
  formEditedByHuman: async (_rule, call, { answer }) => {
    const { store } = call.context;
    const form = await store.form(call.params.formId as string);
    const note = { itemId: call.context.nextId(), title: 'A note by hand', textItem: {} };
    if (form) await store.updateForm(form.id, form.revision, { items: [note, ...form.items] });
    return answer(call);
  },
  sharedButMailFailed: async (_rule, call, { answer }) => {
    const answered = await answer(call);
    if (!answered.ok) return answered;
    const error = new WireError(400, 'invalidSharingRequest', 'The notification was not sent.');
    return refusal(error, call.url.host);
  },
};

const REFUSALS: Partial<Record<FaultName, [status: number, reason: string, message: string]>> = {
  rate429: [429, 'rateLimitExceeded', 'Rate Limit Exceeded'],
  rate403: [403, 'userRateLimitExceeded', 'User Rate Limit Exceeded'],
  err500: [500, 'internalError', 'Internal Error'],
  err503: [503, 'backendError', 'Backend Error'],
  token401: [401, 'authError', 'Invalid Credentials'],
  grantRevoked: [401, 'authError', 'Invalid Credentials'],
  quotaFull: [403, 'storageQuotaExceeded', 'The drive has no room left.'],
  badPageToken: [400, 'invalid', 'Invalid Value: pageToken'],
};

/** The plain refusal that a fault is. */
export function refuse(fault: FaultName, route: Route): Response {
  if (fault === 'grantRevoked' && route.id === 'oauth2.token') return revokedGrant();
  const [status, reason, message] = REFUSALS[fault] ?? [500, 'internalError', 'Internal Error'];
  if (status === 403 && route.host !== DRIVE_HOST) return detailed(reason, message);
  const answered = refusal(new WireError(status, reason, message), route.host);
  if (status === 429) answered.headers.set('retry-after', '1');
  return answered;
}

/** The younger APIs say why they forbid something in a detail, not in a list of errors. */
function detailed(reason: string, message: string): Response {
  const detail = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason };
  const error = { code: 403, message, status: 'PERMISSION_DENIED', details: [detail] };
  return json({ error }, 403);
}

function revokedGrant(): Response {
  const why = 'Token has been expired or revoked.';
  return json({ error: 'invalid_grant', error_description: why }, 400);
}

/** What `fetch` rejects with when the other side drops the connection. */
function connectionReset(): TypeError {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  return new TypeError('fetch failed', { cause });
}

/** Waits, unless the caller hangs up first. */
export function lull(
  { now, wakeAt }: { now(): number; wakeAt(dueMs: number, wake: () => void): () => void },
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const cancel = wakeAt(now() + ms, resolve);
    signal.addEventListener(
      'abort',
      () => {
        cancel();
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
