/** When a fault strikes: one rule a line of a fault profile, and the reading of such a profile. */
import { FAULT_KINDS, FAULT_NAMES, type FaultName, kindOf, PUSH } from './fault-kinds.ts';

export interface FaultRule {
  /** Discovery method id, `watch.push`, or `*` for every call the fault can strike. */
  call: string;
  fault: FaultName;
  /** Which of the calls it could strike, counted from 1. Either this or `rate`. */
  nth?: number | undefined;
  /** How many in a row from the nth on; 1 unless said. */
  times?: number | undefined;
  /** Chance of each call, above 0 and at most 1. */
  rate?: number | undefined;
  /** Which chances: the same seed strikes the same calls. 1 unless said. */
  seed?: number | undefined;
  /** How long `slow`, `slowAfterEffect` and `pushLate` wait, in milliseconds. */
  ms?: number | undefined;
  /** How far behind `staleSearch` is. */
  seconds?: number | undefined;
  /** Where `uploadCut` cuts: so many bytes of the file arrive. */
  byte?: number | undefined;
}

const NUMBERS = {
  nth: { least: 1, most: 1_000_000, whole: true },
  times: { least: 1, most: 1_000_000, whole: true },
  rate: { least: 0, most: 1, whole: false },
  seed: { least: 0, most: 2 ** 32 - 1, whole: true },
  ms: { least: 0, most: 86_400_000, whole: true },
  seconds: { least: 0, most: 86_400, whole: false },
  byte: { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true },
} as const;

type Measure = keyof typeof NUMBERS;

const FIELDS = ['call', 'fault', ...Object.keys(NUMBERS)];

/**
 * Reads a profile: a list of rules.
 *
 * @param calls ids of the calls there are
 * @throws Error naming every field that is wrong and what it should be
 */
export function readFaultRules(profile: unknown, calls: readonly string[]): FaultRule[] {
  if (!Array.isArray(profile)) throw new Error('faults: must be a list of rules, such as []');
  const wrong = profile.flatMap((rule, index) =>
    problemsOf(rule, calls).map((problem) => `faults[${index}]${problem}`),
  );
  if (wrong.length > 0) throw new Error(wrong.join('; '));
  return profile as FaultRule[];
}

/** What is wrong with one rule, each as `.field: what and why`; empty when it is fine. */
export function problemsOf(rule: unknown, calls: readonly string[]): string[] {
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule))
    return [': must be an object with call, fault and nth or rate'];
  const given = rule as Record<string, unknown>;
  const { fault } = given;
  const unknown = Object.keys(given)
    .filter((name) => !FIELDS.includes(name))
    .map((name) => `.${name}: is not a field; there are ${FIELDS.join(', ')}`);
  if (!isFault(fault)) return [...unknown, `.fault: must be one of ${FAULT_NAMES.join(', ')}`];
  return [
    ...unknown,
    ...callProblems(fault, given.call, calls),
    ...numberProblems(given),
    ...timingProblems(given),
    ...measureProblems(fault, given),
  ];
}

function isFault(name: unknown): name is FaultName {
  return typeof name === 'string' && Object.hasOwn(FAULT_KINDS, name);
}

function callProblems(fault: FaultName, call: unknown, calls: readonly string[]): string[] {
  if (call === '*') return [];
  if (typeof call !== 'string' || ![...calls, PUSH].includes(call))
    return [`.call: must be * or one of ${[...calls, PUSH].join(', ')}`];
  const at = kindOf(fault).at;
  if (at ? at.includes(call) : call !== PUSH) return [];
  return [`.call: ${fault} strikes ${at ? at.join(', ') : 'calls, not notifications'}`];
}

function numberProblems(given: Record<string, unknown>): string[] {
  return (Object.keys(NUMBERS) as Measure[]).flatMap((name) => {
    const value = given[name];
    const { least, most, whole } = NUMBERS[name];
    const isFine =
      value === undefined ||
      (typeof value === 'number' &&
        value >= least &&
        value <= most &&
        (!whole || Number.isInteger(value)));
    const kind = whole ? 'a whole number' : 'a number';
    return isFine ? [] : [`.${name}: must be ${kind} from ${least} to ${most}`];
  });
}

function timingProblems({ nth, rate, times, seed }: Record<string, unknown>): string[] {
  if ((nth === undefined) === (rate === undefined))
    return ['.nth: give either nth (which call) or rate (the chance of each)'];
  if (rate === 0) return ['.rate: must be above 0, or it would never strike'];
  if (nth === undefined && times !== undefined) return ['.times: goes with nth'];
  return rate === undefined && seed !== undefined ? ['.seed: goes with rate'] : [];
}

function measureProblems(fault: FaultName, given: Record<string, unknown>): string[] {
  const takes = kindOf(fault).takes;
  return (['ms', 'seconds', 'byte'] as const).flatMap((name) => {
    if (name === takes) return given[name] === undefined ? [`.${name}: ${fault} needs it`] : [];
    return given[name] === undefined ? [] : [`.${name}: ${fault} does not take it`];
  });
}
