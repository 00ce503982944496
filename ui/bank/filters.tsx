/** What narrows the list. Every change is a new address. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Field } from '../kit/field.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { DIFFICULTIES, type MatrixLine, STATE_WORDS, STATES } from './bank-data.ts';
import { pathOf, type Query, toggled } from './bank-query.ts';

const TYPING_MS = 250;

export function Filters({
  query,
  onChange,
  domainsOf,
  turn,
}: {
  query: Query;
  onChange: (query: Query, isTyping?: boolean) => void;
  domainsOf: string | undefined;
  turn: number;
}): JSX.Element {
  const search = new URLSearchParams({ certification: domainsOf ?? '', turn: String(turn) });
  const { data } = useLoaded<{ lines: MatrixLine[] }>(`/api/bank/matrix?${search}`);
  const domains = [...new Set([query.domain, ...(data?.lines ?? []).map(({ domain }) => domain)])];
  return (
    <search class="bank-filters">
      <nav aria-label="Stage">
        <ul class="chips">
          {STATES.map((state) => (
            <li key={state}>
              <a
                class="chip"
                href={pathOf(toggled(query, 'state', state))}
                aria-current={query.state === state ? 'true' : undefined}
              >
                {STATE_WORDS[state].word}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Words query={query} onChange={onChange} />
      <Choice
        label="Domain"
        value={query.domain ?? ''}
        options={domains
          .filter((each) => each !== undefined && each !== '')
          .map((each) => [each ?? '', each ?? ''])}
        onChange={(domain) => onChange({ ...query, domain })}
      />
      <Choice
        label="Difficulty"
        value={query.difficulty ?? ''}
        options={DIFFICULTIES.map((each) => [each, each])}
        onChange={(difficulty) => onChange({ ...query, difficulty })}
      />
      <Choice
        label="Source"
        value={query.verified ?? ''}
        options={[
          ['true', 'verified'],
          ['false', 'not verified'],
        ]}
        onChange={(verified) => onChange({ ...query, verified })}
      />
      <Choice
        label="Order"
        value={query.sort ?? ''}
        any="latest change first"
        options={[
          ['domain', 'by domain'],
          ['facility', 'hardest first'],
          ['responses', 'most answers first'],
        ]}
        onChange={(sort) => onChange({ ...query, sort })}
      />
    </search>
  );
}

function Choice({
  label,
  value,
  options,
  any = 'any',
  onChange,
}: {
  label: string;
  value: string;
  options: [string, string][];
  any?: string;
  onChange: (value: string) => void;
}): JSX.Element {
  return (
    <Field label={label}>
      {(wiring) => (
        <select {...wiring} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          <option value="">{any}</option>
          {options.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Typing replaces the address instead of leaving a trail of half words behind. */
function Words({
  query,
  onChange,
}: {
  query: Query;
  onChange: (query: Query, isTyping: boolean) => void;
}): JSX.Element {
  const [words, setWords] = useState(query.q ?? '');
  const sent = useRef(query.q ?? '');
  useEffect(() => {
    if ((query.q ?? '') === sent.current) return;
    sent.current = query.q ?? '';
    setWords(sent.current);
  }, [query.q]);
  useEffect(() => {
    if (words.trim() === sent.current) return;
    const wait = window.setTimeout(() => {
      sent.current = words.trim();
      onChange({ ...query, q: sent.current }, true);
    }, TYPING_MS);
    return () => window.clearTimeout(wait);
  }, [words]);
  return (
    <Field label="Words in the question">
      {(wiring) => (
        <input
          {...wiring}
          type="search"
          value={words}
          maxLength={200}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
