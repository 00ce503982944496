/** What a workflow has made so far, by step, newest version of each. */
import type { StepName } from '../machines/vocabulary.ts';
import { h } from './dom.ts';
import { empty, pill } from './status-views.ts';
import { fileSize } from './times.ts';
import { fileName, inWords, STEP_TITLES, sentence, stepTitle } from './words.ts';

export interface Artefact {
  id: string;
  type: string;
  name: string;
  version: number;
  bytes: number;
  step: StepName;
  learner: string | null;
  url: string;
  meta?: Record<string, unknown>;
}

/** A table for each step that left something. */
export function artefactsView(items: Artefact[]): HTMLElement {
  if (items.length === 0)
    return empty('Nothing made yet', h('p', null, 'Files appear here as steps complete.'));
  const bySteps = Map.groupBy(items, ({ step }) => step);
  const steps = (Object.keys(STEP_TITLES) as StepName[]).filter((step) => bySteps.has(step));
  return h(
    'div',
    { class: 'artefacts' },
    steps.map((step) =>
      h(
        'section',
        null,
        h('h3', null, stepTitle(step)),
        h('ul', null, bySteps.get(step)?.map(row)),
      ),
    ),
  );
}

function row({ type, name, version, bytes, learner, url, meta }: Artefact): HTMLElement {
  return h(
    'li',
    null,
    h('a', { href: url, target: '_blank' }, fileName(name)),
    h(
      'span',
      { class: 'soft' },
      [sentence(inWords(type)), learner, version > 1 ? `version ${version}` : '', fileSize(bytes)]
        .filter(Boolean)
        .join(' · '),
    ),
    isDegraded(meta?.degraded) ? pill('waiting', 'Degraded') : null,
  );
}

/** The flag is a boolean or the list of what is degraded. */
function isDegraded(flag: unknown): boolean {
  return Array.isArray(flag) ? flag.length > 0 : flag === true;
}
