/** The item bank: what there is against what is needed, and every question by filter. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button } from '../kit/button.tsx';
import { ExportDialog } from '../kit/export-dialog.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Failure, Loading } from '../kit/standing.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { hasRole } from '../wire/person.ts';
import './bank.css';
import type { MatrixLine } from './bank-data.ts';
import { pathOf, type Query, queryIn, searchOf } from './bank-query.ts';
import { Filters } from './filters.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { ItemList } from './item-list.tsx';
import { Matrix } from './matrix.tsx';

type Certifications = { items: { name: string; items: number }[] };

export default function BankPage(): JSX.Element {
  const { query: search, route } = useLocation();
  const [open, setOpen] = useState<'import' | 'export' | null>(null);
  const [turn, setTurn] = useState(0);
  const query = queryIn(search);
  const certifications = useLoaded<Certifications>(`/api/bank/certifications?turn=${turn}`);
  const names = certifications.data?.items ?? [];
  const change = (next: Query, isTyping = false): void => route(pathOf(next), isTyping);
  const { sort: _, ...selected } = query;
  return (
    <Page
      title="Item bank"
      lead="Questions that were approved once and can be asked again, with where they come from and how they did."
      actions={
        hasRole('educator') && (
          <>
            <Button onPress={() => setOpen('import')}>Import…</Button>
            <Button onPress={() => setOpen('export')}>Export…</Button>
          </>
        )
      }
    >
      {names.length > 0 && <Blueprint names={names} query={query} turn={turn} onChange={change} />}
      <Filters query={query} onChange={change} domainsOf={query.certification} turn={turn} />
      <ItemList
        query={query}
        turn={turn}
        onClear={() => change({})}
        onImport={() => setOpen('import')}
      />
      {open === 'import' && (
        <ImportDialog
          certifications={names.map(({ name }) => name)}
          onClose={() => setOpen(null)}
          onDone={() => setTurn(turn + 1)}
        />
      )}
      {open === 'export' && (
        <ExportDialog
          source="/api/exports/bank"
          search={searchOf(selected)}
          what="The questions that the list shows now"
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  );
}

function Blueprint({
  names,
  query,
  turn,
  onChange,
}: {
  names: { name: string; items: number }[];
  query: Query;
  turn: number;
  onChange: (query: Query) => void;
}): JSX.Element {
  // One certification needs no choosing; of several, all together have no blueprint.
  const certification = query.certification ?? (names.length === 1 ? (names[0]?.name ?? '') : '');
  const search = new URLSearchParams({ certification, turn: String(turn) });
  const { data, error, reload } = useLoaded<{ lines: MatrixLine[] }>(`/api/bank/matrix?${search}`);
  return (
    <Panel
      title="What there is, and what is needed"
      actions={
        names.length > 1 && (
          <label class="bank-certification">
            <span>Certification</span>
            <select
              value={certification}
              onChange={(event) =>
                onChange({ ...query, domain: '', certification: event.currentTarget.value })
              }
            >
              <option value="">All certifications</option>
              {names.map(({ name, items }) => (
                <option key={name} value={name}>
                  {name} ({items})
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      {data ? (
        <Matrix certification={certification} lines={data.lines} query={query} />
      ) : error ? (
        <Failure error={error} onRetry={reload} />
      ) : (
        <Loading what="Counting" />
      )}
    </Panel>
  );
}
