/** Starts the rendering program as our child: it tells its port, dies with us, and is started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import { transient } from '../../../runtime/errors.ts';
import type { Log } from '../../ports.ts';
import type { SidecarAddress } from './client.ts';

export interface SpawnOrder {
  /** The program; may come with arguments that go before ours. */
  command: [path: string, ...args: string[]];
  /** Where it keeps jobs and slides, so that a new process goes on with them. */
  folder: string;
  log: Log;
  /** Added to what the program finds in its environment. */
  env?: Record<string, string>;
  startMs?: number;
}

export interface SpawnedSidecar {
  /** Address of the running process; starts one where none runs. */
  address(): Promise<SidecarAddress>;
  /** Kills it; the next `address` starts another. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

interface Running extends SidecarAddress {
  child: ChildProcess;
}

export function spawnedSidecar(order: SpawnOrder): SpawnedSidecar {
  let running: Promise<Running> | null = null;
  const end = async (): Promise<void> => {
    const known = await running?.catch(() => null);
    running = null;
    if (!known || known.child.exitCode !== null || known.child.signalCode !== null) return;
    const gone = new Promise((resolve) => known.child.once('exit', resolve));
    known.child.kill('SIGKILL');
    await gone;
  };
  const begin = (): Promise<Running> => {
    const started = start(order, () => {
      if (running === started) running = null;
    });
    started.catch(() => {
      if (running === started) running = null;
    });
    return started;
  };
  return {
    address: async () => {
      running ??= begin();
      const { origin, token } = await running;
      return { origin, token };
    },
    restart: end,
    close: end,
  };
}

async function start(order: SpawnOrder, onExit: () => void): Promise<Running> {
  const [path, ...before] = order.command;
  await mkdir(order.folder, { recursive: true });
  const token = randomBytes(24).toString('base64url');
  const child = spawn(path, [...before, '--port', '0', '--data', order.folder], {
    // Nothing is ever written to its stdin: the end of that pipe tells it that we are gone.
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...order.env,
      ...{ PATH: '/usr/local/bin:/usr/bin:/bin', AVATAR_TOKEN: token, AVATAR_PARENT_PIPE: '1' },
    },
  });
  child.stdin?.on('error', () => undefined);
  child.on('exit', (code, signal) => {
    order.log.info({ code, signal }, 'the rendering program ended');
    onExit();
  });
  if (child.stderr) {
    createInterface(child.stderr).on('line', (line) =>
      order.log.info({ line: line.slice(0, 500) }, 'rendering program'),
    );
  }
  try {
    const port = await listening(child, order.startMs ?? 20_000);
    return { child, token, origin: `http://127.0.0.1:${port}` };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** The first line of its stdout says where it listens. */
function listening(child: ChildProcess, withinMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown) =>
      reject(transient('AVATAR_LOST', `the rendering program ${why}`, { cause }));
    const limit = AbortSignal.timeout(withinMs);
    limit.addEventListener('abort', () => fail('did not say where it listens'));
    child.once('error', (cause) => fail('could not be started', cause));
    child.once('exit', (code) => fail(`ended with code ${code} before it listened`));
    if (!child.stdout) return fail('has no stdout');
    createInterface(child.stdout).once('line', (line) => {
      const port = portIn(line);
      if (port === null) fail('began with a line that names no port');
      else resolve(port);
    });
  });
}

function portIn(line: string): number | null {
  try {
    const { listening } = JSON.parse(line) as { listening?: unknown };
    return Number.isInteger(listening) ? (listening as number) : null;
  } catch {
    return null;
  }
}
