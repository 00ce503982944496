/** What loading the Google integration costs a process, as a start of ours finds it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOM = new URL('../../actors/workspace/', import.meta.url).href;

/** `first` is already there in any process of ours: what the platform needs for our files at all. */
const SCRIPT = `
  await import('${ROOM}tag.ts');
  const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  const [began, used] = [performance.now(), cpu()];
  const { createWorkspace } = await import('${ROOM}index.ts');
  const [imported, importUsed] = [performance.now(), cpu()];
  const credentials = { clientId: 'c', clientSecret: 's', refreshToken: 'r' };
  createWorkspace({ mode: 'google', credentials, ledger: {}, now: () => 0 });
  process.stdout.write(JSON.stringify({
    import_ms: imported - began,
    import_cpu_ms: importUsed - used,
    first_client_ms: performance.now() - imported,
    first_client_cpu_ms: cpu() - importUsed,
  }));`;

/**
 * Milliseconds by what was measured, each in `times` processes. With a compile cache, which `main.ts`
 * switches on; the process that fills it is not counted.
 */
export function coldImports(times: number): Record<string, number[]> {
  const cache = mkdtempSync(join(tmpdir(), 'presgen-compiled-'));
  const once = (): Record<string, number> => {
    const args = ['--no-warnings', '--input-type=module', '-e', SCRIPT];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      encoding: 'utf8',
      env: { ...process.env, NODE_COMPILE_CACHE: cache },
    });
    if (status !== 0) throw new Error(`the integration could not be loaded: ${stderr}`);
    return JSON.parse(stdout) as Record<string, number>;
  };
  try {
    once();
    const samples: Record<string, number[]> = {};
    for (let time = 0; time < times; time += 1)
      for (const [name, ms] of Object.entries(once()))
        samples[name] = [...(samples[name] ?? []), ms];
    return samples;
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}
