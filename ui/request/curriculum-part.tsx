/** Domains read out of a curriculum: shown with where they stand, and nothing taken before one says so. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Fold } from '../kit/page.tsx';
import { Notice } from '../kit/status.tsx';
import { postFile } from '../wire/api.ts';
import { balanceOf, type DomainDraft } from './blueprint.ts';
import { useDrafting } from './drafting.tsx';

interface Proposal {
  domains: {
    name: string;
    weight: number | null;
    objectives: string[];
    page: number | null;
    quote: string;
  }[];
  notes: string[];
}

/** A domain as proposed, while it is looked over. */
interface Proposed extends DomainDraft {
  /** `page 2: “28% - PromQL”`. */
  from: string;
}

interface Found {
  file: string;
  rows: Proposed[];
  notes: string[];
}

const ACCEPTED = '.pdf,.docx,.pptx,.md,.markdown,.html,.htm,.txt';

export function CurriculumDomains(): JSX.Element {
  const [found, setFound] = useState<Found | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [reading, setReading] = useState(false);
  const read = async (file: File): Promise<void> => {
    setTrouble(null);
    setFound(null);
    setReading(true);
    try {
      const next = await proposalOf(file);
      setFound(next);
      announce(`${next.rows.length} domains found in ${next.file}. ${next.notes.join(' ')}`);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
    setReading(false);
  };
  return (
    <Fold title="Read it from a curriculum…">
      <Field
        label="The curriculum or exam guide"
        hint="PDF, Word, PowerPoint, HTML, Markdown or text. It is read once and not kept; add it to the documents if questions may be made from it."
      >
        {(wiring) => (
          <input
            {...wiring}
            type="file"
            accept={ACCEPTED}
            disabled={reading}
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file) void read(file);
              currentTarget.value = '';
            }}
          />
        )}
      </Field>
      {reading && <p class="hint">Reading…</p>}
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      {found && <Review found={found} onChange={setFound} />}
    </Fold>
  );
}

function Review(props: { found: Found; onChange: (next: Found | null) => void }): JSX.Element {
  const { found, onChange } = props;
  const { edit } = useDrafting();
  const { file, rows, notes } = found;
  const take = (): void => {
    edit('blueprint', () => ({ domains: rows.map(({ from: _, ...domain }) => domain) }));
    onChange(null);
    announce(`${rows.length} domains taken from ${file}.`);
  };
  const change = (key: string, next: Partial<DomainDraft>): void =>
    onChange({ ...found, rows: rows.map((row) => (row.key === key ? { ...row, ...next } : row)) });
  return (
    <section class="curriculum" aria-label={`Found in ${file}`}>
      {notes.length > 0 && (
        <Notice tone="waiting">
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </Notice>
      )}
      <ol class="domains">
        {rows.map((row, index) => (
          <ProposedRow
            key={row.key}
            row={row}
            label={`Found domain ${index + 1}`}
            onChange={(next) => change(row.key, next)}
            onDrop={() => onChange({ ...found, rows: rows.filter(({ key }) => key !== row.key) })}
          />
        ))}
      </ol>
      {rows.length > 0 && <p class="balance">{balanceOf(rows).words}</p>}
      <p class="row">
        {rows.length > 0 && (
          <Button look="primary" onPress={take}>
            {`Replace the blueprint with ${rows.length === 1 ? 'this domain' : `these ${rows.length} domains`}`}
          </Button>
        )}
        <Button onPress={() => onChange(null)}>Take nothing</Button>
      </p>
    </section>
  );
}

interface RowProps {
  row: Proposed;
  label: string;
  onChange: (next: Partial<DomainDraft>) => void;
  onDrop: () => void;
}

function ProposedRow({ row, label, onChange, onDrop }: RowProps): JSX.Element {
  return (
    <li>
      <fieldset class="domain">
        <legend class="hidden">{row.name || label}</legend>
        <Field label={label} hint={row.from}>
          {(wiring) => (
            <input
              {...wiring}
              class="long"
              value={row.name}
              onInput={({ currentTarget }) => onChange({ name: currentTarget.value })}
            />
          )}
        </Field>
        <Field label="Its weight in %">
          {(wiring) => (
            <input
              {...wiring}
              class="short"
              inputMode="decimal"
              value={row.weight}
              onInput={({ currentTarget }) => onChange({ weight: currentTarget.value })}
            />
          )}
        </Field>
        <Button small look="quiet-danger" label={`Leave out ${row.name}`} onPress={onDrop}>
          Leave out
        </Button>
        <Field label="Its objectives">
          {(wiring) => (
            <textarea
              {...wiring}
              rows={Math.min(8, Math.max(2, row.objectives.split('\n').length))}
              value={row.objectives}
              onInput={({ currentTarget }) => onChange({ objectives: currentTarget.value })}
            />
          )}
        </Field>
      </fieldset>
    </li>
  );
}

async function proposalOf(file: File): Promise<Found> {
  const path = `/api/curricula?name=${encodeURIComponent(file.name)}`;
  const { domains, notes } = await postFile<Proposal>(path, file);
  const rows = domains.map(({ name, weight, objectives, page, quote }) => ({
    key: crypto.randomUUID(),
    name,
    weight: weight === null ? '' : String(weight),
    objectives: objectives.join('\n'),
    from: `${page === null ? '' : `page ${page}: `}“${quote}”`,
  }));
  return { file: file.name, rows, notes };
}
