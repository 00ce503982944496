/** What one can choose above a chart: the view, picture or list, the size. */
import type { JSX } from 'preact';
import type { MachineChart } from './chart-data.ts';
import { type Zoom, ZoomButtons } from './frame.tsx';
import { viewName } from './state-name.ts';

interface ChartBarProps {
  id: string;
  title: string;
  chart: MachineChart;
  shown: string;
  isFollowing: boolean;
  isAlive: boolean;
  isList: boolean;
  zoom: Zoom;
  onView: (view: string | null) => void;
  onList: (isList: boolean) => void;
  onUp?: () => void;
}

/** @see ChartBarProps */
export function ChartBar(props: ChartBarProps): JSX.Element {
  const { id, title, chart, shown, isFollowing, isAlive, isList, zoom, onView, onList, onUp } =
    props;
  const views = [...new Set([...chart.views, shown])];
  return (
    <div class="chart-bar">
      <h2 id={id}>{title}</h2>
      {onUp && (
        <button type="button" class="small" onClick={onUp}>
          Back
        </button>
      )}
      {isAlive && views.length > 1 && (
        <button
          type="button"
          class="small"
          aria-pressed={isFollowing}
          onClick={() => onView(isFollowing ? shown : null)}
        >
          Follow
        </button>
      )}
      {views.length > 1 && (
        <select
          aria-label="View of the chart"
          value={shown}
          onChange={(event) => onView(event.currentTarget.value)}
        >
          {views.map((view) => (
            <option key={view} value={view}>
              {viewName(view)}
            </option>
          ))}
        </select>
      )}
      <button type="button" class="small" aria-pressed={isList} onClick={() => onList(!isList)}>
        List
      </button>
      {!isList && <ZoomButtons zoom={zoom} />}
    </div>
  );
}
