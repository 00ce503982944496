/** What a workflow has made, by step and thing, the newest version first. Pure. */
import type { StepName } from '../../machines/vocabulary.ts';
import { STEP_TITLES } from '../words/words.ts';

export interface Artefact {
  id: string;
  type: string;
  name: string;
  version: number;
  bytes: number;
  mime: string;
  sha256: string;
  step: StepName;
  learner: string | null;
  url: string;
  /** ms since 1970. */
  created_at: number;
  meta?: Record<string, unknown>;
}

/** One thing in all its versions. */
export interface Made {
  newest: Artefact;
  older: Artefact[];
}

/** How an artefact is shown in place; null where it can only be taken along. */
export type Preview = 'video' | 'image' | 'page' | 'json' | 'text' | 'deck' | null;

export function byStep(items: Artefact[]): { step: StepName; made: Made[] }[] {
  const steps = Map.groupBy(items, ({ step }) => step);
  const known = Object.keys(STEP_TITLES) as StepName[];
  const all = [...known, ...[...steps.keys()].filter((step) => !known.includes(step))];
  return all.flatMap((step) => {
    const found = steps.get(step);
    return found ? [{ step, made: thingsIn(found) }] : [];
  });
}

function thingsIn(items: Artefact[]): Made[] {
  const things = Map.groupBy(items, ({ type, name, learner }) => `${type}/${name}/${learner}`);
  return [...things.values()].flatMap((versions) => {
    const [newest, ...older] = versions.sort((a, b) => b.version - a.version);
    return newest ? [{ newest, older }] : [];
  });
}

/** A film's captions, poster and transcript lie beside it under the same stem. */
export function companions(film: Artefact, items: Artefact[]): Record<string, Artefact> {
  const stem = stemOf(film);
  const beside = items.filter((each) => each.step === film.step && stemOf(each) === stem);
  return Object.fromEntries(beside.map((each) => [kindOf(each), each]));
}

export function previewOf({ mime, name }: Pick<Artefact, 'mime' | 'name'>): Preview {
  if (mime.startsWith('video/')) return 'video';
  if (mime.startsWith('image/')) return 'image';
  if (mime.includes('json')) return 'json';
  if (mime.startsWith('text/html')) return 'page';
  if (name.endsWith('.pptx')) return 'deck';
  return mime.startsWith('text/') || /\.(vtt|md|txt)$/.test(name) ? 'text' : null;
}

/** The flag is a boolean or the list of what is degraded. */
export function isDegraded({ meta }: Pick<Artefact, 'meta'>): boolean {
  const flag = meta?.degraded;
  return Array.isArray(flag) ? flag.length > 0 : flag === true;
}

function stemOf({ name }: Artefact): string {
  return name.replace(/\.[^.]+$/, '');
}

function kindOf({ mime, type }: Artefact): string {
  if (mime.startsWith('text/vtt')) return 'captions';
  if (mime.startsWith('image/')) return 'poster';
  return mime.startsWith('video/') ? 'video' : type;
}
