/** Keeps the fit off the engine's loop: whatever is large enough to be fitted is fitted in a thread. */
import { Worker } from 'node:worker_threads';
import { type Estimate, FIT_LEARNERS_MIN } from './estimate.ts';

const SCRIPT = new URL('./estimate-worker.ts', import.meta.url);

/** As `estimate`; rejects with the signal's reason when aborted, and with the thread's own error. */
export async function estimateApart(
  rows: readonly (readonly number[])[],
  signal: AbortSignal,
): Promise<Estimate | null> {
  signal.throwIfAborted();
  if (rows.length < FIT_LEARNERS_MIN) return null;
  const worker = new Worker(SCRIPT, { workerData: rows });
  const ended = Promise.withResolvers<Estimate | null>();
  const stop = () => ended.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  worker.once('message', ended.resolve).once('error', ended.reject);
  worker.once('exit', (code) => ended.reject(new Error(`the fit ended with ${code}, unanswered`)));
  try {
    return await ended.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
