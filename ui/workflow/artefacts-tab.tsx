/** What the workflow has made so far: grouped by step, looked at in place, every version kept. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ExportDialog } from '../kit/export-dialog.tsx';
import { Panel } from '../kit/page.tsx';
import { Empty } from '../kit/standing.tsx';
import { Pill } from '../kit/status.tsx';
import { Time } from '../kit/time.tsx';
import { fileSize } from '../words/times.ts';
import { count, fileName, inWords, sentence, stepTitle } from '../words/words.ts';
import { type Artefact, byStep, isDegraded, type Made, previewOf } from './artefacts.ts';
import { Preview } from './preview.tsx';
import type { Shown } from './shown.ts';

export function ArtefactsTab({ shown }: { shown: Shown }): JSX.Element {
  const { artefacts } = shown;
  if (artefacts.length === 0)
    return (
      <Panel title="What it made">
        <Empty title="Nothing made yet">
          <p>Files appear here as steps complete: questions, decks, videos, the report.</p>
        </Empty>
      </Panel>
    );
  return (
    <div class="wf-made">
      {byStep(artefacts).map(({ step, made }) => (
        <Panel
          key={step}
          title={stepTitle(step)}
          actions={<span class="hint">{count(made.length, 'file')}</span>}
        >
          <ul>
            {made.map((each) => (
              <Thing key={each.newest.id} made={each} all={artefacts} workflow={shown.id} />
            ))}
          </ul>
        </Panel>
      ))}
    </div>
  );
}

function Thing({
  made,
  all,
  workflow,
}: {
  made: Made;
  all: Artefact[];
  workflow: string;
}): JSX.Element {
  const { newest, older } = made;
  const [isOpen, setOpen] = useState(false);
  const [isExporting, setExporting] = useState(false);
  const name = fileName(newest.name);
  const facts = [
    sentence(inWords(newest.type)),
    newest.learner && `for ${newest.learner}`,
    fileSize(newest.bytes),
    newest.version > 1 && `version ${newest.version}`,
  ].filter(Boolean);
  const canShow = previewOf(newest) !== null;
  return (
    <li>
      <div class="row spread">
        <div>
          <p class="row">
            <strong>{name}</strong>
            {isDegraded(newest) && <Pill tone="waiting">Degraded</Pill>}
          </p>
          <p class="soft">
            {facts.join(' · ')} · <Time at={newest.created_at} />
          </p>
        </div>
        <p class="row">
          {canShow && (
            <button
              type="button"
              class="small"
              aria-expanded={isOpen}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? 'Hide' : 'Show'}
              <span class="hidden"> {name}</span>
            </button>
          )}
          {newest.type === 'questions' && (
            <button type="button" class="small" onClick={() => setExporting(true)}>
              For a learning platform…
            </button>
          )}
          <a class="button small wf-quiet" href={newest.url} target="_blank" rel="noopener">
            Open<span class="hidden"> {name} in a new tab</span>
          </a>
          <a class="button small wf-quiet" href={newest.url} download={name}>
            Download<span class="hidden"> {name}</span>
          </a>
        </p>
      </div>
      {isExporting && (
        <ExportDialog
          source={`/api/exports/workflows/${encodeURIComponent(workflow)}`}
          what="The questions of this workflow"
          onClose={() => setExporting(false)}
        />
      )}
      {isOpen && <Preview artefact={newest} all={all} />}
      {older.length > 0 && (
        <details class="fold">
          <summary>{count(older.length, 'earlier version')}</summary>
          <ul class="wf-older">
            {older.map((each) => (
              <li key={each.id}>
                <a href={each.url} target="_blank" rel="noopener">
                  Version {each.version}
                </a>{' '}
                <span class="soft">
                  {fileSize(each.bytes)} · <Time at={each.created_at} /> ·{' '}
                  <code>{each.sha256.slice(0, 12)}</code>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
