/** Lays charts out apart from the server's loop: a big one takes a quarter of a second. */
import { parentPort } from 'node:worker_threads';
import ElkConstructor from 'elkjs/lib/elk.bundled.js';
import { type ElkJob, fromElk, toElk } from './chart-elk.ts';

// The package's types promise a default export that its CommonJS build nests once more.
const Elk = (ElkConstructor as unknown as { default?: typeof ElkConstructor.default }).default;
const elk = new (Elk ?? (ElkConstructor as unknown as NonNullable<typeof Elk>))();

parentPort?.on('message', async ({ id, graph, direction }: ElkJob) => {
  try {
    const laid = await elk.layout(toElk(graph, direction));
    parentPort?.postMessage({ id, layout: fromElk(graph, laid) });
  } catch (error) {
    // elk rejects with plain objects as well as errors.
    const message = error instanceof Error ? error.message : JSON.stringify(error).slice(0, 500);
    parentPort?.postMessage({ id, failure: message });
  }
});
