/** Speaks to the rendering program over HTTP; its answers become ours, its refusals PresGenErrors. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat, truncate } from 'node:fs/promises';
import type { z } from 'zod';

import { PresGenError, terminal, transient } from '../../../runtime/errors.ts';
import {
  type Accepted,
  accepted,
  type Capabilities,
  capabilities,
  type JobArtifact,
  type JobEvent,
  type JobStatus,
  jobStatus,
  type NamedJob,
} from './contract.ts';
import { eventsIn } from './event-stream.ts';
import { type Answer, type Asked, request } from './request.ts';

/** Where the program listens, and the token it was told. */
export interface SidecarAddress {
  origin: string;
  token: string;
}

export interface SidecarClient {
  /** Resolves when a probe frame was rendered and looked right. */
  ready(signal: AbortSignal): Promise<void>;
  capabilities(signal: AbortSignal): Promise<Capabilities>;
  /** Sends a slide unless the program has it. */
  uploadSlide(sha256: string, png: string, signal: AbortSignal): Promise<void>;
  /** Asks for a job, or finds it again: the same name and body never start a second rendering. */
  submit(job: NamedJob, signal: AbortSignal): Promise<Accepted>;
  /** Events after `seq`, as they come; ends when the program closes the stream. */
  events(id: string, after: number, signal: AbortSignal): AsyncGenerator<JobEvent>;
  /** Null where the program knows no such job. */
  status(id: string, signal: AbortSignal): Promise<JobStatus | null>;
  /** Ends the job and removes its files; a job that is gone already is fine. */
  cancel(id: string, signal: AbortSignal): Promise<void>;
  /** Fetches an artefact into a file, going on where a lost connection left it, and checks its hash. */
  download(id: string, what: JobArtifact, file: string, signal: AbortSignal): Promise<void>;
}

const ANSWER_MS = 20_000;
const DOWNLOAD_TRIES = 4;

export function createSidecarClient({ origin, token }: SidecarAddress): SidecarClient {
  const ask: Ask = async (path, init) => {
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    try {
      return await request(new URL(path, origin), { ...init, headers });
    } catch (cause) {
      init.signal.throwIfAborted();
      throw transient('AVATAR_LOST', 'the rendering program does not answer', { cause });
    }
  };
  const soon = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  const brief = async (path: string, init: Asked) => {
    const { signal } = init;
    try {
      const response = await ask(path, { ...init, signal: soon(signal) });
      return { response, text: await response.text() };
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof PresGenError) throw cause;
      throw transient('AVATAR_LOST', 'the rendering program gave no answer', { cause });
    }
  };
  const told = async <T>(path: string, schema: z.ZodType<T>, signal: AbortSignal) => {
    const { response, text } = await brief(path, { signal });
    if (response.status === 404) return null;
    if (!response.ok) throw refusal(response, text);
    return understood(schema, text);
  };
  return {
    ready: async (signal) => {
      const { response, text } = await brief('/readyz', { signal });
      if (!response.ok) throw transient('AVATAR_NOT_READY', `not ready: ${reasonIn(text)}`);
    },
    capabilities: async (signal) => {
      const answer = await told('/v1/capabilities', capabilities, signal);
      if (answer === null) throw terminal('AVATAR_REFUSED', 'it does not say what it can do');
      return answer;
    },
    uploadSlide: async (sha256, png, signal) => {
      const { response, text } = await brief(`/v1/slides/${sha256}`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: await readFile(png),
        signal,
      });
      if (!response.ok) throw refusal(response, text);
    },
    submit: async ({ id, body }, signal) => {
      const headers = { 'content-type': 'application/json' };
      const { response, text } = await brief(`/v1/jobs/${id}`, {
        method: 'PUT',
        headers,
        body,
        signal,
      });
      if (!response.ok) throw refusal(response, text);
      return understood(accepted, text);
    },
    async *events(id, after, signal) {
      const response = await ask(`/v1/jobs/${id}/events?after=${after}`, {
        headers: { accept: 'application/x-ndjson' },
        signal,
      });
      if (response.status === 404) throw jobLost();
      if (!response.ok) throw refusal(response, await response.text().catch(() => ''));
      yield* eventsIn(response, signal);
    },
    status: (id, signal) => told(`/v1/jobs/${id}`, jobStatus, signal),
    cancel: async (id, signal) => {
      const { response, text } = await brief(`/v1/jobs/${id}`, { method: 'DELETE', signal });
      if (!response.ok && response.status !== 404) throw refusal(response, text);
    },
    download: async (id, what, file, signal) => {
      for (let tries = 1; ; tries += 1) {
        try {
          await fetchRest(ask, id, what, file, signal);
          break;
        } catch (error) {
          signal.throwIfAborted();
          const goesOn = error instanceof PresGenError && error.code === 'AVATAR_LOST';
          if (!goesOn || tries >= DOWNLOAD_TRIES) throw error;
        }
      }
      if ((await hashOf(file)) === what.sha256) return;
      await truncate(file, 0);
      throw transient('VERIFY_FAILED', `${what.name} came with other bytes than were promised`);
    },
  };
}

/** Submitted again, under the same name, it begins anew. */
export function jobLost(): PresGenError {
  return transient('JOB_LOST', 'the rendering program does not know the job any more');
}

type Ask = (path: string, init: Asked) => Promise<Answer>;

async function fetchRest(
  ask: Ask,
  id: string,
  { name, size }: JobArtifact,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const have = await stat(file).then(
    (known) => known.size,
    () => 0,
  );
  if (have >= size && size > 0) return;
  const headers: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
  const response = await ask(`/v1/jobs/${id}/artifacts/${name}`, { headers, signal });
  if (!response.ok) throw refusal(response, await response.text().catch(() => ''));
  const onto = await open(file, response.status === 206 ? 'a' : 'w');
  let written = response.status === 206 ? have : 0;
  try {
    for await (const bytes of response.body) {
      await onto.write(bytes);
      written += bytes.length;
      if (written > size) throw transient('VERIFY_FAILED', `${name} is longer than promised`);
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof PresGenError) throw cause;
    throw transient('AVATAR_LOST', `the connection broke within ${name}`, { cause });
  } finally {
    await onto.close();
  }
  if (written < size) throw transient('AVATAR_LOST', `${name} ended after ${written} bytes`);
}

/** A refusal in our terms: a full queue is waited for, anything else about the request stays so. */
function refusal(response: Answer, text: string): PresGenError {
  const said = reasonIn(text);
  if (response.status === 429) {
    const seconds = Number(response.header('retry-after'));
    const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 5_000;
    return transient('RATE_LIMITED', 'the rendering program has no room for more', {
      retryAfterMs,
    });
  }
  if (response.status >= 500) {
    return transient('AVATAR_LOST', `the rendering program answered ${response.status}: ${said}`);
  }
  return terminal('AVATAR_REFUSED', `the rendering program answered ${response.status}: ${said}`);
}

function reasonIn(text: string): string {
  try {
    const { path, message, code } = JSON.parse(text) as Record<string, unknown>;
    return [code, path, message].filter((part) => typeof part === 'string').join(' ');
  } catch {
    return text.slice(0, 200);
  }
}

function understood<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw terminal('AVATAR_REFUSED', 'the rendering program answered what we cannot read', cause);
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(file)) hash.update(bytes as Buffer);
  return hash.digest('hex');
}
