/** A statechart's names as people say them; what has no word here is spelled out from its name. */
import type { ChartTransition } from '../../machines/chart.ts';
import { PHASE_TITLES, STEP_TITLES } from '../../machines/vocabulary.ts';

/** camelCase and snake_case as words. */
export function inWords(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_.]/g, ' ')
    .toLowerCase();
}

/** With a capital first letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A state's name; steps and phases have the titles that the rest of the page gives them. */
export function stateWords(name: string): string {
  return TITLES[name] ?? sentence(inWords(name));
}

const TITLES: Record<string, string> = { ...PHASE_TITLES, ...STEP_TITLES };

const GUARDS: Record<string, string> = {
  callSucceeded: 'it worked',
  childSucceeded: 'it worked',
  circuitPatienceLeft: 'service is out',
  mayRetry: 'tries are left',
  uploadsArrived: 'documents came',
  hasDocuments: 'there are documents',
  mayStillUpload: 'still time to upload',
  nobodyHasGaps: 'nobody has gaps',
  avatarIsOff: 'videos are off',
  noWeakAreas: 'no common weak area',
  noTopics: 'no topic',
  hasMoreTopics: 'more topics',
  noVideos: 'no video',
  hasMoreToUndo: 'more to undo',
  isWellFormed: 'answer is complete',
  reachesThreshold: 'too many failures',
  completesQuorum: 'enough approvals',
  isClaimersApproval: 'more approvals needed',
  countsTowardQuorum: 'it counts',
  asksForChanges: 'asks for changes',
  isNewVersion: 'it is newer',
  timeoutRejects: 'lateness rejects',
  timeoutApproves: 'lateness approves',
  isClaimer: 'by its holder',
  isClaimersRevision: 'by its holder',
  flagsPresent: 'the item is there',
  isAnother: 'by somebody else',
  hasFurtherStep: 'more steps',
  mayReadAgain: 'may read again',
  isNudged: 'an answer came',
  isWatchLookDue: 'the watch needs a look',
  isAnswer: 'it worked',
  wasMadeBefore: 'was made before',
  isForProgram: 'the program makes it',
  isFinished: 'the film is there',
  isOnlyWaiting: 'the queue is full',
  mayTryDeviceAgain: 'device may try again',
  mayTryProgramAgain: 'program may try again',
  mayTryAgain: 'tries are left',
  mayGiveWay: 'a simpler film will do',
  hasNextBackend: 'another device is left',
};

const VERDICTS: Record<string, string> = {
  approve: 'approved',
  request_changes: 'changes requested',
  reject: 'rejected',
};

const DELAYS: Record<string, string> = {
  wait: 'a pause',
  untilUploadsClose: 'uploads close',
  untilReminder: 'half the time',
  untilDue: 'the due time',
  untilNextStep: 'the next step is due',
  reservation: 'the reservation',
  watchdog: 'the time limit',
  permitPatience: 'a short wait',
  openFor: 'a rest',
  probeLease: 'a long probe',
  untilHalfTime: 'half the time',
  untilLastDay: 'the last reminder is due',
  untilDeadline: 'the deadline',
  poll: 'a while',
  nudgeDebounce: 'a moment',
  settle: 'a moment',
  limit: 'the time limit',
};

/** The timer of an `after` transition. */
export function delayWords(delay: string | null): string {
  if (delay === null) return 'a while';
  return DELAYS[delay] ?? (/^\d+$/.test(delay) ? `${delay} ms` : inWords(delay));
}

/**
 * What makes a transition happen.
 * @param isLast whether it is what remains after guarded ones for the same event
 */
export function transitionWords(transition: ChartTransition, isLast: boolean): string {
  const condition = guardWords(transition) ?? (isLast ? 'otherwise' : null);
  const cause = causeOf(transition);
  if (cause === null) return condition ?? neutral(transition);
  if (condition === null) return cause;
  return condition === 'otherwise' ? `${cause}, otherwise` : `${cause}, if ${condition}`;
}

/** Null where the condition alone says it: a child's answer is told by what it was. */
function causeOf({ kind, event, delay }: ChartTransition): string | null {
  if (kind === 'after') return `after ${delayWords(delay)}`;
  if (kind === 'child_error') return 'crashed';
  return kind === 'event' ? inWords(event) : null;
}

/** A machine's own transition takes what none of its states knows what to do with. */
function neutral({ kind, source }: ChartTransition): string {
  if (kind === 'child_done' && !source.includes('.')) return 'another answer';
  return NEUTRAL[kind] ?? 'at once';
}

const NEUTRAL: Partial<Record<ChartTransition['kind'], string>> = {
  always: 'at once',
  child_done: 'done',
  state_done: 'done',
};

/**
 * A guard in words; null for none. A name that ends in `Is` reads on into what it is given. One that
 * asks which of two steps is meant tells nothing that the picture does not show.
 */
function guardWords({ guard, guard_params: params }: ChartTransition): string | null {
  if (guard === null || guard === 'isMeant') return null;
  const known = GUARDS[guard];
  if (known !== undefined) return known;
  const verdict = guard === 'verdictIs' ? VERDICTS[String(params?.verdict)] : undefined;
  if (verdict !== undefined) return verdict;
  const words = inWords(guard);
  if (!words.endsWith(' is')) return words;
  return [words, ...Object.values(params ?? {}).map((value) => inWords(String(value)))].join(' ');
}
