/** The boxes of a chart: states, what stands in them, and how they stand. */
import { Fragment, type JSX } from 'preact';
import { GlyphAt } from '../kit/glyph.tsx';
import type { Tone } from '../words/tones.ts';
import type { DrawnNode, DrawnRow } from './chart-data.ts';
import type { Look } from './looks.ts';
import type { Marks } from './marks.ts';
import type { Told } from './told.ts';

export interface BoxProps {
  node: DrawnNode;
  tone: Tone | undefined;
  isVisited: boolean;
  look: Look | null;
  isSelected: boolean;
  isStop: boolean;
  onSelect: () => void;
  onOpen: () => void;
}

/** What closed boxes have inside. */
export interface InsideProps {
  told: Map<string, Told>;
  within: Marks;
}

/** How a state stands, as people say it. */
export const SAID: Record<Tone, string> = {
  active: 'working',
  waiting: 'waiting',
  retrying: 'will try again',
  failed: 'needs a person',
  compensating: 'undoing',
  done: 'done',
  idle: 'ended',
};

function classOf({ node, tone, isVisited, isSelected, look }: BoxProps): string {
  const stands = tone ? `now ${tone}` : isVisited ? 'visited' : '';
  const place = node.parent === null ? 'root even' : node.depth % 2 === 1 ? 'odd' : 'even';
  return `sc-node ${node.kind} ${place} ${stands} ${node.folded ? 'folded' : ''} ${isSelected ? 'selected' : ''} ${look?.name ?? ''}`;
}

/** Names, what it holds and how it stands, for those who hear the chart. */
function spoken({ node, tone, isVisited, look }: BoxProps, lines: string[]): string {
  const stands = tone
    ? `now, ${SAID[tone]}`
    : isVisited
      ? 'was here'
      : (look?.words ?? 'not reached');
  const inside = node.folded ? ', more inside' : '';
  return `${[node.label, ...lines].filter(Boolean).join(' ')}, ${stands}${inside}`;
}

function focusable(props: BoxProps, lines: string[] = []): JSX.IntrinsicElements['g'] {
  return {
    role: 'button',
    // SVG keeps the case of attributes, unlike HTML.
    tabindex: props.isStop ? 0 : -1,
    'aria-label': spoken(props, lines),
    'data-state': props.node.id,
    onClick: (event: MouseEvent) => {
      event.stopPropagation();
      props.onSelect();
      if (props.node.folded) props.onOpen();
    },
  } as JSX.IntrinsicElements['g'];
}

/** The frame of a state that shows what is inside. */
export function OpenedBox(props: BoxProps): JSX.Element {
  const { x, y, width, height } = props.node;
  return (
    <g class={classOf(props)} {...focusable(props)}>
      <rect class="box" x={x} y={y} width={width} height={height} rx={12} />
    </g>
  );
}

/** Its name; drawn after the edges, which may pass beneath. */
export function OpenedTitle(props: BoxProps): JSX.Element {
  const { node, tone, isVisited, look } = props;
  const { x, y, label } = node;
  const sign = tone ?? (isVisited ? 'done' : undefined);
  return (
    <g
      class={`sc-title ${node.depth % 2 === 1 ? 'odd' : 'even'} ${sign ?? ''} ${look?.name ?? ''}`}
    >
      {sign && node.parent !== null && <GlyphAt tone={sign} x={x + 15} y={y + 13} scale={0.82} />}
      <text x={x + (sign && node.parent !== null ? 34 : 16)} y={y + 24}>
        {label}
      </text>
      {node.parent !== null && look && <Badge {...props} />}
    </g>
  );
}

