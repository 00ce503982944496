/** What the checks say of the work before it is released: what failed, what to do, how to waive it. */
import type { JSX } from 'preact';
import { Fold, Panel } from '../kit/page.tsx';
import { Failure, Loading } from '../kit/standing.tsx';
import { Notice, Pill } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { COMPLIANCE, type QualityCheck, type QualityNow, scoreWords } from '../words/quality.ts';
import { count, inWords, sentence } from '../words/words.ts';

export function QualityPanel({ workflow }: { workflow: string }): JSX.Element {
  const path = `/api/workflows/${encodeURIComponent(workflow)}/quality`;
  const { data, error, reload } = useLoaded<{ now: QualityNow | null }>(path);
  return (
    <Panel title="Quality" actions={<a href="/quality">Quality of all runs</a>}>
      {data === null && error !== null && <Failure error={error} onRetry={reload} />}
      {data === null && error === null && <Loading what="Judging the work" />}
      {data !== null && data.now === null && <p>There is no work yet that could be judged.</p>}
      {data?.now && <Judged now={data.now} />}
    </Panel>
  );
}

function Judged({ now }: { now: QualityNow }): JSX.Element {
  const failed = now.checks.filter(({ passed }) => !passed);
  const hard = failed.filter(({ severity }) => severity === 'hard');
  const soft = failed.filter(({ severity }) => severity === 'soft');
  return (
    <>
      <p>{scoreWords(now.overall_quality_score)}: the share of checks that hold.</p>
      {hard.length > 0 ? (
        <Notice tone="failed">
          <p class="strong">{count(hard.length, 'hard check')} failed, which stops the release</p>
          <p>
            Mend what is listed, or approve with a comment that begins “Waive:” and says why it goes
            out all the same. The reason stands in the report and the audit trail.
          </p>
        </Notice>
      ) : (
        <p>No hard check failed: nothing stops the release.</p>
      )}
      {hard.length > 0 && <Failed caption="What stops the release" checks={hard} />}
      <Table
        caption="Scores by category"
        rows={now.categories}
        keyOf={({ category }) => category}
        columns={[
          { name: 'Category', cell: ({ category }) => sentence(category) },
          { name: 'Score', isNumber: true, cell: ({ score }) => scoreWords(score) },
          {
            name: 'Checks failed',
            isNumber: true,
            cell: ({ failed: n, checked }) => `${n} of ${checked}`,
          },
          {
            name: 'Standing',
            cell: ({ compliance_status }) => {
              const { tone, word } = COMPLIANCE[compliance_status];
              return <Pill tone={tone}>{word}</Pill>;
            },
          },
        ]}
      />
      {soft.length > 0 && (
        <Fold title={`${count(soft.length, 'soft check')} failed, which stops nothing`}>
          <Failed caption="What could be better" checks={soft} />
        </Fold>
      )}
    </>
  );
}

function Failed({ caption, checks }: { caption: string; checks: QualityCheck[] }): JSX.Element {
  return (
    <Table
      caption={caption}
      rows={checks}
      keyOf={({ id, subject }) => `${id} ${subject}`}
      columns={[
        { name: 'Check', cell: ({ id }) => sentence(inWords(id)) },
        { name: 'About', cell: ({ subject }) => subject },
        { name: 'Found', cell: ({ evidence }) => evidence },
        { name: 'What to do', cell: ({ fix }) => fix ?? 'Review by hand' },
      ]}
    />
  );
}
