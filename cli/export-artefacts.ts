/** Puts the artefacts of a run where people find them. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { System } from './system.ts';

const EXPORTED = new Set([
  'deck',
  'video',
  'captions',
  'poster',
  'transcript',
  'storyboard',
  'report',
  'result',
  'questions',
  'gaps',
  'coverage',
  'scripts',
  'manifest',
]);
const AT_TOP = new Set(['report', 'result']);

/** A copied artefact; `path` is relative to the working directory. */
export interface Exported {
  step: string;
  type: string;
  path: string;
}

/** Copies what people want to open out of the store: report and result on top, the rest by type. */
export async function exportArtefacts(
  { out, system }: { out: string; system: System },
  workflow: string,
): Promise<Exported[]> {
  const exported: Exported[] = [];
  for (const artifact of await system.ports.artifacts.list(workflow)) {
    if (!EXPORTED.has(artifact.type)) continue;
    const folder = AT_TOP.has(artifact.type) ? out : join(out, 'artifacts', artifact.type);
    await mkdir(folder, { recursive: true });
    const path = join(folder, artifact.name.replaceAll('/', '_'));
    await copyFile(system.ports.blobs.path(artifact.sha256), path);
    exported.push({
      step: artifact.step,
      type: artifact.type,
      path: relative(process.cwd(), path),
    });
  }
  return exported;
}
