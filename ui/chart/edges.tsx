/** The lines of a chart: what leads where, and what was taken. */
import type { JSX } from 'preact';
import type { DrawnEdge } from './chart-data.ts';

/** Arrowheads; ids are prefixed because a page may hold several charts. */
export function Tips({ prefix }: { prefix: string }): JSX.Element {
  return (
    <defs>
      {['tip', 'tip-taken'].map((name) => (
        <marker
          key={name}
          id={`${prefix}${name}`}
          class={`sc-${name}`}
          viewBox="0 0 9 9"
          refX="9"
          refY="4.5"
          markerWidth="9"
          markerHeight="9"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 .5L9 4.500L0 8.500z" />
        </marker>
      ))}
    </defs>
  );
}

interface LineProps {
  edge: DrawnEdge;
  prefix: string;
  isTaken: boolean;
  more: string;
  tooltip: string | undefined;
}

/** One edge; a wide unseen line beneath makes its tooltip easy to hit. */
export function EdgeLine({ edge, prefix, isTaken, more, tooltip }: LineProps): JSX.Element {
  const tip = `url(#${prefix}${isTaken ? 'tip-taken' : 'tip'})`;
  return (
    <g class={`sc-edge ${edge.kind} ${isTaken ? 'taken' : ''} ${more}`} data-edge={edge.id}>
      {tooltip && <title>{tooltip}</title>}
      <path class="reach" d={edge.path} />
      <path class="line" d={edge.path} marker-end={tip} />
    </g>
  );
}

/** The words on an edge, over its line. */
export function EdgeLabel({
  edge,
  depth,
  isTaken,
  tooltip,
}: {
  edge: DrawnEdge;
  depth: number;
  isTaken: boolean;
  tooltip: string | undefined;
}): JSX.Element | null {
  const { label, texts } = edge;
  if (!label || texts.length === 0) return null;
  const step = (label.height - 4) / texts.length;
  const middle = label.x + label.width / 2;
  return (
    <g
      class={`sc-label ${depth % 2 === 1 ? 'on-odd' : 'on-even'} ${isTaken ? 'taken' : ''}`}
      data-label={edge.id}
    >
      {tooltip && <title>{tooltip}</title>}
      <rect x={label.x} y={label.y} width={label.width} height={label.height} rx={5} />
      {texts.map(({ text, kind }, index) => (
        <text
          key={text}
          class={kind}
          x={middle}
          y={label.y + 2 + step * (index + 0.5) + 4}
          text-anchor="middle"
        >
          {text}
        </text>
      ))}
    </g>
  );
}

/** A short light that runs along an edge just taken; still for those who want no motion. */
export function Pulse({ edge }: { edge: DrawnEdge }): JSX.Element {
  return <path class="sc-pulse" d={edge.path} pathLength={1} />;
}
