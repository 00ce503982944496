/**
 * Many actors' turns in one statement: sent again where nothing was written, told apart where one
 * turn is at fault, recognised where an answer was lost.
 */
import { hash } from 'node:crypto';
import { hostname } from 'node:os';

import type { CommitOutcome, NodeBoot, Store, Turn } from '../runtime/ports.ts';
import { COMMIT, commitParameters } from './commit-statement.ts';
import type { Database } from './database.ts';
import { notStorable, sqlStateOf } from './database-failure.ts';

const UNIQUE_VIOLATION = '23505';
/** Deadlock and serialisation failure: nothing was written, the same statement may succeed now. */
const RESENDABLE = new Set(['40P01', '40001']);
const RESENDS_MAX = 10;
/** Values no column takes, broken constraints, limits: sent again it would be refused again. */
const REFUSAL = /^(22|23|54)/;

/** @param runner the node that will run the activities a turn begins. */
export function createCommit(db: Database, runner: () => NodeBoot | null): Store['commit'] {
  const tokens = createTokens();

  const send = async (turns: Turn[], resends = 0): Promise<CommitOutcome[]> => {
    const parameters = commitParameters(turns, turns.map(tokens.of), runner());
    try {
      const lost = await db.prepared<{ address: string }>(COMMIT, parameters);
      return outcomes(turns, lost);
    } catch (error) {
      const code = sqlStateOf(error) ?? '';
      if (RESENDABLE.has(code) && resends < RESENDS_MAX) return send(turns, resends + 1);
      if (!REFUSAL.test(code)) throw error;
      return turns.length > 1 ? bisect(turns) : turns.map(() => outcomeOf(code));
    }
  };

  /** One turn is the fault of all: only that one is sent away. */
  const bisect = async (turns: Turn[]): Promise<CommitOutcome[]> => {
    const middle = Math.ceil(turns.length / 2);
    const first = await send(turns.slice(0, middle));
    return [...first, ...(await send(turns.slice(middle)))];
  };

  return async (turns) => {
    if (turns.length === 0) return [];
    const again = turns.filter(tokens.isGiven);
    if (again.length === 0) return send(turns);
    const written = await alreadyWritten(db, again, tokens.of);
    const open = turns.filter((turn) => !written.has(turn));
    const sent = open.length > 0 ? await send(open) : [];
    const outcome = new Map(open.map((turn, index) => [turn, sent[index] ?? 'fenced']));
    return turns.map((turn) => outcome.get(turn) ?? 'accepted');
  };
}

/**
 * A turn handed in again had an unclear end: the connection went away while the answer was under
 * way. If the actor's row carries its token, it had been committed.
 */
async function alreadyWritten(
  db: Database,
  turns: Turn[],
  tokenOf: (turn: Turn) => string,
): Promise<Set<Turn>> {
  const tokens = JSON.stringify(turns.map(({ address }) => address));
  const rows = await db.sql<{ turn: string }>(
    'select turn from actor where address in (select json_array_elements_text(?::json))',
    [tokens],
  );
  const found = new Set(rows.map(({ turn }) => turn));
  return new Set(turns.filter((turn) => found.has(tokenOf(turn))));
}

interface Tokens {
  /** A name for this turn object that no other process and no other store gives. */
  of(turn: Turn): string;
  /** Whether the turn was handed in before. */
  isGiven(turn: Turn): boolean;
}

/** Kept on the turns themselves: a weak map of thousands a second costs the collector dearly. */
function createTokens(): Tokens {
  storesMade += 1;
  const self = `${hostname()}/${process.pid}/${performance.timeOrigin}/${storesMade}`;
  const prefix = hash('sha1', self, 'hex').slice(0, 12);
  const key = Symbol('token');
  let last = 0;
  return {
    of: (turn: Turn & { [key]?: string }) => {
      turn[key] ??= `${prefix}/${(++last).toString(36)}`;
      return turn[key];
    },
    isGiven: (turn: Turn & { [key]?: string }) => turn[key] !== undefined,
  };
}
let storesMade = 0;

/** What a lone turn comes to: it repeats an event consumed before, or cannot be stored at all. */
function outcomeOf(code: string): CommitOutcome {
  return code === UNIQUE_VIOLATION ? 'fenced' : { refused: notStorable(`SQLSTATE ${code}`) };
}

function outcomes(turns: Turn[], lost: { address: string }[]): CommitOutcome[] {
  const losers = new Set(lost.map(({ address }) => address));
  return turns.map(({ address }) => (losers.has(address) ? 'fenced' : 'accepted'));
}
