/** `presgen serve`: the server until it is told to stop. */

import { parseArgs } from 'node:util';
import { createSystemClock } from '../ops/clock.ts';
import { readConfig } from '../ops/config.ts';
import { createLog } from '../ops/log.ts';
import { terminal } from './exits.ts';
import { openSystem } from './system.ts';
import { version } from './version.ts';

/** Longest an orderly stop may take before the process ends anyway. */
const STOP_MS = 25_000;

export async function run(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const config = readConfig();
  const log = createLog(config.logLevel);
  const clock = createSystemClock();
  const system = await openSystem({ config, clock, log, version: await version() });
  terminal.out(`PresGen is at ${system.url}`);
  if (system.database.kind === 'embedded') {
    terminal.out(
      `Embedded database in ${config.dataDir}: survives a crash of this process, not a power cut.`,
    );
  }
  if (system.loginToken !== null) terminal.out(`Log in with the admin token: ${system.loginToken}`);
  const signal = await stopSignal();
  log.info({ signal }, 'stopping');
  clock.wakeAt(clock.now() + STOP_MS, () => process.exit(1));
  await system.close();
  return 0;
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => resolve(signal));
  });
}
