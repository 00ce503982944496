/** Every fault the local workspace can be told to have: where it strikes and what it takes, in words. */

export interface FaultKind {
  /** What happens to the call, as a person reads it. */
  does: string;
  /** Discovery ids it can strike; absent: any call but that for a token. */
  at?: readonly string[];
  /** The measure it needs besides the call. */
  takes?: 'ms' | 'seconds' | 'byte';
}

/** The id of a notification on its way from a watch; no Discovery method, but something to strike. */
export const PUSH = 'watch.push';

/** What becomes of one notification of a watch. */
export type PushFate =
  | { kind: 'delivered'; times: number; lateMs: number }
  | { kind: 'expired' }
  | { kind: 'suspended' };

/** Nothing goes wrong with it. */
export const DELIVERED: PushFate = { kind: 'delivered', times: 1, lateMs: 0 };

const CREATES = ['drive.files.create', 'drive.files.copy', 'forms.forms.create'];
const PART = 'drive.files.create#put';

/** In the order in which people look for them: refusals, losses, waits, then each its own. */
export const FAULT_KINDS = {
  rate429: { does: 'is refused with 429 and told to come back' },
  rate403: { does: 'is refused with 403 because of too many calls' },
  err500: { does: 'is answered with 500' },
  err503: { does: 'is answered with 503' },
  resetBefore: { does: 'loses its connection before anything happened' },
  resetAfterEffect: { does: 'is carried out, then loses its connection' },
  slow: { does: 'is carried out only after a wait, and not at all if nobody waits', takes: 'ms' },
  slowAfterEffect: { does: 'is carried out, then answered after a wait', takes: 'ms' },
  token401: { does: 'is told that its token is not valid' },
  grantRevoked: { does: 'finds access withdrawn, until somebody connects again' },
  quotaFull: { does: 'is refused because the drive is full', at: [...CREATES, PART] },
  staleSearch: {
    does: 'does not find what is younger than this',
    at: ['drive.files.list'],
    takes: 'seconds',
  },
  duplicateName: {
    does: 'leaves two objects of one name where no id was chosen, and loses its answer',
    at: CREATES,
  },
  uploadCut: { does: 'is cut off at this byte of the file', at: [PART], takes: 'byte' },
  sessionLost: { does: 'finds its upload session forgotten', at: [PART] },
  formEditedByHuman: {
    does: 'comes too late: somebody has just edited the form',
    at: ['forms.forms.batchUpdate'],
  },
  sharedButMailFailed: {
    does: 'shares, then answers that the mail about it failed',
    at: ['drive.permissions.create'],
  },
  badPageToken: { does: 'is told that its page is no longer known' },
  watchExpired: { does: 'is not sent: the watch has expired', at: [PUSH] },
  watchSuspended: { does: 'is not sent: the watch was suspended', at: [PUSH] },
  pushTwice: { does: 'arrives twice', at: [PUSH] },
  pushLate: { does: 'arrives late', at: [PUSH], takes: 'ms' },
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof FAULT_KINDS;

export const FAULT_NAMES = Object.keys(FAULT_KINDS) as FaultName[];

/** The same table where a fault is known only by a variable. */
export function kindOf(fault: FaultName): FaultKind {
  return FAULT_KINDS[fault];
}
