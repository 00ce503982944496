/**
 * Many actors' turns in one statement: sent again where nothing was written, told apart where one
 * turn is at fault, recognised where an answer was lost.
 */
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
  const tokenOf = createTokens();
  const submitted = new WeakSet<Turn>();

  const send = async (turns: Turn[], resends = 0): Promise<CommitOutcome[]> => {
    const parameters = commitParameters(turns, turns.map(tokenOf), runner());
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
    const again = turns.filter((turn) => submitted.has(turn));
    for (const turn of turns) submitted.add(turn);
    if (again.length === 0) return send(turns);
    const written = await alreadyWritten(db, again, tokenOf);
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

/** A name for each turn object that no other process and no other store gives. */
function createTokens(): (turn: Turn) => string {
  const tokens = new WeakMap<Turn, string>();
  storesMade += 1;
  const prefix = `${hostname()}/${process.pid}/${performance.timeOrigin}/${storesMade}`;
  let last = 0;
  return (turn) => {
    const token = tokens.get(turn) ?? `${prefix}/${++last}`;
    tokens.set(turn, token);
    return token;
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
