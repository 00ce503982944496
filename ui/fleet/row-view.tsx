/** One workflow in the list. */
import { Component, type JSX } from 'preact';
import { Pill, StatusPill } from '../kit/status.tsx';
import { dayAndTime, relative } from '../words/times.ts';
import { stepTitle } from '../words/words.ts';
import { Part } from './grid.tsx';
import { type Row, waitWords } from './row.ts';

interface Props {
  /** Undefined while it is on its way. */
  row: Row | undefined;
  index: number;
  top: number;
  height: number;
  /** Shows when it was filed instead of when it changed. */
  showsCreated: boolean;
}

/** Drawn again only when something of it changed: others move many times a second. */
export class RowView extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { row, index, top, height, showsCreated } = this.props;
    return (
      next.row !== row ||
      next.index !== index ||
      next.top !== top ||
      next.height !== height ||
      next.showsCreated !== showsCreated
    );
  }

  override render({ row, index, top, height, showsCreated }: Props): JSX.Element {
    const place = { transform: `translateY(${top}px)`, height: `${height}px` };
    return (
      <Part
        class="fleet-row"
        role="row"
        tabIndex={-1}
        aria-rowindex={index + 2}
        style={place}
        data-workflow={row?.workflow_id}
        data-seq={row?.seq}
        data-at={row?.updated_at}
      >
        {row ? <Cells row={row} showsCreated={showsCreated} /> : <Waiting />}
      </Part>
    );
  }
}

function Cells({ row, showsCreated }: { row: Row; showsCreated: boolean }): JSX.Element {
  const { workflow_id: id, certification_name: name } = row;
  const waits = waitWords(row.waits_for);
  const percent = Math.round(row.progress_percentage);
  return (
    <>
      <Part role="rowheader" class="name">
        <a href={`/w/${encodeURIComponent(id)}`} title={name || id}>
          {name || id}
        </a>
        <span class="sub">
          <code>{id}</code> · {row.organization_id}
        </span>
      </Part>
      <Part role="cell" class="status">
        <StatusPill status={row.status} />
        {row.open_dead_letters > 0 && row.status !== 'stuck' && (
          <Pill tone="failed">A part is stopped</Pill>
        )}
      </Part>
      <Part role="cell" class="waits">
        {waits ?? <span class="soft">–</span>}
        {row.due_at !== null && <Due at={row.due_at} />}
      </Part>
      <Part role="cell" class="step">
        {stepTitle(row.step_name)}
      </Part>
      <Part role="cell" class="done-share">
        <progress max={100} value={percent} aria-label={`Progress of ${name || id}`} />
        <span class="number">{percent} %</span>
      </Part>
      <Part role="cell" class="when">
        <When at={showsCreated ? row.created_at : row.updated_at} />
      </Part>
    </>
  );
}

function Due({ at }: { at: number }): JSX.Element {
  const isLate = at < Date.now();
  return (
    <span class={isLate ? 'due late' : 'due'}>
      {isLate ? 'overdue ' : 'due '}
      <When at={at} />
    </span>
  );
}

function When({ at }: { at: number }): JSX.Element {
  return (
    <time dateTime={new Date(at).toISOString()} title={dayAndTime(at)}>
      {relative(at)}
    </time>
  );
}

function Waiting(): JSX.Element {
  return (
    <Part role="cell" class="name soft">
      Loading…
    </Part>
  );
}
