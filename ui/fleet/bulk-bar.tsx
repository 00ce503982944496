/** Acting on every workflow of the view: looked at first, then done, with its progress in sight. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Notice, StatusPill } from '../kit/status.tsx';
import { postJson } from '../wire/api.ts';
import { type Preview, previewWords, progressWords, VERB_WORDS, VERBS, type Verb } from './bulk.ts';
import type { BulkProgress } from './live.ts';
import { type FleetView, filterOf } from './view.ts';

interface Props {
  view: FleetView;
  total: number;
  /** The newest progress the feed told of. */
  news: BulkProgress | null;
}

export function BulkBar({ view, total, news }: Props): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const [mine, setMine] = useState<BulkProgress | null>(null);
  useEffect(() => {
    if (news !== null && news.id === mine?.id) setMine(news);
  }, [news]);
  return (
    <>
      <Button disabled={total === 0} onPress={() => setOpen(true)}>
        Act on all {total.toLocaleString()}…
      </Button>
      {mine && <BulkStanding bulk={mine} />}
      {isOpen && (
        <BulkDialog
          view={view}
          onClose={() => setOpen(false)}
          onBegun={(begun) => setMine(begun)}
        />
      )}
    </>
  );
}

function BulkStanding({ bulk }: { bulk: BulkProgress }): JSX.Element {
  const hasEnded = bulk.ended_at !== null;
  const name = VERB_WORDS[bulk.action as Verb]?.name ?? bulk.action;
  useEffect(() => {
    if (hasEnded) announce(`${name}: ${progressWords(bulk)}`);
  }, [hasEnded]);
  return (
    <div class="bulk-standing">
      <span class="strong">
        {name} {hasEnded ? 'is done' : 'is under way'}
      </span>
      <progress max={bulk.total || 1} value={bulk.total - bulk.open} aria-label={name} />
      <span class="number">{progressWords(bulk)}</span>
    </div>
  );
}

function BulkDialog(props: {
  view: FleetView;
  onClose: () => void;
  onBegun: (bulk: BulkProgress) => void;
}): JSX.Element {
  const { view, onClose, onBegun } = props;
  const [verb, setVerb] = useState<Verb>('retry');
  const [preview, setPreview] = useState<Preview | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const look = async (): Promise<void> => {
    setPreview(null);
    await attempt(setTrouble, async () => {
      const { from, to, ...filter } = filterOf(view);
      const times = { ...(from && { from: Number(from) }), ...(to && { to: Number(to) }) };
      const body = { action: verb, filter: { ...filter, ...times } };
      setPreview(await postJson<Preview>('/api/bulk/preview', body));
    });
  };
  useEffect(() => {
    void look();
  }, [verb]);
  const act = async (): Promise<void> => {
    await attempt(setTrouble, async () => {
      const begun = await postJson<BulkProgress>('/api/bulk', { token: preview?.token });
      onBegun(begun);
      onClose();
    });
  };
  const words = VERB_WORDS[verb];
  return (
    <Dialog title="Act on every workflow of this view" onClose={onClose} wide>
      <fieldset class="verbs">
        <legend>What to do</legend>
        {VERBS.map((each) => (
          <label key={each} class="row">
            <input
              type="radio"
              name="verb"
              checked={each === verb}
              onChange={() => setVerb(each)}
            />
            <span>
              {VERB_WORDS[each].name} <span class="sub">{VERB_WORDS[each].does}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {preview ? <PreviewView preview={preview} /> : trouble === null && <p>Counting…</p>}
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
      <p class="row">
        <Button
          look={verb === 'cancel' || verb === 'give_up' ? 'danger' : 'primary'}
          disabled={!preview || preview.accepting === 0}
          onPress={act}
        >
          {preview ? `${words.name} ${preview.accepting.toLocaleString()}` : words.name}
        </Button>
        {trouble && <Button onPress={look}>Look again</Button>}
        <Button onPress={onClose}>Do nothing</Button>
      </p>
    </Dialog>
  );
}

async function attempt(
  setTrouble: (text: string | null) => void,
  work: () => Promise<void>,
): Promise<void> {
  setTrouble(null);
  try {
    await work();
  } catch (error) {
    setTrouble(error instanceof Error ? error.message : String(error));
  }
}

function PreviewView({ preview }: { preview: Preview }): JSX.Element {
  return (
    <div class="preview" role="status">
      <ul>
        {previewWords(preview).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {preview.sample.length > 0 && (
        <>
          <h3>The first {preview.sample.length} of the view</h3>
          <ul class="sample">
            {preview.sample.map((row) => (
              <li key={row.workflow_id} class="row">
                <StatusPill status={row.status} />
                <span>{row.certification_name}</span>
                <code>{row.workflow_id}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
