/** The faults a developer asks for by `PRESGEN_FAULTS`, and the page that shows and changes them. */
import { readFile } from 'node:fs/promises';
import { FAULT_NAMES, kindOf, PUSH } from '../actors/workspace/local/fault-kinds.ts';
import {
  type FaultRule,
  problemsOf,
  readFaultRules,
} from '../actors/workspace/local/fault-rules.ts';
import { type Faults, LOCAL_ROUTES } from '../actors/workspace/local/index.ts';
import type { FaultDesk } from '../http/server-ports.ts';

const CALLS = [...new Set([...LOCAL_ROUTES.map(({ id }) => id), 'oauth2.token'])];

/**
 * @param told JSON or the path of a file with JSON; undefined: no faults
 * @throws Error in one line, naming PRESGEN_FAULTS and each field that is wrong
 */
export async function readFaultProfile(told: string | undefined): Promise<FaultRule[]> {
  if (told === undefined) return [];
  try {
    const text = told.trimStart().startsWith('[') ? told : await readFile(told, 'utf8');
    return readFaultRules(JSON.parse(text), CALLS);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`configuration: PRESGEN_FAULTS: ${why}`);
  }
}

/** What the page for developers shows and does. */
export function faultDesk(faults: Faults): FaultDesk {
  return {
    kinds: FAULT_NAMES.map((name) => ({ name, ...kindOf(name) })),
    calls: [...CALLS, PUSH],
    armed: () => faults.armed().map(({ rule, ...counts }) => ({ ...rule, ...counts })),
    strikes: faults.strikes,
    isRevoked: faults.isRevoked,
    reconnect: faults.reconnect,
    disarm: faults.disarm,
    arm: (rule) => {
      const problems = problemsOf(rule, CALLS);
      if (problems.length === 0) faults.arm(rule as unknown as FaultRule);
      return problems.map((problem) => problem.replace(/^\./, ''));
    },
  };
}
