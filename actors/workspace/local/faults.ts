/**
 * Faults the local workspace can be told to have, so that every recovery path runs against the
 * real client. Off unless rules are armed; the same rules and calls always come to the same faults.
 */
import { DELIVERED, type FaultName, kindOf, PUSH, type PushFate } from './fault-kinds.ts';
import type { FaultRule } from './fault-rules.ts';
import { canStrike, lull, refuse, strike } from './fault-strikes.ts';
import type { Route, WireCall } from './wire.ts';

/** A rule under way. */
export interface ArmedRule {
  id: number;
  rule: FaultRule;
  /** Calls it could have struck so far, and how many it did. */
  met: number;
  struck: number;
}

export interface Strike {
  /** Of the rule that struck. */
  rule: number;
  fault: FaultName;
  call: string;
  /** Milliseconds since 1970. */
  at: number;
}

export interface Faults {
  /** Carries out one call, or what the rules make of it. */
  around(route: Route, call: WireCall, answer: Answer): Promise<Response>;
  /** Asked once before a watch sends a notification. */
  push(): PushFate;
  arm(rule: FaultRule): ArmedRule;
  /** Takes a rule back, and what it left behind; false when there is none of that id. */
  disarm(id: number): boolean;
  /** Access is granted again after `grantRevoked`, as if somebody had connected anew. */
  reconnect(): void;
  isRevoked(): boolean;
  armed(): ArmedRule[];
  /** The last strikes, newest first. */
  strikes(): Strike[];
}

export type Answer = (call: WireCall) => Promise<Response>;

export interface FaultPorts {
  now(): number;
  wakeAt(dueMs: number, wake: () => void): () => void;
  /** Told of every strike, to count it. */
  struck?: ((fault: FaultName) => void) | undefined;
}

/** Enough to see a story of retries, and no more memory than that. */
const STRIKES_KEPT = 200;

interface Live extends ArmedRule {
  chance(): number;
}

export function createFaults(rules: readonly FaultRule[], ports: FaultPorts): Faults {
  const live: Live[] = [];
  const strikes: Strike[] = [];
  let ids = 0;
  let revoked = false;

  const arm = (rule: FaultRule): ArmedRule => {
    ids += 1;
    const armed = { id: ids, rule, met: 0, struck: 0, chance: chanceOf(rule.seed ?? 1) };
    live.push(armed);
    return armed;
  };
  /** Every rule that this call concerns counts it; the first that strikes decides. */
  const pick = (call: string, concerns: (rule: FaultRule) => boolean): Live | null => {
    const due = live.filter((one) => concerns(one.rule) && isDue(one));
    const [first] = due;
    if (!first) return null;
    first.struck += 1;
    strikes.unshift({ rule: first.id, fault: first.rule.fault, call, at: ports.now() });
    strikes.length = Math.min(strikes.length, STRIKES_KEPT);
    ports.struck?.(first.rule.fault);
    return first;
  };
  for (const rule of rules) arm(rule);

  return {
    arm,
    disarm: (id) => {
      const at = live.findIndex((one) => one.id === id);
      const [gone] = at < 0 ? [] : live.splice(at, 1);
      if (gone?.rule.fault === 'grantRevoked') revoked = false;
      return gone !== undefined;
    },
    reconnect: () => {
      revoked = false;
    },
    isRevoked: () => revoked,
    armed: () => live.map(({ id, rule, met, struck }) => ({ id, rule, met, struck })),
    strikes: () => [...strikes],
    around: async (route, call, answer) => {
      if (revoked) return refuse('grantRevoked', route);
      const found = pick(route.id, (rule) => isFor(rule, route.id) && canStrike(rule, route, call));
      if (!found) return answer(call);
      if (found.rule.fault === 'grantRevoked') revoked = true;
      const wait = (ms: number): Promise<void> => lull(ports, ms, call.request.signal);
      return strike(found.rule, route, call, { answer, wait, now: ports.now });
    },
    push: () => {
      const rule = pick(PUSH, (one) => isFor(one, PUSH))?.rule;
      if (rule?.fault === 'watchExpired') return { kind: 'expired' };
      if (rule?.fault === 'watchSuspended') return { kind: 'suspended' };
      if (rule?.fault === 'pushTwice') return { ...DELIVERED, times: 2 };
      return { ...DELIVERED, lateMs: rule?.ms ?? 0 };
    },
  };
}

/** Whether a rule speaks of this call: by name, or as one of all that its fault can strike. */
function isFor({ call, fault }: FaultRule, id: string): boolean {
  if (call !== '*') return call === id;
  const at = kindOf(fault).at;
  return at ? at.includes(id) : id !== PUSH && id !== 'oauth2.token';
}

/** Counts the call and says whether the rule strikes it. */
function isDue(one: Live): boolean {
  one.met += 1;
  const { nth, times, rate } = one.rule;
  if (nth === undefined) return one.chance() < (rate ?? 0);
  return one.met >= nth && one.met < nth + (times ?? 1);
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
