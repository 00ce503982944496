/** The rendering program as this installation has it: at an address, as our child, or not at all. */
import { createHash } from 'node:crypto';

import type { Log } from '../../ports.ts';
import { createSidecarClient } from './client.ts';
import type { Sidecar } from './film.ts';
import { spawnedSidecar } from './spawn.ts';

export interface SidecarOptions {
  /** `auto`: spawn `binary` where there is one. `off`: never. Else the origin of a running program. */
  mode: string;
  token: string;
  /** Absolute path of the program, or null. */
  binary: string | null;
  /** Folder of its jobs and slides. */
  folder: string;
  /** Added to the environment of a program that is our child. */
  env?: Record<string, string>;
  log: Log;
}

export function openSidecar(options: SidecarOptions): Sidecar {
  const { mode, token, binary, folder, env = {}, log } = options;
  if (mode !== 'auto' && mode !== 'off') {
    const client = createSidecarClient({ origin: mode, token });
    return {
      present: true,
      connect: async () => client,
      restart: async () => {},
      close: async () => {},
    };
  }
  if (mode === 'off' || binary === null) {
    const connect = () => Promise.reject(new Error('there is no rendering program'));
    return { present: false, connect, restart: async () => {}, close: async () => {} };
  }
  const child = spawnedSidecar({ command: [binary], folder, env, log });
  return {
    present: true,
    connect: async () => createSidecarClient(await child.address()),
    restart: child.restart,
    close: child.close,
  };
}

/** Whether a workflow is among the first `percent` of 100: the same answer each time it is asked. */
export function isRolledOut(workflow: string, percent: number): boolean {
  const at = createHash('sha256').update(`avatar-rollout ${workflow}`).digest().readUInt32BE(0);
  return (at % 10_000) / 100 < percent;
}
