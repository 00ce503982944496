/** Finds the rendering program this installation was built with, and opens it as it is configured. */
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSidecar, type Sidecar, toolsOn } from '../actors/avatar/index.ts';
import type { Log } from '../actors/ports.ts';
import type { Config } from '../ops/config.ts';

const NAME = 'presgen-avatar';
const BUILT = ['sidecar/build', 'sidecar/build/cpu', 'sidecar/build/cuda'].map((folder) =>
  fileURLToPath(new URL(`../${folder}/${NAME}`, import.meta.url)),
);

/** Absolute path of the program built here, else of one on PATH, else null. */
export async function avatarBinary(toolPath: string): Promise<string | null> {
  for (const path of BUILT) {
    const there = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return toolsOn(toolPath)(NAME);
}

export async function avatarProgram(config: Config, log: Log): Promise<Sidecar> {
  const { mode, token, env } = config.avatarSidecar;
  return openSidecar({
    mode,
    token,
    env,
    log,
    binary: mode === 'auto' ? await avatarBinary(config.toolPath) : null,
    folder: join(config.dataDir, 'avatar'),
  });
}
