/** The page as of one journal position: what came later is taken away. Pure. */
import type { Artefact } from './artefacts.ts';
import type { GanttKind, GanttRow } from './gantt-data.ts';
import { type Child, childId, type Model, type WorkflowView } from './model.ts';

/** @param view the workflow as the server says it stood at `view.seq` */
export function asOf(
  present: Model,
  artefacts: Artefact[],
  view: WorkflowView,
): { model: Model; artefacts: Artefact[] } {
  const journal = present.journal.filter(({ seq }) => seq <= view.seq);
  const at = journal.at(-1)?.at ?? Number.POSITIVE_INFINITY;
  return {
    model: {
      view,
      journal,
      timeline: present.timeline.filter(({ seq }) => seq <= view.seq),
      seq: view.seq,
      progress: {},
    },
    artefacts: artefacts.filter(({ created_at }) => created_at <= at),
  };
}

/** Where each step was first entered: the places one wants to go back to. */
export function landmarks(present: Model): { seq: number; step: string }[] {
  const seen = new Set<string>();
  return present.timeline.flatMap(({ seq, step_name }) => {
    if (seen.has(step_name)) return [];
    seen.add(step_name);
    return [{ seq, step: step_name }];
  });
}

const MACHINES: Partial<Record<GanttKind, string>> = {
  call: 'integrationCall',
  checkpoint: 'checkpoint',
  collection: 'responseCollection',
  rendering: 'avatarRender',
};

/** The parts that were at work, read from the bars that were open then. */
export function childrenThen(rows: GanttRow[]): Child[] {
  return rows.flatMap(({ kind, what, bars }) => {
    const machine = MACHINES[kind];
    const open = bars.find(({ to }) => to === null);
    if (machine === undefined || open === undefined) return [];
    return {
      id: childId(open.actor),
      address: open.actor,
      machine,
      value: stateValue(open.parts.at(-1)?.state ?? ''),
      status: 'active',
      activity: kind === 'call' || kind === 'checkpoint' ? what : null,
      attempt: kind === 'call' ? open.attempt : null,
    };
  });
}

/** `working.submitting` as the state value it came from. */
function stateValue(path: string): unknown {
  return path
    .split('.')
    .reduceRight<unknown>((below, key) => (below === null ? key : { [key]: below }), null);
}
