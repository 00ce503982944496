/**
 * Extraction in worker threads with bounded memory and a deadline, so that a hostile file costs one
 * worker and never the server.
 */
import { Worker } from 'node:worker_threads';
import { type Failure, PresGenError } from '../../runtime/errors.ts';
import { type Extract, type Extraction, unreadable } from './extraction.ts';

export interface ExtractQuestion {
  bytes: Uint8Array;
  mime: string;
  fileName: string;
}
export type ExtractAnswer = { extraction: Extraction } | { failure: Failure };

export interface ExtractPool {
  /** Queues one document; an aborted signal kills its worker and rejects with the signal's reason. */
  extract: Extract;
  /** Ends all workers; documents still queued are rejected. */
  close(): Promise<void>;
}

export interface ExtractPoolOptions {
  /** Documents read at the same time. */
  workers?: number;
  /** A document that takes longer is given up. */
  timeoutMs?: number;
  heapMb?: number;
}

const SCRIPT = new URL('./extract-worker.ts', import.meta.url);

/** Starts no worker until the first document; idle workers do not keep the process alive. */
export function createExtractPool(options: ExtractPoolOptions = {}): ExtractPool {
  const { workers = 2, timeoutMs = 30_000, heapMb = 512 } = options;
  const idle: Worker[] = [];
  const alive = new Set<Worker>();
  const waiting: (() => void)[] = [];
  let busy = 0;

  const start = (): Worker => {
    const worker = new Worker(SCRIPT, {
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 64 },
      stdout: true,
      stderr: true,
    });
    alive.add(worker);
    // A worker may die while idle, of what the last file left behind; that must not end the server.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      alive.delete(worker);
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    });
    return worker;
  };
  const turn = async (): Promise<void> => {
    if (busy < workers) busy += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const handOn = () => {
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  };
  const discard = async (worker: Worker) => {
    alive.delete(worker);
    await worker.terminate();
  };

  return {
    async extract(bytes, mime, fileName, signal) {
      await turn();
      const worker = idle.pop() ?? start();
      try {
        signal?.throwIfAborted();
        const answer = await ask(worker, { bytes, mime, fileName }, timeoutMs, signal);
        worker.unref();
        idle.push(worker);
        if ('failure' in answer) throw new PresGenError(answer.failure);
        return answer.extraction;
      } catch (error) {
        if (!idle.includes(worker)) await discard(worker);
        throw error;
      } finally {
        handOn();
      }
    },
    async close() {
      idle.length = 0;
      await Promise.all([...alive].map(discard));
    },
  };
}

/** One question to one worker; any way other than an answer means the worker must be discarded. */
function ask(
  worker: Worker,
  question: ExtractQuestion,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<ExtractAnswer> {
  const deadline = AbortSignal.timeout(timeoutMs);
  return new Promise<ExtractAnswer>((resolve, reject) => {
    const settle = (then: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      deadline.removeEventListener('abort', onDeadline);
      signal?.removeEventListener('abort', onAbort);
      then();
    };
    const onMessage = (answer: ExtractAnswer) => settle(() => resolve(answer));
    const onError = (error: unknown) => settle(() => reject(unreadable('DOCUMENT_DAMAGED', error)));
    const onExit = () => settle(() => reject(unreadable('DOCUMENT_DAMAGED')));
    const onDeadline = () => settle(() => reject(unreadable('DOCUMENT_TIMEOUT')));
    const onAbort = () => settle(() => reject(signal?.reason));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    deadline.addEventListener('abort', onDeadline);
    signal?.addEventListener('abort', onAbort);
    worker.ref();
    worker.postMessage(question);
  });
}
