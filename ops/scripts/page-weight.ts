/** What a visit costs: the script a browser fetches for each page of the built app, compressed. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

interface Chunk {
  file: string;
  src?: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
}
type Manifest = Record<string, Chunk>;

export interface PageWeight {
  /** Module of the page, as its route imports it; the frame alone is `main`. */
  page: string;
  /** Kilobytes (1,000 bytes) of gzip at level 9: the frame's script and the page's together. */
  kilobytes: number;
}

const dist = fileURLToPath(new URL('../../ui/dist/', import.meta.url));

/** Every page that can be opened first, the heaviest first. The page must have been built. */
export function pageWeights(folder: string = dist): PageWeight[] {
  const manifest = JSON.parse(readFileSync(`${folder}.vite/manifest.json`, 'utf8')) as Manifest;
  const frame = manifest['index.html'];
  if (!frame) throw new Error('the manifest of the built page names no index.html');
  const weigh = (keys: Set<string>): number =>
    [...keys].reduce((sum, key) => sum + compressed(folder, manifest[key]), 0) / 1000;
  const base = reached(manifest, 'index.html', new Set());
  const pages = frame.dynamicImports ?? [];
  return [
    { page: 'main', kilobytes: weigh(base) },
    ...pages.map((key) => ({
      page: key,
      kilobytes: weigh(reached(manifest, key, new Set(base))),
    })),
  ].sort((a, b) => b.kilobytes - a.kilobytes);
}

/** A chunk and all it imports at once. */
function reached(manifest: Manifest, key: string, seen: Set<string>): Set<string> {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key]?.imports ?? []) reached(manifest, next, seen);
  return seen;
}

function compressed(folder: string, chunk: Chunk | undefined): number {
  if (!chunk?.file.endsWith('.js')) return 0;
  return gzipSync(readFileSync(`${folder}${chunk.file}`), { level: 9 }).length;
}
