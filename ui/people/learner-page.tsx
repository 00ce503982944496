/** One learner in one course: findings, what was made and sent, what was opened, and their rights. */
import type { JSX } from 'preact';
import { useLocation, useRoute } from 'preact-iso';
import { Page, Panel } from '../kit/page.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { Notice, Pill, Tag } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { learnerPath } from './heatmap.tsx';
import { IntervalBar } from './interval.tsx';
import {
  calledBy,
  findingInWords,
  type LearnerRecord,
  letterState,
  type Made,
  occasionWords,
  percent,
  remediationOf,
  VERDICTS,
} from './people-data.ts';
import './people.css';

export default function LearnerPage(): JSX.Element {
  const { params } = useRoute();
  const { query } = useLocation();
  const id = encodeURIComponent(params.id ?? '');
  const search = query.workflow ? `?workflow=${encodeURIComponent(query.workflow)}` : '';
  const { data, error, reload } = useLoaded<LearnerRecord>(`/api/learners/${id}${search}`);
  if (error !== null && data === null)
    return (
      <Failure heading={1} error={error} onRetry={reload}>
        <a href="/w">All workflows</a>
      </Failure>
    );
  if (data === null) return <Loading what="Fetching the learner" />;
  return <Whole data={data} />;
}

function Whole({ data }: { data: LearnerRecord }): JSX.Element {
  const cohort = `/cohorts/${encodeURIComponent(data.workflow_id)}`;
  const { word, tone } = remediationOf(data, data.released);
  return (
    <Page
      title={calledBy(data)}
      crumbs={
        <>
          <a href="/w">Workflows</a> / <a href={cohort}>Cohort of {data.certification_name}</a>
        </>
      }
    >
      <p class="row">
        <Pill tone={tone}>{word}</Pill>
        {data.finding?.score != null && (
          <Tag>
            {percent(data.finding.score)} right, {data.finding.passed ? 'passed' : 'not passed'}
          </Tag>
        )}
        {data.name !== null && <Tag>{data.id}</Tag>}
      </p>
      {data.erased && (
        <Notice tone="idle">
          Name and address of this learner were erased. What remains carries only the id.
        </Notice>
      )}
      <Findings data={data} />
      <div class="people-columns">
        <Material data={data} />
        <Progress data={data} />
      </div>
      <Rights data={data} />
    </Page>
  );
}

function Findings({ data }: { data: LearnerRecord }): JSX.Element {
  const { finding, pass_mark } = data;
  if (finding === null || finding.domains.length === 0)
    return (
      <Panel title="Findings">
        <Empty title="Nothing is known yet">
          <p>{finding?.statement ?? 'The answers have not been analysed yet.'}</p>
        </Empty>
      </Panel>
    );
  return (
    <Panel title="Findings">
      <p>{finding.statement}</p>
      <Table
        caption={`Findings by domain; the pass mark is ${percent(pass_mark)}`}
        keyOf={({ domain }) => domain}
        rows={finding.domains}
        columns={[
          { name: 'Domain', cell: ({ domain }) => domain },
          {
            name: 'Finding',
            cell: ({ verdict }) => (
              <Pill tone={VERDICTS[verdict].tone}>{VERDICTS[verdict].word}</Pill>
            ),
          },
          {
            name: 'What it rests on',
            cell: (own) => (
              <>
                <IntervalBar finding={own} passMark={pass_mark} />
                <span class="sub">{findingInWords(own)}</span>
              </>
            ),
          },
        ]}
      />
    </Panel>
  );
}

function Material({ data }: { data: LearnerRecord }): JSX.Element {
  const made = [...(data.deck ? [data.deck] : []), ...data.videos];
  return (
    <Panel title="Made for this learner">
      {made.length === 0 ? (
        <p class="soft">Nothing has been made yet.</p>
      ) : (
        <ul class="people-made">
          {made.map((each) => (
            <li key={each.artifact}>
              <a href={`/api/artifacts/${each.artifact}`}>{nameOf(each)}</a>
              {each.degraded && <Tag>in a simpler form than planned</Tag>}
              <span class="sub">
                made <Time at={each.created_at} />;{' '}
                {each.opened_at ? (
                  <>
                    opened <Time at={each.opened_at} />
                  </>
                ) : (
                  'not opened yet'
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function nameOf({ type, topic }: Made): string {
  if (type === 'deck') return 'Remediation deck';
  return `${type === 'video' ? 'Video' : 'Storyboard'}: ${topic ?? ''}`;
}

function Progress({ data }: { data: LearnerRecord }): JSX.Element {
  return (
    <Panel title="Mails and visits">
      <ol class="people-letters">
        {data.letters.map(({ occasion, state, at }) => (
          <li key={`${occasion} ${at}`}>
            {occasionWords(occasion)}{' '}
            <Pill tone={letterState(state).tone}>{letterState(state).word}</Pill>
            <span class="sub">
              <Time at={at} />
            </span>
          </li>
        ))}
      </ol>
      {data.letters.length === 0 && <p class="soft">No mail was sent yet.</p>}
      <p>
        {data.submitted_at ? (
          <>
            Answered <Time at={data.submitted_at} />.
          </>
        ) : (
          'Has not answered.'
        )}{' '}
        {data.visited_at ? (
          <>
            Opened their page <Time at={data.visited_at} />
            {data.visits > 1 && <>, {data.visits} times so far</>}.
          </>
        ) : (
          'Has not opened their page.'
        )}
      </p>
    </Panel>
  );
}

function Rights({ data }: { data: LearnerRecord }): JSX.Element {
  return (
    <Panel title="Their data">
      <p>
        Names and addresses are kept sealed, apart from everything else. When this learner asks for
        it, an administrator erases them and everything made for them on the server:
      </p>
      <pre>npm run presgen -- erase {data.id}</pre>
      <p class="hint">Without --yes the command only shows what it would destroy.</p>
      {data.elsewhere.length > 0 && (
        <>
          <p>
            The same id is in other courses; ids are unique within one request only, so this may be
            somebody else:
          </p>
          <ul>
            {data.elsewhere.map(({ workflow, certification_name }) => (
              <li key={workflow}>
                <a href={learnerPath(workflow, data.id)}>{certification_name || workflow}</a>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
