/** The gap analysis in a readable table: a verdict for each learner and domain, and what it rests on. */
import type { JSX } from 'preact';
import { Fold, Panel } from '../kit/page.tsx';
import { Notice, Pill } from '../kit/status.tsx';
import { type Column, Table } from '../kit/table.tsx';
import type { Tone } from '../words/tones.ts';
import type { GapReport, Mastery } from './checkpoint.ts';
import { percent, type QuestionLine, questionLines, scaleWords, testFacts } from './gap-figures.ts';

const VERDICTS: Record<Mastery, { word: string; tone: Tone }> = {
  gap: { word: 'Gap', tone: 'failed' },
  undetermined: { word: 'Undetermined', tone: 'waiting' },
  mastered: { word: 'Mastered', tone: 'done' },
};

/** The whole report, the group first. */
export function GapsView({ report }: { report: GapReport }): JSX.Element {
  const { cohort, pass_mark } = report;
  return (
    <>
      <Panel title="The group">
        <dl class="facts">
          <Fact name="Answered" value={`${cohort.answered} of ${cohort.invited}`} />
          <Fact name="Mean score" value={percent(cohort.mean_score)} />
          <Fact name="Pass mark" value={percent(pass_mark)} />
          <Fact name="Weak in common" value={cohort.common_weak_areas.join(', ') || 'none'} />
        </dl>
        {cohort.statements.length > 0 && (
          <Notice tone="waiting">
            <ul>
              {cohort.statements.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </Notice>
        )}
        <Table
          caption="Domains of the group"
          rows={cohort.domains}
          keyOf={({ domain }) => domain}
          columns={[
            { name: 'Domain', cell: ({ domain }) => domain },
            { name: 'In gap', isNumber: true, cell: (each) => each.in_gap },
            { name: 'Undetermined', isNumber: true, cell: (each) => each.undetermined },
            { name: 'Mastered', isNumber: true, cell: (each) => each.mastered },
          ]}
        />
      </Panel>
      <Panel title="Each learner">
        <Learners report={report} />
      </Panel>
      <Fold title="Statistics of the questions">
        <Statistics report={report} />
      </Fold>
    </>
  );
}

type LearnerRow = GapReport['learners'][number];

function Learners({ report: { learners } }: { report: GapReport }): JSX.Element {
  const domains = [
    ...new Set(learners.flatMap((each) => each.domains.map(({ domain }) => domain))),
  ];
  return (
    <Table
      caption="Verdicts by learner and domain"
      hideCaption
      rows={learners}
      keyOf={({ learner }) => learner}
      columns={[
        { name: 'Learner', cell: nameCell },
        { name: 'Score', isNumber: true, cell: ({ score }) => percent(score) },
        ...domains.map((domain) => ({
          name: domain,
          cell: (row: LearnerRow) => verdictCell(row, domain),
        })),
      ]}
    />
  );
}

function nameCell({ learner, answered, passed, statement }: LearnerRow): JSX.Element {
  return (
    <>
      {learner}
      <span class="sub">{answered ? (passed ? 'Passed' : 'Not passed') : statement}</span>
    </>
  );
}

function verdictCell({ domains }: LearnerRow, domain: string): JSX.Element | string {
  const result = domains.find((each) => each.domain === domain);
  if (!result) return '–';
  const { word, tone } = VERDICTS[result.verdict];
  return (
    <>
      <Pill tone={tone}>{word}</Pill>
      <span class="sub">
        {result.correct} of {result.items} right
      </span>
    </>
  );
}

function Statistics({ report: { cohort } }: { report: GapReport }): JSX.Element {
  const words = scaleWords(cohort);
  return (
    <>
      <dl class="facts">
        {testFacts(cohort).map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
      {words && <p class="hint">{words}</p>}
      <Table
        caption="Statistics of the questions"
        hideCaption
        rows={questionLines(cohort)}
        keyOf={({ item }) => item}
        columns={columnsOf(Boolean(cohort.item_response))}
      />
    </>
  );
}

function columnsOf(isScaled: boolean): Column<QuestionLine>[] {
  const onScale: Column<QuestionLine>[] = [
    { name: 'Difficulty', isNumber: true, cell: ({ difficulty }) => difficulty },
    { name: 'Sharpness', isNumber: true, cell: ({ slope }) => slope },
  ];
  return [
    { name: 'Question', cell: ({ item }) => item },
    { name: 'Answers', isNumber: true, cell: ({ answers }) => answers },
    {
      name: 'Right',
      isNumber: true,
      cell: ({ right, rightSpan }) => (
        <>
          {right}
          {rightSpan && <span class="sub">{rightSpan}</span>}
        </>
      ),
    },
    {
      name: 'Tells good from weak',
      isNumber: true,
      cell: ({ discrimination }) => discrimination,
    },
    {
      name: 'Best less weakest',
      isNumber: true,
      cell: ({ bestLessWeakest }) => bestLessWeakest,
    },
    ...(isScaled ? onScale : []),
    { name: 'Notes', cell: ({ notes }) => notes },
  ];
}

function Fact({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
