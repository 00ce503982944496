/** A cohort: who can what, what they share, how the questions did, and what was made of it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { Button } from '../kit/button.tsx';
import { ExportDialog } from '../kit/export-dialog.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { Notice, Pill } from '../kit/status.tsx';
import { Tabs } from '../kit/tabs.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { CohortTable } from './cohort-table.tsx';
import { Heatmap } from './heatmap.tsx';
import { type Cohort, percent, VERDICTS, type Verdict } from './people-data.ts';
import { QuestionsPanel } from './questions-panel.tsx';
import { RemediationPanel } from './remediation-panel.tsx';
import './people.css';

export default function CohortPage(): JSX.Element {
  const { params } = useRoute();
  const id = params.id ?? '';
  const { data, error, reload } = useLoaded<Cohort>(`/api/cohorts/${encodeURIComponent(id)}`);
  if (error !== null && data === null)
    return (
      <Failure heading={1} error={error} onRetry={reload}>
        <a href="/w">All workflows</a>
      </Failure>
    );
  if (data === null) return <Loading what="Fetching the cohort" />;
  return <Whole data={data} />;
}

function Whole({ data }: { data: Cohort }): JSX.Element {
  const [isExporting, setExporting] = useState(false);
  const { workflow_id, certification_name, learners, questions } = data;
  const path = `/w/${encodeURIComponent(workflow_id)}`;
  return (
    <Page
      title={`Cohort of ${certification_name}`}
      crumbs={
        <>
          <a href="/w">Workflows</a> / <a href={path}>{workflow_id}</a>
        </>
      }
      lead={leadOf(data)}
      actions={
        questions.length > 0 && (
          <Button onPress={() => setExporting(true)}>Export the questions…</Button>
        )
      }
    >
      {!data.names_shown && (
        <Notice tone="idle">
          Learners are shown by their ids. Names are for educators and administrators.
        </Notice>
      )}
      {data.cohort === null ? (
        <NotYet count={learners.length} path={path} />
      ) : (
        <Findings data={data} />
      )}
      {learners.length > 0 && <RemediationPanel data={data} />}
      {questions.length > 0 && <QuestionsPanel questions={questions} />}
      {isExporting && (
        <ExportDialog
          source={`/api/exports/workflows/${encodeURIComponent(workflow_id)}`}
          what="The questions this cohort was asked"
          onClose={() => setExporting(false)}
        />
      )}
    </Page>
  );
}

function leadOf({ cohort, learners, pass_mark }: Cohort): string {
  if (cohort === null)
    return learners.length === 1
      ? 'One learner is invited.'
      : `${learners.length} learners are invited.`;
  const mean = cohort.mean_score === null ? '' : ` On average ${percent(cohort.mean_score)} right;`;
  return `${cohort.answered} of ${cohort.invited} learners answered.${mean} the pass mark is ${percent(pass_mark)}.`.replace(
    '. the',
    '. The',
  );
}

function NotYet({ count, path }: { count: number; path: string }): JSX.Element {
  return (
    <Empty title="There are no findings yet">
      <p>
        {count === 0
          ? 'No learner is named in this request.'
          : 'Findings come once answers are in and have been analysed.'}
      </p>
      <a href={path}>Where the workflow stands</a>
    </Empty>
  );
}

function Findings({ data }: { data: Cohort }): JSX.Element {
  const { query } = useLocation();
  const { cohort, learners, workflow_id } = data;
  const here = `/cohorts/${encodeURIComponent(workflow_id)}`;
  const isTable = query.view === 'table';
  const domains = data.domains.map(({ name }) => name);
  return (
    <Panel title="Who can what">
      <Statements statements={cohort?.statements ?? []} />
      <Common data={data} />
      <Legend />
      <Tabs
        label="Findings as"
        links={[
          { href: here, name: 'Map', isCurrent: !isTable },
          { href: `${here}?view=table`, name: 'Table', isCurrent: isTable },
        ]}
      />
      {isTable ? (
        <CohortTable data={data} />
      ) : (
        <Heatmap workflow={workflow_id} domains={domains} learners={learners} />
      )}
    </Panel>
  );
}

function Legend(): JSX.Element {
  return (
    <ul class="people-legend" aria-label="What the findings mean">
      {(Object.keys(VERDICTS) as Verdict[]).map((verdict) => {
        const { word, tone, means } = VERDICTS[verdict];
        return (
          <li key={verdict}>
            <Pill tone={tone}>{word}</Pill> <span class="soft">{means}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** What the numbers cannot carry stands before the numbers. */
function Statements({ statements }: { statements: string[] }): JSX.Element | null {
  if (statements.length === 0) return null;
  return (
    <Notice tone="waiting">
      <p class="strong">Before you read on</p>
      <ul>
        {statements.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </Notice>
  );
}

function Common({ data }: { data: Cohort }): JSX.Element {
  const areas = data.cohort?.common_weak_areas ?? [];
  const counts = new Map(data.cohort?.domains.map((each) => [each.domain, each]));
  if (areas.length === 0)
    return <p>No domain in which enough learners share a gap: nothing is common to this cohort.</p>;
  return (
    <div>
      <h3>Common weak areas, the most severe first</h3>
      <ol class="people-common">
        {areas.map((area) => (
          <li key={area}>
            <strong>{area}</strong>
            <span class="soft">
              : a gap in {counts.get(area)?.in_gap ?? 0} of {data.cohort?.answered ?? 0} who
              answered, open in {counts.get(area)?.undetermined ?? 0}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
