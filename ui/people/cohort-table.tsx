/** The heatmap's twin: the same findings as rows of text and numbers. */
import type { JSX } from 'preact';
import { Table } from '../kit/table.tsx';
import { learnerPath } from './heatmap.tsx';
import {
  type Cohort,
  calledBy,
  type LearnerLine,
  percent,
  rangeInWords,
  VERDICTS,
} from './people-data.ts';

export function CohortTable({ data }: { data: Cohort }): JSX.Element {
  return (
    <Table
      caption="Findings of each learner in each domain, with how many answers they rest on"
      keyOf={({ id }) => id}
      rows={data.learners}
      columns={[
        {
          name: 'Learner',
          cell: (line: LearnerLine) => (
            <a href={learnerPath(data.workflow_id, line.id)}>{calledBy(line)}</a>
          ),
        },
        {
          name: 'Right',
          isNumber: true,
          cell: ({ finding }) => (finding?.score == null ? 'no answers' : percent(finding.score)),
        },
        ...data.domains.map(({ name }) => ({
          name,
          cell: ({ finding }: LearnerLine) => {
            const own = finding?.domains.find(({ domain }) => domain === name);
            if (!own || own.items === 0) return <span class="soft">–</span>;
            return (
              <>
                {VERDICTS[own.verdict].word}
                <span class="sub">
                  {own.correct} of {own.items}, {rangeInWords(own)}
                </span>
              </>
            );
          },
        })),
      ]}
    />
  );
}
