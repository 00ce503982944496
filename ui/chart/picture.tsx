/**
 * Draws a laid-out chart: opened boxes first, edges and their labels over them, closed boxes on top,
 * so that no edge disappears under a box. One tab stop; arrows walk the tree of states.
 */
import type { JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Badge, ClosedBox, OpenedBox, OpenedTitle } from './boxes.tsx';
import type { Drawing, DrawnNode } from './chart-data.ts';
import { EdgeLabel, EdgeLine, Pulse, Tips } from './edges.tsx';
import type { Looks } from './looks.ts';
import type { Marks } from './marks.ts';
import type { Told } from './told.ts';
import { isWalking, walkTo } from './walk.ts';

export interface PictureProps {
  drawing: Drawing;
  label: string;
  marks: Marks;
  /** The same for every state, also those that this view folds into lines. */
  within: Marks;
  told: Map<string, Told>;
  tooltips: Map<string, string>;
  looks?: Looks;
  selected: string | null;
  scale: number;
  onSelect: (id: string) => void;
  onOpen: (node: DrawnNode) => void;
  onClose: () => void;
  onKey: (key: string) => boolean;
}

const isOpened = ({ kind }: DrawnNode): boolean => kind === 'compound' || kind === 'parallel';
const isState = ({ kind }: DrawnNode): boolean => kind !== 'start' && kind !== 'note';

/** @see PictureProps */
export function Picture(props: PictureProps): JSX.Element {
  const { drawing, label, marks, scale, looks } = props;
  const { width, height, nodes, edges } = drawing;
  const prefix = useId().replace(/\W/g, '');
  const opened = nodes.filter(isOpened);
  const rest = nodes.filter((node) => !isOpened(node));
  const keys = useKeys(props);
  const pulses = usePulses(marks.latest, edges.length > 0 ? drawing : null);
  const drawn = [...edges].sort(
    (a, b) => Number(marks.edges.has(a.id)) - Number(marks.edges.has(b.id)),
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group within a drawing; there is no element for it.
    <svg
      class="statechart"
      viewBox={`0 0 ${width} ${height}`}
      width={Math.round(width * scale)}
      height={Math.round(height * scale)}
      role="group"
      aria-label={label}
      {...keys}
    >
      <Tips prefix={prefix} />
      {opened.map((node) => (
        <OpenedBox key={node.id} node={node} {...standing(node, props)} />
      ))}
      {drawn.map((edge) => (
        <EdgeLine
          key={edge.id}
          edge={edge}
          prefix={prefix}
          isTaken={marks.edges.has(edge.id)}
          more={looks?.edge(edge) ?? ''}
          tooltip={props.tooltips.get(edge.id)}
        />
      ))}
      {edges.map((edge) => (
        <EdgeLabel
          key={edge.id}
          edge={edge}
          depth={depthAt(edge.label, opened)}
          isTaken={marks.edges.has(edge.id)}
          tooltip={props.tooltips.get(edge.id)}
        />
      ))}
      {opened.map((node) => (
        <OpenedTitle key={node.id} node={node} {...standing(node, props)} />
      ))}
      {rest.map((node) => (
        <ClosedBox
          key={node.id}
          node={node}
          told={props.told}
          within={props.within}
          {...standing(node, props)}
        />
      ))}
      {rest.map((node) => (
        <Badge key={node.id} node={node} {...standing(node, props)} />
      ))}
      {pulses.map((edge) => (
        <Pulse key={`${edge.id} ${pulses.length}`} edge={edge} />
      ))}
    </svg>
  );
}

/** How one box looks, and whether it is the tab stop. */
function standing(node: DrawnNode, props: PictureProps) {
  const { marks, selected, looks, onSelect, onOpen, drawing } = props;
  const stop = stopIn(drawing, marks, selected);
  return {
    tone: marks.active.get(node.id),
    isVisited: marks.visited.has(node.id),
    look: looks?.state(node.id) ?? null,
    isSelected: node.id === selected,
    isStop: node.id === stop,
    onSelect: () => onSelect(node.id),
    onOpen: () => onOpen(node),
  };
}

/** What was chosen last, or the box it is folded into; else what is active. */
function stopIn(
  { nodes }: Drawing,
  { active }: Marks,
  selected: string | null,
): string | undefined {
  const states = nodes.filter(isState);
  const chosen = states.findLast(({ id }) => `${selected}.`.startsWith(`${id}.`));
  if (selected !== null && chosen) return chosen.id;
  const now = states.filter(({ id, kind }) => active.has(id) && kind === 'leaf');
  return (now[0] ?? states[0])?.id;
}

function useKeys(props: PictureProps) {
  const svg = useRef<SVGSVGElement>(null);
  const leaving = useRef(false);
  // Another view has other boxes: whoever went there by keyboard goes on from the same state.
  useLayoutEffect(() => {
    if (leaving.current) svg.current?.querySelector<SVGElement>('[tabindex="0"]')?.focus();
    leaving.current = false;
  }, [props.drawing]);
  return {
    ref: svg,
    onKeyDown: (event: KeyboardEvent & { currentTarget: SVGSVGElement }): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const id = (event.target as Element).closest('[data-state]')?.getAttribute('data-state');
      const node = props.drawing.nodes.find((each) => each.id === id);
      if (!node) return;
      leaving.current = event.key === 'Enter' || event.key === ' ' || event.key === 'Escape';
      if (pressed(event.key, node, event.currentTarget, props)) event.preventDefault();
    },
  };
}

/** @returns whether the key meant something */
function pressed(key: string, node: DrawnNode, svg: SVGSVGElement, props: PictureProps): boolean {
  const { drawing, onSelect, onOpen, onClose, onKey } = props;
  if (isWalking(key)) {
    const next = walkTo(drawing.nodes.filter(isState), node.id, key);
    if (next === null) return true;
    onSelect(next);
    svg.querySelector<SVGElement>(`[data-state="${CSS.escape(next)}"]`)?.focus();
    return true;
  }
  if (key === 'Enter' || key === ' ') onOpen(node);
  else if (key === 'Escape') onClose();
  else return onKey(key);
  return true;
}

/** Edges to animate: those taken since the drawing was last shown, never those it opened with. */
function usePulses(latest: Set<string>, drawing: Drawing | null) {
  const key = [...latest].join(' ');
  const last = useRef({ drawing, key });
  const isFresh = last.current.drawing === drawing && last.current.key !== key;
  useEffect(() => {
    last.current = { drawing, key };
  }, [drawing, key]);
  const shown = useRef<string>('');
  if (isFresh) shown.current = key;
  if (last.current.drawing !== drawing) shown.current = '';
  return shown.current === key && key !== '' && drawing
    ? drawing.edges.filter(({ id }) => latest.has(id))
    : [];
}

/** How deep the box lies that a label stands in, whose ground it takes. */
function depthAt(label: { x: number; y: number } | null, opened: DrawnNode[]): number {
  if (!label) return 0;
  const around = opened.filter(
    ({ x, y, width, height }) =>
      x <= label.x && y <= label.y && x + width >= label.x && y + height >= label.y,
  );
  return Math.max(0, ...around.map(({ depth }) => depth));
}
