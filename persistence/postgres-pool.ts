/** What every connection to a server gets: numbers for bigints, an end to silence, fresh plans. */
import type { Socket } from 'node:net';

/** The part of the driver's pool used here. */
export interface Pool {
  on(event: 'connect' | 'acquire', listener: (client: Client) => void): unknown;
  query(query: { name: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
}

interface Client {
  setTypeParser(oid: number, parse: (text: string) => unknown): void;
  query(text: string): Promise<unknown>;
  connection: { stream: Pick<Socket, 'setTimeout' | 'destroy'> };
}

/** No statement of ours takes nearly as long; an idle connection is opened anew when needed. */
const SILENCE_MAX_MS = 20_000;
/** Uses of a connection after which its plans are made anew: soon at first, when tables grow fast. */
const REPLAN_FIRST = 25;
const REPLAN_EVERY = 1000;

/** Looks after each connection of a new pool. */
export function attend(pool: Pool): void {
  pool.on('connect', readBigintsAsNumbers);
  pool.on('connect', dropWhenSilent);
  pool.on('acquire', createReplanning());
}

/** Every bigint here is a count or a time in milliseconds, far below 2^53. */
function readBigintsAsNumbers(client: Client): void {
  client.setTypeParser(20, Number);
}

/** A network that swallows packets says nothing: without this a statement would wait for hours. */
function dropWhenSilent({ connection: { stream } }: Client): void {
  stream.setTimeout(SILENCE_MAX_MS, () => {
    stream.destroy(new Error('connection terminated: the server fell silent'));
  });
}

/**
 * A server plans a prepared statement once a connection; one planned while a table was nearly empty
 * goes on reading all of it when it is large. So plans are thrown away now and then, before the
 * statement a connection was acquired for: it answers in order.
 */
function createReplanning(): (client: Client) => void {
  const uses = new WeakMap<Client, { count: number; next: number }>();
  return (client) => {
    const use = uses.get(client) ?? { count: 0, next: REPLAN_FIRST };
    uses.set(client, use);
    use.count += 1;
    if (use.count < use.next) return;
    use.next += Math.min(use.next, REPLAN_EVERY);
    // A connection that cannot do this cannot do what follows either, and says so there.
    client.query('discard plans').catch(() => undefined);
  };
}
