/** The whole system on a database of its own, the example course filed, and browsers in front of it. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { openSystem, type System } from '../../cli/system.ts';
import { createSystemClock, type SystemClock } from '../../ops/clock.ts';
import { readConfig } from '../../ops/config.ts';
import { createLog } from '../../ops/log.ts';
import { type Client, createClient } from '../../ops/rehearsal/client.ts';
import { answerForm } from '../../ops/rehearsal/learner.ts';
import { linksInMails } from '../../ops/rehearsal/mailbox.ts';
import { fileRequest } from '../../ops/rehearsal/play.ts';
import { readRequestFile } from '../../ops/rehearsal/request-file.ts';
import { buildPage } from '../../ops/scripts/build-page.ts';

export const CHROMIUM = '/usr/bin/chromium';
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
/** Longest anything in a browser test may take. */
export const PATIENCE_MS = 20_000;

/** Why browser tests cannot run here; false when they can. */
export const SKIPPED = existsSync(CHROMIUM) ? false : `there is no browser at ${CHROMIUM}`;

export interface Entrance {
  person?: string;
  scheme?: 'light' | 'dark';
  width?: number;
  /** Colours of the reader's own, as Windows' contrast themes set them. */
  forcedColors?: boolean;
}

export interface Stage {
  url: string;
  client: Client;
  system: System;
  /** The filed workflow, with its questions waiting for approval. */
  workflow: string;
  /** A browser of its own for one person; console errors and foreign requests end up in `faults`. */
  enter(options?: Entrance): Promise<Page>;
  faults: string[];
  openCheckpoint(): Promise<{ id: string; kind: string }>;
  approve(person?: string): Promise<void>;
  formLinks(): Promise<string[]>;
  /** Waits until the workflow has that status, at that step unless null; returns its seq. */
  stands(status: string, step: string | null): Promise<number>;
  /** All learners but one answer. */
  answerForms(): Promise<void>;
  /** Files the example once more; the same key twice is the same workflow. */
  fileAnother(key?: string): Promise<void>;
  close(): Promise<void>;
}

/** A browser without a profile, as every browser test uses it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS });
}

export interface Staging {
  /** Nothing is filed: what a new user meets. */
  isEmpty?: boolean;
  /** The server's clock, for tests that cannot wait. */
  clock?: SystemClock;
  /** Settings beside the usual ones, such as a host that asks for a login. */
  env?: Record<string, string>;
  /** Answers in Google's place, where `env` names an account there. */
  google?: (request: Request) => Promise<Response>;
}

export async function openStage(staging: Staging = {}): Promise<Stage> {
  const { isEmpty = false, clock = createSystemClock(), env = {}, google } = staging;
  await buildPage();
  const dataDir = await mkdtemp(join(tmpdir(), 'presgen-browser-'));
  const port = await freePort();
  const usual = {
    PORT: String(port),
    DATA_DIR: dataDir,
    PATH: process.env.PATH,
    DECK_PROOFS: '0',
    AVATAR_SIDECAR: 'off',
  };
  const config = readConfig({ ...usual, ...env });
  const system = await openSystem({
    config,
    clock,
    log: createLog('fatal'),
    version: 'test',
    ...(google ? { fetch: google as unknown as typeof fetch } : {}),
  });
  const url = `http://127.0.0.1:${port}`;
  const client = createClient(url, 'educator-mira');
  const browser = await launchBrowser();
  const faults: string[] = [];
  const close = async (): Promise<void> => {
    await browser.close();
    await system.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  const workflow = isEmpty
    ? ''
    : await fileExample(client, 'first').catch(async (error: unknown) => {
        await close();
        throw error;
      });

  const openCheckpoint = async (): Promise<{ id: string; kind: string }> =>
    until('an open checkpoint', async () => {
      const { items } = await client.get<{ items: { id: string; kind: string }[] }>(
        '/api/checkpoints',
      );
      return items[0] ?? null;
    });
  const formLinks = async (): Promise<string[]> =>
    until('the mails with form links', async () => {
      const links = await linksInMails(
        join(dataDir, 'workspace', 'outbox'),
        /https?:\/\/\S+?\/f\/[\w.~-]+/,
      );
      return links.size < 5 ? null : [...links.values()];
    });
  const stage: Stage = {
    url,
    client,
    system,
    workflow,
    faults,
    enter: (options = {}) => enter(browser, url, faults, options),
    openCheckpoint,
    approve: async (person = 'educator-mira') => {
      const { id } = await openCheckpoint();
      const { subject } = await client.get<{ subject: { content_hash: string } }>(
        `/api/checkpoints/${id}`,
      );
      const decision = { verdict: 'approve', content_hash: subject.content_hash };
      await client.post(`/api/checkpoints/${id}/decisions`, decision, person);
    },
    formLinks,
    stands: (status, step) =>
      until(`${status} at ${step}`, async () => {
        const view = await client.get<{ status: string; step_name: string; seq: number }>(
          `/api/workflows/${workflow}`,
        );
        return view.status === status && (step === null || view.step_name === step)
          ? view.seq
          : null;
      }),
    answerForms: async () => {
      for (const link of (await formLinks()).slice(1))
        await answerForm(client, link, ({ title, options }) => title.length % options.length);
    },
    fileAnother: async (key = 'another') => {
      await fileExample(client, key);
    },
    close,
  };
  if (!isEmpty) await openCheckpoint();
  return stage;
}

async function fileExample(client: Client, key: string): Promise<string> {
  const request = fileURLToPath(new URL('../../examples/request.yaml', import.meta.url));
  return fileRequest(await readRequestFile(request), {
    client,
    key,
    takeAnyway: async ({ fileName }) => {
      throw new Error(`${fileName} was turned away`);
    },
  });
}

async function enter(
  browser: Browser,
  url: string,
  faults: string[],
  { person, scheme = 'light', width = 1200, forcedColors = false }: Entrance,
): Promise<Page> {
  const context = await browser.newContext({
    colorScheme: scheme,
    forcedColors: forcedColors ? 'active' : 'none',
    viewport: { width, height: 800 },
  });
  if (person) await context.addCookies([{ name: 'presgen_user', value: person, url }]);
  await watchFaults(context, url, faults);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

async function watchFaults(context: BrowserContext, url: string, faults: string[]): Promise<void> {
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => faults.push(`script: ${error.error().message}`));
  context.on('request', (request) => {
    if (!request.url().startsWith(url)) faults.push(`foreign: ${request.url()}`);
  });
}

/** Asks again until there is an answer; fails by name when there never is. */
export async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const deadline = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const found = await ask();
    if (found !== null) return found;
    if (deadline.aborted) throw new Error(`waited in vain for ${what}`);
    await pause(50);
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
