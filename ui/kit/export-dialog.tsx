/** Questions as a file for a learning platform: which kind, what it is for, and what it loses. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLoaded } from '../wire/loaded.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Failure, Loading } from './standing.tsx';
import { Notice } from './status.tsx';

type Formats = { items: { id: string; name: string; for: string }[] };

export interface ExportDialogProps {
  /** `/api/exports/bank`, or `/api/exports/workflows/ID`. */
  source: string;
  /** Filters of the selection, as a query. */
  search?: string;
  /** What will be exported, in words. */
  what: string;
  onClose: () => void;
}

/** @see ExportDialogProps */
export function ExportDialog({
  source,
  search = '',
  what,
  onClose,
}: ExportDialogProps): JSX.Element {
  const { data, error, reload } = useLoaded<Formats>('/api/bank/formats');
  const [format, setFormat] = useState('moodle');
  const query = `format=${format}${search === '' ? '' : `&${search}`}`;
  return (
    <Dialog title="Export questions" onClose={onClose} wide>
      <p>{what}, as a file for your learning platform. The right answers are part of the file.</p>
      {error !== null && <Failure error={error} onRetry={reload} />}
      <fieldset class="formats">
        <legend>Kind of file</legend>
        {(data?.items ?? []).map(({ id, name, for: use }) => (
          <label key={id} class="format">
            <input
              type="radio"
              name="export-format"
              checked={id === format}
              onChange={() => setFormat(id)}
            />
            <span>
              <span class="strong">{name}</span>
              <span class="sub">{use}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Losses path={`${source}/preview?${query}`} />
      <p class="row">
        <a class="button" href={`${source}?${query}`} download>
          Download
        </a>
        <Button onPress={onClose}>Close</Button>
      </p>
    </Dialog>
  );
}

function Losses({ path }: { path: string }): JSX.Element {
  const { data, error, reload } = useLoaded<{ questions: number; cannot_carry: string[] }>(path);
  if (error !== null) return <Failure error={error} onRetry={reload} />;
  if (data === null) return <Loading what="Looking at the questions" />;
  return (
    <div role="status">
      <Notice tone={data.questions === 0 ? 'failed' : 'waiting'}>
        <p class="strong">
          {data.questions === 1 ? 'One question' : `${data.questions} questions`}. What this kind of
          file does not carry:
        </p>
        <ul>
          {data.cannot_carry.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
