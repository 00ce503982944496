/** What the list is narrowed to: by words, by standing, by whom it waits for. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Field } from '../kit/field.tsx';
import { StatusPill } from '../kit/status.tsx';
import { dayAndTime } from '../words/times.ts';
import { STEP_TITLES, statusWords } from '../words/words.ts';
import { WAITS } from './row.ts';
import { useMatches } from './use-matches.ts';
import { addressOf, type FleetView, isFiltered, STATUSES } from './view.ts';

interface Props {
  view: FleetView;
  onChange: (change: Partial<FleetView>) => void;
}

const SETTLE_MS = 250;

export function Filters({ view, onChange }: Props): JSX.Element {
  const [words, setWords] = useState(view.q);
  const typed = useRef(view.q);
  useEffect(() => {
    if (view.q === typed.current) return;
    typed.current = view.q;
    setWords(view.q);
  }, [view.q]);
  useEffect(() => {
    if (words.trim() === view.q) return;
    const settled = window.setTimeout(() => {
      typed.current = words.trim();
      onChange({ q: words.trim() });
    }, SETTLE_MS);
    return () => window.clearTimeout(settled);
  }, [words]);
  return (
    <search class="filters">
      <Field label="Certification or id">
        {(wiring) => (
          <input
            {...wiring}
            type="search"
            name="q"
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        )}
      </Field>
      <Choice
        label="Status"
        value={view.state}
        choices={STATUSES.map((each) => [each, statusWords(each).word])}
        onChoose={(state) => onChange({ state })}
      />
      <Choice
        label="Waits for"
        value={view.waits}
        choices={[['person', 'Anybody of us'], ...Object.entries(WAITS)]}
        onChoose={(waits) => onChange({ waits })}
      />
      <Choice
        label="Step"
        value={view.step}
        choices={Object.entries(STEP_TITLES)}
        onChoose={(step) => onChange({ step })}
      />
      <Organization view={view} onChange={onChange} />
    </search>
  );
}

/** On a phone the filters would push the list out of sight: there they are folded. */
export function FoldedFilters(props: Props): JSX.Element {
  const isNarrow = useMatches('(max-width: 40rem)');
  if (!isNarrow) return <Filters {...props} />;
  return (
    <details class="narrowing" open={isFiltered(props.view)}>
      <summary>Filter</summary>
      <Filters {...props} />
    </details>
  );
}

/** Taken over when the reader leaves the field or presses Enter: half an id fits nothing. */
function Organization({ view, onChange }: Props): JSX.Element {
  return (
    <Field label="Organisation">
      {(wiring) => (
        <input
          {...wiring}
          name="organization"
          class="short"
          value={view.organization}
          onChange={(event) => onChange({ organization: event.currentTarget.value.trim() })}
        />
      )}
    </Field>
  );
}

function Choice(props: {
  label: string;
  value: string;
  choices: [string, string][];
  onChoose: (value: string) => void;
}): JSX.Element {
  const { label, value, choices, onChoose } = props;
  const isListed = value === '' || choices.some(([each]) => each === value);
  return (
    <Field label={label}>
      {(wiring) => (
        <select {...wiring} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
          <option value="">Any</option>
          {!isListed && <option value={value}>{value}</option>}
          {choices.map(([each, word]) => (
            <option key={each} value={each}>
              {word}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** How many stand where, over everything there is; each is a way to see just those. */
export function Standings({
  view,
  counts,
}: {
  view: FleetView;
  counts: Record<string, number> | null;
}): JSX.Element | null {
  const known = STATUSES.filter((each) => (counts?.[each] ?? 0) > 0 || each === view.state);
  if (known.length === 0) return null;
  return (
    <ul class="chips" aria-label="Workflows by status">
      {known.map((each) => (
        <li key={each}>
          <a
            class="chip"
            href={addressOf({ ...view, state: each === view.state ? '' : each, row: 0 })}
            aria-current={each === view.state ? 'true' : undefined}
          >
            <StatusPill status={each} />
            <span class="number">{(counts?.[each] ?? 0).toLocaleString()}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The stretch of time the list is narrowed to, and the way out of it. */
export function TimeRange({ view, onChange }: Props): JSX.Element | null {
  if (view.from === null && view.to === null) return null;
  const what = view.time === 'created' ? 'Filed' : 'Changed';
  return (
    <p class="row">
      <span>
        {what} {view.from !== null && `from ${dayAndTime(view.from)} `}
        {view.to !== null && `until ${dayAndTime(view.to)}`}
      </span>
      <button type="button" class="quiet small" onClick={() => onChange({ from: null, to: null })}>
        Any time
      </button>
    </p>
  );
}
