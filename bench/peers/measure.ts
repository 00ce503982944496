/** One run of one engine: started fresh, loaded, stopped. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from '../harness/exit.ts';
import { follow } from '../harness/log.ts';
import { type Outcome as Throughput, throughput } from '../harness/throughput.ts';
import type { Engine, RunningEngine } from './engines.ts';

/** What one run showed. */
export interface Outcome extends Throughput {
  store: string;
}

/** How much work, and how long without a new line in the log counts as stuck. */
export interface Load {
  workflows: number;
  /** Requests for 100 starts each under way at a time. */
  window: number;
  stallSeconds: number;
}

async function run(running: RunningEngine, path: string, load: Load): Promise<Outcome> {
  const ids = Array.from({ length: load.workflows }, (_, index) => `w${index}`);
  const log = follow(path);
  try {
    const outcome = await throughput(running, log, ids, {
      window: load.window,
      stallMs: load.stallSeconds * 1000,
    });
    return { ...outcome, store: running.store };
  } finally {
    log.close();
  }
}

/** Throws when anything is not as it should be. */
export async function measure(engine: Engine, load: Load): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), `presgen-peers-${engine.name}-`));
  const remove = onExit(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  const path = join(dir, 'steps.log');
  writeFileSync(path, '');
  try {
    const running = await engine.open(dir, path);
    try {
      return await run(running, path, load);
    } finally {
      await running.close();
    }
  } finally {
    remove();
  }
}
