/** What every part of the page is given, and where the page is. */
import type { Artefact } from './artefacts.ts';
import type { Model } from './model.ts';
import type { OpenWorkflow } from './store.ts';

/** A workflow as it is shown: now, or as of the position `past`. */
export interface Shown {
  id: string;
  model: Model;
  artefacts: Artefact[];
  workflow: OpenWorkflow;
  past: number | null;
}

/** Address of the page, without its tab. */
export function baseOf(id: string, past: number | null): string {
  const path = `/w/${encodeURIComponent(id)}`;
  return past === null ? path : `${path}/at/${past}`;
}
