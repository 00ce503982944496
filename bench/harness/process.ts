/** Processes under measurement: started here, told what to do over loopback, stopped by id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Ask, askerOf } from './ask.ts';
import { onExit } from './exit.ts';

const STOP_MS = 10_000;

/** A child process whose life ends with this one's at the latest. */
export interface Child {
  pid: number;
  stdout: NonNullable<ChildProcess['stdout']>;
  /** Rejects when the process ends without having been asked to. */
  ended: Promise<never>;
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
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
    kill: async () => {
      stopping = true;
      kill();
      await gone;
    },
  };
}

/** A worker of ours or a peer's: it prints its address, then takes `{start, signal}` by POST. */
export interface Worker extends Child {
  port: number;
  /** As `Ask`; rejects also when the worker ends meanwhile. */
  ask: Ask;
}

/** Starts a host file, a path relative to this folder, and waits until it listens. */
export async function startWorker(
  file: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; nodeArgs?: string[] } = {},
): Promise<Worker> {
  const host = new URL(file, import.meta.url).pathname;
  const quiet = ['ExperimentalWarning', 'DeprecationWarning'].map(
    (warning) => `--disable-warning=${warning}`,
  );
  const nodeArgs = [...quiet, ...(options.nodeArgs ?? []), host, ...args];
  const child = startChild(process.execPath, nodeArgs, { env: options.env ?? {} });
  const lines = createInterface({ input: child.stdout });
  const first = lines[Symbol.asyncIterator]().next();
  const { value, done } = await Promise.race([first, child.ended]);
  if (done) return child.ended;
  const { port } = JSON.parse(String(value)) as { port: number };
  const ask = askerOf(port);
  return { ...child, port, ask: (path, body) => Promise.race([ask(path, body), child.ended]) };
}
