/** `/audit`: who did what. The address is the search; the chain behind it can be verified on the spot. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Page } from '../kit/page.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { Time } from '../kit/time.tsx';
import { getJson } from '../wire/api.ts';
import { hasRole } from '../wire/person.ts';
import './audit.css';
import {
  actionWords,
  askedOf,
  changesOf,
  FILTERS,
  filterIn,
  flat,
  subjectPath,
} from './changes.ts';
import { Verification } from './verification.tsx';

interface Entry {
  seq: number;
  at: string;
  actor: string;
  action: string;
  subject: string;
  before: unknown;
  after: unknown;
  detail: unknown;
}

interface AuditAnswer {
  items: Entry[];
  next: string | null;
  total: number;
  actions: string[];
}

interface Standing {
  asked: string;
  items: Entry[];
  next: string | null;
  total: number;
  actions: string[];
  error: unknown;
  isLoading: boolean;
}

const NOTHING: Standing = {
  asked: '',
  items: [],
  next: null,
  total: 0,
  actions: [],
  error: null,
  isLoading: true,
};

export default function Audit(): JSX.Element {
  const { query } = useLocation();
  const filter = filterIn(query);
  const asked = askedOf(filter).toString();
  const { standing, reload, more } = useTrail(asked);
  return (
    <Page
      title="Audit"
      lead="Everything people did here, in a chain of hashes: an altered or removed entry breaks every later one."
      actions={
        <a class="button plain" href={`/api/audit/export.csv?${asked}`} download>
          Export as CSV
        </a>
      }
    >
      <Filters key={asked} actions={standing.actions} />
      <Trail standing={standing} isNarrowed={asked !== ''} onRetry={reload} onMore={more} />
      {(hasRole('auditor') || hasRole('admin')) && <Verification />}
    </Page>
  );
}

interface TrailProps {
  standing: Standing;
  isNarrowed: boolean;
  onRetry: () => void;
  onMore: () => Promise<void>;
}

function Trail({ standing, isNarrowed, onRetry, onMore }: TrailProps): JSX.Element {
  const { items, next, total, error, isLoading } = standing;
  if (error !== null) return <Failure error={error} onRetry={onRetry} />;
  if (items.length === 0)
    return isLoading ? <Loading what="Reading the trail" /> : <NoEntries isNarrowed={isNarrowed} />;
  return (
    <>
      <p class="soft" role="status">
        {total} {total === 1 ? 'entry' : 'entries'}
        {items.length < total ? `, the newest ${items.length} shown` : ''}
      </p>
      <ol class="trail">
        {items.map((entry) => (
          <TrailEntry key={entry.seq} entry={entry} />
        ))}
      </ol>
      {next !== null && (
        <p class="row centred">
          <Button onPress={onMore}>Older entries</Button>
        </p>
      )}
    </>
  );
}

function NoEntries({ isNarrowed }: { isNarrowed: boolean }): JSX.Element {
  if (!isNarrowed) return <Empty title="Nothing was done here yet" />;
  return (
    <Empty title="No entry fits this search">
      <p>
        <a href="/audit">Show everything</a>
      </p>
    </Empty>
  );
}

function useTrail(asked: string): {
  standing: Standing;
  reload: () => void;
  more: () => Promise<void>;
} {
  const [standing, setStanding] = useState<Standing>(NOTHING);
  const [turn, setTurn] = useState(0);
  const present = useRef(asked);
  present.current = asked;
  useEffect(() => {
    setStanding((last) => ({ ...last, isLoading: true, error: null }));
    getJson<AuditAnswer>(`/api/audit?${asked}`).then(
      (answer) => {
        if (present.current !== asked) return;
        setStanding({ ...answer, asked, error: null, isLoading: false });
      },
      (error: unknown) => {
        if (present.current === asked)
          setStanding((last) => ({ ...last, error, isLoading: false }));
      },
    );
  }, [asked, turn]);
  const more = async (): Promise<void> => {
    const { next, items } = standing;
    const older = await getJson<AuditAnswer>(`/api/audit?${asked}&cursor=${next}`).catch(
      (error: unknown) => {
        announce(error instanceof Error ? error.message : String(error));
        return null;
      },
    );
    if (older === null || present.current !== asked) return;
    setStanding((last) => ({ ...last, items: [...items, ...older.items], next: older.next }));
    announce(`${older.items.length} older entries.`);
  };
  return { standing, reload: () => setTurn((last) => last + 1), more };
}

function Filters({ actions }: { actions: string[] }): JSX.Element {
  const { query, route } = useLocation();
  const filter = filterIn(query);
  const search = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const next = new URLSearchParams();
    for (const name of FILTERS) {
      const value = String(form.get(name) ?? '').trim();
      if (value !== '') next.set(name, value);
    }
    route(next.size > 0 ? `/audit?${next}` : '/audit');
  };
  const text = (name: 'actor' | 'subject', label: string): JSX.Element => (
    <Field label={label}>
      {(wiring) => (
        <input
          {...wiring}
          name={name}
          defaultValue={filter[name]}
          autocomplete="off"
          spellcheck={false}
        />
      )}
    </Field>
  );
  const day = (name: 'from' | 'to', label: string): JSX.Element => (
    <Field label={label}>
      {(wiring) => <input {...wiring} type="date" name={name} defaultValue={filter[name]} />}
    </Field>
  );
  return (
    <form class="filters" aria-label="Search the audit trail" onSubmit={search}>
      {text('actor', 'Who')}
      <Field label="Did what">
        {(wiring) => (
          <select {...wiring} name="action" defaultValue={filter.action}>
            <option value="">anything</option>
            {optionsOf(actions, filter.action).map((action) => (
              <option key={action} value={action} selected={action === filter.action}>
                {action.endsWith('.') ? `all of ${action.slice(0, -1)}` : actionWords(action)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {text('subject', 'To what')}
      {day('from', 'From')}
      {day('to', 'To')}
      <button type="submit" class="primary">
        Search
      </button>
    </form>
  );
}

/** Every action on record, each kind as a whole, and whatever the address asks for. */
function optionsOf(actions: string[], asked: string): string[] {
  const kinds = Map.groupBy(actions, (action) => action.split('.')[0] ?? action);
  const wide = [...kinds].flatMap(([kind, all]) => (all.length > 1 ? [`${kind}.`] : []));
  return [...new Set([...wide, ...actions, ...(asked === '' ? [] : [asked])])].sort();
}

function TrailEntry({ entry }: { entry: Entry }): JSX.Element {
  const { seq, at, actor, action, subject, before, after, detail } = entry;
  const path = subjectPath(subject);
  const changes = changesOf(before, after);
  const told = [...flat(detail)];
  return (
    <li>
      <p class="did">
        <span class="seq soft">{seq}</span>
        <strong>{actor}</strong> <span>{actionWords(action)}</span>
        {path === null ? <code>{subject}</code> : <a href={path}>{subject}</a>}
        <span class="when soft">
          <Time at={at} />
        </span>
      </p>
      {changes.length > 0 && (
        <table class="changes">
          <caption class="hidden">What entry {seq} changed</caption>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={change.path}>
                <th scope="row">{change.path || 'value'}</th>
                <td>
                  {change.before === null ? (
                    <span class="soft">–</span>
                  ) : (
                    <del>{change.before}</del>
                  )}
                </td>
                <td>
                  {change.after === null ? <span class="soft">–</span> : <ins>{change.after}</ins>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {told.length > 0 && (
        <dl class="told">
          {told.map(([name, value]) => (
            <div key={name}>
              <dt>{name.replaceAll('_', ' ') || 'value'}</dt>
              <dd>{value === '' ? '–' : value}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
