/**
 * The main thread's side of the embedded Postgres: looks like a PGlite to MikroORM, runs in a
 * worker. There is one session, so a transaction holds every other query back until it ends.
 */
import { Worker } from 'node:worker_threads';
import { placeCluster } from './embedded-cluster.ts';

export type EmbeddedRequest = { id: number } & EmbeddedCall;
type EmbeddedCall =
  | { op: 'ready' }
  | { op: 'query'; text: string; params: unknown[] }
  | { op: 'exec'; text: string }
  | { op: 'close' };
export type EmbeddedAnswer =
  | { id: number; result: unknown }
  | { id: number; error: { message: string; fields: Record<string, string> } };

/** The part of PGlite's interface that MikroORM and its query builder use. */
export interface EmbeddedPostgres {
  query(text: string, params?: unknown[]): Promise<unknown>;
  exec(text: string): Promise<unknown>;
  transaction<T>(work: (tx: EmbeddedTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
  readonly closed: boolean;
  readonly ready: boolean;
  readonly waitReady: Promise<void>;
}

export type EmbeddedTransaction = Pick<EmbeddedPostgres, 'query' | 'exec'>;

/**
 * Starts the worker on this directory and waits until the database answers. A worker that dies takes
 * the statements under way with it; the next one starts another, which recovers as after a crash.
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const inTurn = oneAtATime();
  await placeCluster(dataDir);
  let worker = await openWorker(dataDir);
  let closed = false;
  const session = async () => {
    if (worker.isGone() && !closed) worker = await openWorker(dataDir);
    return worker;
  };
  return {
    query: (text, params = []) =>
      inTurn(async () => (await session()).call({ op: 'query', text, params })),
    exec: (text) => inTurn(async () => (await session()).call({ op: 'exec', text })),
    transaction: (work) =>
      inTurn(async () => {
        // Bound to this worker: what follows its death must not run outside the transaction.
        const { call } = await session();
        const query = (text: string, params: unknown[] = []) => call({ op: 'query', text, params });
        return insideTransaction({ query, exec: (text) => call({ op: 'exec', text }) }, work);
      }),
    async close() {
      if (closed) return;
      closed = true;
      await inTurn(async () => (worker.isGone() ? null : worker.call({ op: 'close' })));
      await worker.stop();
    },
    get closed() {
      return closed;
    },
    ready: true,
    waitReady: Promise.resolve(),
  };
}

async function openWorker(dataDir: string) {
  const worker = startWorker(dataDir);
  try {
    await worker.call({ op: 'ready' });
    return worker;
  } catch (error) {
    await worker.stop();
    throw error;
  }
}

async function insideTransaction<T>(
  session: EmbeddedTransaction,
  work: (tx: EmbeddedTransaction) => Promise<T>,
): Promise<T> {
  await session.exec('begin');
  try {
    const result = await work(session);
    await session.exec('commit');
    return result;
  } catch (error) {
    await session.exec('rollback');
    throw error;
  }
}

/** A queue of width one: what a single database session amounts to. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

function startWorker(dataDir: string) {
  const pending = new Map<number, Pending>();
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    workerData: { dataDir },
  });
  let lastId = 0;
  let gone: Error | null = null;
  worker.on('message', (answer: EmbeddedAnswer) => {
    const waiting = pending.get(answer.id);
    pending.delete(answer.id);
    if ('error' in answer) waiting?.reject(revive(answer.error));
    else waiting?.resolve(answer.result);
  });
  const fail = (error: Error) => {
    gone ??= error;
    for (const waiting of pending.values()) waiting.reject(error);
    pending.clear();
  };
  worker.on('error', (error) => fail(stopped(error)));
  worker.on('exit', () => fail(stopped()));
  return {
    isGone: () => gone !== null,
    call: (call: EmbeddedCall) =>
      new Promise<unknown>((resolve, reject) => {
        if (gone) return reject(gone);
        const id = ++lastId;
        pending.set(id, { resolve, reject });
        worker.postMessage({ id, ...call });
      }),
    stop: async () => {
      await worker.terminate();
    },
  };
}

function stopped(cause?: unknown): Error {
  const why = cause instanceof Error ? `: ${cause.message}` : '';
  return new Error(`The embedded database has stopped${why}`);
}

function revive(error: { message: string; fields: Record<string, string> }): Error {
  return Object.assign(new Error(error.message), error.fields);
}
