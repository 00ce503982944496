/** What was made for the learners, what was sent, and what they opened. */
import type { JSX } from 'preact';
import { Panel } from '../kit/page.tsx';
import { Pill, Tag } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { learnerPath } from './heatmap.tsx';
import {
  type Cohort,
  calledBy,
  type LearnerLine,
  letterState,
  occasionWords,
  remediationOf,
} from './people-data.ts';

export function RemediationPanel({ data }: { data: Cohort }): JSX.Element {
  const { learners, released, videos, workflow_id } = data;
  return (
    <Panel title="What was made of it">
      {videos.length > 0 && (
        <ul class="people-made">
          {videos.map(({ artifact, topic, type, degraded }) => (
            <li key={artifact}>
              <a href={`/api/artifacts/${artifact}`}>{topic ?? 'Video'}</a>{' '}
              <Tag>
                {type === 'video' ? 'video for everybody' : 'storyboard instead of a video'}
              </Tag>
              {degraded && <Tag>in a simpler form than planned</Tag>}
            </li>
          ))}
        </ul>
      )}
      {!released && <p class="soft">Nothing has been released to learners yet.</p>}
      <Table
        caption="Remediation of each learner"
        hideCaption
        keyOf={({ id }) => id}
        rows={learners}
        columns={[
          {
            name: 'Learner',
            cell: (line: LearnerLine) => (
              <a href={learnerPath(workflow_id, line.id)}>{calledBy(line)}</a>
            ),
          },
          {
            name: 'Answered',
            cell: ({ submitted_at }) => (submitted_at ? <Time at={submitted_at} /> : 'not yet'),
          },
          {
            name: 'Remediation',
            cell: (line) => {
              const { word, tone } = remediationOf(line, released);
              return <Pill tone={tone}>{word}</Pill>;
            },
          },
          {
            name: 'Deck',
            cell: ({ deck }) =>
              deck ? (
                <a href={`/api/artifacts/${deck.artifact}`}>
                  slides<span class="hidden"> of this learner</span>
                </a>
              ) : (
                '–'
              ),
          },
          {
            name: 'Page first opened',
            cell: ({ visited_at }) => (visited_at ? <Time at={visited_at} /> : 'not yet'),
          },
          { name: 'Last mail', cell: ({ letters }) => <LastLetter letters={letters} /> },
        ]}
      />
      <p class="hint">
        “Opened” means that somebody followed the learner’s own link; some mail programs do that by
        themselves.
      </p>
    </Panel>
  );
}

function LastLetter({ letters }: { letters: LearnerLine['letters'] }): JSX.Element {
  const last = letters.at(-1);
  if (!last) return <>none</>;
  return (
    <>
      {occasionWords(last.occasion)}
      <span class="sub">
        {letterState(last.state).word}, <Time at={last.at} />
      </span>
    </>
  );
}
