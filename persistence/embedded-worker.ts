/**
 * The embedded Postgres, in a thread of its own: in the main thread its long WASM calls would
 * starve timers and sockets. Answers one request at a time, in order of arrival.
 */
import { parentPort, workerData } from 'node:worker_threads';

import { PGlite } from '@electric-sql/pglite';

import type { EmbeddedAnswer, EmbeddedRequest } from './embedded-postgres.ts';

/** date, timestamp, timestamptz, interval and their arrays: left as text, as MikroORM expects. */
const RAW_TEXT_TYPES = [1082, 1114, 1184, 1186, 1182, 1115, 1185, 1187];

const port = parentPort;
if (!port) throw new Error('embedded-worker.ts runs as a worker thread only');

const parsers = Object.fromEntries(RAW_TEXT_TYPES.map((oid) => [oid, (text: string) => text]));
const opening = PGlite.create({ dataDir: (workerData as { dataDir: string }).dataDir, parsers });
// Reported to whoever asks first; unhandled it would take the process down.
opening.catch(() => {});

port.on('message', (request: EmbeddedRequest) => {
  void answer(request).then((reply) => {
    port.postMessage(reply);
    if (request.op === 'close') port.close();
  });
});

async function answer(request: EmbeddedRequest): Promise<EmbeddedAnswer> {
  try {
    return { id: request.id, result: await perform(request) };
  } catch (error) {
    // A structured clone drops an Error's own fields, and SQLSTATE travels in one of them.
    const fields = error instanceof Error ? { ...error } : {};
    const message = error instanceof Error ? error.message : String(error);
    return { id: request.id, error: { message, fields: onlyText(fields) } };
  }
}

async function perform(request: EmbeddedRequest): Promise<unknown> {
  const db = await opening;
  switch (request.op) {
    case 'ready':
      return null;
    case 'query':
      return db.query(request.text, request.params);
    case 'exec':
      return db.exec(request.text);
    case 'close':
      return db.close();
  }
}

/** Carry the statement and its values, which belong in no log. */
const REVEALING = new Set(['query', 'detail', 'where', 'internalQuery']);

function onlyText(fields: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && !REVEALING.has(entry[0]),
    ),
  );
}
