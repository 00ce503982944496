/**
 * Errors of the database as the rest of the system may see them. The drivers put values into
 * messages and whole statements into fields; a log must not learn a learner's address that way.
 */
import { type Failure, PresGenError, transient } from '../runtime/errors.ts';

/** SQLSTATE classes and socket errors that say "not now" rather than "not this". */
const PASSING = /^(08|53|57P|58030|25006|40001|40P01|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/;
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;
const PASSING_MESSAGE = /connection terminated|connection error|timeout exceeded|has stopped/i;

const AWAY = 'The database cannot be reached now';
/** Where an operator has to look first. */
const REASON: Record<string, string> = {
  '25006': 'The database is read-only (25006)',
  '53100': 'The disk of the database is full (53100)',
  '53200': 'The database is out of memory (53200)',
  '53300': 'The database has no connection to spare (53300)',
  '58030': 'The database cannot read or write its files (58030)',
};

/**
 * Keeps PresGenErrors; a lost or refused connection becomes transient `DATABASE_UNAVAILABLE`;
 * anything else becomes an error with the same `code` (SQLSTATE) and no values in it.
 */
export function databaseFailure(error: unknown): Error {
  if (error instanceof PresGenError || !(error instanceof Error)) return error as Error;
  const code = sqlStateOf(error);
  const [message = ''] = error.message.split('\n - detail:');
  if (PASSING.test(code ?? '') || (code === null && PASSING_MESSAGE.test(message)))
    return transient('DATABASE_UNAVAILABLE', `${REASON[code ?? ''] ?? AWAY}: ${message}`, {
      cause: code === null ? undefined : { code },
    });
  // Not an answer of the database, so a fault of our own, whose stack is worth having.
  if (!SQLSTATE.test(code ?? '')) return error;
  return Object.assign(new Error(message), { name: 'DatabaseError', code });
}

/** Why a turn can never be stored; `reason` carries no values of it. */
export function notStorable(reason: string): Failure {
  const message = `what this event would write cannot be stored (${reason})`;
  return { kind: 'bug', code: 'TURN_REFUSED', message };
}

/** The SQLSTATE or socket error behind a failure, translated or not. */
export function sqlStateOf(error: unknown): string | null {
  if (error instanceof PresGenError) return sqlStateOf(error.cause);
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

/** The same methods, their rejections passed through `databaseFailure`. */
export function withDatabaseFailures<T extends object>(port: T): T {
  const wrapped = Object.entries(port).map(([name, method]: [string, Method]) => [
    name,
    (...args: never[]) => {
      const outcome = method(...args);
      return outcome instanceof Promise ? outcome.catch(rethrow) : outcome;
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}

type Method = (...args: never[]) => unknown;

function rethrow(error: unknown): never {
  throw databaseFailure(error);
}
