/** What an edge stands for, as the machine writes it: shown where the pointer rests. Pure. */
import type { ChartTransition, Drawing } from './chart-data.ts';
import { rawTransition, shortId } from './transition-words.ts';

const LINES_MAX = 8;

/** By edge. */
export function tooltipsOf(drawing: Drawing, transitions: ChartTransition[]): Map<string, string> {
  return new Map(drawing.edges.map(({ id, transitions: of }) => [id, tooltip(of, transitions)]));
}

function tooltip(positions: number[], transitions: ChartTransition[]): string {
  const lines = positions.slice(0, LINES_MAX).flatMap((position) => {
    const transition = transitions[position];
    if (!transition) return [];
    const { source, target } = transition;
    return [`${shortId(source)} → ${shortId(target ?? source)}: ${rawTransition(transition)}`];
  });
  const more = positions.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
