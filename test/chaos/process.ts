/** The product as a child process: what it says line by line, and its end by its own hand or by ours. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../main.ts', import.meta.url));

/** A request small enough to be run many times, with gaps, decks and a video in it. */
export const REQUEST = fileURLToPath(new URL('./fixture/request.yaml', import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** No database server, no pages looked at, no rendering program: where one was built, a film takes minutes. */
const QUIET = { LOG_LEVEL: 'warn', DATABASE_URL: '', DECK_PROOFS: '0', AVATAR_SIDECAR: 'off' };

export interface Running {
  pid: number;
  ended: Promise<Ended>;
  /** Resolves with the line, said already or still to come; null when the process ends without it. */
  line(pattern: RegExp): Promise<string | null>;
  /** SIGKILL: no handler runs, nothing is flushed. Resolves when the process is gone. */
  kill(): Promise<Ended>;
}

/** @param path PATH of the child; a folder without programs hides voices and the encoder. */
export function presgen(args: string[], path = process.env.PATH ?? ''): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...QUIET, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = watchLines(child);
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      said.close();
      resolve({ code, stdout, stderr: said.text() });
    });
  });
  return {
    pid: child.pid ?? 0,
    ended,
    line: said.line,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

function watchLines(child: ChildProcess) {
  const lines: string[] = [];
  let rest = '';
  let waiting: { pattern: RegExp; found(line: string | null): void }[] = [];
  let closed = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    for (const line of parts)
      waiting = waiting.filter(({ pattern, found }) => !pattern.test(line) || found(line));
  });
  return {
    text: () => [...lines, rest].join('\n'),
    line: (pattern: RegExp): Promise<string | null> => {
      const known = lines.find((line) => pattern.test(line));
      if (known !== undefined || closed) return Promise.resolve(known ?? null);
      return new Promise((found) => waiting.push({ pattern, found }));
    },
    close: () => {
      closed = true;
      for (const { found } of waiting) found(null);
    },
  };
}
