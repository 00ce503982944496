/**
 * Which edges lead back. The layouter draws everything in one direction and, left to itself, may
 * turn round the way into a chart's first state; walking from there decides it as people read.
 */
import type { Graph } from './graph.ts';

/** Positions of the edges that have to be laid out against their direction. */
export function backwardEdges(graph: Graph): Set<number> {
  const parents = new Map(graph.nodes.map(({ id, parent }) => [id, parent]));
  const levels = Map.groupBy(
    graph.edges.flatMap(({ source, target }, index) => {
      const ends = siblings(source, target, parents);
      return ends ? [{ index, ...ends }] : [];
    }),
    ({ within }) => within,
  );
  const backward = new Set<number>();
  for (const [within, edges] of levels) {
    const inside = graph.nodes.filter(({ parent }) => parent === within);
    const first = inside.filter(({ kind }) => kind === 'start').map(({ id }) => id);
    const order = [...first, ...inside.map(({ id }) => id)];
    for (const index of backIn(order, edges)) backward.add(index);
  }
  return backward;
}

interface Lifted {
  index: number;
  from: string;
  to: string;
}

/** The boxes of one level that an edge runs between; null where one end lies in the other. */
function siblings(
  source: string,
  target: string,
  parents: Map<string, string | null>,
): { from: string; to: string; within: string | null } | null {
  const left = lineage(source, parents);
  const right = lineage(target, parents);
  const depth = left.findIndex((id, index) => id !== right[index]);
  const [from, to] = [left[depth], right[depth]];
  if (depth < 0 || from === undefined || to === undefined) return null;
  return { from, to, within: left[depth - 1] ?? null };
}

function lineage(id: string, parents: Map<string, string | null>): string[] {
  const parent = parents.get(id);
  return [...(parent ? lineage(parent, parents) : []), id];
}

/** Edges that lead to a box still being walked from. */
function backIn(order: string[], edges: Lifted[]): number[] {
  const leaving = Map.groupBy(edges, ({ from }) => from);
  const state = new Map<string, 'open' | 'closed'>();
  const back: number[] = [];
  const walk = (id: string): void => {
    state.set(id, 'open');
    for (const { index, to } of leaving.get(id) ?? []) {
      if (state.get(to) === 'open') back.push(index);
      else if (!state.has(to)) walk(to);
    }
    state.set(id, 'closed');
  };
  for (const id of order) if (!state.has(id)) walk(id);
  return back;
}
