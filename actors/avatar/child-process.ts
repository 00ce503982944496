/**
 * Runs one outside program without a shell: its errors become ours, and an aborted activity
 * leaves no process behind.
 */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';

import { transient } from '../../runtime/errors.ts';

/** What a program is started with. `onOutput` sees stdout as it comes, for progress. */
export interface ToolRun {
  signal: AbortSignal;
  timeoutMs: number;
  onOutput?: (text: string) => void;
}

const KEPT_BYTES = 1_000_000;

/**
 * Resolves with the program's stdout; rejects with a transient PresGenError
 * (`TOOL_MISSING`, `TOOL_FAILED`) or with the abort reason.
 */
export function runTool(path: string, args: string[], run: ToolRun): Promise<string> {
  return new Promise((resolve, reject) => {
    if (run.signal.aborted) return reject(run.signal.reason);
    const limit = deadline(run);
    const child = spawn(path, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: limit,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-KEPT_BYTES);
      run.onOutput?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-4000);
    });
    child.on('error', (cause) => {
      if (run.signal.aborted) reject(run.signal.reason);
      else if (limit.aborted) reject(transient('TOOL_TIMEOUT', `${basename(path)} took too long`));
      else reject(transient('TOOL_MISSING', `${basename(path)} could not be started`, { cause }));
    });
    child.on('close', (code, killed) => {
      if (run.signal.aborted) reject(run.signal.reason);
      else if (code === 0) resolve(stdout);
      else reject(failed(path, code, killed, stderr));
    });
  });
}

/**
 * Aborts with the activity or when the time is up. `spawn`'s own timeout would not do: its timer
 * outlives a program that could not be started.
 */
export function deadline(run: Pick<ToolRun, 'signal' | 'timeoutMs'>): AbortSignal {
  return AbortSignal.any([run.signal, AbortSignal.timeout(run.timeoutMs)]);
}

function failed(path: string, code: number | null, killed: string | null, stderr: string) {
  const end = killed ? `was stopped by ${killed}` : `ended with code ${code}`;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return transient('TOOL_FAILED', `${basename(path)} ${end}: ${last.slice(0, 200)}`);
}
