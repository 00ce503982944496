/** What the time in a state is spent on: queueing, work, waiting for people, or backing off. Pure. */

/**
 * `queued`: asked for and not begun; `waiting`: for people; `backing_off`: a pause before the next
 * try, or until a service recovers.
 */
export type PartKind = 'queued' | 'working' | 'waiting' | 'backing_off';

/** Whom or what a part that is not work waits for. */
export type PartReason =
  | 'permit'
  | 'worker'
  | 'people'
  | 'learners'
  | 'uploads'
  | 'attention'
  | 'retry'
  | 'service';

/** A stretch of a bar, ms since 1970; `to` is null while it lasts. */
export interface BarPart {
  kind: PartKind;
  reason: PartReason | null;
  from: number;
  to: number | null;
  /** Dotted path of the state that was occupied. */
  state: string;
}

type Spent = { kind: PartKind; reason: PartReason | null };

const WORKING: Spent = { kind: 'working', reason: null };
const PEOPLE: Spent = { kind: 'waiting', reason: 'people' };
const LEARNERS: Spent = { kind: 'waiting', reason: 'learners' };
const ATTENTION: Spent = { kind: 'waiting', reason: 'attention' };

/** By the name of the innermost state, whatever the machine. */
const ANYWHERE: Record<string, Spent> = {
  retryWait: { kind: 'backing_off', reason: 'retry' },
  backingOff: { kind: 'backing_off', reason: 'retry' },
  circuitOpen: { kind: 'backing_off', reason: 'service' },
  awaitingApproval: PEOPLE,
  awaitingUploads: { kind: 'waiting', reason: 'uploads' },
  needsAttention: ATTENTION,
  noDocuments: ATTENTION,
  rejected: ATTENTION,
  collectionFailed: ATTENTION,
  renderingFailed: ATTENTION,
  compensationFailed: ATTENTION,
};

/** Names that mean this in one machine only; a machine as `*` waits wherever it is. */
const IN_MACHINE: Record<string, Record<string, Spent>> = {
  certification: { collecting: LEARNERS },
  responseCollection: { waiting: LEARNERS, debouncing: LEARNERS, settling: LEARNERS },
  integrationCall: { probing: { kind: 'queued', reason: 'permit' } },
  avatarRender: { permit: { kind: 'queued', reason: 'permit' } },
  checkpoint: { '*': PEOPLE },
};

/** The part that begins when this state is entered; a state nobody named is work. */
export function partAt(machine: string, path: string[], at: number): BarPart {
  const leaf = path.at(-1) ?? '';
  const own = IN_MACHINE[machine] ?? {};
  const spent = own[leaf] ?? own['*'] ?? ANYWHERE[leaf] ?? WORKING;
  return { ...spent, from: at, to: null, state: path.join('.') };
}

/** A part of work of which it turns out when it really began: before that it was queued. */
export function startedPart(part: BarPart, startedAt: number): BarPart[] {
  if (startedAt <= part.from) return [part];
  const queued: BarPart = { ...part, kind: 'queued', reason: 'worker', to: startedAt };
  return [queued, { ...part, from: startedAt }];
}
