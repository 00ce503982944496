/**
 * Builds the page into `ui/dist` when its sources are newer than what is there. Several processes may
 * ask at once: each builds into a folder of its own, and the last rename wins with equal content.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dist = join(root, 'ui', 'dist');
const STAMP = '.sources';

/** @returns whether anything had to be built. */
export async function buildPage(): Promise<boolean> {
  const sources = hashOfSources();
  const stamp = join(dist, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return false;
  const { build } = await import('vite');
  const { bundle } = await import('./page-bundle.ts');
  const made = await mkdtemp(join(dirname(dist), 'dist-'));
  await build({
    ...bundle,
    configFile: false,
    define: { BUILD: JSON.stringify(sources.slice(0, 16)) },
    build: { ...bundle.build, outDir: made },
  });
  const assets = (await readdir(join(made, 'assets'))).map((name) => `/ui/assets/${name}`);
  await writeFile(join(made, 'files.json'), JSON.stringify([...assets, '/ui/icon.svg']));
  await writeFile(join(made, STAMP), sources);
  // A temporary folder is its maker's alone; whoever serves the page may be somebody else.
  await chmod(made, 0o755);
  const replaced = `${made}-old`;
  if (existsSync(dist)) await rename(dist, replaced).catch(() => undefined);
  await rename(made, dist).catch(() => rm(made, { recursive: true, force: true }));
  await rm(replaced, { recursive: true, force: true });
  return true;
}

/** Of everything that the result depends on: the sources, what they import of ours, the packages. */
function hashOfSources(): string {
  const files = globSync(
    ['ui/**/*', 'machines/vocabulary.ts', 'ops/scripts/page-bundle.ts', 'package-lock.json'],
    {
      cwd: root,
      withFileTypes: true,
      exclude: (entry) => entry.isDirectory() && entry.name.startsWith('dist'),
    },
  )
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(`${join('ui', 'dist')}`))
    .sort();
  const hash = createHash('sha256');
  for (const path of files) hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = await buildPage();
  process.stderr.write(built ? 'page: built\n' : 'page: up to date\n');
}
