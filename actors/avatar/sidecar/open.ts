/** The rendering program as this installation has it: at an address, as our child, or not at all. */
import { createHash } from 'node:crypto';

import { terminal } from '../../../runtime/errors.ts';
import type { Log } from '../../ports.ts';
import { createSidecarClient, type SidecarClient } from './client.ts';
import { spawnedSidecar } from './spawn.ts';

/** How the program is reached. `restart` ends one that froze, so that the next answer is a fresh one. */
export interface Sidecar {
  /** Whether this installation has one. */
  present: boolean;
  /** Starts it where it does not run. */
  connect(): Promise<SidecarClient>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The program, and what it is used for. */
export interface SidecarUse {
  program: Sidecar;
  /** Percent of workflows that use it. */
  rollout: number;
  /** Who is asked to draw the presenter; `auto` unless said otherwise. */
  backend?: string;
  /** Silence after which a job is looked into; 30 s unless said otherwise. */
  silenceMs?: number;
  /** How long a job is followed without a new mark before it is said that it lives; 4 min. */
  heartbeatMs?: number;
}

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

/** An installation without one: what was given to a program elsewhere falls to the rungs below. */
export const NO_PROGRAM: Sidecar = {
  present: false,
  connect: () =>
    Promise.reject(terminal('AVATAR_MISSING', 'this machine has no rendering program')),
  restart: async () => {},
  close: async () => {},
};

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
  if (mode === 'off' || binary === null) return NO_PROGRAM;
  const child = spawnedSidecar({ command: [binary], folder, env, log });
  return {
    present: true,
    connect: async () => createSidecarClient(await child.address()),
    restart: child.restart,
    close: child.close,
  };
}

/** Whether a workflow's films are rendered by the program. */
export function takes(use: SidecarUse | undefined, workflow: string): boolean {
  return use?.program.present === true && isRolledOut(workflow, use.rollout);
}

/** Whether a workflow is among the first `percent` of 100: the same answer each time it is asked. */
export function isRolledOut(workflow: string, percent: number): boolean {
  const at = createHash('sha256').update(`avatar-rollout ${workflow}`).digest().readUInt32BE(0);
  return (at % 10_000) / 100 < percent;
}
