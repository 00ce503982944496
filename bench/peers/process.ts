/** Processes under measurement: started here, told what to do over loopback, stopped by id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onExit } from './exit.ts';

const STOP_MS = 10_000;

/** A child process whose life ends with this one's at the latest. */
export interface Child {
  pid: number;
  stdout: NonNullable<ChildProcess['stdout']>;
  /** Rejects when the process ends without having been asked to. */
  ended: Promise<never>;
  stop(): Promise<void>;
}

/** Starts a process; `log` says where its standard error goes: a file descriptor or ours. */
export function startChild(
  command: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; log?: number } = {},
): Child {
  const child = spawn(command, args, {
    env: { ...process.env, ...options.env },
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', options.log ?? 'inherit'],
  });
  const kill = onExit(() => void child.kill('SIGKILL'));
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  let stopping = false;
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (!stopping) reject(new Error(`${command} ended by itself: ${code ?? signal}`));
    });
  });
  ended.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    stdout: child.stdout as NonNullable<ChildProcess['stdout']>,
    ended,
    stop: async () => {
      stopping = true;
      if (child.exitCode === null) child.kill('SIGTERM');
      const timer = setTimeout(kill, STOP_MS);
      await gone;
      clearTimeout(timer);
      kill();
    },
  };
}

/** A worker of ours or a peer's: it prints its address, then takes `{start, signal}` by POST. */
export interface Worker extends Child {
  port: number;
  post(body: { start?: string[]; signal?: string[] }): Promise<void>;
}

/** Starts a host file of this folder or its parent and waits until it listens. */
export async function startWorker(
  file: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Worker> {
  const host = new URL(file, import.meta.url).pathname;
  const quiet = ['ExperimentalWarning', 'DeprecationWarning'].map(
    (warning) => `--disable-warning=${warning}`,
  );
  const child = startChild(process.execPath, [...quiet, host, ...args], { env });
  const lines = createInterface({ input: child.stdout });
  const first = lines[Symbol.asyncIterator]().next();
  const { value, done } = await Promise.race([first, child.ended]);
  if (done) return child.ended;
  const { port } = JSON.parse(String(value)) as { port: number };
  const post = async (body: object): Promise<void> => {
    const request = fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    const response = await Promise.race([request, child.ended]);
    if (!response.ok) throw new Error(await response.text());
    await response.arrayBuffer();
  };
  return { ...child, port, post };
}
