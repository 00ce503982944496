/** One chart with an actor in it: picture or list, and what is known of the chosen state. */
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { useNow } from '../kit/time.tsx';
import { phaseOf } from '../words/state-value.ts';
import { ChartBar } from './chart-bar.tsx';
import type { Drawing, DrawnNode, MachineChart } from './chart-data.ts';
import { Details } from './details.tsx';
import { Frame, useZoom, zoomKey } from './frame.tsx';
import { Legend } from './legend.tsx';
import type { Looks } from './looks.ts';
import { marksOf } from './marks.ts';
import { Picture } from './picture.tsx';
import type { Standing } from './standing.ts';
import { StateList } from './state-list.tsx';
import { viewName } from './state-name.ts';
import { toldBoxes, toldChildren, toldDeadlines } from './told.ts';
import { tooltipsOf } from './tooltips.ts';
import { useDrawing } from './use-drawing.ts';

export interface OneChartProps {
  chart: MachineChart;
  standing: Standing | null;
  view: string | null;
  onView: (view: string | null) => void;
  title: string;
  workflow: string | null;
  looks?: Looks;
  /** Opens the chart of a child, by its address. */
  onChild: (address: string) => void;
  /** Back to the chart that this one was opened from. */
  onUp?: () => void;
}

/** A picture of more states than this begins with the overview, and says so. */
const MANY = 120;
/** A picture wider than this has the page to itself; what is said about its states stands below. */
const WIDE = 950;
/** Below this width of the page the list of states is the better picture. */
const NARROW = 600;

/** @see OneChartProps */
export function OneChart(props: OneChartProps): JSX.Element {
  const { chart, standing, view, onView, title, onChild, onUp, looks } = props;
  const id = useId();
  const [selected, setSelected] = useState<string | null>(null);
  const [isList, setList] = useState(() => window.innerWidth < NARROW);
  const shown = view ?? followedView(chart, standing?.value);
  const drawing = useDrawing(chart, shown);
  const zoom = useZoom(drawing.data?.width ?? 1, (drawing.view ?? shown) === 'overview');
  const now = useNow((standing?.deadlines?.length ?? 0) > 0);
  const values = standing?.values ?? [];
  const whole = marksOf(chart.name, values, { nodes: chart.states, edges: [] }, chart.states);
  const { children, deadlines } = liveOf(chart, standing, now);
  const open = (node: DrawnNode): void => {
    const here = children.find(({ state }) => state === node.id);
    if (node.folded) onView(`focus:${node.id.split('.').slice(1).join('.')}`);
    else if (here) onChild(here.child.address);
  };
  const close = (): void => {
    const outer = outerView(chart, shown);
    if (outer) onView(outer);
    else onUp?.();
  };
  return (
    <section class="panel chart-panel" aria-labelledby={id}>
      <ChartBar
        {...{ id, title, chart, shown, isList, zoom }}
        isFollowing={view === null}
        isAlive={standing !== null}
        onView={onView}
        onList={setList}
        {...(onUp ? { onUp } : {})}
      />
      <div class={bodyClass(drawing.data)}>
        <div>
          <Hints
            states={chart.states.length}
            isOverview={shown === 'overview'}
            isWanted={!isList && drawing.data === null}
            error={drawing.error}
          />
          {isList || !drawing.data ? (
            <StateList
              states={chart.states}
              marks={whole}
              told={deadlines}
              onSelect={setSelected}
            />
          ) : (
            <Frame
              zoom={zoom}
              subject={`${chart.version} ${drawing.view}`}
              follows={view === null ? JSON.stringify(standing?.value) : ''}
            >
              <Picture
                drawing={drawing.data}
                label={`Statechart of ${title}, ${viewName(drawing.view ?? shown)}. Arrow keys walk its states; the key T shows them as a list.`}
                marks={marksOf(chart.name, values, drawing.data, chart.states)}
                within={whole}
                told={toldBoxes(children, deadlines, onChild)}
                tooltips={tooltipsOf(drawing.data, chart.transitions)}
                selected={selected}
                scale={zoom.scale}
                onSelect={setSelected}
                onOpen={open}
                onClose={close}
                onKey={(key) => {
                  if (key !== 't') return zoomKey(key, zoom);
                  setList(true);
                  return true;
                }}
                {...(looks ? { looks } : {})}
              />
            </Frame>
          )}
          <Legend isAlive={standing !== null} />
        </div>
        <div class="chart-side">
          <Details
            chart={chart}
            selected={selected}
            marks={whole}
            deadlines={deadlines}
            children={children}
            onChild={onChild}
            onView={onView}
          />
        </div>
      </div>
    </section>
  );
}

function liveOf(chart: MachineChart, standing: Standing | null, now: number) {
  if (standing === null) return { children: [], deadlines: new Map<string, string>() };
  return {
    children: toldChildren(chart.states, standing, now),
    deadlines: toldDeadlines(standing, now),
  };
}

function bodyClass(drawing: Drawing | null): string {
  return drawing !== null && drawing.width > WIDE ? 'chart-body wide' : 'chart-body';
}

/** What one has to know before looking. */
function Hints({
  states,
  isOverview,
  isWanted,
  error,
}: {
  states: number;
  isOverview: boolean;
  isWanted: boolean;
  error: unknown;
}): JSX.Element | null {
  if (isWanted)
    return (
      <p class="hint" role="status">
        {error === null ? 'The picture is being laid out.' : 'The picture is not available.'} The
        list shows the same.
      </p>
    );
  if (!isOverview || states <= MANY) return null;
  return (
    <p class="hint">{states} states are too many for one picture: open a box to look inside.</p>
  );
}

/** The view that shows where the actor stands. */
function followedView(chart: MachineChart, value: unknown): string {
  const focus = `focus:${phaseOf(value)}`;
  return chart.views.includes(focus) ? focus : (chart.views[0] ?? 'full');
}

/** One step out of a view; null at the outermost. */
function outerView(chart: MachineChart, view: string): string | null {
  if (view === chart.views[0] || view === 'overview') return null;
  const path = view.startsWith('focus:') ? view.slice('focus:'.length).split('.') : [];
  const outer = `focus:${path.slice(0, -1).join('.')}`;
  return path.length > 1 ? outer : (chart.views[0] ?? null);
}
