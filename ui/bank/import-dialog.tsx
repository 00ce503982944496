/** Bringing questions in: first what would be taken and refused, then the taking. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { Fold } from '../kit/page.tsx';
import { Notice } from '../kit/status.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { sendFile } from '../wire/send-file.ts';
import { flawWords } from './bank-data.ts';

interface Report {
  taken: { id: string; domain: string; stem: string; flaws: string[] }[];
  known: { id: string; stem: string }[];
  refused: { at: string; reason: string }[];
}

type Formats = { items: { id: string; name: string; for: string; reads: boolean }[] };

export function ImportDialog({
  certifications,
  onClose,
  onDone,
}: {
  certifications: string[];
  onClose: () => void;
  onDone: () => void;
}): JSX.Element {
  const formats = useLoaded<Formats>('/api/bank/formats');
  const [format, setFormat] = useState('csv');
  const [certification, setCertification] = useState(certifications[0] ?? '');
  const [file, setFile] = useState<File | null>(null);
  const [report, setReport] = useState<Report | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  const send = async (dryRun: boolean): Promise<void> => {
    if (!file) return setTrouble('Choose a file first.');
    const search = new URLSearchParams({ format, certification, dry_run: String(dryRun) });
    try {
      const answer = await sendFile<Report>(`/api/bank/import?${search}`, file);
      setTrouble(null);
      if (dryRun) return setReport(answer);
      announce(`${counted(answer.taken.length)} imported as drafts.`);
      onDone();
      onClose();
    } catch (error) {
      setReport(null);
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  const choose = (chosen: File | null): void => {
    setFile(chosen);
    setReport(null);
    setTrouble(null);
    const guessed = chosen && guessOf(chosen.name);
    if (guessed) setFormat(guessed);
  };
  return (
    <Dialog title="Import questions" onClose={onClose} wide>
      <p>
        Imported questions are drafts: somebody other than you reviews them before they can be
        asked. Nothing is taken before you have seen what is in the file.
      </p>
      <div class="filters">
        <Field label="File">
          {(wiring) => (
            <input
              {...wiring}
              type="file"
              accept=".csv,.txt,.gift,.xml,.zip"
              onChange={(event) => choose(event.currentTarget.files?.[0] ?? null)}
            />
          )}
        </Field>
        <Field label="Kind of file">
          {(wiring) => (
            <select
              {...wiring}
              value={format}
              onChange={(event) => {
                setFormat(event.currentTarget.value);
                setReport(null);
              }}
            >
              {(formats.data?.items ?? [])
                .filter(({ reads }) => reads)
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
            </select>
          )}
        </Field>
        <Field label="Certification they belong to">
          {(wiring) => (
            <>
              <input
                {...wiring}
                value={certification}
                list="bank-certifications"
                maxLength={300}
                onInput={(event) => setCertification(event.currentTarget.value)}
              />
              <datalist id="bank-certifications">
                {certifications.map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      </div>
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      {report && <Found report={report} />}
      <p class="row">
        {report === null ? (
          <Button look="primary" onPress={() => send(true)}>
            Look into the file
          </Button>
        ) : (
          <Button look="primary" disabled={report.taken.length === 0} onPress={() => send(false)}>
            Import {counted(report.taken.length)}
          </Button>
        )}
        <Button onPress={onClose}>Cancel</Button>
      </p>
    </Dialog>
  );
}

function counted(count: number): string {
  return count === 1 ? 'one question' : `${count} questions`;
}

/** By the names that exports have; a bare `.zip` or `.txt` says too little. */
function guessOf(name: string): string | null {
  const endings: [RegExp, string][] = [
    [/\.csv$/i, 'csv'],
    [/\.gift(\.txt)?$/i, 'gift'],
    [/\.xml$/i, 'moodle'],
    [/qti12\.zip$/i, 'qti12'],
    [/qti21\.zip$/i, 'qti21'],
  ];
  return endings.find(([ending]) => ending.test(name))?.[1] ?? null;
}

const SHOWN = 8;

function Found({ report }: { report: Report }): JSX.Element {
  const { taken, known, refused } = report;
  return (
    <div class="bank-import-report" role="status">
      <Notice tone={taken.length > 0 ? 'done' : 'waiting'}>
        <p class="strong">{counted(taken.length)} can be taken.</p>
        <ul>
          {taken.slice(0, SHOWN).map(({ id, stem, flaws }) => (
            <li key={id}>
              {stem.slice(0, 160)}
              {flaws.length > 0 && <span class="sub">Mind: {flaws.map(flawWords).join('; ')}</span>}
            </li>
          ))}
        </ul>
        {taken.length > SHOWN && <p>… and {taken.length - SHOWN} more.</p>}
      </Notice>
      {known.length > 0 && (
        <Notice tone="idle">
          {counted(known.length)} the bank has already; they stay as they are.
        </Notice>
      )}
      {refused.length > 0 && (
        <Notice tone="failed">
          <p class="strong">{counted(refused.length)} cannot be taken.</p>
          <ul>
            {refused.slice(0, SHOWN).map(({ at, reason }) => (
              <li key={at}>
                <strong>{at}</strong>: {reason}
              </li>
            ))}
          </ul>
          {refused.length > SHOWN && (
            <Fold title={`${refused.length - SHOWN} more`}>
              <ul>
                {refused.slice(SHOWN).map(({ at, reason }) => (
                  <li key={at}>
                    <strong>{at}</strong>: {reason}
                  </li>
                ))}
              </ul>
            </Fold>
          )}
        </Notice>
      )}
    </div>
  );
}
