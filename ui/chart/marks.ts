/** What a drawing says about one actor: where it is, where it was, and along which edges. Pure. */
import { leavesOf, occupied, toneOf } from '../words/state-value.ts';
import type { Tone } from '../words/tones.ts';
import type { DrawnEdge, DrawnNode } from './chart-data.ts';

export interface Marks {
  /** Occupied boxes with how they stand. */
  active: Map<string, Tone>;
  visited: Set<string>;
  /** Edges that were taken. */
  edges: Set<string>;
  /** Those of them that led to the present state. */
  latest: Set<string>;
}

/** What marks are read from; tags say more than a state's name does. */
type Picture = { nodes: (Pick<DrawnNode, 'id'> & Partial<DrawnNode>)[]; edges: DrawnEdge[] };
type Tagged = { id: string; tags: string[] };

/** @param values state values in the order the actor had them; the last is the present. */
export function marksOf(
  machine: string,
  values: unknown[],
  drawing: Picture,
  states: Tagged[] = [],
): Marks {
  const shown = new Set(drawing.nodes.map(({ id }) => id));
  const incoming = Map.groupBy(drawing.edges, ({ target }) => target);
  const marks: Marks = {
    active: activeIn(machine, values.at(-1), shown, states),
    visited: new Set(),
    edges: new Set(),
    latest: new Set(),
  };
  let before = new Set<string>();
  for (const value of changes(values)) {
    const now = visible(occupied(machine, value), shown);
    const taken = new Set<string>();
    for (const id of now) {
      marks.visited.add(id);
      if (before.has(id)) continue;
      const way = wayTo(id, before, now, incoming);
      for (const edge of [...way, ...endings(way, drawing)]) {
        taken.add(edge.id);
        marks.visited.add(edge.target);
      }
    }
    for (const id of taken) marks.edges.add(id);
    if (taken.size > 0) marks.latest = taken;
    before = now;
  }
  return marks;

  /** The way to the final states of boxes that were left because what is in them was done. */
  function endings(way: DrawnEdge[], { nodes }: Picture): DrawnEdge[] {
    const done = way.filter(({ texts }) => texts?.some(({ kind }) => kind === 'state_done'));
    return done.flatMap(({ source }) =>
      nodes
        .filter(({ kind, parent }) => kind === 'final' && parent === source)
        .flatMap(({ id }) => wayTo(id, before, new Set(), incoming)),
    );
  }
}

/** Values without repetitions: a turn need not move a state. */
function changes(values: unknown[]): unknown[] {
  let last = '';
  return values.filter((value) => {
    const text = JSON.stringify(value);
    const isNew = value !== null && value !== undefined && text !== last;
    if (isNew) last = text;
    return isNew;
  });
}

/** Which tone shows where several things go on in one box: what needs a person comes first. */
const URGENCY: Tone[] = ['failed', 'retrying', 'waiting', 'compensating', 'active', 'idle', 'done'];

function activeIn(
  machine: string,
  value: unknown,
  shown: Set<string>,
  states: Tagged[],
): Map<string, Tone> {
  const tags = new Map(states.map((state) => [state.id, state.tags]));
  const active = new Map<string, Tone>();
  for (const path of leavesOf(value)) {
    const tone = toneByTags(tags.get([machine, ...path].join('.'))) ?? toneOf(path);
    for (const id of visible(occupied(machine, nested(path)), shown)) {
      const known = active.get(id);
      if (known === undefined || URGENCY.indexOf(tone) < URGENCY.indexOf(known))
        active.set(id, tone);
    }
  }
  return active;
}

const TAGS: Record<string, Tone> = {
  needs_attention: 'failed',
  retrying: 'retrying',
  waiting: 'waiting',
  compensating: 'compensating',
};

function toneByTags(tags: string[] | undefined): Tone | undefined {
  return tags?.map((tag) => TAGS[tag]).find((tone) => tone !== undefined);
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
  incoming: Map<string, DrawnEdge[]>,
): DrawnEdge[] {
  let ways: DrawnEdge[][] = [[]];
  const seen = new Set([target]);
  for (let depth = 0; depth < PASSING_MAX; depth += 1) {
    const longer = ways.flatMap((way) =>
      (incoming.get(way[0]?.source ?? target) ?? []).map((edge) => [edge, ...way]),
    );
    const found = longer.filter(([first]) => first && isOrigin(first.source, before, now));
    if (found.length > 0) return found.reduce(innermost);
    ways = longer.filter(([first]) => first && !seen.has(first.source));
    for (const [first] of ways) if (first) seen.add(first.source);
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