/** A state whose inside is not shown, a final one, a start dot, or a note. */
export function ClosedBox(props: BoxProps & InsideProps): JSX.Element {
  const { node, tone, isVisited } = props;
  const { x, y, width, height, kind, label } = node;
  const middle = x + width / 2;
  if (kind === 'start')
    return <circle class="sc-start" cx={middle} cy={y + height / 2} r={width / 2 - 1} />;
  if (kind === 'note')
    return (
      <g class="sc-note">
        <rect x={x} y={y} width={width} height={height} rx={6} />
        <Rows {...props} />
      </g>
    );
  const sign = tone ?? (isVisited ? 'done' : undefined);
  const shift = sign ? 10 : 0;
  return (
    <g class={classOf(props)} {...focusable(props, linesOf(props))}>
      <rect
        class="box"
        x={x}
        y={y}
        width={width}
        height={height}
        rx={kind === 'history' ? 15 : 9}
      />
      {kind === 'final' && (
        <rect class="inner" x={x + 3} y={y + 3} width={width - 6} height={height - 6} rx={6.5} />
      )}
      {sign && <GlyphAt tone={sign} x={x + 10} y={y + 12} scale={0.88} />}
      <text class="name" x={middle + shift} y={y + 24} text-anchor="middle">
        {kind === 'history' ? 'H' : label}
      </text>
      <Rows {...props} />
    </g>
  );
}

/** What a look says of a box, in its corner. */
export function Badge({ node, look }: BoxProps): JSX.Element | null {
  if (!look?.badge) return null;
  const { x, y, width } = node;
  const room = 12 + look.badge.length * 7;
  return (
    <g class={`sc-badge ${look.name}`}>
      <rect x={x + width - room - 4} y={y - 9} width={room} height={18} rx={9} />
      <text x={x + width - room / 2 - 4} y={y + 4.5} text-anchor="middle">
        {look.badge}
      </text>
    </g>
  );
}

/** A space before each line, for those who read the texts of a box in one go. */
function Rows({ node, told, within }: BoxProps & InsideProps): JSX.Element {
  return (
    <>
      {node.rows.map((row) => (
        <Fragment key={row.kind + row.ref}>
          {/* Parts the words for those who hear them; SVG draws no text outside its elements. */}{' '}
          {row.kind === 'inside' ? (
            <InsideRow row={row} marks={within} />
          ) : (
            <Row isNote={node.kind === 'note'} {...{ row, told }} />
          )}
        </Fragment>
      ))}
    </>
  );
}

/** What is written below a name. */
function linesOf({ node, told }: BoxProps & InsideProps): string[] {
  return node.rows.map(({ kind, ref, text }) => told.get(`${kind} ${ref}`)?.text ?? text);
}

interface RowProps {
  row: DrawnRow;
  told: Map<string, Told>;
  isNote: boolean;
}

function Row({ row, told, isNote }: RowProps): JSX.Element | null {
  const { x, y, width, height } = row;
  const live = told.get(`${row.kind} ${row.ref}`);
  const room = width - (row.kind === 'child' ? 30 : 12);
  const text = live ? clipped(live.text, room) : row.text;
  if (text === '') return null;
  const open = live?.open;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same is offered as a button beside the picture.
    <g
      class={`sc-row ${row.kind} ${live ? 'live' : ''} ${open ? 'opens' : ''}`}
      onClick={(event) => {
        if (!open) return;
        event.stopPropagation();
        open();
      }}
    >
      {row.kind === 'child' && (
        <rect x={x + 9} y={y + 1} width={width - 18} height={height - 2} rx={8.5} />
      )}
      <text
        x={isNote ? x + 12 : x + width / 2}
        y={y + 14}
        text-anchor={isNote ? 'start' : 'middle'}
      >
        {text}
      </text>
    </g>
  );
}

/** A state that the view leaves folded, as a line of its own: with its sign when it was reached. */
function InsideRow({ row, marks }: { row: DrawnRow; marks: Marks }): JSX.Element {
  const { x, y } = row;
  const tone = marks.active.get(row.ref);
  const sign = tone ?? (marks.visited.has(row.ref) ? 'done' : undefined);
  return (
    <g class={`sc-row inside ${tone ? `now ${tone}` : ''} ${sign ?? ''}`} data-inside={row.ref}>
      {sign ? (
        <GlyphAt tone={sign} x={x + 13} y={y + 3.5} scale={0.78} />
      ) : (
        <circle class="sc-bullet" cx={x + 19} cy={y + 9.5} r={2} />
      )}
      <text x={x + 32} y={y + 14}>
        {row.text}
      </text>
    </g>
  );
}

/** SVG does not shorten text by itself; letters of this size are about 6.6 wide in wide fonts. */
function clipped(text: string, room: number): string {
  const most = Math.floor(room / 6.6);
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
}
