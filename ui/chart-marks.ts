/** What a drawing says about one workflow: where it is, where it was, and along which edges. Pure. */
import type { DrawnEdge, DrawnNode } from './chart.ts';
import type { Tone } from './glyphs.ts';
import { leavesOf, occupied, toneOf } from './state-value.ts';

export interface Marks {
  /** Occupied boxes with how they stand. */
  active: Map<string, Tone>;
  visited: Set<string>;
  edges: Set<string>;
}

/** @param values state values in the order the workflow had them; the last is the present. */
export function marksOf(
  machine: string,
  values: unknown[],
  drawing: { nodes: DrawnNode[]; edges: DrawnEdge[] },
): Marks {
  const shown = new Set(drawing.nodes.map(({ id }) => id));
  const marks: Marks = { active: new Map(), visited: new Set(), edges: new Set() };
  let before = new Set<string>();
  for (const value of values) {
    const now = visible(occupied(machine, value), shown);
    for (const id of now) marks.visited.add(id);
    for (const edge of drawing.edges) if (wasTaken(edge, before, now)) marks.edges.add(edge.id);
    before = now;
  }
  const present = values.at(-1);
  for (const path of leavesOf(present)) {
    const tone = toneOf(path);
    for (const id of visible(occupied(machine, nested(path)), shown)) {
      const known = marks.active.get(id);
      if (known === undefined || known === 'done' || tone === 'failed') marks.active.set(id, tone);
    }
  }
  return marks;
}

/** An edge was taken when its target is newly entered while its source was occupied just before. */
function wasTaken(edge: DrawnEdge, before: Set<string>, now: Set<string>): boolean {
  const entered = now.has(edge.target) && !before.has(edge.target);
  if (edge.source.endsWith('#start')) return entered && now.has(edge.source.slice(0, -6));
  return entered && before.has(edge.source);
}

function visible(ids: Set<string>, shown: Set<string>): Set<string> {
  return new Set([...ids].filter((id) => shown.has(id)));
}

function nested(path: string[]): unknown {
  return path.reduceRight<unknown>(
    (inner, name) => (inner === null ? name : { [name]: inner }),
    null,
  );
}
