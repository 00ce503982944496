/** One question of the bank: what it asks, why that is right, how it did, and its whole life. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { Button } from '../kit/button.tsx';
import { ExportDialog } from '../kit/export-dialog.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Failure, Loading } from '../kit/standing.tsx';
import { Notice, Pill, Tag } from '../kit/status.tsx';
import { useLoaded } from '../wire/loaded.ts';
import './bank.css';
import { flawWords, type Item, LETTERS, STATE_WORDS } from './bank-data.ts';
import { pathOf } from './bank-query.ts';
import { EditDialog } from './edit-dialog.tsx';
import { History, Uses, Versions } from './item-past.tsx';
import { Lifecycle } from './lifecycle.tsx';
import { SourcePanel } from './source-panel.tsx';
import { StatisticsPanel } from './statistics.tsx';

export default function ItemPage(): JSX.Element {
  const { params } = useRoute();
  const id = params.item ?? '';
  const { data, error, reload } = useLoaded<Item>(`/api/bank/${encodeURIComponent(id)}`);
  if (error !== null && data === null)
    return (
      <Failure heading={1} error={error} onRetry={reload}>
        <a href="/bank">Item bank</a>
      </Failure>
    );
  if (data === null) return <Loading what="Fetching the question" />;
  return <Whole item={data} reload={reload} />;
}

function Whole({ item, reload }: { item: Item; reload: () => void }): JSX.Element {
  const [open, setOpen] = useState<'edit' | 'export' | null>(null);
  const { word, tone, means } = STATE_WORDS[item.state];
  const { domain, certification } = item;
  return (
    <Page
      title={isLong(item.stem) ? `${item.stem.slice(0, TITLE_MAX - 1)}…` : item.stem}
      crumbs={
        <>
          <a href="/bank">Item bank</a> /{' '}
          <a href={pathOf({ certification })}>{certification || 'no certification'}</a> /{' '}
          <a href={pathOf({ certification, domain })}>{domain || 'no domain'}</a>
        </>
      }
      actions={
        <>
          <Button
            onPress={() => setOpen('edit')}
            disabled={item.edit_refused !== null}
            {...(item.edit_refused === null ? {} : { describedBy: 'edit-refused' })}
          >
            Edit…
          </Button>
          <Button onPress={() => setOpen('export')}>Export…</Button>
        </>
      }
    >
      <p class="row">
        <Pill tone={tone}>{word}</Pill>
        <span class="soft">{means}</span>
        <Tag>version {item.version}</Tag>
        {item.difficulty && <Tag>{item.difficulty} (estimate)</Tag>}
        {item.objective && <Tag>{item.objective}</Tag>}
      </p>
      {item.edit_refused && (
        <p id="edit-refused" class="hint">
          {item.edit_refused}
        </p>
      )}
      <div class="bank-item-columns">
        <div class="bank-item-main">
          <Question item={item} />
          <StatisticsPanel
            statistics={item.statistics}
            options={item.content.options}
            answer={item.content.key}
          />
          <Versions item={item} />
        </div>
        <div class="bank-item-side">
          <Lifecycle item={item} onMoved={reload} />
          <SourcePanel item={item} />
          <Uses item={item} />
          <History item={item} />
        </div>
      </div>
      {open === 'edit' && <EditDialog item={item} onClose={() => setOpen(null)} onSaved={reload} />}
      {open === 'export' && (
        <ExportDialog
          source="/api/exports/bank"
          search={`ids=${encodeURIComponent(item.id)}`}
          what="This question"
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  );
}

const TITLE_MAX = 180;

/** Whether the heading cannot hold the question as it is. */
function isLong(stem: string): boolean {
  return stem.length > TITLE_MAX || stem.includes('\n');
}

function Question({ item }: { item: Item }): JSX.Element {
  const { stem, options, key, rationale } = item.content;
  return (
    <Panel title={isLong(stem) ? 'The question' : 'Options'}>
      {isLong(stem) && <p class="bank-item-stem">{stem}</p>}
      <ol class="bank-options">
        {options.map((option, index) => (
          <li key={LETTERS[index]} class={index === key ? 'right' : undefined}>
            <span class="bank-letter">{LETTERS[index]}</span>
            <span class="bank-words">{option}</span>
            {index === key && <Pill tone="done">the answer</Pill>}
          </li>
        ))}
      </ol>
      {rationale && (
        <>
          <h3>Why</h3>
          <p class="bank-rationale">{rationale}</p>
        </>
      )}
      {item.flaws.length > 0 && (
        <Notice tone="waiting">Worth a look: {item.flaws.map(flawWords).join('; ')}.</Notice>
      )}
    </Panel>
  );
}
