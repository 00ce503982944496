/** Quality over runs: what each was judged, and which checks fail again and again. */
import type { JSX } from 'preact';
import { Page, Panel } from '../kit/page.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { Pill } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { COMPLIANCE, type QualityVerdict, scoreWords } from '../words/quality.ts';
import { count, inWords, sentence } from '../words/words.ts';
import { rulesOver, trendsOf } from './over-runs.ts';
import { Trend } from './trend.tsx';
import './quality.css';

export default function QualityPage(): JSX.Element {
  const { data, error, reload } = useLoaded<{ items: QualityVerdict[] }>('/api/quality?limit=100');
  if (error !== null && data === null)
    return <Failure heading={1} error={error} onRetry={reload} />;
  if (data === null) return <Loading what="Fetching how work was judged" />;
  const { items } = data;
  return (
    <Page
      title="Quality"
      lead={
        items.length === 0
          ? undefined
          : `${count(items.length, 'judgement')}, at most the last 100. Work is judged before its release and for its report.`
      }
    >
      {items.length === 0 ? (
        <Empty title="Nothing has been judged yet">
          <p>The first judgement comes when somebody approves a release.</p>
          <a href="/w">All workflows</a>
        </Empty>
      ) : (
        <OverRuns items={items} />
      )}
    </Page>
  );
}

function OverRuns({ items }: { items: QualityVerdict[] }): JSX.Element {
  return (
    <>
      <Panel title="Over runs">
        <div class="quality-trends">
          {trendsOf(items).map(({ name, scores }) => (
            <div key={name}>
              <h3>
                {name}: {scoreWords(scores.at(-1) ?? null)} last
              </h3>
              <Trend
                scores={scores}
                label={`${name}, oldest to newest: ${scores.slice(-20).join(', ')}`}
              />
            </div>
          ))}
        </div>
      </Panel>
      <Panel title="By check">
        <Table
          caption="Checks, those that failed most often first"
          rows={rulesOver(items)}
          keyOf={({ id }) => id}
          columns={[
            { name: 'Check', cell: ({ id }) => sentence(inWords(id)) },
            { name: 'Category', cell: ({ category }) => sentence(category) },
            { name: 'Kind', cell: ({ severity }) => severity },
            {
              name: 'Failed',
              isNumber: true,
              cell: ({ failed, total }) => `${failed} of ${total}`,
            },
            { name: 'In runs', isNumber: true, cell: ({ runs, of }) => `${runs} of ${of}` },
          ]}
        />
      </Panel>
      <Panel title="Judgements">
        <Table
          caption="Judgements, the newest first"
          rows={items}
          keyOf={({ key }) => key}
          columns={[
            {
              name: 'Workflow',
              cell: ({ workflow, certification_name }) => (
                <a href={`/w/${encodeURIComponent(workflow)}`}>
                  {certification_name} <span class="sub">{workflow}</span>
                </a>
              ),
            },
            { name: 'When', cell: ({ at }) => <Time at={at} /> },
            { name: 'For', cell: ({ moment }) => moment },
            { name: 'Score', isNumber: true, cell: ({ score }) => score },
            {
              name: 'Standing',
              cell: ({ compliance_status }) => {
                const { tone, word } = COMPLIANCE[compliance_status];
                return <Pill tone={tone}>{word}</Pill>;
              },
            },
          ]}
        />
      </Panel>
    </>
  );
}
