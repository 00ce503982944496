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
    for (const id of now) {
      marks.visited.add(id);
      if (before.has(id)) continue;
      for (const edge of wayTo(id, before, now, drawing.edges)) {
        marks.edges.add(edge.id);
        marks.visited.add(edge.target);
      }
    }
    before = now;
  }
  marks.active = activeIn(machine, values.at(-1), shown);
  return marks;
}

/** Occupied boxes; one that holds several things shows what most needs a person. */
function activeIn(machine: string, value: unknown, shown: Set<string>): Map<string, Tone> {
  const active = new Map<string, Tone>();
  for (const path of leavesOf(value)) {
    const tone = toneOf(path);
    for (const id of visible(occupied(machine, nested(path)), shown)) {
      const known = active.get(id);
      if (known === undefined || known === 'done' || tone === 'failed') active.set(id, tone);
    }
  }
  return active;
}

const PASSING_MAX = 4;

/**
 * The shortest way from what was occupied just before to a newly entered box. It may lead through
 * states that were left within the same transition and so never show in a value.
 */
function wayTo(
  target: string,
  before: Set<string>,
  now: Set<string>,
  edges: DrawnEdge[],
): DrawnEdge[] {
  let ways: DrawnEdge[][] = [[]];
  for (let depth = 0; depth < PASSING_MAX; depth += 1) {
    const longer = ways.flatMap((way) => {
      const at = way[0]?.source ?? target;
      return edges.filter((edge) => edge.target === at).map((edge) => [edge, ...way]);
    });
    const found = longer.filter(([first]) => first && isOrigin(first.source, before, now));
    if (found.length > 0) return found.reduce(innermost);
    ways = longer;
  }
  return [];
}

function isOrigin(source: string, before: Set<string>, now: Set<string>): boolean {
  const within = source.endsWith('#start') ? source.slice(0, -6) : null;
  return within === null ? before.has(source) : now.has(within) && !before.has(within);
}

/** Of two ways the one that leaves the innermost state. */
function innermost(a: DrawnEdge[], b: DrawnEdge[]): DrawnEdge[] {
  return (b[0]?.source.length ?? 0) > (a[0]?.source.length ?? 0) ? b : a;
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
