/** Puts the artefacts of a run where people find them. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { filmRung } from '../machines/vocabulary.ts';
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
  /** Of a video or storyboard: its topic, and in words how it was made. */
  film: { topic: string; made: string } | null;
}

function filmOf({ type, name, meta }: { type: string; name: string; meta: object }) {
  const made = 'rung' in meta ? filmRung(meta.rung) : null;
  const isFilm = type === 'storyboard' || type === 'video';
  if (!isFilm || made === null) return null;
  return { topic: 'topic' in meta ? String(meta.topic) : name, made };
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
      film: filmOf(artifact),
    });
  }
  return exported;
}
