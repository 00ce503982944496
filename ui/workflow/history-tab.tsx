/** Every position of the journal: who or what came, where it led, and the way to that moment. */
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Field } from '../kit/field.tsx';
import { Panel } from '../kit/page.tsx';
import { Empty, Failure } from '../kit/standing.tsx';
import { Time } from '../kit/time.tsx';
import { VirtualRows } from '../kit/virtual-rows.tsx';
import { count, STEP_TITLES } from '../words/words.ts';
import { Choice } from './choice.tsx';
import {
  filtered,
  type HistoryFilter,
  type HistoryRow,
  historyRows,
  KIND_TITLES,
  type RowKind,
} from './history.ts';
import { partName } from './part-words.ts';
import { baseOf, type Shown } from './shown.ts';
import { useJournal } from './use-journal.ts';

export function HistoryTab({ shown }: { shown: Shown }): JSX.Element {
  const { id, model, past, workflow } = shown;
  const { query, path, route } = useLocation();
  const part = query.part ?? '';
  const { journal, parts, error } = useJournal(shown, part);
  const filter: HistoryFilter = {
    text: query.q ?? '',
    kind: (query.kind ?? '') as RowKind | '',
    step: query.step ?? '',
    moves: query.moves === '1',
  };
  useEffect(() => {
    if (part === '' && past === null) void workflow.fetchDetails().catch(() => undefined);
  }, [part, model.seq]);
  const change = (name: string, value: string): void => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(name);
    else next.set(name, value);
    route(`${path}${next.size > 0 ? `?${next}` : ''}`, true);
  };
  const rows = useMemo(
    () => historyRows(journal, part === '' ? model.view.interventions : []),
    [journal, model.view.interventions, part],
  );
  const kept = filtered(rows, filter);
  return (
    <Panel title="Every event">
      <div class="filters wf-filters">
        <Field label="Find">
          {(wiring) => (
            <input
              {...wiring}
              type="search"
              value={filter.text}
              onInput={({ currentTarget }) => change('q', currentTarget.value)}
            />
          )}
        </Field>
        <Choice
          label="Moved by"
          value={filter.kind}
          options={Object.entries(KIND_TITLES)}
          onChoose={(kind) => change('kind', kind)}
        />
        {part === '' && (
          <Choice
            label="Step"
            value={filter.step}
            options={Object.entries(STEP_TITLES)}
            onChoose={(step) => change('step', step)}
          />
        )}
        <Choice
          label="Journal of"
          value={part}
          all="The workflow itself"
          options={parts.map((address) => [address, partName(address)])}
          onChoose={(address) => change('part', address)}
        />
        <label class="row wf-check">
          <input
            type="checkbox"
            checked={filter.moves}
            onChange={({ currentTarget }) => change('moves', currentTarget.checked ? '1' : '')}
          />
          Only where its state changed
        </label>
      </div>
      <p class="hint" role="status">
        {kept.length === rows.length
          ? count(rows.length, 'position')
          : `${kept.length} of ${count(rows.length, 'position')}`}
      </p>
      {error ? (
        <Failure error={error} />
      ) : kept.length === 0 ? (
        <Empty title="No position fits">
          <p>Change the filter, or choose another part.</p>
        </Empty>
      ) : (
        <VirtualRows
          label="Journal, newest first"
          rows={kept}
          keyOf={({ seq }) => String(seq)}
          render={(row) => (
            <Row row={row} href={part === '' ? `${baseOf(id, row.seq)}/history` : null} />
          )}
        />
      )}
    </Panel>
  );
}

function Row({ row, href }: { row: HistoryRow; href: string | null }): JSX.Element {
  const { seq, at, words, event, by, from, to, changes, failure, ignored } = row;
  return (
    <article class="wf-position" data-seq={seq}>
      {href ? (
        <a class="wf-seq" href={href} aria-label={`Position ${seq}: see the workflow as of then`}>
          {seq}
        </a>
      ) : (
        <span class="wf-seq">{seq}</span>
      )}
      <div>
        <p>
          <strong>{words}</strong>
          {by && <span> by {by}</span>}
          {ignored && <span class="soft"> – {ignored}</span>} <code>{event}</code>
        </p>
        {changes.length === 0 && to.length > 0 && (
          <p class="wf-move">
            {from.length > 0 && <span class="soft">{from.join(', ')} </span>}
            <span aria-hidden="true">→</span> <span class="hidden">led to</span> {to.join(', ')}
          </p>
        )}
        {changes.length > 0 && (
          <dl class="wf-diff">
            {changes.map(({ what, before, after }) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>
                  <del>{before}</del> <span aria-hidden="true">→</span> <ins>{after}</ins>
                </dd>
              </div>
            ))}
          </dl>
        )}
        {failure && (
          <p class="wf-failure">
            {failure.message} <code>{failure.code}</code>
          </p>
        )}
      </div>
      <Time at={at} as="clock" />
    </article>
  );
}
